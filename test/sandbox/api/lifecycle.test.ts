import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject, Resource } from '../../../src/api/types.ts';
import { routeHost } from '../../../src/sandbox/api/admission.ts';
import { config, fieldOf, JSON_PATCH, MERGE, messageOf, room } from './support.ts';
import type { Room } from './support.ts';

const IR = '/apis/imageregistry.operator.openshift.io/v1/configs';
const CM = '/api/v1/namespaces/default/configmaps';

let here: Room;
beforeEach(async () => {
  here = await room({ admission: [routeHost('apps.lab.example.com')], now: () => new Date('2026-03-04T05:06:07.890Z') });
});
afterEach(() => here.stop());

const map = (name: string, more: Partial<KubeObject['metadata']> = {}, rest: Record<string, unknown> = {}): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...more }, ...rest });
const there = (resource: Resource, name: string, namespace = 'default'): boolean => here.store.get(resource, name, namespace) !== undefined;

describe('the recorded schema rejections of the registry Config', () => {
  const invalid = (why: string): [number, string] => [422, `Config.imageregistry.operator.openshift.io "cluster" is invalid: ${why}`];
  it.each<[string, unknown, [number, string?]]>([
    ['a level that there is not', { logLevel: 'Loud' }, invalid('spec.logLevel: Unsupported value: "Loud": supported values: "", "Normal", "Debug", "Trace", "TraceAll"')],
    ['a strategy that there is not', { rolloutStrategy: 'BlueGreen' }, invalid(`spec.rolloutStrategy: Invalid value: "BlueGreen": spec.rolloutStrategy in body should match '^(RollingUpdate|Recreate)$'`)],
    ['a state of storage that there is not', { storage: { managementState: 'Maybe' } }, invalid(`spec.storage.managementState: Invalid value: "Maybe": spec.storage.managementState in body should match '^(Managed|Unmanaged)$'`)],
    ['a bucket that is a number', { storage: { s3: { bucket: 5 } } }, invalid('spec.storage.s3.bucket: Invalid value: "integer": spec.storage.s3.bucket in body must be of type string: "integer"')],
    ['replicas in words', { replicas: 'two' }, invalid('spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"')],
    ['a cloud that nobody checks', { storage: { azure: { cloudName: 'AzureMoonCloud' } } }, [200]],
    ['CloudFront without its key', { storage: { s3: { cloudFront: { baseURL: 'https://d.example' } } } }, invalid('[spec.storage.s3.cloudFront.keypairID: Required value, spec.storage.s3.cloudFront.privateKey: Required value]')],
    ['a route without a name', { routes: [{ hostname: 'no-name.example.com' }] }, invalid('spec.routes[0].name: Required value')],
    ['a field that there is not', { unknownField: 1 }, [200]],
  ])('%s', async (_, spec, [code, message]) => {
    await here.ask('POST', IR, config());
    const said = await here.ask('PATCH', `${IR}/cluster`, { spec }, { type: MERGE });
    expect(said.code).toBe(code);
    if (message !== undefined) expect(messageOf(said.body)).toBe(message);
    expect(fieldOf(said.body, 'spec', 'unknownField')).toBeUndefined();
  });
});

