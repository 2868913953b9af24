import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readFileSync } from 'node:fs';
import { list } from '../../src/api/json.ts';
import { NS, R, ref } from '../../src/api/resources.ts';
import { stateOf } from '../../src/snapshot/access.ts';
import { statusOf } from '../../src/report/status.ts';
import { findingsOf } from './table.ts';
import { NOW, recorded, snapshotOf } from './worlds.ts';

const FOLDER = new URL('../fixtures/recordings/', import.meta.url);
const NAMES = readdirSync(FOLDER).map((file) => file.replace('.yaml', ''));
const stepsOf = (name: string): number => list(parse(readFileSync(new URL(`${name}.yaml`, FOLDER), 'utf8')), 'steps').length;

/** Every world that was recorded of the real operator, and exactly what is found in it; -1 is the world before the first step. */
const WORLDS: [scenario: string, step: number, state: string, codes: string[]][] = [
  ['additional-trusted-ca', 0, 'a map that nothing names yet', []],
  ['additional-trusted-ca', 1, 'image.config names it', []],
  ['additional-trusted-ca', 2, 'image.config names another', ['RC-CA-MISSING']],
  ['azure-key', 0, 'no secret', ['RC-CREDENTIALS-MISSING']],
  ['azure-key', 1, 'a secret, but no network', ['RC-STORAGE-UNREACHABLE']],
  ['azure-key', 2, 'another cloud, but no network', ['RC-STORAGE-UNREACHABLE']],
  ['bootstrap-none', -1, 'Removed from the start', []],
  ['cinder-claim-replaced', 0, 'a claim of the operator', []],
  ['cinder-claim-replaced', 1, 'a claim of somebody else, still Managed', ['RC-STORAGE-MANAGED-BY-ADMIN']],
  ['custom-route', 0, 'no route', ['RC-EMPTYDIR']],
  ['custom-route', 1, 'a route with a certificate', ['RC-EMPTYDIR']],
  ['custom-route', 2, 'the secret of the route is missing', ['RC-ROUTE-SECRET', 'RC-EMPTYDIR']],
  ['custom-route', 3, 'a route without a certificate', ['RC-EMPTYDIR']],
  ['custom-route', 4, 'the route is gone again', ['RC-EMPTYDIR']],
  ['default-route', 0, 'no route', ['RC-EMPTYDIR']],
  ['default-route', 1, 'the default route', ['RC-EMPTYDIR']],
  ['default-route', 2, 'the route is gone again', ['RC-EMPTYDIR']],
  ['emptydir', 0, 'storage that is thrown away', ['RC-EMPTYDIR']],
  ['gcs-keyfile', 0, 'no secret', ['RC-CREDENTIALS-MISSING']],
  ['gcs-keyfile', 1, 'a key that nobody can read', ['RC-OPERATOR-ERROR']],
  ['managed-without-storage', 0, 'Managed and no storage', ['RC-STORAGE-UNSET']],
  ['odf-s3-bucket-missing', 0, 'the operator has made the bucket', []],
  ['odf-s3-complete', 0, 'all is there', []],
  ['odf-s3-management-state-unset', 0, 'the operator has chosen', []],
  ['odf-s3-missing-secret', 0, 'no secret', ['RC-CREDENTIALS-MISSING']],
  ['odf-s3-missing-secret', 1, 'the secret has come', []],
  ['odf-s3-missing-trusted-ca', 0, 'no CA map', ['RC-CA-MISSING']],
  ['odf-s3-missing-trusted-ca', 1, 'a CA map with another key', ['RC-CA-KEY']],
  ['odf-s3-missing-trusted-ca', 2, 'the right CA map', []],
  ['odf-s3-untrusted-endpoint', 0, 'no CA is named', ['RC-STORAGE-TLS']],
  ['odf-s3-untrusted-endpoint', 1, 'the CA is named', []],
  ['odf-s3-wrong-keys-name', 0, 'keys by the names of AWS', ['RC-SECRET-KEYS']],
  ['odf-s3-wrong-keys', 0, 'a wrong secret key', ['RC-CREDENTIALS-REFUSED']],
  ['odf-s3-wrong-keys', 1, 'the right one', []],
  ['pods-not-ready', 0, 'still Removed', []],
  ['pods-not-ready', 1, 'no pod gets ready', ['RC-UNAVAILABLE', 'RC-EMPTYDIR']],
  ['pods-not-ready', 2, 'they are ready', ['RC-EMPTYDIR']],
  ['pruner', 0, 'pruning by default', ['RC-EMPTYDIR']],
  ['pruner', 1, 'pruning is suspended', ['RC-EMPTYDIR', 'RC-PRUNER-SUSPENDED']],
  ['pruner', 2, 'Removed', ['RC-PRUNER-SUSPENDED']],
  ['pvc-blank-claim', 0, 'the operator has made a claim', []],
  ['pvc-missing-claim', 0, 'no such claim', ['RC-PVC-MISSING']],
  ['pvc-rwo-two-replicas', 0, 'two replicas', ['RC-PVC-RWO']],
  ['pvc-rwo-two-replicas', 1, 'one replica, rolling', ['RC-PVC-RWO']],
  ['pvc-rwo-two-replicas', 2, 'one replica, recreated', []],
  ['pvc-rwx-cephfs', 0, 'two replicas share a claim', []],
  ['removed-after-managed', 0, 'a claim of the operator', []],
  ['removed-after-managed', 1, 'Removed', []],
  ['removed-after-managed', 2, 'Managed again, the claim is gone', ['RC-PVC-MISSING']],
  ...Array.from({ length: 9 }, (_, step): [string, number, string, string[]] => ['schema-rejections', step, 'refused by the API: nothing changed', []]),
  ['swift-credentials', 0, 'two of five keys', ['RC-SECRET-KEYS']],
  ['swift-credentials', 1, 'five keys, three empty', []],
  ['tuning', 0, 'by default', ['RC-EMPTYDIR']],
  ['tuning', 1, 'read-only, two replicas', ['RC-EMPTYDIR-REPLICAS', 'RC-EMPTYDIR', 'RC-READ-ONLY']],
  ['tuning', 2, 'spread over zones', ['RC-EMPTYDIR-REPLICAS', 'RC-EMPTYDIR', 'RC-READ-ONLY']],
  ['two-backends', 0, 'one storage', ['RC-EMPTYDIR']],
  ['two-backends', 1, 'another beside it', ['RC-STORAGE-TWO', 'RC-EMPTYDIR']],
  ['two-backends', 2, 'the first is taken away', []],
  ['unmanaged', 0, 'Managed', ['RC-EMPTYDIR']],
  ['unmanaged', 1, 'Unmanaged', ['RC-EMPTYDIR', 'RC-UNMANAGED']],
  ['unmanaged', 2, 'a change that nobody applies', ['RC-EMPTYDIR', 'RC-UNMANAGED', 'RC-READ-ONLY']],
];

