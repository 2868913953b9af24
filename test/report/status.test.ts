import { describe, expect, test } from 'vitest';
import { NS, R } from '../../src/api/resources.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { statusReads } from '../../src/snapshot/reads.ts';
import { plain } from '../../src/report/paint.ts';
import { resultOf } from '../../src/report/result.ts';
import { statusOf } from '../../src/report/status.ts';
import { renderStatus } from '../../src/report/status-text.ts';
import type { StatusReport } from '../../src/report/status-types.ts';
import { cluster, config, merge, NOW, pod, recorded, serving, snapshotOf, the, told, type Stage } from '../checks/worlds.ts';
import { faults } from '../support/schema.ts';

const report = (stage: Stage): StatusReport => statusOf(snapshotOf(stage), NOW);
const screen = (stage: Stage, size = { width: 80, height: 24 }): string => renderStatus(report(stage), plain, size);

/** A registry in the worst of all states, with more to say than a screen holds. */
function worst(): Stage {
  const stage = recorded('two-backends', 1);
  for (let index = 0; index < 12; index++) {
    pod(stage, `image-registry-${'x'.repeat(60)}-${index}`, { conditions: [{ type: 'PodScheduled', status: 'False', message: `0/300 nodes are available: ${'taint, '.repeat(80)}` }] });
    merge(the(stage, R.Route, `route-${index}`, NS.registry), { spec: { to: { name: 'image-registry' }, host: `${'very-long-label.'.repeat(8)}example.com` }, status: { ingress: [] } });
  }
  config(stage, { metadata: { generation: 9, deletionTimestamp: '2026-11-23T00:00:00Z' }, spec: { readOnly: true, replicas: 12 }, status: { observedGeneration: 8 } });
  told(the(stage, R.ImagePruner, 'cluster'), 'Failed', 'True', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  cluster(stage, '4.16.0');
  for (const read of statusReads().slice(8, 11)) stage.answers[readKey(read)] = { state: 'denied', reason: 'no' };
  return stage;
}

const WORLDS: [string, () => Stage][] = [
  ['healthy on S3', () => serving('odf-s3-complete')], ['healthy on a claim', () => serving('pvc-rwx-cephfs')], ['removed', () => recorded('bootstrap-none', -1)],
  ['no storage', () => recorded('managed-without-storage')], ['two backends', () => recorded('two-backends', 1)], ['Azure', () => recorded('azure-key', 1)],
  ['Swift', () => recorded('swift-credentials', 0)], ['a custom route', () => recorded('custom-route', 1)], ['pods not ready', () => recorded('pods-not-ready', 1)],
  ['the worst', worst], ['nothing may be seen', () => { const stage = serving('odf-s3-complete'); for (const read of statusReads()) stage.answers[readKey(read)] = { state: 'denied', reason: 'no' }; return stage; }],
];

describe.each(WORLDS)('%s', (_name, stage) => {
  test('is published data, alone and as a result', () => {
    const made: unknown = JSON.parse(JSON.stringify(report(stage())));
    expect(faults(made, 'status.v1.json')).toEqual([]);
    expect(faults(JSON.parse(JSON.stringify(resultOf('status', 'done', { status: report(stage()) }))), 'result.v1.json')).toEqual([]);
  });
  test.each([[80, 24], [60, 20], [40, 10], [200, 60]])('fits a screen of %i by %i, never more than 80 by 24', (width, height) => {
    const lines = screen(stage(), { width, height }).split('\n');
    expect(lines.length).toBeLessThanOrEqual(Math.min(height, 24));
    for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(Math.min(width, 80));
    expect(lines.some((line) => line.startsWith('Health'))).toBe(true);
  });
});

test('a healthy registry on one screen', () => {
  const stage = serving('odf-s3-complete');
  merge(the(stage, R.ObjectBucketClaim, 'rgwbucket', NS.storage), { spec: { bucketName: 'rgwbucket-1' }, status: { phase: 'Bound' } });
  expect(screen(stage)).toBe(`Cluster   OpenShift 4.14.60, BareMetal, id 11111111-2222-3333-4444-555555555555
API       https://api.lab.example.com:6443, context lab/admin
Registry  Managed, 2 replicas, RollingUpdate
Health    HEALTHY: The registry is ready
Storage   S3: bucket rgwbucket-1 at https://s3.apps.lab.example.com
Owner     Unmanaged: a later Removed leaves the bucket rgwbucket-1 alone.
Pods      2 of 2 ready
Bucket    rgwbucket-1 at https://s3.apps.lab.example.com, claim
          openshift-storage/rgwbucket Bound
Routes    none: reached from inside the cluster only
CA copies openshift-config/image-registry-s3-bundle ca-bundle.crt unknown, from
          openshift-config-managed/default-ingress-cert
Pruner    at 0 0 * * *, has not run yet, prunes blobs too`);
});

test.each<[string, () => Stage, Partial<StatusReport>]>([
  ['a registry that serves', () => serving('odf-s3-complete'), { verdict: 'healthy', healthy: true, reasons: [] }],
  ['Removed on bare metal', () => recorded('bootstrap-none', -1), { verdict: 'removed', healthy: true, summary: 'Removed by design: on BareMetal a registry starts so, until it is given storage' }],
  ['Removed after it was used', () => recorded('removed-after-managed', 1), { verdict: 'removed', healthy: true, summary: 'Removed, as the configuration asks' }],
  ['an error behind Available', () => recorded('two-backends', 1), { verdict: 'unhealthy', healthy: false }],
  ['an unproven version', () => { const stage = serving('odf-s3-complete'); cluster(stage, '4.15.0'); return stage; }, { verdict: 'healthy', healthy: true }],
  ['Unmanaged and serving', () => recorded('unmanaged', 1), { verdict: 'healthy', healthy: true }],
])('the verdict on %s', (_name, stage, expected) => {
  expect(report(stage())).toMatchObject(expected);
});

test('the operator\'s own words are the reason', () => {
  expect(report(recorded('two-backends', 1)).reasons).toEqual(['RC-STORAGE-TWO: Unable to apply resources: unable to sync storage configuration: exactly one storage type should be configured at the same time, got 2: [EmptyDir S3]']);
});

test('a configuration that may not be seen is unknown, and what could not be seen is named', () => {
  const stage = serving('odf-s3-complete');
  stage.answers['configs.imageregistry.operator.openshift.io/cluster'] = { state: 'denied', reason: 'no' };
  const made = report(stage);
  expect(made).toMatchObject({ verdict: 'unknown', healthy: false, reasons: ['The registry\'s configuration could not be seen: denied.'], storage: { backend: null } });
  expect(made.unseen).toEqual([{ what: 'configs.imageregistry.operator.openshift.io/cluster', why: 'denied' }]);
  expect(screen(stage)).toContain('could not see: configs.imageregistry');
});

const s3 = { bucket: 'b', regionEndpoint: 'https://h' };
test.each<[Record<string, unknown>, string, string]>([
  [{ s3, managementState: 'Managed' }, 'S3: bucket b at https://h', 'Managed: a later Removed deletes the bucket b and the images in it.'],
  [{ s3, managementState: 'Unmanaged' }, 'S3: bucket b at https://h', 'Unmanaged: a later Removed leaves the bucket b alone.'],
  [{ s3: {} }, 'S3: bucket (none yet)', 'Not decided yet: the operator will, at its next pass.'],
  [{ azure: { container: 'c', accountName: 'a' }, managementState: 'Managed' }, 'Azure Blob: container c of account a', 'Managed: a later Removed deletes the container c and the whole account a.'],
  [{ swift: { container: 'c', authURL: 'https://k' }, managementState: 'Unmanaged' }, 'Swift: container c at https://k', 'Unmanaged: a later Removed leaves the container c alone.'],
  [{ pvc: { claim: 'p' }, managementState: 'Managed' }, 'PVC: claim p', 'Managed: a later Removed deletes the claim p and the images on it.'],
  [{ pvc: { claim: '' } }, 'PVC: a claim that the operator makes', 'Not decided yet: the operator will, at its next pass.'],
  [{ emptyDir: {}, managementState: 'Managed' }, 'emptyDir: on the node\'s disk', 'Nobody keeps it: every restart of the pod loses the images.'],
  [{ gcs: { bucket: 'g', region: 'r' }, managementState: 'Managed' }, 'Google Cloud Storage: bucket g at r', 'Managed: a later Removed deletes the bucket g and the images in it.'],
  [{}, 'none configured', 'There is nothing that a Removed could delete.'],
])('storage in words %#', (storage, target, owner) => {
  const stage = recorded('managed-without-storage');
  config(stage, { spec: { storage: null } });
  expect(report(config(stage, { spec: { storage } })).storage).toMatchObject({ target, owner });
});

test.each<[string, (stage: Stage) => void, Partial<NonNullable<StatusReport['pruner']>>, string]>([
  ['as recorded', () => undefined, { schedule: '0 0 * * *', suspended: false, lastOutcome: 'none', prunesBlobs: true }, 'at 0 0 * * *, has not run yet, prunes blobs too'],
  ['after a good run', (stage) => { merge(the(stage, R.CronJob, 'image-pruner', NS.registry), { status: { lastSuccessfulTime: NOW } }); }, { lastOutcome: 'succeeded' }, 'last run succeeded'],
  ['after a bad run', (stage) => { told(the(stage, R.ImagePruner, 'cluster'), 'Failed', 'True', 'X', 'y'); }, { lastOutcome: 'failed' }, 'LAST RUN FAILED'],
  ['suspended', (stage) => { merge(the(stage, R.ImagePruner, 'cluster'), { spec: { suspend: true } }); }, { suspended: true }, 'SUSPENDED'],
  ['its job may not be seen', (stage) => { stage.answers[`cronjobs.batch/${NS.registry}/image-pruner`] = { state: 'denied', reason: 'no' }; }, { schedule: '0 0 * * *', lastOutcome: 'unknown', prunesBlobs: null }, 'last run not seen'],
])('the pruner %s', (_name, change, expected, words) => {
  const stage = serving('odf-s3-complete');
  change(stage);
  expect(report(stage).pruner).toMatchObject(expected);
  expect(screen(stage).split('\n').find((line) => line.startsWith('Pruner'))).toContain(words);
});

test('routes, claims and sandboxes are told on the screen', () => {
  const stage = serving('pvc-rwx-cephfs');
  merge(the(stage, R.Route, 'default-route', NS.registry), { spec: { to: { name: 'image-registry' }, host: 'r.example.com' }, status: { ingress: [{ routerName: 'a', conditions: [{ type: 'Admitted', status: 'False', reason: 'Taken' }] }] } });
  const snapshot = snapshotOf(stage);
  snapshot.target.sandbox = true;
  const text = renderStatus(statusOf(snapshot, NOW), plain, { width: 80, height: 24 });
  expect(text).toMatch(/^API {7}SANDBOX https:/m);
  expect(text).toMatch(/^Claim {5}registry-storage-pvc .*ReadWriteMany/m);
  expect(text).toMatch(/^Routes {4}r\.example\.com refused$/m);
});

test('colours are put on whole lines by their meaning, and change nothing else', () => {
  const marked = { bold: (t: string) => `<b>${t}</b>`, dim: (t: string) => t, good: (t: string) => `<g>${t}</g>`, bad: (t: string) => `<r>${t}</r>`, warn: (t: string) => `<y>${t}</y>` };
  const made = report(recorded('two-backends', 1));
  const text = renderStatus(made, marked, { width: 80, height: 24 });
  expect(text).toContain('<r>NOT HEALTHY</r>');
  expect(text.replace(/<\/?[bgry]>/g, '')).toBe(renderStatus(made, plain, { width: 80, height: 24 }));
});

test('what a cluster says cannot steer a terminal', () => {
  const stage = recorded('two-backends', 1);
  told(the(stage, R.Config, 'cluster'), 'Progressing', 'True', 'Error', 'evil \u001b[31mred\u001b[0m\r\nnext\u0007 \u202eback');
  expect(screen(stage)).toMatch(/evil \[31mred\[0m next back/);
});
