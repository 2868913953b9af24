import { nameOf } from '../../api/resources.ts';
import type { Ref } from '../../api/types.ts';
import { whole } from '../../plan/compare.ts';
import { referencesIn, shown } from '../../plan/resolve.ts';
import { isSecret } from '../../plan/secrets.ts';
import { objectOf } from '../../plan/source.ts';
import type { DesiredStep, Reference, Value, ValueObject } from '../../plan/types.ts';
import { GIVEN, OBJECT } from '../../registry/objects.ts';
import { resourceName } from '../../registry/rights.ts';
import { head, isOpen, type Emission, type ObjectStep } from './parts.ts';

/** In double quotes and in a here-document alike. */
const quoted = (text: string): string => text.replace(/[\\$`]/gu, '\\$&');

const place = (ref: Ref): string => `${ref.namespace === undefined ? '' : `-n ${ref.namespace} `}${resourceName(ref)}/${ref.name}`;

/** The object that a Reference reads; undefined for what only the user has. */
function sourceOf(reference: Reference, steps: readonly DesiredStep[]): Ref | undefined {
  const ref = objectOf(reference, steps);
  return ref === undefined || nameOf(ref) === nameOf(GIVEN) ? undefined : ref;
}

function getter(ref: Ref, path: readonly string[], decode: boolean): string {
  const keys = path.map((key) => ` ${JSON.stringify(key)}`).join('');
  return `oc get ${place(ref)} -o go-template='{{index .${keys}${decode ? ' | base64decode' : ''}}}'`;
}

/** A file for each key: out of the cluster without touching a disk, or one that the user puts beside the script. */
function fromFiles(step: ObjectStep, steps: readonly DesiredStep[]): string[] {
  return Object.entries((step.body['data'] ?? {}) as ValueObject).map(([key, value]) => {
    if (value === '') return `--from-literal=${key}=`;
    const reference = referencesIn(value)[0];
    const source = reference === undefined ? undefined : sourceOf(reference, steps);
    return source === undefined || reference === undefined ? `--from-file=${key}=./${key}` : `--from-file=${key}=<(${getter(source, reference.$ref.path, isSecret(source))})`;
  });
}

/** Applied by the server: a client would keep a copy of the values in an annotation. */
function created(step: ObjectStep, steps: readonly DesiredStep[]): string[] {
  const { ref } = step;
  const kind = isSecret(ref) ? 'secret generic' : 'configmap';
  const flags = [...fromFiles(step, steps), '--dry-run=client -o yaml | oc apply --server-side --force-conflicts -f -'];
  return [`oc -n ${ref.namespace ?? ''} create ${kind} ${ref.name} \\`, ...flags.map((flag, i) => `  ${flag}${i === flags.length - 1 ? '' : ' \\'}`)];
}

function applied(step: ObjectStep): string[] {
  return ['oc apply -f - <<\'OBJECT\'', JSON.stringify(whole(step), null, 2), 'OBJECT'];
}

/** The variables that a patch needs, and the patch with them in it. */
function patched(spec: ValueObject, steps: readonly DesiredStep[]): string[] {
  const names = new Map<string, string>();
  const lines: string[] = [];
  const nameFor = (reference: Reference): string => {
    const source = sourceOf(reference, steps);
    const id = `${source === undefined ? '' : nameOf(source)} ${reference.$ref.path.join('.')}`;
    const known = names.get(id);
    if (known !== undefined) return known;
    const name = `VALUE_${names.size + 1}`;
    names.set(id, name);
    if (source !== undefined) lines.push(`${name}="$(${getter(source, reference.$ref.path, false)})"`, `test -n "$${name}"`);
    return name;
  };
  const body = shown({ spec } as Value, (reference) => `@@${reference.$ref.before ?? ''}@${nameFor(reference)}@@`);
  const text = quoted(JSON.stringify(body, null, 2)).replace(/@@(.*?)@(VALUE_\d+)@@/gu, (_all, before: string, name: string) => `${before}\${${name}}`);
  return [...lines, `oc patch ${place(OBJECT.config)} --type=merge --patch-file=/dev/stdin <<PATCH`, text, 'PATCH'];
}

function waited(step: DesiredStep & { kind: 'wait' }): string[] {
  const config = place(OBJECT.config);
  if (step.judge === 'config-present') return [`until oc get ${config} >/dev/null 2>&1; do sleep 5; done`];
  if (step.judge === 'obc-bound') {
    const claim = step.reads.find((read) => read.resource.kind === 'ObjectBucketClaim');
    return claim?.name === undefined ? [] : [`oc wait --for=jsonpath='{.status.phase}'=Bound --timeout=10m ${place({ ...claim, name: claim.name })}`];
  }
  const generation = "{{if eq .metadata.generation .status.observedGeneration}}seen{{end}}";
  return [`until test "$(oc get ${config} -o go-template='${generation}')" = seen; do sleep 2; done`, `oc wait --for=condition=Available --timeout=10m ${config}`, `oc wait --for=condition=Progressing=False --timeout=10m ${config}`];
}

function lines(step: DesiredStep, steps: readonly DesiredStep[]): string[] {
  if (step.kind === 'config') return patched(step.spec, steps);
  if (step.kind === 'wait') return waited(step);
  if (step.kind === 'prove') return ['# Ready does not mean writable; this proves nothing yet. To prove it: registryctl verify, or a push and a pull of your own.'];
  if (step.kind === 'bucket') return ['# This is done by whoever may set up the bucket:', `# ${step.command}`];
  return isSecret(step.ref) || (step.ref.resource.kind === 'ConfigMap' && isOpen(step.body)) ? created(step, steps) : applied(step);
}

/**
 * A bash script of `oc` commands that does what the steps mean, in their order. No credential is in it, and none comes on
 * a command line: keys come out of the cluster by pipes, or from files beside the script that are named as the keys are.
 * It lacks what a plan knows: no dry run, no putting back, no count of what is lost.
 */
export function shellScript(emission: Emission): string {
  const { steps } = emission;
  const files = steps.flatMap((step) => (step.kind === 'object' && isSecret(step.ref) ? fromFiles(step, steps) : [])).flatMap((flag) => /=(\.\/\S+)$/u.exec(flag)?.[1] ?? []);
  const needed = files.length === 0 ? [] : [`# Put one value into each of these files first: ${files.join(' ')}`, ...files.map((file) => `test -s ${file}`)];
  return `${['#!/bin/bash', ...head(emission), 'set -euo pipefail', ...needed, ...steps.flatMap((step) => ['', `# ${step.title}`, ...lines(step, steps)])].join('\n')}\n`;
}