describe('defaults, pruning and dry runs', () => {
  it('fills in what the definition says, and brings it back when it is nulled', async () => {
    const made = await here.ask('POST', IR, config({ storage: { oss: {} } }));
    expect(fieldOf(made.body, 'spec')).toEqual({ replicas: 1, logLevel: 'Normal', operatorLogLevel: 'Normal', storage: { oss: { endpointAccessibility: 'Internal' } } });
    const nulled = await here.ask('PATCH', `${IR}/cluster`, { spec: { logLevel: null, storage: { oss: null } } }, { type: MERGE });
    expect(fieldOf(nulled.body, 'spec')).toEqual({ replicas: 1, logLevel: 'Normal', operatorLogLevel: 'Normal', storage: {} });
  });

  it('keeps what a preserving field holds', async () => {
    const made = await here.ask('POST', IR, config({ unsupportedConfigOverrides: { deep: [{ any: null }] }, observedConfig: null }));
    expect(fieldOf(made.body, 'spec', 'unsupportedConfigOverrides')).toEqual({ deep: [{ any: null }] });
    expect(fieldOf(made.body, 'spec', 'observedConfig')).toBeNull();
  });

  it('warns of every unknown field, once, and names duplicates', async () => {
    const said = await here.ask('POST', IR, '{"apiVersion":"imageregistry.operator.openshift.io/v1","kind":"Config","metadata":{"name":"w"},"spec":{"replicas":1,"replicas":2,"x":1,"storage":{"pvc":{"y":2}}}}');
    expect(said.code).toBe(201);
    expect(said.warnings).toEqual(['299 - "duplicate field \\"spec.replicas\\""', '299 - "unknown field \\"spec.x\\""', '299 - "unknown field \\"spec.storage.pvc.y\\""']);
    expect(fieldOf(said.body, 'spec', 'replicas')).toBe(2);
  });

  it.each([
    ['POST', CM, map('d'), undefined],
    ['PUT', `${CM}/kept`, map('kept', {}, { data: { a: '2' } }), undefined],
    ['PATCH', `${CM}/kept`, { data: { a: '3' } }, MERGE],
    ['DELETE', `${CM}/kept`, undefined, undefined],
  ])('a dry run of %s changes nothing', async (method, path, body, type) => {
    await here.ask('POST', CM, map('kept', {}, { data: { a: '1' } }));
    const before = here.store.version;
    const said = await here.ask(method, `${path}?dryRun=All`, body, type === undefined ? {} : { type });
    expect(said.code).toBeLessThan(300);
    expect(here.store.version).toBe(before);
    expect(here.store.get(R.ConfigMap, 'kept', 'default')?.['data']).toEqual({ a: '1' });
  });

  it('stamps times from its clock', async () => {
    const said = await here.ask('POST', CM, map('t'));
    expect(fieldOf(said.body, 'metadata', 'creationTimestamp')).toBe('2026-03-04T05:06:07Z');
  });
});

describe('routes', () => {
  const route = (spec: Record<string, unknown>): unknown => ({ apiVersion: 'route.openshift.io/v1', kind: 'Route', metadata: { name: 'r' }, spec: { to: { name: 's' }, ...spec } });
  it.each([
    [undefined, 'r-default.apps.lab.example.com'],
    ['', 'r-default.apps.lab.example.com'],
    ['mine.example.com', 'mine.example.com'],
  ])('a route with host %j gets %s', async (host, wanted) => {
    const said = await here.ask('POST', '/apis/route.openshift.io/v1/namespaces/default/routes', route(host === undefined ? {} : { host }));
    expect(fieldOf(said.body, 'spec', 'host')).toBe(wanted);
    expect(fieldOf(said.body, 'spec', 'to')).toEqual({ kind: 'Service', name: 's', weight: 100 });
  });
});

describe('claims', () => {
  const claim = (spec: Record<string, unknown> = {}): unknown => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'c' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec } });
  it.each([
    ['the default class', {}, 'quick'],
    ['the class that it names', { storageClassName: 'slow' }, 'slow'],
    ['no class when it says so', { storageClassName: '' }, ''],
  ])('gets %s', async (_, spec, wanted) => {
    await here.ask('POST', '/apis/storage.k8s.io/v1/storageclasses', { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'quick', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }, provisioner: 'p' });
    const said = await here.ask('POST', '/api/v1/namespaces/default/persistentvolumeclaims', claim(spec));
    expect(fieldOf(said.body, 'spec', 'storageClassName')).toBe(wanted);
    expect(fieldOf(said.body, 'status')).toEqual({ phase: 'Pending' });
  });

  it('may grow, never shrink, once bound', async () => {
    const path = '/api/v1/namespaces/default/persistentvolumeclaims';
    await here.ask('POST', path, claim());
    await here.ask('PATCH', `${path}/c/status`, { status: { phase: 'Bound' } }, { type: MERGE });
    const size = (storage: string): ReturnType<Room['ask']> => here.ask('PATCH', `${path}/c`, { spec: { resources: { requests: { storage } } } }, { type: MERGE });
    expect((await size('2Gi')).code).toBe(200);
    expect((await size('1536Mi')).code).toBe(422);
  });
});