describe('what is found in a recorded world, the worst first', () => {
  test.each(WORLDS)('%s %i: %s', (name, step, _state, codes) => {
    expect(findingsOf(recorded(name, step)).map(({ code }) => code)).toEqual(codes);
  });
  test('no recorded world is left out', () => {
    const judged = (name: string): number[] => WORLDS.filter(([scenario, step]) => scenario === name && step >= 0).map(([, step]) => step);
    expect(Object.fromEntries(NAMES.map((name) => [name, judged(name).length]))).toEqual(Object.fromEntries(NAMES.map((name) => [name, stepsOf(name)])));
  });
});

describe('the verdict agrees with what was found', () => {
  test.each(WORLDS)('%s %i: %s', (name, step) => {
    const { healthy, verdict, findings, reasons } = statusOf(snapshotOf(recorded(name, step)), NOW);
    const errors = findings.filter(({ level }) => level === 'error');
    expect(healthy).toBe(errors.length === 0);
    expect(verdict === 'unhealthy').toBe(errors.length > 0);
    expect(reasons).toHaveLength(errors.length);
  });
});

describe('what the status foretells of Removed is what the operator then did', () => {
  const claim = ref(R.PersistentVolumeClaim, 'image-registry-storage', NS.registry);
  test('Managed: the claim goes, and coming back finds none', () => {
    const [before, removed, back] = [0, 1, 2].map((step) => snapshotOf(recorded('removed-after-managed', step)));
    if (before === undefined || removed === undefined || back === undefined) throw new Error('three steps were recorded');
    expect(statusOf(before, NOW).storage.owner).toBe('Managed: a later Removed deletes the claim image-registry-storage and the images on it.');
    expect([before, removed].map((snapshot) => stateOf(snapshot, claim))).toEqual(['found', 'absent']);
    expect(statusOf(removed, NOW)).toMatchObject({ verdict: 'removed', claim: null });
    expect(statusOf(back, NOW).reasons[0]).toMatch(/^RC-PVC-MISSING: .*image-registry-storage/u);
  });
  test('storage of somebody else, still Managed: the warning and the prediction name the same claim', () => {
    const { findings, storage } = statusOf(snapshotOf(recorded('cinder-claim-replaced', 1)), NOW);
    expect(findings[0]?.message).toContain('csi-pvc-imageregistry');
    expect(storage.owner).toContain('deletes the claim csi-pvc-imageregistry');
  });
});
