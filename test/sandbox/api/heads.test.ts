import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { config, fieldOf, JSON_PATCH, MERGE, messageOf, reasonOf, room, STRATEGIC } from './support.ts';
import type { Room } from './support.ts';

const IR = '/apis/imageregistry.operator.openshift.io/v1/configs';
const SA = '/api/v1/namespaces/default/serviceaccounts';
const RB = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings';
const PVC = '/api/v1/namespaces/default/persistentvolumeclaims';
const NS = '/api/v1/namespaces';
const binding = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'b' }, roleRef: { kind: 'Role', name: 'r' } };
const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a', generation: 3, selfLink: '/x' }, secrets: [{ name: 's' }], imagePullSecrets: [{ name: 'p' }] };

let here: Room;
beforeAll(async () => {
  here = await room();
  await here.ask('POST', IR, config());
  await here.ask('POST', SA, account);
});
afterAll(() => here.stop());

/** Every answer here was read off a kube-apiserver of 1.27. */
describe('apiVersion and kind that are not the resource\'s own', () => {
  it.each<[string, string, string, unknown, string, number, string?]>([
    ['another kind, in a patch', 'PATCH', `${IR}/cluster`, { kind: 'Pod' }, MERGE, 422, 'Pod.imageregistry.operator.openshift.io "cluster" is invalid: kind: Invalid value: "Pod": must be Config'],
    ['another version, in a patch', 'PATCH', `${IR}/cluster`, { apiVersion: 'a/b' }, MERGE, 422, 'Config.a "cluster" is invalid: apiVersion: Invalid value: "a/b": must be imageregistry.operator.openshift.io/v1'],
    ['another kind, in a patch of the status', 'PATCH', `${IR}/cluster/status`, { kind: 'Pod' }, MERGE, 200],
    ['no version, in a patch', 'PATCH', `${IR}/cluster`, { apiVersion: null }, MERGE, 500],
    ['no kind, in a patch', 'PATCH', `${IR}/cluster`, [{ op: 'remove', path: '/kind' }], JSON_PATCH, 422],
    ['a kind that is a number, in a patch of the status', 'PATCH', `${IR}/cluster/status`, { kind: 7 }, MERGE, 422],
    ['another version, in a PUT', 'PUT', `${IR}/cluster`, { ...config(), apiVersion: 'v2' }, 'application/json', 400, 'the API version in the data (v2) does not match the expected API version (imageregistry.operator.openshift.io/v1)'],
    ['another kind, in a PUT without a version', 'PUT', `${IR}/cluster`, { ...config(), kind: 'Pod' }, 'application/json', 422, 'configs.imageregistry.operator.openshift.io "cluster" is invalid: metadata.resourceVersion: Invalid value: 0x0: must be specified for an update'],
    ['another kind, in a POST', 'POST', IR, { ...config({}, 'other'), kind: 'Pod' }, 'application/json', 422, 'Pod.imageregistry.operator.openshift.io "other" is invalid: kind: Invalid value: "Pod": must be Config'],
    ['another kind, in a strategic patch, which keeps it', 'PATCH', `${SA}/a`, { kind: 'Pod', apiVersion: 'a/b' }, STRATEGIC, 200],
    ['a kind that is a number, in a strategic patch', 'PATCH', `${SA}/a`, { kind: 7 }, STRATEGIC, 422],
    ['no version of a built-in kind, in a patch', 'PATCH', `${SA}/a`, { apiVersion: null }, MERGE, 400],
    ['the same, when unknown fields are refused', 'PATCH', `${SA}/a?fieldValidation=Strict`, { apiVersion: null }, MERGE, 422],
    ['nothing at all as a built-in kind', 'POST', SA, 'null', 'application/json', 422, 'ServiceAccount "" is invalid: metadata.name: Required value: name or generateName is required'],
    ['a list as a merge patch', 'PATCH', `${SA}/a`, [], MERGE, 400],
    ['a list as a merge patch, when unknown fields are ignored', 'PATCH', `${SA}/a?fieldValidation=Ignore`, [], MERGE, 422],
    ['what is no JSON, for what is not there', 'PATCH', `${SA}/nobody`, 'text', MERGE, 404],
  ])('%s', async (_, method, path, body, type, code, message) => {
    const said = await here.ask(method, path, body, { type });
    expect([said.code, messageOf(said.body)]).toEqual([code, message ?? messageOf(said.body)]);
    if (code === 200) expect(fieldOf(said.body, 'kind')).toBe(path.startsWith(SA) ? 'ServiceAccount' : 'Config');
  });
});

