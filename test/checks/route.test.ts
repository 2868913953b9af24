import { NS, R } from '../../src/api/resources.ts';
import { expect, test } from 'vitest';
import { findingsOf, table } from './table.ts';
import { drop, merge, recorded, the, told, type Stage } from './worlds.ts';

const CA = String((the(recorded('odf-s3-complete'), R.ConfigMap, 'image-registry-s3-bundle', NS.config)['data'] as Record<string, string>)['ca-bundle.crt']);
const ingress = (...conditions: Record<string, unknown>[]): Record<string, unknown>[] => conditions.map((condition, index) => ({ routerName: `router-${index}`, host: 'h', conditions: [{ type: 'Admitted', ...condition }] }));
const route = (patch: Record<string, unknown>, base = (): Stage => recorded('default-route', 1), name = 'default-route') => (): Stage => {
  const stage = base();
  merge(the(stage, R.Route, name, NS.registry), patch);
  return stage;
};
const custom = (): Stage => recorded('custom-route', 1);
const YES = { status: 'True' };
const NO = { status: 'False', reason: 'HostAlreadyClaimed', message: 'route x already exposes h' };

table('RC-ROUTE-REFUSED', [
  ['the only router', route({ status: { ingress: ingress(NO) } }), 'HostAlreadyClaimed: route x already exposes h'],
  ['one of two', route({ status: { ingress: ingress(YES, NO) } }), 'router-1'],
], [['as recorded', () => recorded('default-route', 1)], ['no router has looked', route({ status: { ingress: [] } })]]);

table('RC-ROUTE-UNSERVED', [
  ['no router', route({ status: { ingress: [] } }), 'default-route-openshift-image-registry.apps.lab.example.com'],
  ['no status', route({ status: null })],
  ['a router without a verdict', route({ status: { ingress: [{ routerName: 'a', conditions: [] }] } })],
], [['admitted', () => recorded('default-route', 1)], ['refused', route({ status: { ingress: ingress(NO) } })]]);

const gone = (name: string, base: () => Stage) => (): Stage => {
  const stage = base();
  drop(stage, R.Route, name);
  return stage;
};
table('RC-ROUTE-ABSENT', [
  ['the default one', gone('default-route', () => recorded('default-route', 1))],
  ['a custom one', gone('public-routes', custom), 'asks for the route'],
], [
  ['not asked for', gone('default-route', () => recorded('default-route', 2))],
  ['there', custom],
  ['an error is in the way', () => { const stage = gone('public-routes', custom)(); told(the(stage, R.Config, 'cluster'), 'Progressing', 'True', 'Error', 'x'); return stage; }],
]);

table('RC-ROUTE-SECRET', [
  ['no such secret, as recorded', () => recorded('custom-route', 2), 'secret "missing" not found'],
  ['other keys: nothing was copied, in silence', route({ spec: { tls: { certificate: null } } }, custom, 'public-routes'), 'carries no certificate'],
], [['copied', custom], ['none asked for', () => recorded('custom-route', 3)]]);

const own = route({ spec: { tls: { certificate: CA } } }, custom, 'public-routes');
const ofIngress = (): Stage => {
  const stage = recorded('default-route', 1);
  merge(the(stage, R.ConfigMap, 'default-ingress-cert', NS.managed), { data: { 'ca-bundle.crt': CA } });
  return stage;
};
/** The certificate in the recordings ends on 2036-11-19T15:26:32Z. */
test.each([
  ['31 days left', own, '2036-10-19T12:00:00Z', undefined, ''],
  ['30 days left', own, '2036-10-20T12:00:00Z', 'warning', 'The route\'s own certificate has 30 days left.'],
  ['ended', own, '2036-11-21T15:26:32Z', 'error', 'The route\'s own certificate ended 2 days ago.'],
  ['of the ingress', ofIngress, '2036-11-18T12:00:00Z', 'warning', 'The ingress certificate has 1 days left.'],
  ['of the ingress, years left', ofIngress, '2030-01-01T00:00:00Z', undefined, ''],
  ['cannot be read', custom, '2037-01-01T00:00:00Z', undefined, ''],
  ['may not be seen', (): Stage => recorded('default-route', 1), '2037-01-01T00:00:00Z', undefined, ''],
])('RC-ROUTE-CERT: %s', (_name, stage, now, level, message) => {
  const found = findingsOf(stage(), now).find(({ code }) => code === 'RC-ROUTE-CERT');
  expect(found?.level).toBe(level);
  expect(found?.message ?? '').toBe(message);
});
