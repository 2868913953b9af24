import { afterEach, describe, expect, it } from 'vitest';
import { at, list, text } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { isAdmitted, startRouter } from '../../../src/sandbox/actors/router.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';
import { HandClock, settle, until, world } from './world.ts';
import type { World } from './world.ts';

const NS = 'openshift-image-registry';
const route = (id: string, spec: Record<string, unknown> = {}, metadata = {}): KubeObject =>
  make(
    R.Route,
    id.includes('/') ? id : `${NS}/${id}`,
    { spec: { to: { kind: 'Service', name: 'image-registry' }, ...spec } },
    metadata,
  );
const ingress = make(R.Ingress, 'cluster', { spec: { domain: 'apps.other.example.com' } });

let w: World;
let served: string[][];
afterEach(async () => {
  await w.close();
  expect(w.faults).toEqual([]);
});
function begin(objects: KubeObject[], options = {}): void {
  w = world([ingress, make(R.Namespace, 'elsewhere'), ...objects], options);
  served = [];
  w.play(
    startRouter(w.stage, {
      serve: (routes) => void served.push(routes.map((r) => text(r, 'spec', 'host') ?? '').sort()),
    }),
  );
}
const get = (id: string, ns = NS) => w.client.get(R.Route, id, ns);
const admission = (object: KubeObject | undefined) => at(object, 'status', 'ingress', 0, 'conditions', 0);
const judged = (id: string, ns = NS) =>
  until(async () => {
    const found = await get(id, ns);
    return admission(found) !== undefined && found;
  });

