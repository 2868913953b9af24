import { describe, expect, test } from 'vitest';
import { isRecord } from '../../src/api/json.ts';
import { NS, R } from '../../src/api/resources.ts';
import type { Code } from '../../src/registry/codes.ts';
import { findingsOf } from './table.ts';
import { config, merge, recorded, serving, the, type Stage } from './worlds.ts';

const s3 = (patch: Record<string, unknown>) => (): Stage => config(serving('odf-s3-complete'), { spec: { storage: { s3: patch } } });
const spec = (patch: Record<string, unknown>) => (): Stage => config(serving('odf-s3-complete'), { spec: patch });
const claim = (name: string) => (): Stage => {
  const stage = serving('pvc-rwx-cephfs');
  merge(the(stage, R.PersistentVolumeClaim, 'registry-storage-pvc', NS.registry), { spec: { accessModes: [name] } });
  return stage;
};

/** The patch of the Config that a remedy tells to apply. */
function patchOf(remedy: string): Record<string, unknown> {
  const told = /^oc patch configs\.imageregistry\.operator\.openshift\.io\/cluster --type=merge -p '([^']+)'/u.exec(remedy)?.[1];
  const value: unknown = told === undefined ? undefined : JSON.parse(told);
  if (!isRecord(value)) throw new Error(`no patch of the Config: ${remedy}`);
  return value;
}

describe('what the remedy patches is mended by it', () => {
  test.each<[Code, () => Stage]>([
    ['RC-READ-ONLY', spec({ readOnly: true })],
    ['RC-REPLICAS-ZERO', spec({ replicas: 0 })],
    ['RC-STORAGE-TWO', spec({ storage: { emptyDir: {} } })],
    ['RC-S3-REGION', s3({ region: '' })],
    ['RC-S3-ENCRYPT', s3({ encrypt: true })],
    ['RC-S3-REDIRECT', s3({ regionEndpoint: 'https://rgw.openshift-storage.svc' })],
    ['RC-STORAGE-MANAGED-BY-ADMIN', () => recorded('cinder-claim-replaced', 1)],
    ['RC-PVC-RWO', claim('ReadWriteOnce')],
    ['RC-EMPTYDIR-REPLICAS', () => config(recorded('emptydir'), { spec: { replicas: 3 } })],
  ])('%s', (code, broken) => {
    const stage = broken();
    const before = findingsOf(stage);
    const remedy = before.find((finding) => finding.code === code)?.remedy ?? '';
    const after = findingsOf(config(stage, patchOf(remedy)));
    expect(after.map((finding) => finding.code)).not.toContain(code);
    expect(after.filter(({ level }) => level === 'error').length).toBeLessThanOrEqual(before.filter(({ level }) => level === 'error').length);
  });
});

test.each<[Code, string]>([['RC-STATE-INERT', 'Force'], ['RC-UNMANAGED', 'Unmanaged']])('%s is mended by a command that counts what the change would lose', (code, state) => {
  const stage = config(serving('odf-s3-complete'), { spec: { managementState: state } });
  expect(findingsOf(stage).find((found) => found.code === code)?.remedy).toBe('registryctl state managed');
  expect(findingsOf(config(stage, { spec: { managementState: 'Managed' } })).map((found) => found.code)).not.toContain(code);
});

test('the remedy for two storages takes away the one that holds nothing', () => {
  const remedy = findingsOf(recorded('two-backends', 1))[0]?.remedy ?? '';
  expect(patchOf(remedy)).toEqual({ spec: { storage: { emptyDir: null } } });
  const mended = findingsOf(recorded('two-backends', 2)).map(({ code }) => code);
  expect(mended).toEqual([]);
});

test.each<[string, () => Stage, RegExp]>([
  ['the one in use, as recorded', () => recorded('two-backends', 1), /images are in emptyDir .*; registryctl setup counts them/u],
  ['either, while Removed', () => config(recorded('bootstrap-none', -1), { spec: { storage: { pvc: { claim: 'a' }, s3: { bucket: 'b' } } } }), /images are in S3 bucket b or volume claim a;/u],
  ['none that was taken over', () => config(recorded('bootstrap-none', -1), { spec: { storage: { managementState: 'Managed', pvc: { claim: 'a' }, s3: { bucket: 'b' } } } }), /has taken none of them over\.$/u],
])('of two storages it is said where images are: %s', (_, stage, says) => {
  expect(findingsOf(stage()).find(({ code }) => code === 'RC-STORAGE-TWO')?.cause).toMatch(says);
});

describe('names of objects reach the command that is about them', () => {
  test.each<[Code, () => Stage, RegExp]>([
    ['RC-PVC-MISSING', () => recorded('pvc-missing-claim'), /get pvc/u],
    ['RC-CA-MISSING', () => recorded('odf-s3-missing-trusted-ca'), /create configmap image-registry-s3-bundle -n openshift-config --from-file=ca-bundle\.crt=/u],
    ['RC-CA-MISSING', () => recorded('additional-trusted-ca', 2), /create configmap nowhere -n openshift-config --from-file=HOST=/u],
    ['RC-CA-KEY', () => recorded('odf-s3-missing-trusted-ca', 1), /create configmap image-registry-s3-bundle /u],
    ['RC-ROUTE-SECRET', () => recorded('custom-route', 2), /create secret tls missing -n openshift-image-registry /u],
  ])('%s', (code, stage, command) => {
    expect(findingsOf(stage()).find((finding) => finding.code === code)?.remedy).toMatch(command);
  });
});
