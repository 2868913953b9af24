import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { at, list, text } from '../../../src/api/json.ts';
import { apiVersion, pathOf, R } from '../../../src/api/resources.ts';
import type { KubeObject, OwnerReference, Resource, WatchEvent } from '../../../src/api/types.ts';
import { Fault } from '../../../src/sandbox/api/fault.ts';
import type { Kind } from '../../../src/sandbox/api/kind.ts';
import { kindOf, KINDS } from '../../../src/sandbox/api/kinds.ts';
import { remove } from '../../../src/sandbox/api/remove.ts';
import { createStore, seed } from '../../../src/sandbox/api/seed.ts';
import { watch } from '../../../src/sandbox/api/watch.ts';
import { JSON_PATCH, MERGE, messageOf, reasonOf, room } from './support.ts';

const here = await room();
afterAll(() => here.stop());

const CM = pathOf(R.ConfigMap, 'default');
const served = (resource: Resource): Kind => {
  const kind = kindOf(resource);
  if (!kind) throw new Error(`nothing serves ${resource.plural}`);
  return kind;
};
const object = (resource: Resource, name: string, meta: KubeObject['metadata'] = {}): KubeObject => ({
  apiVersion: apiVersion(resource),
  kind: resource.kind,
  metadata: { name, ...(resource.namespaced ? { namespace: 'default' } : {}), ...meta },
});

describe('options of a list', () => {
  it.each<[string, number, RegExp]>([
    ['limit=x', 400, /parsing "x"/],
    ['limit=1.5', 400, /parsing "1.5"/],
    ['timeoutSeconds=soon', 400, /parsing "soon"/],
    ['resourceVersion=new', 500, /resourceVersion: Invalid value: "new"/],
    ['continue=nonsense', 400, /continue key is not valid/],
    [`continue=${Buffer.from('{"rv":"1"}').toString('base64url')}`, 400, /continue key is not valid/],
    ['resourceVersionMatch=Exact', 422, /forbidden unless resourceVersion is provided/],
    ['resourceVersionMatch=Near&resourceVersion=1', 422, /supported values: "Exact", "NotOlderThan"/],
    ['resourceVersionMatch=Exact&resourceVersion=0', 422, /forbidden for resourceVersion "0"/],
    ['labelSelector=a in', 400, /a in/],
    ['fieldSelector=data.x=1', 400, /not a known field selector/],
  ])('%s is answered by %i', async (query, code, message) => {
    const said = await here.ask('GET', `${CM}?${query}`);
    expect(said.code).toBe(code);
    expect(messageOf(said.body)).toMatch(message);
  });

  it.each(['', 'limit=0', 'limit=', 'resourceVersion=0', 'resourceVersionMatch=NotOlderThan&resourceVersion=1'])(
    '%j is taken',
    async (query) => {
      const said = await here.ask('GET', `${CM}?${query}`);
      expect([said.code, at(said.body, 'kind')]).toEqual([200, 'ConfigMapList']);
      expect(Number(text(said.body, 'metadata', 'resourceVersion'))).toBeGreaterThan(0);
    },
  );

  it('goes on after its mark, whatever came and went meanwhile', async () => {
    seed(here.store, ['m1', 'm3', 'm5'].map((name) => object(R.ConfigMap, name, { labels: { page: 'y' } })));
    const first = await here.ask('GET', `${CM}?limit=1&labelSelector=page=y`);
    here.store.drop(R.ConfigMap, 'm1', 'default');
    here.store.drop(R.ConfigMap, 'm3', 'default');
    seed(here.store, ['m0', 'm4'].map((name) => object(R.ConfigMap, name, { labels: { page: 'y' } })));
    const next = text(first.body, 'metadata', 'continue') ?? '';
    const rest = await here.ask('GET', `${CM}?limit=5&labelSelector=page=y&continue=${next}`);
    const names = [first, rest].map((said) => list(said.body, 'items').map((o) => text(o, 'metadata', 'name')));
    expect(names).toEqual([['m1'], ['m4', 'm5']]);
  });
});