describe('the router', () => {
  it('admits a route and tells where it is served', async () => {
    begin([route('r', { host: 'r.apps.other.example.com' })]);
    const done = await judged('r');
    expect(done['status']).toEqual({
      ingress: [
        {
          host: 'r.apps.other.example.com',
          routerName: 'default',
          routerCanonicalHostname: 'router-default.apps.other.example.com',
          wildcardPolicy: 'None',
          conditions: [{ type: 'Admitted', status: 'True', lastTransitionTime: expect.any(String) }],
        },
      ],
    });
    expect(isAdmitted(done)).toBe(true);
    await until(() => served.at(-1)?.join() === 'r.apps.other.example.com');
  });

  it('gives a route without a host the name that the API server would', async () => {
    begin([route('default-route')]);
    await until(
      async () => text(await get('default-route'), 'spec', 'host') === `default-route-${NS}.apps.other.example.com`,
    );
    expect(
      isAdmitted(
        await until(async () => {
          const r = await get('default-route');
          return admission(r) !== undefined && r;
        }),
      ),
    ).toBe(true);
  });

  it.each([
    ['another namespace', 'elsewhere/b', 'route a of namespace openshift-image-registry'],
    ['the same namespace', `${NS}/b`, 'route a is older'],
  ])('gives a host to the older route (%s), and to the next when it goes', async (_, second, why) => {
    begin([route('a', { host: 'h.example.com' })]);
    await judged('a');
    const [ns = '', id = ''] = second.split('/');
    await w.client.create(R.Route, route(second, { host: 'h.example.com' }));
    expect(admission(await judged(id, ns))).toMatchObject({
      status: 'False',
      reason: 'HostAlreadyClaimed',
      message: expect.stringContaining(why),
    });
    expect(isAdmitted((await get(id, ns)) as KubeObject)).toBe(false);
    expect(served.at(-1)).toEqual(['h.example.com']);
    await w.client.remove(R.Route, 'a', NS);
    await until(async () => isAdmitted((await get(id, ns)) as KubeObject));
    expect(list(await get(id, ns), 'status', 'ingress', 0, 'conditions')).toHaveLength(1);
  });

  it('serves two paths of one host in a namespace, and refuses the host to any other namespace', async () => {
    begin([route('a', { host: 'h.example.com', path: '/a' })]);
    await judged('a');
    await w.client.create(R.Route, route('b', { host: 'h.example.com', path: '/b' }));
    await w.client.create(R.Route, route('elsewhere/c', { host: 'h.example.com', path: '/c' }));
    expect([isAdmitted(await judged('b')), isAdmitted(await judged('c', 'elsewhere'))]).toEqual([true, false]);
  });

  it('judges anew when the host changes, and stops serving what is deleted', async () => {
    begin([route('r', { host: 'one.example.com' })]);
    await judged('r');
    await w.client.patch(R.Route, 'r', NS, { spec: { host: 'two.example.com' } });
    await until(async () => text(await get('r'), 'status', 'ingress', 0, 'host') === 'two.example.com');
    await w.client.remove(R.Route, 'r', NS);
    await until(() => served.at(-1)?.length === 0);
    expect(served).toContainEqual(['two.example.com']);
  });

  it('keeps what other routers said, and takes its time', async () => {
    const clock = new HandClock();
    const theirs = { routerName: 'shard', host: 'r.example.com', conditions: [{ type: 'Admitted', status: 'True' }] };
    begin([route('r', { host: 'r.example.com' })], { clock, pace: 200 });
    await w.client.patch(R.Route, 'r', NS, { status: { ingress: [theirs] } }, 'merge', 'status');
    await settle();
    expect(list(await get('r'), 'status', 'ingress')).toHaveLength(1);
    expect(served.flat()).toEqual([]);
    clock.pass(200);
    await until(async () => list(await get('r'), 'status', 'ingress').length === 2);
    expect(at(await get('r'), 'status', 'ingress', 0)).toMatchObject({ routerName: 'shard' });
  });

  it('does not write or serve again when nothing changed', async () => {
    begin([route('r', { host: 'r.example.com' })]);
    const before = (await judged('r')).metadata.resourceVersion;
    await until(() => served.length > 0);
    const times = served.length;
    await w.client.patch(R.Ingress, 'cluster', undefined, { metadata: { labels: { touched: 'yes' } } });
    await settle();
    expect((await get('r'))?.metadata.resourceVersion).toBe(before);
    expect(served).toHaveLength(times);
  });

  it.each([
    {
      what: 'two hosts',
      routes: [route('a', { host: 'a.example.com' }), route('b', { host: 'b.example.com' })],
      admitted: ['a', 'b'],
    },
    {
      what: 'one host twice, of the same second: by name',
      routes: [route('b', { host: 'h.example.com' }), route('a', { host: 'h.example.com' })],
      admitted: ['a'],
    },
    {
      what: 'one host with two paths in one namespace',
      routes: [route('a', { host: 'h.example.com', path: '/a' }), route('b', { host: 'h.example.com', path: '/b' })],
      admitted: ['a', 'b'],
    },
    {
      what: 'one host with one path twice',
      routes: [route('a', { host: 'h.example.com', path: '/a' }), route('b', { host: 'h.example.com', path: '/a' })],
      admitted: ['a'],
    },
    {
      what: 'one host with and without a path',
      routes: [route('a', { host: 'h.example.com' }), route('b', { host: 'h.example.com', path: '/b' })],
      admitted: ['a', 'b'],
    },
    {
      what: 'another path in another namespace',
      routes: [
        route('elsewhere/b', { host: 'h.example.com', path: '/b' }),
        route('elsewhere/c', { host: 'h.example.com', path: '/c' }),
        route(`${NS}/a`, { host: 'other.example.com' }),
      ],
      admitted: ['a', 'b', 'c'],
    },
  ])('of $what admits $admitted', async ({ routes, admitted }) => {
    begin(routes);
    const verdicts = await until(async () => {
      const all = await w.client.list(R.Route);
      return all.every((r) => admission(r) !== undefined) && all;
    });
    const names = verdicts.filter(isAdmitted).map((r) => r.metadata.name ?? '');
    expect(new Set(names)).toEqual(new Set(admitted));
    for (const refused of verdicts.filter((r) => !isAdmitted(r))) {
      expect(admission(refused)).toMatchObject({
        reason: 'HostAlreadyClaimed',
        lastTransitionTime: expect.any(String),
      });
    }
  });

  it('gives up a host when its route moves to another, and the next one has it', async () => {
    begin([route('a', { host: 'h.example.com' })]);
    await judged('a');
    await w.client.create(R.Route, route('b', { host: 'h.example.com' }));
    expect(isAdmitted(await judged('b'))).toBe(false);
    await w.client.patch(R.Route, 'a', NS, { spec: { host: 'moved.example.com' } });
    await until(async () => {
      const [a, b] = await Promise.all([get('a'), get('b')]);
      return a !== undefined && b !== undefined && isAdmitted(a) && isAdmitted(b);
    });
    await until(() => served.at(-1)?.join() === 'h.example.com,moved.example.com');
  });

  it('leaves a route alone that is being deleted, and frees its host', async () => {
    begin([route('a', { host: 'h.example.com' }, { finalizers: ['example.com/kept'] })]);
    await judged('a');
    await w.client.create(R.Route, route('b', { host: 'h.example.com' }));
    await judged('b');
    await w.client.remove(R.Route, 'a', NS);
    await until(async () => isAdmitted((await get('b')) as KubeObject));
    expect((await get('a'))?.metadata.deletionTimestamp).toBeDefined();
  });
});
