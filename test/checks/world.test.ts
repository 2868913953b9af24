import { describe, expect, test } from 'vitest';
import { NS, R } from '../../src/api/resources.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { COLLECTIONS, REGISTRY } from '../../src/snapshot/reads.ts';
import { askedRoutes, configCondition, leftOver, operatorError, wanted, worldOf, type World } from '../../src/checks/world.ts';
import { config, merge, pod, serving, snapshotOf, the, told, type Stage } from './worlds.ts';

const of = (stage: Stage): World => worldOf(snapshotOf(stage));
const changed = (patch: Record<string, unknown>): World => of(config(serving('odf-s3-complete'), patch));

describe('what a world takes from the Snapshot', () => {
  test('a registry on S3', () => {
    const world = of(serving('odf-s3-complete'));
    expect(world).toMatchObject({ state: 'Managed', backends: ['s3'], s3: { bucket: 'rgwbucket-1' }, claim: undefined, routes: [] });
    expect(world.pods.map(({ metadata }) => metadata.name)).toEqual(['image-registry-0', 'image-registry-1']);
    expect(world.deployment?.metadata.name).toBe('image-registry');
  });
  test('a registry on a claim: the one that the configuration names, of all that there are', () => {
    const stage = serving('pvc-rwx-cephfs');
    the(stage, R.PersistentVolumeClaim, 'another', NS.registry);
    const world = of(stage);
    expect(world.claim?.metadata.name).toBe('registry-storage-pvc');
    expect(world.claims.map(({ metadata }) => metadata.name)).toContain('another');
  });
  test('pods of the pruner and routes to something else are not the registry\'s', () => {
    const stage = serving('odf-s3-complete', 0, 1);
    pod(stage, 'image-pruner-1').metadata.labels = { 'created-by': 'image-pruner' };
    pod(stage, 'bare').metadata.labels = {};
    merge(the(stage, R.Route, 'mine', NS.registry), { spec: { to: { name: 'image-registry' } } });
    merge(the(stage, R.Route, 'other', NS.registry), { spec: { to: { name: 'something' } } });
    merge(the(stage, R.Route, 'elsewhere', 'default'), { spec: { to: { name: 'image-registry' } } });
    const world = of(stage);
    expect(world.pods.map(({ metadata }) => metadata.name)).toEqual(['image-registry-0']);
    expect(world.routes.map(({ metadata }) => metadata.name)).toEqual(['mine']);
  });
  test.each([
    ['denied', { state: 'denied', reason: 'no' }],
    ['failed', { state: 'failed', reason: 'slow' }],
    ['absent', { state: 'absent' }],
  ] as const)('a Config whose read was %s is undefined, and the rest is empty', (_name, answer) => {
    const stage = serving('odf-s3-complete');
    stage.answers[readKey(REGISTRY.config)] = answer;
    stage.answers[readKey(COLLECTIONS.pods)] = answer;
    expect(of(stage)).toMatchObject({ config: undefined, state: undefined, storage: {}, backends: [], s3: {}, pods: [] });
  });
});

describe('whether the registry is meant to run', () => {
  test.each([
    ['Managed', true],
    ['Unmanaged', true],
    ['Force', true],
    ['Removed', false],
  ])('%s: %s', (managementState, expected) => {
    expect(wanted(changed({ spec: { managementState } }))).toBe(expected);
  });
  test('without a Config it is not', () => {
    expect(wanted({ ...changed({}), config: undefined })).toBe(false);
  });
});

describe('the operator\'s own words', () => {
  const saying = (status: string, reason: string, message: string): World => {
    const stage = serving('odf-s3-complete');
    told(the(stage, R.Config, 'cluster'), 'Progressing', status, reason, message);
    return of(stage);
  };
  test.each<[string, World, string | undefined]>([
    ['an error', saying('True', 'Error', 'no storage'), 'no storage'],
    ['an error that has ended its progress', saying('False', 'Error', 'no storage'), 'no storage'],
    ['an error without words', saying('True', 'Error', ''), 'Progressing has the reason Error, without a message'],
    ['progress', saying('True', 'DeploymentNotCompleted', 'soon'), undefined],
    ['rest', of(serving('odf-s3-complete')), undefined],
  ])('%s', (_name, world, expected) => {
    expect(operatorError(world)).toBe(expected);
  });
  test('a condition is found by its type', () => {
    expect(configCondition(saying('True', 'X', 'm'), 'Progressing')).toMatchObject({ reason: 'X', message: 'm' });
    expect(configCondition(saying('True', 'X', 'm'), 'Nothing')).toBeUndefined();
  });
});

test.each<[string, unknown, { name: string; secret: string }[]]>([
  ['none', undefined, []],
  ['no list', 'x', []],
  ['with and without a secret', [{ name: 'a', secretName: 's' }, { name: 'b' }], [{ name: 'a', secret: 's' }, { name: 'b', secret: '' }]],
  ['without a name', [{ hostname: 'h' }], [{ name: '', secret: '' }]],
])('routes that are asked for: %s', (_name, routes, expected) => {
  expect(askedRoutes(changed({ spec: { routes } }))).toEqual(expected);
});

describe('of several storages, the one to take away', () => {
  const having = (storage: Record<string, unknown>, before: Record<string, unknown>): string =>
    leftOver(changed({ spec: { storage: { s3: null, ...storage } }, status: { storage: { s3: null, ...before } } }));
  test.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
    ['throw-away storage that was there first', { emptyDir: {}, s3: { bucket: 'b' } }, { emptyDir: {} }, 'emptyDir'],
    ['throw-away storage that came later', { emptyDir: {}, s3: { bucket: 'b' } }, { s3: { bucket: 'b' } }, 'emptyDir'],
    ['the one in use until another was merged beside it', { s3: { bucket: 'b' }, pvc: { claim: 'c' } }, { pvc: { claim: 'c' } }, 'pvc'],
    ['the same the other way round', { s3: { bucket: 'b' }, pvc: { claim: 'c' } }, { s3: { bucket: 'b' } }, 's3'],
    ['the first, where none was in use', { gcs: { bucket: 'b' }, azure: { container: 'c' } }, {}, 'gcs'],
    ['none of none', {}, {}, ''],
  ])('%s', (_name, storage, before, expected) => {
    expect(having(storage, before)).toBe(expected);
  });
});
