import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../../src/api/json.ts';
import { apiVersion, R } from '../../src/api/resources.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { settled } from '../faults/bed.ts';
import { BriskClock, start } from '../faults/in-process.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ scenario: 'baremetal-odf', pace: 0, without: ['operator'] });
});
afterEach(async () => sandbox.stop());

/** Runs a set-up on a cluster whose operator has made no Config; `made` is the one that it makes meanwhile. */
async function meanwhile(spec: object, status: object | undefined, ...more: string[]): Promise<{ code: number; stderr: string; stdout: string; spec: unknown }> {
  const proxy = await startFaultProxy({ kubeconfig: sandbox.kubeconfig('token') });
  const running = start(['setup', 'odf-rgw', '--yes', '--no-verify', '--timeout', '20s', '-o', 'json', ...more], { kubeconfig: proxy.kubeconfig, clock: new BriskClock(20) });
  await settled(() => Promise.resolve(proxy.seen.some(({ watch, path }) => watch && path.includes('/configs'))), (waiting) => waiting);
  await sandbox.client.create(R.Config, { apiVersion: apiVersion(R.Config), kind: 'Config', metadata: { name: 'cluster' }, spec: { replicas: 1, rolloutStrategy: 'RollingUpdate', ...spec } } as never);
  if (status !== undefined) await sandbox.client.patch(R.Config, 'cluster', undefined, { status }, 'merge', 'status');
  const done = await running.done;
  await proxy.stop();
  return { ...done, spec: (await sandbox.client.get(R.Config, 'cluster'))?.['spec'] };
}

describe('a Config that comes while it is waited for', () => {
  it('is planned upon anew: storage with images in it is not left without a word', async () => {
    await sandbox.client.create(R.StoredImage, { apiVersion: apiVersion(R.StoredImage), kind: 'Image', metadata: { name: `sha256:${'a'.repeat(64)}`, annotations: { 'image.openshift.io/managed': 'true' } }, dockerImageReference: `image-registry.openshift-image-registry.svc:5000/a/b@sha256:${'a'.repeat(64)}` } as never);
    const done = await meanwhile({ managementState: 'Managed', storage: { pvc: { claim: 'mine' }, managementState: 'Unmanaged' } }, { storage: { pvc: { claim: 'mine' } }, storageManaged: false });
    expect(done.stderr).toMatch(/the cluster changed meanwhile and the plan with it|the plan would lose/);
    expect([3, 6]).toContain(done.code);
    expect(at(done.spec, 'storage', 'pvc', 'claim')).toBe('mine');
    expect(at(done.spec, 'storage', 's3')).toBeUndefined();
  });

  it('and holds nothing is patched as it was planned', async () => {
    const done = await meanwhile({ managementState: 'Removed', storage: {} }, undefined);
    // nobody operates it here, so it is never ready
    expect(done.code).toBe(5);
    expect(at(done.spec, 'storage', 's3', 'bucket')).toMatch(/^rgwbucket-/);
    expect(done.stderr).toContain('plan can be made upon it');
  });
});
