import { describe, expect, test } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { ApiError } from '../../src/errors.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { statusFollow, statusReads } from '../../src/snapshot/reads.ts';
import { take, type TakeOptions } from '../../src/snapshot/take.ts';
import type { Read } from '../../src/snapshot/types.ts';
import { kubeDouble } from './kube-double.ts';

const options: TakeOptions = { now: () => new Date('2026-11-23T12:00:00Z'), key: Buffer.from('k') };
const object = (name: string, more: Record<string, unknown> = {}): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'n' }, ...more });
const map = (name: string): Read => ref(R.ConfigMap, name, 'n');
const fault = (status: number, outcome: ApiError['outcome'] = 'unexpected', message = `answered ${status}`): ApiError => new ApiError(outcome, message, { status });

describe('take', () => {
  test('asks each read once, all at the same time', async () => {
    const { kube, asked, most } = kubeDouble({ 'configmaps/n/a': object('a'), 'configmaps/n/*': [object('b')] });
    const snapshot = await take(kube, [map('a'), map('gone'), { resource: R.ConfigMap, namespace: 'n' }, map('a')], options);
    expect(asked).toEqual(['configmaps/n/a', 'configmaps/n/gone', 'configmaps/n/*']);
    expect(most()).toBe(3);
    expect(snapshot).toMatchObject({ schema: 'registryctl.dev/snapshot/v1', takenAt: '2026-11-23T12:00:00.000Z', target: { sandbox: true } });
    expect(snapshot.answers['configmaps/n/gone']).toEqual({ state: 'absent' });
    expect(snapshot.answers['configmaps/n/*']).toMatchObject({ state: 'found', items: [{ metadata: { name: 'b' } }] });
  });

  test.each([
    ['403', fault(403, 'cluster', 'not you'), { state: 'denied', reason: 'not you' }],
    ['500', fault(500), { state: 'failed', reason: 'answered 500' }],
    ['a timeout', fault(0, 'timeout', 'too slow'), { state: 'failed', reason: 'too slow' }],
  ])('%s is an answer of its own', async (_name, error, answer) => {
    const { kube } = kubeDouble({ 'configmaps/n/a': error, 'configmaps/n/b': object('b') });
    const snapshot = await take(kube, [map('a'), map('b')], options);
    expect(snapshot.answers['configmaps/n/a']).toEqual(answer);
    expect(snapshot.answers['configmaps/n/b']?.state).toBe('found');
  });

  test.each([
    ['401', fault(401, 'cluster')], ['no connection', fault(0, 'cluster')], ['a fault of this program', new TypeError('oops')],
  ])('%s is thrown', async (_name, error) => {
    const { kube } = kubeDouble({ 'configmaps/n/a': error, 'configmaps/n/b': object('b') });
    await expect(take(kube, [map('a'), map('b')], options)).rejects.toBe(error);
  });

  test('a cluster that answers nothing is thrown, one that denies everything is not', async () => {
    const slow = fault(0, 'timeout');
    await expect(take(kubeDouble({ 'configmaps/n/a': slow, 'configmaps/n/b': fault(500) }).kube, [map('a'), map('b')], options)).rejects.toBe(slow);
    const snapshot = await take(kubeDouble({ 'configmaps/n/a': fault(403, 'cluster') }).kube, [map('a')], options);
    expect(Object.values(snapshot.answers).map(({ state }) => state)).toEqual(['denied']);
  });

  test('is taken at the time of the cluster, as far as its answers told it', async () => {
    let told = 0;
    const { kube } = kubeDouble({ 'configmaps/n/a': object('a') });
    const get: typeof kube.get = async (wanted, how) => {
      told = 3_600_000;
      return kube.get(wanted, how);
    };
    const snapshot = await take({ ...kube, get, skew: () => told }, [map('a')], options);
    expect(snapshot.takenAt).toBe('2026-11-23T13:00:00.000Z');
  });

  test('ends with the reason of the signal', async () => {
    const stop = new AbortController();
    const reason = new Error('interrupted');
    const { kube } = kubeDouble({ 'configmaps/n/a': object('a') });
    const taking = take(kube, [map('a')], { ...options, signal: stop.signal });
    stop.abort(reason);
    await expect(taking).rejects.toBe(reason);
  });

  test('follows what answers name, three waves at most, and asks nothing twice', async () => {
    const { kube, asked } = kubeDouble({ 'configmaps/n/1': object('1'), 'configmaps/n/2': object('2'), 'configmaps/n/3': object('3'), 'configmaps/n/4': object('4') });
    const snapshot = await take(kube, [map('1')], { ...options, follow: ({ answers }) => [map('1'), map(String(Object.keys(answers).length + 1))] });
    expect(asked).toEqual(['configmaps/n/1', 'configmaps/n/2', 'configmaps/n/3']);
    expect(Object.keys(snapshot.answers)).toHaveLength(3);
  });

  test('a status takes two waves, with at most fourteen and four requests', async () => {
    const { kube, asked } = kubeDouble({
      'configs.imageregistry.operator.openshift.io/cluster': { apiVersion: 'x', kind: 'Config', metadata: { name: 'cluster' }, spec: { managementState: 'Managed', storage: { s3: { regionEndpoint: 'https://a', trustedCA: { name: 'bundle' } } } } },
      'images.config.openshift.io/cluster': { apiVersion: 'x', kind: 'Image', metadata: { name: 'cluster' }, spec: { additionalTrustedCA: { name: 'more' } } },
    });
    await take(kube, statusReads(), { ...options, follow: statusFollow });
    expect(asked.slice(0, 14)).toEqual(statusReads().map(readKey));
    expect(asked.slice(14)).toEqual([`configmaps/${NS.config}/bundle`, `configmaps/${NS.config}/more`, `secrets/${NS.registry}/image-registry-private-configuration-user`, `objectbucketclaims.objectbucket.io/${NS.storage}/*`]);
  });

  test('a removed registry is read in one wave', async () => {
    const { kube, asked } = kubeDouble({ 'configs.imageregistry.operator.openshift.io/cluster': { apiVersion: 'x', kind: 'Config', metadata: { name: 'cluster' }, spec: { managementState: 'Removed', storage: { gcs: {} } } } });
    await take(kube, statusReads(), { ...options, follow: statusFollow });
    expect(asked).toHaveLength(14);
  });
});