describe('a dry run', () => {
  beforeEach(() => {
    seed(here.store, [object(R.ConfigMap, 'kept', { finalizers: ['a.io/b'] }), { ...object(R.Config, 'kept'), spec: { replicas: 1 } }]);
  });

  const CONFIG = pathOf(R.Config);
  const FRESH = { metadata: { name: 'fresh' } };
  it.each<[string, string, string, unknown, string, number]>([
    ['a creation', 'POST', CM, FRESH, 'application/json', 201],
    ['a creation of a namespace', 'POST', '/api/v1/namespaces', FRESH, 'application/json', 201],
    ['a replacement', 'PUT', `${CM}/kept`, { metadata: { name: 'kept' }, data: { a: 'b' } }, 'application/json', 200],
    ['a merge patch', 'PATCH', `${CM}/kept`, { data: { a: 'b' } }, MERGE, 200],
    ['a JSON patch', 'PATCH', `${CM}/kept`, [{ op: 'add', path: '/data', value: { a: 'b' } }], JSON_PATCH, 200],
    ['an end of finalizers', 'PATCH', `${CM}/kept`, { metadata: { finalizers: null } }, MERGE, 200],
    ['a status', 'PATCH', `${CONFIG}/kept/status`, { status: { storage: {}, storageManaged: true } }, MERGE, 200],
    ['a patch of a custom resource', 'PATCH', `${CONFIG}/kept`, { spec: { replicas: 9 } }, MERGE, 200],
    ['a deletion', 'DELETE', `${CONFIG}/kept`, undefined, 'application/json', 200],
    ['a deletion that waits', 'DELETE', `${CM}/kept`, undefined, 'application/json', 200],
    ['a deletion of all', 'DELETE', CM, undefined, 'application/json', 200],
    ['a deletion of a namespace', 'DELETE', '/api/v1/namespaces/kube-node-lease', undefined, 'application/json', 200],
  ])('of %s stores nothing', async (_, method, path, body, type, code) => {
    const before = here.store.version;
    const said = await here.ask(method, `${path}?dryRun=All`, body, { type });
    expect(said.code).toBe(code);
    expect(here.store.version).toBe(before);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('of anything but All is refused by %s', async (method) => {
    const path = method === 'POST' ? CM : `${CM}/kept`;
    const body = method === 'DELETE' ? undefined : object(R.ConfigMap, 'kept');
    const said = await here.ask(method, `${path}?dryRun=Some`, body, { type: method === 'PATCH' ? MERGE : 'application/json' });
    expect([said.code, reasonOf(said.body)]).toEqual([422, 'Invalid']);
  });
});

describe('the collector', () => {
  /** A store of config maps, each with its owners by name (a `!` blocks the owner's end). */
  function family(owners: Record<string, string[]>): ReturnType<typeof createStore> {
    const store = createStore();
    const ref = (name: string): OwnerReference => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: name.replace('!', ''),
      uid: name.replace('!', ''),
      ...(name.endsWith('!') ? { blockOwnerDeletion: true } : {}),
    });
    for (const [name, of] of Object.entries(owners)) {
      seed(store, [object(R.ConfigMap, name, { uid: name, ...(of.length > 0 ? { ownerReferences: of.map(ref) } : {}) })]);
    }
    return store;
  }

  it.each<[string, Record<string, string[]>, 'Background' | 'Foreground' | 'Orphan', string[]]>([
    ['nothing else', { a: [], b: [] }, 'Background', ['b']],
    ['a child', { a: [], b: ['a'] }, 'Background', []],
    ['a child of a child', { a: [], b: ['a'], c: ['b'] }, 'Background', []],
    ['no child of two', { a: [], b: [], c: ['a', 'b'] }, 'Background', ['b', 'c']],
    ['no parent', { a: ['b'], b: [] }, 'Background', ['b']],
    ['a circle', { a: ['b'], b: ['a'] }, 'Background', []],
    ['itself', { a: ['a'] }, 'Background', []],
    ['a child in the foreground', { a: [], b: ['a!'] }, 'Foreground', []],
    ['a child of a child in the foreground', { a: [], b: ['a!'], c: ['b!'] }, 'Foreground', []],
    ['what does not block, in the foreground', { a: [], b: ['a'] }, 'Foreground', []],
    ['no orphan', { a: [], b: ['a'], c: ['b'] }, 'Orphan', ['b', 'c']],
  ])('takes with an object %s', (_, owners, propagation, left) => {
    const store = family(owners);
    remove(store, served(R.ConfigMap), 'a', 'default', { propagation });
    expect(store.all(R.ConfigMap, 'default').map((o) => o.metadata.name)).toEqual(left);
  });

  it('takes the owner out of its orphans', () => {
    const store = family({ a: [], b: ['a'], c: ['a', 'b'] });
    remove(store, served(R.ConfigMap), 'a', 'default', { propagation: 'Orphan' });
    const owners = ['b', 'c'].map((name) => store.get(R.ConfigMap, name, 'default')?.metadata.ownerReferences?.map((o) => o.name));
    expect(owners).toEqual([undefined, ['b']]);
  });

  it.each(['default', 'kube-system', 'kube-public'])('never lets %s go', (name) => {
    const store = createStore();
    expect(() => remove(store, served(R.Namespace), name, undefined)).toThrow(/may not be deleted/);
    expect(store.get(R.Namespace, name)?.metadata.deletionTimestamp).toBeUndefined();
  });

  it.each(KINDS.filter((kind) => kind.resource.namespaced).map((kind): [string, Kind] => [kind.resource.kind, kind]))(
    'empties a namespace of every %s',
    (_, kind) => {
      const store = createStore();
      seed(store, [object(kind.resource, 'x', { namespace: 'n' }), object(kind.resource, 'x')]);
      remove(store, served(R.Namespace), 'n', undefined);
      expect([store.get(R.Namespace, 'n'), store.get(kind.resource, 'x', 'n')]).toEqual([undefined, undefined]);
      expect(store.get(kind.resource, 'x', 'default')).toBeDefined();
    },
  );
});

