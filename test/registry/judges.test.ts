import { describe, expect, it } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { JUDGES } from '../../src/registry/judges.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';
import { object, recorded, snapshotOf, withObject } from './world.ts';

const judge = (name: string, snapshot: Snapshot, params: Record<string, string> = {}) => JUDGES[name]!(snapshot, params);

it('are these', () => {
  expect(Object.keys(JUDGES)).toEqual(['obc-bound', 'registry-ready', 'route-admitted', 'route-gone', 'config-present', 'operator-paused', 'registry-removed']);
});

describe('obc-bound', () => {
  const claimRef = ref(R.ObjectBucketClaim, 'rgw', NS.storage);
  const claim = (phase: string | undefined, spec: Record<string, unknown> = { bucketName: 'rgw-1', objectBucketName: 'obc-1' }, metadata = {}): KubeObject =>
    object(claimRef, { spec, ...(phase === undefined ? {} : { status: { phase } }) }, metadata);
  const digest = { bytes: 20, digest: 'd' };
  const secret = (...keys: string[]): KubeObject => object(ref(R.Secret, 'rgw', NS.storage), { data: Object.fromEntries(keys.map((key) => [key, digest])) });
  const keys = secret('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY');
  const map = (bucket?: string): KubeObject => object(ref(R.ConfigMap, 'rgw', NS.storage), { data: bucket === undefined ? {} : { BUCKET_NAME: bucket } });

  it.each([
    ['nothing', [], false, 'the claim rgw is not there', undefined],
    ['a new claim', [claim(undefined)], false, 'the claim rgw is not taken up by a provisioner', undefined],
    ['an empty phase', [claim('')], false, 'the claim rgw is not taken up by a provisioner', undefined],
    ['a bucket name before the bucket', [claim('Pending', { bucketName: 'rgw-1' })], false, 'the claim rgw is Pending', undefined],
    ['everything but the phase', [claim('Pending'), keys, map('rgw-1')], false, 'the claim rgw is Pending', undefined],
    ['Bound without its bucket\'s object', [claim('Bound', { bucketName: 'rgw-1' }), keys, map('rgw-1')], false, 'the claim rgw is Bound', undefined],
    ['Bound without secret', [claim('Bound'), map('rgw-1')], false, 'the claim rgw is Bound, its secret is not there', undefined],
    ['Bound with half a secret', [claim('Bound'), secret('AWS_ACCESS_KEY_ID'), map('rgw-1')], false, 'the claim rgw is Bound, its secret is not there', undefined],
    ['Bound without config map', [claim('Bound'), keys], false, 'the claim rgw is Bound, its config map is not there', undefined],
    ['Bound without bucket name', [claim('Bound'), keys, map()], false, 'the claim rgw is Bound, its config map is not there', undefined],
    ['Bound', [claim('Bound'), keys, map('rgw-1')], true, 'the claim rgw is Bound to bucket rgw-1', undefined],
    ['Failed', [claim('Failed')], false, 'the claim rgw is Failed', 'the claim rgw is Failed: its bucket is lost'],
    ['Released', [claim('Released'), keys, map('rgw-1')], false, 'the claim rgw is Released', 'the claim rgw is Released: its bucket is lost'],
    ['on its way out', [claim('Bound', {}, { deletionTimestamp: '2026-11-22T00:00:00Z' }), keys, map('rgw-1')], false, 'the claim rgw is being deleted', 'the claim rgw is being deleted'],
  ])('%s', (_, objects, met, state, hopeless) => {
    expect(judge('obc-bound', snapshotOf(objects), { name: 'rgw', namespace: NS.storage })).toEqual({ met, state, ...(hopeless === undefined ? {} : { hopeless }) });
  });

  it('looks into the claim\'s own namespace', () => {
    expect(judge('obc-bound', snapshotOf([claim('Bound'), keys, map('b')]), { name: 'rgw', namespace: 'other' }).met).toBe(false);
  });
});

