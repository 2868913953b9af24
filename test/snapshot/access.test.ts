import { describe, expect, test } from 'vitest';
import { R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { clusterIdOf, clusterVersionOf, many, one, readKey, stateOf } from '../../src/snapshot/access.ts';
import type { Answer, Read, Snapshot } from '../../src/snapshot/types.ts';

const of = (answers: Record<string, Answer>): Snapshot => ({ schema: 'registryctl.dev/snapshot/v1', takenAt: '2026-01-01T00:00:00Z', target: { context: '', server: '', user: '', sandbox: false }, answers });
const pod = (name: string, namespace = 'n'): KubeObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } });
const found = (...items: KubeObject[]): Answer => ({ state: 'found', items });

test.each<[Read, string]>([
  [ref(R.Config, 'cluster'), 'configs.imageregistry.operator.openshift.io/cluster'],
  [{ resource: R.Config, name: 'cluster', namespace: 'ignored' }, 'configs.imageregistry.operator.openshift.io/cluster'],
  [ref(R.Secret, 'a', 'n'), 'secrets/n/a'],
  [{ resource: R.Pod, namespace: 'n' }, 'pods/n/*'],
  [{ resource: R.Pod, namespace: 'n', labelSelector: 'a=b' }, 'pods/n/*?a=b'],
  [{ resource: R.Pod }, 'pods/*/*'],
  [{ resource: R.Node }, 'nodes/*'],
])('readKey %#', (read, key) => {
  expect(readKey(read)).toBe(key);
});

test('the two kinds of Image have keys of their own', () => {
  expect(readKey(ref(R.Image, 'cluster'))).not.toBe(readKey(ref(R.StoredImage, 'cluster')));
});

describe('one, many and stateOf', () => {
  const snapshot = of({
    'pods/n/*': found(pod('a'), pod('b')), 'pods/m/c': found(pod('c', 'm')), 'pods/m/d': { state: 'denied', reason: 'no' }, 'pods/n/*?x=y': found(pod('a')),
    'routes.route.openshift.io/n/*': { state: 'denied', reason: 'no' }, 'nodes/*': { state: 'absent' }, 'secrets/n/s': { state: 'failed', reason: 'slow' }, 'configmaps/*/*': found({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'k', namespace: 'z' } }),
  });
  test.each<[string, Read & { name: string }, string | undefined, string]>([
    ['its own read', ref(R.Pod, 'c', 'm') , 'c', 'found'],
    ['a list that holds it', ref(R.Pod, 'b', 'n'), 'b', 'found'],
    ['a list that does not', ref(R.Pod, 'z', 'n'), undefined, 'absent'],
    ['its own read was denied', ref(R.Pod, 'd', 'm'), undefined, 'denied'],
    ['its list was denied', ref(R.Route, 'r', 'n'), undefined, 'denied'],
    ['its read failed', ref(R.Secret, 's', 'n'), undefined, 'failed'],
    ['its resource is not there', ref(R.Node, 'a'), undefined, 'absent'],
    ['a list over all namespaces', ref(R.ConfigMap, 'k', 'z'), 'k', 'found'],
    ['the same name elsewhere', ref(R.ConfigMap, 'k', 'y'), undefined, 'absent'],
    ['nobody asked', ref(R.Service, 'a', 'n'), undefined, 'unread'],
  ])('%s', (_name, wanted, name, state) => {
    expect(one(snapshot, wanted)?.metadata.name).toBe(name);
    expect(stateOf(snapshot, wanted)).toBe(state);
  });
  test('many gives each object once, of every read, in one namespace when asked', () => {
    expect(many(snapshot, R.Pod).map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c']);
    expect(many(snapshot, R.Pod, 'm').map(({ metadata }) => metadata.name)).toEqual(['c']);
    expect(many(snapshot, R.Node)).toEqual([]);
  });
  test('a selected part of a list does not stand for the whole', () => {
    expect(stateOf(of({ 'pods/n/*?x=y': found(pod('a')) }), ref(R.Pod, 'b', 'n'))).toBe('unread');
  });
});

describe('the cluster', () => {
  const version = (status: unknown): Snapshot => of({ 'clusterversions.config.openshift.io/version': found({ apiVersion: 'x', kind: 'ClusterVersion', metadata: { name: 'version' }, spec: { clusterID: 'id-1' }, status }) });
  test.each([
    ['the newest that is complete', { history: [{ state: 'Partial', version: '4.15.0' }, { state: 'Completed', version: '4.14.9' }, { state: 'Completed', version: '4.14.1' }], desired: { version: '4.15.0' } }, '4.14.9'],
    ['the desired one while none is', { history: [{ state: 'Partial', version: '4.14.9' }], desired: { version: '4.14.9' } }, '4.14.9'],
    ['unknown', {}, ''],
  ])('its version: %s', (_name, status, expected) => {
    expect(clusterVersionOf(version(status))).toBe(expected);
    expect(clusterIdOf(version(status))).toBe('id-1');
  });
  test('nothing is known of what was not read', () => {
    expect([clusterIdOf(of({})), clusterVersionOf(of({}))]).toEqual(['', '']);
  });
});
