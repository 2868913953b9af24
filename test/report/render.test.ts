import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Proof } from '../../src/apply/types.ts';
import type { Finding } from '../../src/checks/types.ts';
import { R, ref } from '../../src/api/resources.ts';
import { EXIT } from '../../src/errors.ts';
import type { Plan, Step } from '../../src/plan/types.ts';
import { showPlan } from '../../src/plan/show.ts';
import { renderFindings } from '../../src/report/findings.ts';
import { toJson, toYaml } from '../../src/report/machine.ts';
import { plain } from '../../src/report/paint.ts';
import { changesNothing, renderPlan } from '../../src/report/plan.ts';
import { renderProof } from '../../src/report/proof.ts';
import { resultOf } from '../../src/report/result.ts';
import { columns } from '../../src/report/text.ts';
import { SecretText } from '../../src/secret.ts';
import { faults } from '../support/schema.ts';

const CONFIG = ref(R.Config, 'cluster');
const SECRET = ref(R.Secret, 'keys', 'openshift-image-registry');
const later = { $ref: { step: 'obc', path: ['spec', 'bucketName'], show: 'known after the claim is bound', secret: false } };
const ensure: Step = { kind: 'ensure', id: 'keys', title: 'The credentials', ref: SECRET, action: 'create', live: true, body: { data: { KEY: { $ref: { ...later.$ref, secret: true } } } },
  changes: [{ path: 'data.KEY', after: 'known after the claim is bound', secret: true }, { path: 'data.OLD', before: '(secret)', secret: true }] };
const patch: Step = { kind: 'patch', id: 'config', title: 'The registry', ref: CONFIG, action: 'update', body: {}, resourceVersion: '7',
  changes: [{ path: 'spec.managementState', before: 'Removed', after: 'Managed' }, { path: 'spec.replicas', after: 2 }, { path: 'spec.storage.emptyDir', before: {} }] };
const wait: Step = { kind: 'wait', id: 'ready', title: 'The registry is ready', judge: 'ready', reads: [CONFIG], params: {}, samples: 2, apartSeconds: 5 };
const prove: Step = { kind: 'prove', id: 'push', title: 'Push and pull a tiny image', proof: 'push-pull', params: {} };
const planOf = (steps: Step[], more: Partial<Plan> = {}): Plan => ({ schema: 'registryctl.dev/plan/v1', command: 'setup odf-rgw', target: { context: 'lab', server: 'https://api:6443', user: 'a', sandbox: false }, clusterId: 'id-1', clusterVersion: '4.14.60', steps, losses: [], digest: 'd', ...more });