describe('what only a real server showed', () => {
  it('makes a role binding by PUT, once', async () => {
    const first = await here.ask('PUT', `${RB}/b`, binding);
    expect([first.code, fieldOf(first.body, 'roleRef', 'apiGroup')]).toEqual([201, 'rbac.authorization.k8s.io']);
    expect((await here.ask('PUT', `${RB}/b`, binding)).code).toBe(200);
    expect((await here.ask('PUT', `${SA}/nobody`, { ...account, metadata: { name: 'nobody' } })).code).toBe(404);
  });

  it('keeps the generation that a kind was made with where none is counted, and a link only in a dry run', async () => {
    const link = { metadata: { generation: 9, selfLink: '/y', labels: { x: 'y' } } };
    const dry = await here.ask('PATCH', `${SA}/a?dryRun=All`, link, { type: MERGE });
    expect([fieldOf(dry.body, 'metadata', 'generation'), fieldOf(dry.body, 'metadata', 'selfLink')]).toEqual([3, '/y']);
    const done = await here.ask('PATCH', `${SA}/a`, link, { type: MERGE });
    expect([fieldOf(done.body, 'metadata', 'generation'), fieldOf(done.body, 'metadata', 'selfLink')]).toEqual([3, undefined]);
  });

  it('replaces the pull secrets of a service account, joins its secrets, and has a fault of its own where they have no name', async () => {
    const done = await here.ask('PATCH', `${SA}/a`, { secrets: [{ name: 't' }], imagePullSecrets: [{ name: 'q' }] }, { type: STRATEGIC });
    expect([fieldOf(done.body, 'secrets'), fieldOf(done.body, 'imagePullSecrets')]).toEqual([[{ name: 't' }, { name: 's' }], [{ name: 'q' }]]);
    for (const odd of [[{}], ['x'], [null], [7]]) {
      const said = await here.ask('PATCH', `${SA}/a`, { secrets: odd }, { type: STRATEGIC });
      expect([said.code, reasonOf(said.body)]).toEqual([500, undefined]);
    }
  });

  it('names a namespace by its resource when a version does not hold', async () => {
    await here.ask('POST', NS, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } });
    const said = await here.ask('DELETE', `${NS}/n`, { preconditions: { resourceVersion: '1' } });
    expect([said.code, fieldOf(said.body, 'details')]).toEqual([409, { name: 'n', kind: 'namespaces' }]);
  });

  it('judges the name of a claim\'s class, and writes its size in one way', async () => {
    const asked = (storageClassName: string): unknown => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'c' }, spec: { accessModes: ['ReadWriteMany'], storageClassName, resources: { requests: { storage: '1024Gi' } } } });
    const refused = await here.ask('POST', PVC, asked('Not_A_Class'));
    expect([refused.code, fieldOf(refused.body, 'details', 'causes', 0, 'field')]).toEqual([422, 'spec.storageClassName']);
    expect(fieldOf((await here.ask('POST', PVC, asked(''))).body, 'spec', 'resources', 'requests', 'storage')).toBe('1Ti');
  });

  it('counts what is inside a value of another type as unknown, and takes a list for a duration', async () => {
    const inside = await here.ask('PATCH', `${IR}/cluster?fieldValidation=Strict`, { spec: { logLevel: { a: 1 } } }, { type: MERGE });
    expect([inside.code, messageOf(inside.body)]).toEqual([422, expect.stringContaining('unknown field "spec.logLevel.a"')]);
    const list = await here.ask('PATCH', `${IR}/cluster`, { spec: { requests: { read: { maxWaitInQueue: [] } } } }, { type: MERGE });
    expect(list.code).toBe(200);
  });

  it('does not look at what comes after the subresource of a custom resource', async () => {
    expect((await here.ask('GET', `${IR}/cluster/status/more`)).code).toBe(200);
    for (const method of ['GET', 'POST', 'DELETE']) expect((await here.ask(method, `${IR}/cluster/bogus`, method === 'POST' ? config() : undefined)).code).toBe(404);
    expect((await here.ask('POST', `${IR}/cluster/status`, config())).code).toBe(405);
  });
});
