import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/types.ts';
import { externalHosts } from '../../../../src/sandbox/actors/operator/image-config.ts';
import { isOwnRoute, route, routeTrouble, wantedRoutes } from '../../../../src/sandbox/actors/operator/route.ts';
import { worldOf } from '../../../../src/sandbox/actors/operator/world.ts';

const OWNED = { 'imageregistry.openshift.io': 'true' };
const secret = (data: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'tls' },
  data: Object.fromEntries(Object.entries(data).map(([k, v]) => [k, Buffer.from(v).toString('base64')])),
});

describe('which routes a spec asks for', () => {
  test.each([
    ['none', {}, []],
    ['the default route', { defaultRoute: true }, ['default-route']],
    ['the default route off', { defaultRoute: false }, []],
    ['others, in their order', { routes: [{ name: 'b' }, { name: 'a' }] }, ['b', 'a']],
    ['the default route first', { defaultRoute: true, routes: [{ name: 'a' }] }, ['default-route', 'a']],
  ])('%s', (_what, spec, names) => {
    expect(wantedRoutes(spec).map((r) => r.name)).toEqual(names);
  });

  test('host and secret are empty where they are not given', () => {
    expect(wantedRoutes({ routes: [{ name: 'a' }, { name: 'b', hostname: 'h', secretName: 's' }] })).toEqual([
      { name: 'a', hostname: '', secretName: '' },
      { name: 'b', hostname: 'h', secretName: 's' },
    ]);
  });
});

describe('a route as an object', () => {
  test.each([
    ['both keys', { 'tls.crt': 'C', 'tls.key': 'K' }, { certificate: 'C', key: 'K' }],
    [
      'a chain',
      { 'tls.crt': 'C', 'tls.key': 'K', 'tls.cacrt': 'A' },
      { certificate: 'C', key: 'K', caCertificate: 'A' },
    ],
    ['a chain under another name', { 'tls.crt': 'C', 'ca.crt': 'A' }, { certificate: 'C' }],
    ['no key that is known', { other: 'x' }, {}],
  ])('a secret with %s', (_what, data, tls) => {
    const made = route(worldOf({ secrets: [secret(data)] }), { name: 'r', hostname: 'h', secretName: 'tls' });
    expect(made['spec']).toEqual({
      host: 'h',
      tls: { termination: 'reencrypt', ...tls },
      to: { kind: 'Service', name: 'image-registry', weight: 100 },
      wildcardPolicy: 'None',
    });
    expect(made.metadata.annotations).toEqual(OWNED);
  });

  test('no host name: the cluster gives one', () => {
    expect(route(worldOf({}), { name: 'r', hostname: '', secretName: '' })['spec']).not.toHaveProperty('host');
  });

  test('a secret that is not there', () => {
    expect(() => route(worldOf({}), { name: 'r', hostname: '', secretName: 'x' })).toThrow('secret "x" not found');
  });
});

/** A route on which routers said something. */
function answered(
  name: string,
  ingress: [router: string, status: string | undefined][],
  annotations = OWNED,
): KubeObject {
  const conditions = (status: string | undefined) =>
    status === undefined ? [] : [{ type: 'Admitted', status, message: `${name} said` }];
  return {
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    metadata: { name, annotations },
    status: {
      ingress: ingress.map(([routerName, status]) => ({
        host: `${name}.example.com`,
        routerName,
        conditions: conditions(status),
      })),
    },
  };
}

describe('what routers refuse', () => {
  const refusal = (name: string, router: string): string =>
    `route ${name} (host ${name}.example.com, router ${router}) not admitted: ${name} said`;

  test.each([
    ['nobody looked', [answered('a', [])], ''],
    ['no word on admission', [answered('a', [['default', undefined]])], ''],
    ['admitted', [answered('a', [['default', 'True']])], ''],
    ['refused', [answered('a', [['default', 'False']])], refusal('a', 'default')],
    ['unknown counts as refused', [answered('a', [['default', 'Unknown']])], refusal('a', 'default')],
    [
      'one router of two',
      [
        answered('a', [
          ['one', 'True'],
          ['two', 'False'],
        ]),
      ],
      refusal('a', 'two'),
    ],
    [
      'two routes',
      [answered('a', [['one', 'False']]), answered('b', [['one', 'False']])],
      `${refusal('a', 'one')},${refusal('b', 'one')}`,
    ],
    ["somebody else's route", [answered('a', [['one', 'False']], {} as typeof OWNED)], ''],
  ])('%s', (_what, routes, trouble) => {
    expect(routeTrouble(routes)).toBe(trouble);
  });

  test.each([
    [{ 'imageregistry.openshift.io': 'true' }, true],
    [{ 'imageregistry.openshift.io': 'false' }, false],
    [{}, false],
  ])("%j: the operator's own: %s", (annotations, own) => {
    expect(isOwnRoute({ apiVersion: 'v1', kind: 'Route', metadata: { annotations } })).toBe(own);
  });
});

describe('the names outside', () => {
  test.each([
    ['none', [], []],
    ['a route without an answer', [answered('a', [])], []],
    [
      'one name for two routers',
      [
        answered('a', [
          ['one', 'True'],
          ['two', 'True'],
        ]),
      ],
      ['a.example.com'],
    ],
    [
      'the default route first, the rest sorted',
      [answered('z', [['r', 'True']]), answered('b', [['r', 'True']]), answered('default-route', [['r', 'True']])],
      ['default-route.example.com', 'b.example.com', 'z.example.com'],
    ],
    ['a name that was refused counts, too', [answered('a', [['r', 'False']])], ['a.example.com']],
    ['not those of others', [answered('a', [['r', 'True']], {} as typeof OWNED)], []],
  ])('%s', (_what, routes, hosts) => {
    expect(externalHosts(routes)).toEqual(hosts);
  });
});