describe('operator-paused', () => {
  const paused = (fields: Record<string, unknown>, generation = 3) => judge('operator-paused', snapshotOf([object(OBJECT.config, fields, { generation })]));
  it('as recorded: the operator has taken note, and says that all is well', () => {
    expect(judge('operator-paused', recorded('unmanaged', 1))).toEqual({ met: true, state: 'the operator keeps off' });
    expect(judge('operator-paused', recorded('unmanaged', 0))).toEqual({ met: false, state: 'managementState is Managed' });
  });
  it.each([
    ['not seen yet', { spec: { managementState: 'Unmanaged' }, status: { observedGeneration: 2 } }, 'the operator has not yet seen the pause'],
    ['never seen', { spec: { managementState: 'Unmanaged' } }, 'the operator has not yet seen the pause'],
    ['somebody has ended it', { spec: { managementState: 'Removed' }, status: { observedGeneration: 3 } }, 'managementState is Removed'],
    ['no state at all', { spec: {}, status: { observedGeneration: 3 } }, 'managementState is not set'],
  ])('%s', (_, fields, state) => expect(paused(fields)).toEqual({ met: false, state }));
  it('without a Config', () => expect(judge('operator-paused', snapshotOf([], { absent: [OBJECT.config] }))).toEqual({ met: false, state: 'managementState is not set' }));
});

describe('routes, as recorded', () => {
  const name = { name: 'default-route' };
  it('none at first', () => {
    expect(judge('route-admitted', recorded('default-route', 0), name)).toEqual({ met: false, state: 'the route default-route is not there' });
    expect(judge('route-gone', recorded('default-route', 0), name)).toEqual({ met: true, state: 'the route default-route is gone' });
  });
  it('admitted once it is on', () => {
    const judged = judge('route-admitted', recorded('default-route', 1), name);
    expect(judged.met).toBe(true);
    expect(judged.state).toMatch(/^the route default-route is admitted as default-route-openshift-image-registry\.apps\./u);
    expect(judge('route-gone', recorded('default-route', 1), name)).toEqual({ met: false, state: 'the route default-route is still there' });
  });
  it('deleted in the foreground once it is off: recorded while the garbage collector was still to come', () => {
    const world = recorded('default-route', 2);
    expect(judge('route-gone', world, name)).toEqual({ met: false, state: 'the route default-route is being deleted' });
    expect(judge('route-admitted', world, name)).toEqual({ met: false, state: 'an older route default-route is being deleted' });
    const collected = withObject(world, OBJECT.defaultRoute, () => undefined);
    expect(judge('route-gone', collected, name).state).toMatch(/^the host default-route-openshift-image-registry\..* is still published$/u);
    const published = withObject(collected, OBJECT.image, (image) => ({ ...image, status: {} }));
    expect(judge('route-gone', published, name)).toEqual({ met: true, state: 'the route default-route is gone' });
  });
  it('a custom route', () => expect(judge('route-admitted', recorded('custom-route', 1), { name: 'public-routes' }).met).toBe(true));
  it('a custom route without its secret is hopeless', () => {
    expect(judge('route-admitted', recorded('custom-route', 2), { name: 'public-routes' }).hopeless).toMatch(/^the TLS secret missing of a route is missing/u);
  });
});

const HOST = 'default-route-openshift-image-registry.apps.lab.example.com';
const ready = (over: { generation?: number; progressing?: Record<string, string> } = {}): KubeObject =>
  object(OBJECT.config, { spec: { managementState: 'Managed' }, status: { observedGeneration: 2, conditions: [{ type: 'Progressing', status: 'False', reason: 'Ready', ...over.progressing }] } }, { generation: over.generation ?? 2 });
const hosts = (...externalRegistryHostnames: string[]): KubeObject => object(OBJECT.image, { status: { externalRegistryHostnames } });
const route = (...ingress: [host: string, status?: string, reason?: string][]): KubeObject =>
  object(OBJECT.defaultRoute, { spec: { host: HOST }, status: { ingress: ingress.map(([host, status, reason]) => ({ host, conditions: status === undefined ? [] : [{ type: 'Admitted', status, reason, message: 'words' }] })) } });