describe('a watch', () => {
  /** What a watch of config maps in a fresh store tells of `changes`. */
  function told(query: string, changes: (store: ReturnType<typeof createStore>) => void): { events: WatchEvent[]; ended: boolean } {
    const store = createStore();
    seed(store, [object(R.ConfigMap, 'old', { labels: { a: 'b' } })]);
    const events: WatchEvent[] = [];
    let ended = false;
    const stream = watch(store, served(R.ConfigMap), 'default', new URLSearchParams(query));
    const stop = stream.events((event) => void events.push(event), () => void (ended = true));
    changes(store);
    stop();
    seed(store, [object(R.ConfigMap, 'after')]);
    return { events, ended };
  }
  const brief = (events: WatchEvent[]): string[] => events.map((e) => `${e.type} ${text(e.object, 'metadata', 'name') ?? ''}`);
  const come = (store: ReturnType<typeof createStore>): void => {
    seed(store, [object(R.ConfigMap, 'new'), object(R.ConfigMap, 'far', { namespace: 'kube-system' }), object(R.Secret, 'other')]);
    store.drop(R.ConfigMap, 'old', 'default');
  };

  it.each<[string, string, string[]]>([
    ['of all', '', ['ADDED old', 'ADDED new', 'DELETED old']],
    ['from nought', 'resourceVersion=0', ['ADDED old', 'ADDED new', 'DELETED old']],
    ['of some', 'labelSelector=a', ['ADDED old', 'DELETED old']],
    ['of others', 'labelSelector=!a', ['ADDED new']],
    ['of a name', 'fieldSelector=metadata.name=new', ['ADDED new']],
    ['for longer than a timer can wait', 'timeoutSeconds=99999999999', ['ADDED old', 'ADDED new', 'DELETED old']],
  ])('%s', (_, query, wanted) => {
    const { events, ended } = told(query, come);
    expect([brief(events), ended]).toEqual([wanted, false]);
  });

  it.each(['timeoutSeconds=x', 'resourceVersion=x', 'labelSelector=-', 'fieldSelector=x'])('with %s is refused', (query) => {
    expect(() => told(query, () => undefined)).toThrow(Fault);
  });

  it('goes on for as long as it can when it is asked for more', async () => {
    const store = createStore();
    let ended = false;
    const stream = watch(store, served(R.ConfigMap), 'default', new URLSearchParams('timeoutSeconds=3000000'));
    const stop = stream.events(() => undefined, () => void (ended = true));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(ended).toBe(false);
    stop();
  });
});

describe('port-forward over WebSocket', () => {
  const open = (query: string, path = 'pods/p'): WebSocket => {
    const url = `${here.api.url.replace('https', 'wss')}/api/v1/namespaces/default/${path}/portforward${query}`;
    return new WebSocket(url, 'v4.channel.k8s.io', { ca: here.ca, headers: { authorization: 'Bearer admin' } });
  };

  it.each<[string, number]>([
    ['', 400],
    ['?ports=', 400],
    ['?ports=http', 400],
    ['?ports=0', 400],
    ['?ports=65536', 400],
    ['?ports=70000,80', 400],
    ['?ports=-1', 400],
    ['?ports=80.5', 400],
  ])('of %j is refused, and the server goes on', async (query, code) => {
    seed(here.store, [object(R.Pod, 'p')]);
    const error = await new Promise<Error>((resolve) => void open(query).on('error', resolve));
    expect(error.message).toBe(`Unexpected server response: ${code}`);
    expect((await here.ask('GET', '/readyz')).body).toBe('ok');
  });

  it('says of each port that nothing listens, on the error channel of that port', async () => {
    seed(here.store, [object(R.Pod, 'p')]);
    const ws = open('?ports=81,82');
    const said = new Map<number, string[]>();
    ws.on('message', (bytes: Buffer) => {
      const channel = bytes[0] ?? -1;
      said.set(channel, [...(said.get(channel) ?? []), bytes.length === 3 ? String(bytes.readUInt16LE(1)) : bytes.subarray(1).toString()]);
    });
    await new Promise((resolve) => ws.on('close', resolve));
    expect([...said].sort(([a], [b]) => a - b)).toEqual([
      [0, ['81']],
      [1, ['81', 'error forwarding port 81: nothing listens there']],
      [2, ['82']],
      [3, ['82', 'error forwarding port 82: nothing listens there']],
    ]);
  });

  it('without an upgrade is a bad request', async () => {
    seed(here.store, [object(R.Pod, 'p')]);
    const said = await here.ask('GET', '/api/v1/namespaces/default/pods/p/portforward?ports=80');
    expect([said.code, messageOf(said.body)]).toEqual([400, 'Upgrade request required']);
  });
});