describe('renderPlan', () => {
  test('names the cluster first, then each step with what changes', () => {
    expect(renderPlan(planOf([ensure, patch, wait, prove]), plain, 80)).toBe(`Cluster lab at https://api:6443
id id-1, OpenShift 4.14.60

  1. create secrets/openshift-image-registry/keys
     The credentials
     + data.KEY: (known after the claim is bound)
     - data.OLD: (secret)
  2. patch configs.imageregistry.operator.openshift.io/cluster
     The registry
     ~ spec.managementState: "Removed" -> "Managed"
     + spec.replicas: 2
     - spec.storage.emptyDir: {}
  3. wait  The registry is ready, 2 times 5 s apart
  4. prove Push and pull a tiny image`);
  });
  test('says so when it changes nothing, and still says what it would lose', () => {
    const plan = planOf([{ ...ensure, action: 'keep' }, { ...patch, action: 'keep' }, wait, prove], { losses: [{ what: 'the bucket b', why: 'Removed deletes it', images: 1 }] });
    expect(changesNothing(plan)).toBe(true);
    expect(renderPlan(plan, plain, 80)).toMatch(/\n\nNo changes\.\n\nLOST: the bucket b, 1 image\n {6}Removed deletes it$/);
  });
  test('a loss that could not be counted says so, a kept object is one line, a sandbox is marked', () => {
    const text = renderPlan(planOf([{ ...ensure, action: 'keep' }, patch], { losses: [{ what: 'x', why: 'y' }], target: { context: 'c', server: 's', user: 'u', sandbox: true } }), plain, 80);
    expect(text).toContain('how many images is not known');
    expect(text).toMatch(/1\. keep {2}secrets\/openshift-image-registry\/keys\n {2}2\./);
    expect(text).toContain('(SANDBOX)');
  });
  test('repositories of which images would be lost are named, with no more of them than the plan has', () => {
    const shown = (examples: string[]): string => renderPlan(planOf([patch], { losses: [{ what: 'x', why: 'y', images: 9, examples }] }), plain, 80);
    expect(shown(['a/b', 'c/d'])).toMatch(/LOST: x, 9 images\n {6}y\n {6}images of a\/b, c\/d$/);
    expect(shown(['a/b', 'a/c', 'a/d', 'a/e', 'a/f'])).toMatch(/ {6}images of a\/b, a\/c, a\/d, a\/e, a\/f, …$/);
    expect(shown([])).toMatch(/LOST: x, 9 images\n {6}y$/);
  });
  test('no value of a secret field is shown, whatever the planner left there', () => {
    const leaky = planOf([{ ...ensure, changes: [{ path: 'data.KEY', before: 'old sekret', after: 'new sekret', secret: true }] }]);
    expect(renderPlan(leaky, plain, 80)).not.toContain('sekret');
  });
  test.each([40, 60, 80])('no line is wider than %i', (width) => {
    const wide = planOf([{ ...patch, title: 'long '.repeat(40), changes: [{ path: `spec.${'deep.'.repeat(40)}x`, before: 'a'.repeat(300), after: { list: ['b'.repeat(300)] } }] }, { ...wait, title: 'w'.repeat(200) }]);
    for (const line of renderPlan(wide, plain, width).split('\n').slice(2)) expect(columns(line)).toBeLessThanOrEqual(width);
  });
  test('the plan as it is shown is published data', () => {
    expect(faults(JSON.parse(JSON.stringify(showPlan(planOf([ensure, patch, wait, prove], { losses: [{ what: 'x', why: 'y', images: 3, examples: ['a/b'] }] })))), 'plan.v1.json')).toEqual([]);
    expect(faults({ ...showPlan(planOf([prove])), more: 1 }, 'plan.v1.json')).toEqual(['$.more is not published']);
  });
});

test('findings are paragraphs, and their commands are never broken', () => {
  const remedy = `oc patch ${'x'.repeat(120)} --type=merge`;
  const findings: Finding[] = [{ code: 'RC-A', level: 'error', subject: 's', message: 'word '.repeat(30).trim(), cause: 'because', remedy }, { code: 'RC-B', level: 'info', subject: 't', message: 'm' }];
  const text = renderFindings(findings, plain, 60);
  expect(text.split('\n')[0]).toBe('error RC-A s');
  expect(text).toContain(`  remedy  ${remedy}`);
  expect(text).toContain('  cause   because');
  expect(text).toMatch(/\n\ninfo RC-B t\n {10}m$/);
  expect(renderFindings([], plain, 60)).toBe('');
});

test('a proof tells its facts in order, under one another', () => {
  const proof: Proof = { proof: 'push-pull', ok: true, summary: 'pushed and pulled', facts: [['digest', 'sha256:1'], ['by', 'service account']] };
  expect(renderProof(proof, plain)).toBe('proven push-pull: pushed and pulled\n  digest  sha256:1\n  by      service account');
  expect(renderProof({ ...proof, ok: false, facts: [] }, plain)).toBe('NOT PROVEN push-pull: pushed and pulled');
});

describe('machine output', () => {
  test('JSON and YAML say the same, and secrets mask themselves in both', () => {
    const value = { a: [1, 'two', null], token: new SecretText('sekret'), gone: undefined };
    expect(JSON.parse(toJson(value))).toEqual({ a: [1, 'two', null], token: '(secret)' });
    expect(toJson(value).endsWith('}\n')).toBe(true);
    expect(toYaml(value, stringify)).toBe('a:\n  - 1\n  - two\n  - null\ntoken: (secret)\n');
  });
  test.each(Object.entries(EXIT))('a result %s has the exit code %i and is published data', (outcome, code) => {
    const made = resultOf('setup odf-rgw', outcome as keyof typeof EXIT, { message: 'm', plan: showPlan(planOf([ensure])), proofs: [{ proof: 'p', ok: true, summary: 's', facts: [['a', 'b']] }] });
    expect(made.exitCode).toBe(code);
    expect(faults(JSON.parse(toJson(made)), 'result.v1.json')).toEqual([]);
  });
  test('what is not published is refused by the published schema', () => {
    expect(faults({ ...resultOf('x', 'done'), outcome: 'fine', exitCode: 9 }, 'result.v1.json')).toHaveLength(2);
  });
});