describe('route-admitted', () => {
  const taken = 'the route default-route is refused: HostAlreadyClaimed: words';
  it.each([
    ['no Config', [route([HOST, 'True']), hosts(HOST)], 'the Config does not exist yet', undefined],
    ['admitted before the operator has seen the Config', [ready({ generation: 3 }), route([HOST, 'True']), hosts(HOST)], 'the operator has not yet seen the Config', undefined],
    ['the operator at work', [ready({ progressing: { status: 'True', reason: 'DeploymentNotCompleted', message: 'rolling' } }), hosts()], 'rolling', undefined],
    ['no router yet', [ready(), route(), hosts()], 'the route default-route is not admitted yet', undefined],
    ['no verdict yet', [ready(), route([HOST]), hosts()], 'the route default-route is not admitted yet', undefined],
    ['refused for a while', [ready(), route([HOST, 'False', 'ExtendedValidationFailed']), hosts()], 'the route default-route is refused: ExtendedValidationFailed: words', undefined],
    ['the host belongs to another route', [ready(), route([HOST, 'False', 'HostAlreadyClaimed']), hosts()], taken, 'another route has the host of default-route: HostAlreadyClaimed: words'],
    ['not published', [ready(), route([HOST, 'True']), hosts('other.example.com')], `the host ${HOST} is not published yet`, undefined],
  ])('%s', (_, objects, state, hopeless) => {
    expect(judge('route-admitted', snapshotOf(objects), { name: 'default-route' })).toEqual({ met: false, state, ...(hopeless === undefined ? {} : { hopeless }) });
  });

  it.each([
    ['one router', [[HOST, 'True']]],
    ['one of two routers', [['x.example.com', 'False', 'HostAlreadyClaimed'], [HOST, 'True']]],
  ] as [string, [string, string, string?][]][])('%s', (_, ingress) => {
    expect(judge('route-admitted', snapshotOf([ready(), route(...ingress), hosts('a', HOST)]), { name: 'default-route' })).toEqual({ met: true, state: `the route default-route is admitted as ${HOST}` });
  });
});

describe('route-gone', () => {
  const params = { name: 'default-route' };
  const without = (...objects: KubeObject[]) => snapshotOf(objects, { absent: [OBJECT.defaultRoute] });
  it('when route and host are gone and the operator is done', () => expect(judge('route-gone', without(ready(), hosts()), params).met).toBe(true));
  it('not while the host is published', () => expect(judge('route-gone', without(ready(), hosts(HOST)), params)).toEqual({ met: false, state: `the host ${HOST} is still published` }));
  it('hosts of other routes do not count', () => expect(judge('route-gone', without(ready(), hosts('registry.example.com')), params).met).toBe(true));
  it('not before the operator has seen the Config', () => expect(judge('route-gone', without(ready({ generation: 3 }), hosts()), params).met).toBe(false));
  it('not when the route could not be read', () => expect(judge('route-gone', snapshotOf([ready(), hosts()], { denied: [OBJECT.defaultRoute] }), params).met).toBe(false));
});

describe('config-present', () => {
  it('waits for the operator', () => {
    expect(judge('config-present', snapshotOf([], { absent: [OBJECT.config] }))).toEqual({ met: false, state: 'the operator has not made the Config yet' });
    expect(judge('config-present', recorded('bootstrap-none', -1)).met).toBe(true);
  });
});

describe('registry-removed', () => {
  it.each([
    ['bootstrap-none', -1, true, 'the registry is removed'],
    ['removed-after-managed', 0, false, 'managementState is Managed'],
    ['removed-after-managed', 1, true, 'the registry is removed'],
    ['removed-after-managed', 2, false, 'managementState is Managed'],
    ['pruner', 2, true, 'the registry is removed'],
    ['unmanaged', 1, false, 'managementState is Unmanaged'],
  ] as [string, number, boolean, string][])('recording %s, step %i', (name, step, met, state) => expect(judge('registry-removed', recorded(name, step))).toEqual({ met, state }));

  it('not while the deployment is there', () => {
    const world = withObject(recorded('removed-after-managed', 1), OBJECT.deployment, () => object(OBJECT.deployment));
    expect(judge('registry-removed', world)).toEqual({ met: false, state: 'the registry is being removed' });
  });
  it('not before the operator has seen it', () => {
    const world = withObject(recorded('removed-after-managed', 1), OBJECT.config, (c) => ({ ...c, metadata: { ...c.metadata, generation: 9 } }));
    expect(judge('registry-removed', world).met).toBe(false);
  });
});

it('registry-ready takes the spec from its params', () => {
  expect(judge('registry-ready', recorded('odf-s3-complete', 0), { spec: { replicas: 2 } } as never).met).toBe(true);
  expect(judge('registry-ready', recorded('odf-s3-complete', 0), { spec: { replicas: 5 } } as never).state).toBe('the Config is not, or no longer, as planned: replicas');
  expect(judge('registry-ready', recorded('odf-s3-complete', 0)).met).toBe(true);
});