describe('deletion', () => {
  it('takes dependents with the last of their owners', async () => {
    const [a, b] = [await here.ask('POST', CM, map('a')), await here.ask('POST', CM, map('b'))];
    const ref = (name: string, of: { body: unknown }): unknown => ({ apiVersion: 'v1', kind: 'ConfigMap', name, uid: fieldOf(of.body, 'metadata', 'uid') });
    await here.ask('POST', CM, { ...map('one'), metadata: { name: 'one', ownerReferences: [ref('a', a)] } });
    await here.ask('POST', CM, { ...map('both'), metadata: { name: 'both', ownerReferences: [ref('a', a), ref('b', b)] } });
    await here.ask('DELETE', `${CM}/a`);
    expect([there(R.ConfigMap, 'one'), there(R.ConfigMap, 'both')]).toEqual([false, true]);
  });

  it('leaves dependents as orphans when that is asked', async () => {
    const a = await here.ask('POST', CM, map('a'));
    await here.ask('POST', CM, { ...map('one'), metadata: { name: 'one', ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: fieldOf(a.body, 'metadata', 'uid') }] } });
    await here.ask('DELETE', `${CM}/a?propagationPolicy=Orphan`);
    expect(here.store.get(R.ConfigMap, 'one', 'default')?.metadata.ownerReferences).toBeUndefined();
  });

  it('waits for the last finalizer', async () => {
    await here.ask('POST', IR, { ...config(), metadata: { name: 'cluster', finalizers: ['a.b/c', 'a.b/d'] } });
    const marked = await here.ask('DELETE', `${IR}/cluster`);
    expect(fieldOf(marked.body, 'metadata', 'deletionTimestamp')).toBe('2026-03-04T05:06:07Z');
    expect(fieldOf(marked.body, 'metadata', 'generation')).toBe(2);
    await here.ask('PATCH', `${IR}/cluster`, [{ op: 'remove', path: '/metadata/finalizers/0' }], { type: JSON_PATCH });
    expect((await here.ask('GET', `${IR}/cluster`)).code).toBe(200);
    await here.ask('PATCH', `${IR}/cluster`, { metadata: { finalizers: null } }, { type: MERGE });
    expect((await here.ask('GET', `${IR}/cluster`)).code).toBe(404);
  });

  it('empties a namespace, refuses new content meanwhile, and ends it when nothing is left', async () => {
    await here.ask('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } });
    expect([there(R.ServiceAccount, 'default', 'n'), there(R.ConfigMap, 'kube-root-ca.crt', 'n')]).toEqual([true, true]);
    await here.ask('POST', '/api/v1/namespaces/n/configmaps', map('held', { finalizers: ['a.b/c'] }));
    const gone = await here.ask('DELETE', '/api/v1/namespaces/n');
    expect(fieldOf(gone.body, 'status', 'phase')).toBe('Terminating');
    expect(there(R.ServiceAccount, 'default', 'n')).toBe(false);
    const late = await here.ask('POST', '/api/v1/namespaces/n/configmaps', map('late'));
    expect(late.code).toBe(403);
    expect(messageOf(late.body)).toBe('configmaps "late" is forbidden: unable to create new content in namespace n because it is being terminated');
    expect(fieldOf(late.body, 'details', 'causes', 0, 'reason')).toBe('NamespaceTerminating');
    await here.ask('PATCH', '/api/v1/namespaces/n/configmaps/held', { metadata: { finalizers: null } }, { type: MERGE });
    expect((await here.ask('GET', '/api/v1/namespaces/n')).code).toBe(404);
  });

  it('deletes of a collection what is picked', async () => {
    for (const name of ['a', 'b', 'c']) await here.ask('POST', CM, map(name, { labels: { of: name } }));
    await here.ask('DELETE', `${CM}?labelSelector=of in (a,b)`);
    expect(['a', 'b', 'c'].map((name) => there(R.ConfigMap, name))).toEqual([false, false, true]);
  });

  it.each([
    ['the wrong uid', { uid: 'x' }, 409],
    ['an old version', { resourceVersion: '1' }, 409],
  ])('is refused with %s as precondition', async (_, preconditions, code) => {
    await here.ask('POST', CM, map('a'));
    expect((await here.ask('DELETE', `${CM}/a`, { apiVersion: 'v1', kind: 'DeleteOptions', preconditions })).code).toBe(code);
    expect(there(R.ConfigMap, 'a')).toBe(true);
  });
});

describe('generations', () => {
  it.each<[string, string, Record<string, unknown>, number]>([
    ['spec', '', { spec: { replicas: 7 } }, 2],
    ['metadata', '', { metadata: { labels: { a: 'b' } } }, 1],
    ['status through the main path', '', { status: { storage: {}, storageManaged: true } }, 1],
    ['status', '/status', { status: { storage: {}, storageManaged: true } }, 1],
    ['spec through status', '/status', { spec: { replicas: 7 } }, 1],
  ])('a change of %s', async (_, sub, patch, wanted) => {
    await here.ask('POST', IR, config());
    const said = await here.ask('PATCH', `${IR}/cluster${sub}`, patch, { type: MERGE });
    expect([said.code, fieldOf(said.body, 'metadata', 'generation')]).toEqual([200, wanted]);
  });
});
