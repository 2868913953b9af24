import { describe, expect, it } from 'vitest';
import { at, record } from '../../src/api/json.ts';
import type { KubeObject } from '../../src/api/types.ts';
import type { Given } from '../../src/forms/types.ts';
import { assemble } from '../../src/plan/assemble.ts';
import { isTemporary, writes } from '../../src/plan/changes.ts';
import { knownBy } from '../../src/plan/known.ts';
import { mergePatch } from '../../src/plan/merge.ts';
import { resolve } from '../../src/plan/resolve.ts';
import type { Plan } from '../../src/plan/types.ts';
import { BACKENDS, backendsOf, targetOf } from '../../src/registry/backends.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { ENTRIES } from '../../src/sandbox/schemas/index.ts';
import { judge } from '../../src/sandbox/schemas/judge.ts';
import { prune } from '../../src/sandbox/schemas/shape.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { object, refOf, TARGET } from '../registry/world.ts';
import { formOf, look, objectsOf, type Case } from './clouds-world.ts';

const FORMS: [name: string, backend: string, given: Given, own: string][] = [
  ['aws', 's3', { credentials: 'f', bucket: 'images', region: 'eu-west-1' }, 'given-s3'],
  ['gcp', 'gcs', { credentials: 'f', bucket: 'images', region: 'EU', 'project-id': 'my-project' }, 'given-gcp'],
  ['azure', 'azure', { credentials: 'f', 'account-name': 'acct', container: 'images' }, 'given-azure'],
  ['openstack-swift', 'swift', { credentials: 'f', 'auth-url': 'https://k.example.com/v3', container: 'images', domain: 'Default', tenant: 'p' }, 'given-swift'],
];

/** Every backend as somebody may have set it, down to keys that a set-up does not name. */
const SET: Record<string, Record<string, unknown>> = {
  emptyDir: {},
  s3: { bucket: 'old', region: 'r', regionEndpoint: 'https://rgw.example.com', keyID: 'k', encrypt: true, virtualHostedStyle: true, trustedCA: { name: 'x' }, cloudFront: { baseURL: 'https://d', keypairID: 'K', privateKey: { name: 'n', key: 'k' }, duration: '5m' } },
  gcs: { bucket: 'old', region: 'r', projectID: 'p', keyID: 'k' },
  swift: { authURL: 'https://old/v3', authVersion: '2', container: 'old', domain: 'D', domainID: 'd', tenant: 'T', tenantID: 't', regionName: 'R' },
  pvc: { claim: 'old' },
  azure: { accountName: 'oldacct', container: 'old', cloudName: 'AzureChinaCloud' },
  ibmcos: { bucket: 'old', location: 'l', resourceGroupName: 'g' },
  oss: { bucket: 'old', region: 'r', endpointAccessibility: 'Public', encryption: { method: 'KMS', kms: { keyID: 'k' } } },
};

interface Prior {
  spec: Record<string, unknown>;
  taken: unknown;
}
const spec = (managementState: string, storage: unknown): Record<string, unknown> => ({ managementState, replicas: 2, rolloutStrategy: 'RollingUpdate', storage });

const PRIORS: [name: string, prior: Prior][] = [
  ['nothing yet', { spec: spec('Removed', {}), taken: {} }],
  ...BACKENDS.flatMap((backend) => (['Managed', 'Unmanaged'] as const).flatMap((owner): [string, Prior][] => {
    const storage = { managementState: owner, [backend]: SET[backend] };
    return [
      [`${backend}, ${owner}`, { spec: spec('Managed', storage), taken: storage }],
      [`${backend}, ${owner}, Removed`, { spec: spec('Removed', storage), taken: {} }],
      [`${backend}, ${owner}, the operator kept off`, { spec: spec('Unmanaged', storage), taken: storage }],
      [`${backend}, ${owner}, and a second one`, { spec: spec('Managed', { ...storage, ...(backend === 'emptyDir' ? { pvc: { claim: 'second' } } : { emptyDir: {} }) }), taken: storage }],
    ];
  })),
];

const SCHEMA = ENTRIES.find(({ resource }) => resource.kind === 'Config')?.schema ?? { type: 'string' };

function planOf({ form, given }: Case, snapshot: ReturnType<typeof look>): Plan {
  return assemble({ command: form.name, target: TARGET, clusterId: 'c1', clusterVersion: '4.14.60', snapshot, desired: form.desired(given, snapshot) });
}

function carriedOut(one: Case, objects: KubeObject[]): KubeObject[] {
  const snapshot = look(one, objects);
  const lookup = knownBy(snapshot, one.form.desired(one.given, snapshot));
  return planOf(one, snapshot).steps.filter(writes).reduce((all, step) => {
    const isIt = (found: KubeObject): boolean => readKey(refOf(found)) === readKey(step.ref);
    return [...all.filter((found) => !isIt(found)), mergePatch(all.find(isIt) ?? object(step.ref), resolve(step.body, lookup)) as KubeObject];
  }, objects);
}

describe.each(FORMS)('%s', (name, backend, given, own) => {
  const form = formOf(name);

  it.each(PRIORS)('from %s', (_name, prior) => {
    const one: Case = { form, given, platform: 'BareMetal', objects: [own, 'image'], spec: prior.spec, taken: prior.taken };
    const objects = objectsOf(one);
    expect(form.check(given, look(one, objects)).filter(({ level }) => level === 'error')).toEqual([]);
    expect(form.missing?.(given, look(one, objects))).toEqual([]);
    const plan = planOf(one, look(one, objects));

    // one patch, besides the one that keeps the operator off meanwhile
    expect(plan.steps.filter((step) => step.kind === 'patch' && !isTemporary(step))).toHaveLength(1);
    const after = carriedOut(one, objects);
    const config = after.find((found) => readKey(refOf(found)) === readKey(OBJECT.config));
    const storage = record(config, 'spec', 'storage');
    expect(backendsOf(storage)).toEqual([backend]);
    expect(storage['managementState']).toBe('Unmanaged');
    expect(at(config, 'spec', 'managementState')).toBe('Managed');
    // nothing of another target is left, and the server takes it
    expect(JSON.stringify(storage)).not.toMatch(/"(old|oldacct|KMS|k|D|d|T|t|R|r|x)"/u);
    const { status: _status, ...sent } = record(config);
    expect(prune(structuredClone(sent), SCHEMA)).toEqual([]);
    expect(judge(sent, SCHEMA)).toEqual([]);

    // images that were anywhere are not lost in silence
    const held = backendsOf(prior.taken).length > 0 && targetOf(prior.taken) !== targetOf(storage);
    if (held) expect(plan.losses).not.toEqual([]);

    const again: Case = { ...one, spec: record(config, 'spec'), taken: storage };
    expect(planOf(again, look(again, after)).steps.filter(writes)).toEqual([]);
    expect(planOf({ ...again, given: {} }, look({ ...again, given: {} }, after)).steps.filter(writes)).toEqual([]);
  });
});
