import { describe, expect, it } from 'vitest';
import { nameOf, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { checkCluster, checkReads, checkReplicas, COMMON_READS, countReads, readsCa } from '../../src/forms/common.ts';
import { OBJECT, trustedCa } from '../../src/registry/objects.ts';
import { readKey } from '../../src/snapshot/access.ts';
import type { Answer, Snapshot } from '../../src/snapshot/types.ts';
import { config, worker } from '../platforms/world.ts';
import { object, snapshotOf } from '../registry/world.ts';

const codes = (found: { level: string; code: string; message: string }[]): string[] =>
  found.map(({ level, code, message }) => `${level} ${code}: ${message}`);

function answered(answers: Record<string, Answer>): Snapshot {
  return { ...snapshotOf([]), answers };
}

describe('reads that were not answered', () => {
  const map = trustedCa('bundle');
  const denied: Answer = { state: 'denied', reason: 'forbidden: User "dev"' };
  const failed: Answer = { state: 'failed', reason: 'a timeout' };

  it('a right that is missing names the verb and the object', () => {
    const [found] = checkReads(answered({ [nameOf(map)]: denied }), [map]);
    expect(found).toMatchObject({
      code: 'RC-ACCESS-DENIED',
      level: 'error',
      subject: 'configmaps/openshift-config/bundle',
      message: 'it may not be read: forbidden: User "dev"',
    });
  });
  it('a fault is told as it was', () => {
    expect(checkReads(answered({ [nameOf(map)]: failed }), [map])).toMatchObject([
      { code: 'RC-READ-FAILED', level: 'error', subject: 'configmaps/openshift-config/bundle', message: 'a timeout' },
    ]);
  });
  it.each([
    ['absent is an answer', { [nameOf(map)]: { state: 'absent' } }],
    ['found is one', { [nameOf(map)]: { state: 'found', items: [] } }],
    ['what another form reads', { 'secrets/ns/x': denied }],
    ['nothing was asked', {}],
  ] as [string, Record<string, Answer>][])('%s', (_, answers) => expect(checkReads(answered(answers), [map])).toEqual([]));

  it('a collection is named with a star', () => {
    const read = { resource: R.StorageClass };
    const found = checkReads(answered({ [readKey(read)]: denied }), [read]);
    expect(found.map((one) => one.subject)).toEqual(['storageclasses.storage.k8s.io/*']);
  });
  it.each([
    ['nodes', { resource: R.Node }],
    ['images', { resource: R.StoredImage }],
    ['the version', OBJECT.clusterVersion],
    ['the platform', OBJECT.infrastructure],
  ])('can do without %s', (_, read) => {
    expect(checkReads(answered({ [readKey(read)]: denied }), [read])).toEqual([]);
    expect(checkReads(answered({ [readKey(read)]: failed }), [read])).toEqual([]);
  });
  it('cannot do without the registry\'s own objects', () => {
    const all = Object.fromEntries(COMMON_READS.map((read) => [readKey(read), denied]));
    expect(checkReads(answered(all), COMMON_READS).map((one) => one.subject)).toEqual(
      [OBJECT.config, OBJECT.deployment, OBJECT.clusterOperator, OBJECT.image, OBJECT.certificates, OBJECT.credentials].map(nameOf),
    );
  });
});

describe('the cluster', () => {
  const version = (status: object): KubeObject => object(OBJECT.clusterVersion, { status });
  const at = (desired: string, history: object[] = []): KubeObject => version({ desired: { version: desired }, history });
  const capabilities = (known: string[], enabled: string[]): KubeObject =>
    version({
      desired: { version: '4.14.60' },
      capabilities: { knownCapabilities: known, enabledCapabilities: enabled },
    });
  const there = config({ managementState: 'Removed' });
  const unproven = (version: string): string => `warning RC-CLUSTER-VERSION-UNPROVEN: the cluster is at ${version}`;
  const disabled = 'error RC-CAPABILITY-DISABLED: the capability ImageRegistry is not enabled';
  const cases: [what: string, objects: KubeObject[], findings: string[]][] = [
    ['4.14', [there, at('4.14.0')], []],
    ['a late 4.14', [there, at('4.14.60')], []],
    ['4.13', [there, at('4.13.9')], [unproven('4.13.9')]],
    ['4.15', [there, at('4.15.0-rc.1')], [unproven('4.15.0-rc.1')]],
    ['4.140 is not 4.14', [there, at('4.140.1')], [unproven('4.140.1')]],
    ['5.0', [there, at('5.0.0')], [unproven('5.0.0')]],
    ['on its way to 4.15', [there, at('4.15.2', [{ state: 'Partial', version: '4.15.2' }, { state: 'Completed', version: '4.14.8' }])], []],
    ['no version', [there], ['warning RC-CLUSTER-VERSION-UNPROVEN: the version of the cluster could not be read']],
    ['with the capability', [there, capabilities(['ImageRegistry', 'Build'], ['ImageRegistry'])], []],
    ['without the capability', [capabilities(['ImageRegistry', 'Build'], ['Build'])], [disabled]],
    ['without, though an old Config is there', [there, capabilities(['ImageRegistry'], [])], [disabled]],
    ['a version that does not know the capability', [there, capabilities(['Build'], [])], []],
    ['no Config yet', [at('4.14.1')], ['info RC-CONFIG-ABSENT: the operator has not made it yet']],
  ];
  it.each(cases)('%s', (_, objects, findings) => {
    expect(codes(checkCluster(snapshotOf(objects, { absent: [OBJECT.config] })))).toEqual(findings);
  });
  it('a Config that nobody asked for is not missing', () => {
    expect(codes(checkCluster(snapshotOf([at('4.14.1')])))).toEqual([]);
  });
});

describe('replicas that have room', () => {
  const nodes = (count: number): Snapshot =>
    snapshotOf(Array.from({ length: count }, (_, i) => worker(`w${i}`)), { listed: [R.Node] });
  it.each([
    ['two on two', 2, 2, []],
    ['two on three', 3, 2, []],
    ['two on one', 1, 2, ['error RC-REPLICAS-NO-ROOM: 2 replicas need 2 schedulable workers, there is 1']],
    ['two on none', 0, 2, ['error RC-REPLICAS-NO-ROOM: 2 replicas need 2 schedulable workers, there are none']],
    ['three share nodes', 1, 3, []],
    ['one on one', 1, 1, []],
    ['one on none waits for a node', 0, 1, []],
    ['nothing was asked for', 0, undefined, []],
  ])('%s', (_, count, replicas, findings) => {
    expect(codes(checkReplicas(nodes(count), 'odf-rgw', replicas))).toEqual(findings);
  });
  it('cannot be told when the nodes may not be read', () => {
    const blind = answered({ 'nodes/*': { state: 'denied', reason: 'no' } });
    expect(checkReplicas(blind, 'odf-rgw', 2)).toEqual([]);
  });
  it('the remedy is a command of the platform that was asked for', () => {
    expect(checkReplicas(nodes(1), 'odf-rgw', 2)[0]?.remedy).toBe('registryctl setup odf-rgw --replicas 1');
  });
});

describe('images are read to be counted', () => {
  const s3 = { bucket: 'b', regionEndpoint: 'https://h' };
  const mine = { managementState: 'Unmanaged', s3 };
  const owned = { managementState: 'Managed', s3 };
  const cases: [what: string, spec: object, taken: object, wanted: object, read: boolean][] = [
    ['not on a registry that never had storage', {}, {}, { s3 }, false],
    ['not for the same bucket', mine, mine, { s3 }, false],
    ['not for the same bucket with another CA', mine, mine, { s3: { ...s3, trustedCA: { name: 'x' } } }, false],
    ['for another bucket', mine, mine, { s3: { ...s3, bucket: 'c' } }, true],
    ['for a bucket that is not known yet', mine, mine, { s3: { ...s3, bucket: '' } }, true],
    ['for another endpoint', mine, mine, { s3: { ...s3, regionEndpoint: 'https://other' } }, true],
    ['for another backend', mine, mine, { pvc: { claim: 'p' } }, true],
    ['on emptyDir, whatever comes', { emptyDir: {} }, { emptyDir: {} }, { emptyDir: {} }, true],
    ['where the operator took over another one than is written', mine, { s3: { bucket: 'old' } }, { s3 }, true],
    ['on a Removed registry that names an administrator\'s bucket', mine, {}, { s3: { bucket: 'c' } }, true],
    ['not when it names the same one', mine, {}, { s3 }, false],
    ['not when its storage was deleted with it', owned, {}, { s3: { bucket: 'c' } }, false],
    ['not when its pods, and emptyDir with them, are gone', { emptyDir: {} }, {}, { s3 }, false],
  ];
  it.each(cases)('%s', (_, storage, taken, wanted, read) => {
    const world = snapshotOf([config({ storage }, { storage: taken })]);
    expect(countReads(world, wanted).map(readKey)).toEqual(read ? ['images.image.openshift.io/*'] : []);
  });
  it('not without a Config', () => expect(countReads(snapshotOf([], { absent: [OBJECT.config] }), { s3 })).toEqual([]));
});

describe('a registry reads its CA bundle now', () => {
  const spec = (more: object = {}): Record<string, unknown> => ({
    managementState: 'Managed',
    replicas: 2,
    storage: { s3: { bucket: 'b', trustedCA: { name: 'bundle' } } },
    ...more,
  });
  it.each([
    ['it runs with it', spec(), true],
    ['it is Removed', spec({ managementState: 'Removed' }), false],
    ['it is Unmanaged: the operator copies nothing', spec({ managementState: 'Unmanaged' }), false],
    ['it has no pods', spec({ replicas: 0 }), false],
    ['it names another bundle', spec({ storage: { s3: { trustedCA: { name: 'other' } } } }), false],
    ['it names none', spec({ storage: { s3: {} } }), false],
    ['it is on a claim', spec({ storage: { pvc: { claim: 'p' } } }), false],
  ])('%s: %#', (_, found, reads) => expect(readsCa(snapshotOf([config(found)]), 'bundle')).toBe(reads));

  it('there is no Config', () => expect(readsCa(snapshotOf([], { absent: [OBJECT.config] }), 'bundle')).toBe(false));
});

it('what every form reads is read once, and nothing heavy', () => {
  const keys = COMMON_READS.map(readKey);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).not.toContain(readKey({ resource: R.StoredImage }));
  expect(keys).not.toContain(readKey(ref(R.StoredImage, 'x')));
});
