import { isRecord } from '../../api/json.ts';
import { NS } from '../../api/resources.ts';
import { whole } from '../../plan/compare.ts';
import { isSecret } from '../../plan/secrets.ts';
import type { ValueObject } from '../../plan/types.ts';
import { besides, configObject, head, secretKeys, withPlaceholders, type Emission } from './parts.ts';

type Stringify = (value: unknown) => string;

/** A comment above a document. */
const note = (...lines: string[]): string => lines.map((line) => `# ${line}\n`).join('');

function nulls(value: unknown, path: string): string[] {
  if (value === null) return [path];
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => nulls(inner, path === '' ? key : `${path}.${key}`));
}

function config(title: string, spec: ValueObject, stringify: Stringify): string {
  const gone = nulls(spec, 'spec');
  return `${note(title, 'Applying this adds to a Config and removes nothing from it. These fields must be absent, or the operator refuses two', 'storages at once (registryctl setup, or --emit oc, removes them in the same patch):', ...gone.map((path) => `  ${path}`))}${stringify(configObject(spec))}`;
}

/**
 * The objects as YAML documents, for people and for tools that apply files. Secrets have their keys only, and values
 * that a cluster tells later are placeholders, which begin with REPLACE.
 */
export function manifests(emission: Emission, stringify: Stringify): string {
  const documents = emission.steps.flatMap((step) => {
    if (step.kind === 'config') return [config(step.title, step.spec, stringify)];
    if (step.kind !== 'object') return [];
    if (!isSecret(step.ref)) return [`${note(step.title)}${stringify(withPlaceholders(whole(step)))}`];
    const { filled, empty } = secretKeys(step);
    const lines = [`oc -n ${step.ref.namespace ?? NS.registry} create secret generic ${step.ref.name} \\`, ...filled.map((key) => `  --from-file=${key}=./${key} \\`), ...empty.map((key) => `  --from-literal=${key}= \\`)];
    return [note(step.title, 'Its values do not belong into a repository. Make it by:', ...lines.map((line, i) => (i === lines.length - 1 ? line.replace(/ \\$/u, '') : line)))];
  });
  return `${[...head(emission), ...besides(emission)].join('\n')}\n---\n${documents.join('---\n')}`;
}
