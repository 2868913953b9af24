import { describe, expect, it } from 'vitest';
import { at, condition, record, text } from '../../src/api/json.ts';
import { NS, R } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { EXIT } from '../../src/errors.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { settled } from '../e2e/lab.ts';
import { run } from '../faults/in-process.ts';

/** A sandbox that does everything at once, and the command line on it, in this process. */
interface Bench {
  sandbox: Sandbox;
  /** exit code, and both streams */
  go(line: string): Promise<{ code: number; told: string }>;
  config(): Promise<KubeObject>;
  claim(name: string): Promise<KubeObject | undefined>;
}

async function on(scenario: string, job: (bench: Bench) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox({ scenario, pace: 0 });
  const config = async (): Promise<KubeObject> => {
    const found = await sandbox.client.get(R.Config, 'cluster');
    if (found === undefined) throw new Error('there is no Config');
    return found;
  };
  try {
    await job({
      sandbox, config,
      go: async (line) => {
        const { code, stdout, stderr } = await run(line.split(' '), { kubeconfig: sandbox.kubeconfig(), watchdog: 60_000 });
        return { code, told: `${stdout}\n${stderr}` };
      },
      claim: async (name) => sandbox.client.get(R.PersistentVolumeClaim, name, NS.registry),
    });
  } finally {
    await sandbox.stop();
  }
}

const storageOf = async ({ config }: Bench): Promise<unknown> => at(await config(), 'spec', 'storage');
const podsOf = async ({ config }: Bench): Promise<unknown[]> => {
  const { replicas, rolloutStrategy } = record(await config(), 'spec');
  return [replicas, rolloutStrategy];
};

/** Runs it, and fails with what was said when it ends with another code. */
async function ends(bench: Bench, line: string, code: number): Promise<string> {
  const done = await bench.go(line);
  expect(`${line}: ${done.code}${done.code === code ? '' : `\n${done.told}`}`).toBe(`${line}: ${code}`);
  return done.told;
}

const done = async (bench: Bench, line: string): Promise<string> => ends(bench, `${line} --yes`, EXIT.done);
async function nothingToDo(bench: Bench, line: string): Promise<void> {
  expect(await done(bench, line)).toContain('nothing to do: everything is as it should be');
}

const vsan = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'vsan-file' }, provisioner: 'csi.vsphere.vmware.com', parameters: { 'csi.storage.k8s.io/fstype': 'nfs4' } };

describe('on the sandbox', { timeout: 120_000 }, () => {
  it('vsphere: a disk for one pod, then a share for two, then nothing', async () => on('vsphere', async (bench) => {
    expect(await ends(bench, 'setup vsphere --yes', EXIT.preflight)).toContain('RC-PVC-CLASS-ONE-NODE');
    expect(await bench.claim('image-registry-storage')).toBeUndefined();

    await done(bench, 'setup vsphere --storage block');
    expect(await storageOf(bench)).toEqual({ managementState: 'Unmanaged', pvc: { claim: 'image-registry-storage' } });
    expect(await podsOf(bench)).toEqual([1, 'Recreate']);
    // a class that waits for the pod binds after the patch
    expect(text(await bench.claim('image-registry-storage'), 'status', 'phase')).toBe('Bound');
    expect(at(await bench.sandbox.client.get(R.Deployment, 'image-registry', NS.registry), 'spec', 'strategy', 'type')).toBe('Recreate');
    await nothingToDo(bench, 'setup vsphere --storage block');

    await bench.sandbox.client.create(R.StorageClass, vsan);
    await done(bench, 'setup vsphere --claim shared --storage-class vsan-file --replicas 2 --rollout-strategy RollingUpdate --no-verify');
    expect(await podsOf(bench)).toEqual([2, 'RollingUpdate']);
    expect(text(await bench.claim('shared'), 'status', 'phase')).toBe('Bound');
    expect(await bench.claim('image-registry-storage')).toBeDefined();
    await nothingToDo(bench, 'setup vsphere --claim shared');
  }));

  it('baremetal: the claim that the operator makes, that Removed takes, and that is made again', async () => on('nutanix-odf', async (bench) => {
    const { client } = bench.sandbox;
    await client.patch(R.StorageClass, 'nutanix-volume', undefined, { metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'false' } } });
    await client.patch(R.StorageClass, 'ocs-storagecluster-cephfs', undefined, { metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } });
    expect(await done(bench, 'setup baremetal --blank-claim')).toContain('a later Removed deletes it');
    const made = await bench.claim('image-registry-storage');
    expect(made?.metadata.annotations).toMatchObject({ 'imageregistry.openshift.io': 'true' });
    expect(await storageOf(bench)).toEqual({ managementState: 'Managed', pvc: { claim: 'image-registry-storage' } });
    await nothingToDo(bench, 'setup baremetal --blank-claim');
    await nothingToDo(bench, 'setup baremetal');

    await client.patch(R.Config, 'cluster', undefined, { spec: { managementState: 'Removed' } });
    await settled(async () => bench.claim('image-registry-storage'), (found) => found === undefined);
    await done(bench, 'setup baremetal --blank-claim --no-verify');
    expect(await storageOf(bench)).toEqual({ managementState: 'Managed', pvc: { claim: 'image-registry-storage' } });
    expect((await bench.claim('image-registry-storage'))?.metadata.uid).not.toBe(made?.metadata.uid);

    // named, it is kept from then on
    await done(bench, 'setup baremetal --claim image-registry-storage --no-verify');
    await client.patch(R.Config, 'cluster', undefined, { spec: { managementState: 'Removed' } });
    await settled(async () => condition(await bench.config(), 'Removed')?.status, (status) => status === 'True');
    expect((await bench.claim('image-registry-storage'))?.metadata.deletionTimestamp).toBeUndefined();
  }));

  it('openstack-cinder: class and claim, from the container that the installation made; both left alone after', async () => on('openstack', async (bench) => {
    await done(bench, 'setup openstack-cinder --availability-zone nova');
    const made = await bench.sandbox.client.get(R.StorageClass, 'custom-csi-storageclass');
    expect(made).toMatchObject({ provisioner: 'cinder.csi.openstack.org', volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true, parameters: { availability: 'nova' } });
    const claim = await bench.claim('csi-pvc-imageregistry');
    expect(at(claim, 'spec')).toMatchObject({ accessModes: ['ReadWriteOnce'], storageClassName: 'custom-csi-storageclass' });
    expect(claim?.metadata.annotations ?? {}).not.toHaveProperty(['imageregistry.openshift.io']);
    expect(await storageOf(bench)).toEqual({ managementState: 'Unmanaged', pvc: { claim: 'csi-pvc-imageregistry' } });
    expect(await podsOf(bench)).toEqual([1, 'Recreate']);
    await nothingToDo(bench, 'setup openstack-cinder');
    expect(await ends(bench, 'setup openstack-cinder --availability-zone az2 --yes', EXIT.preflight)).toContain('it is nova, not az2');
    expect(await ends(bench, 'setup openstack-cinder --size 1Ti --yes', EXIT.preflight)).toContain('RC-PVC-SMALLER');
  }));

  it('odf-cephfs: two pods on one volume, from an empty directory, by way of a Config that names a claim that is gone', async () => on('vsphere-odf', async (bench) => {
    await done(bench, 'setup vsphere --storage empty-dir --non-production --no-verify');
    expect(await storageOf(bench)).toEqual({ managementState: 'Managed', emptyDir: {} });
    await done(bench, 'setup odf-cephfs --replicas 2');
    expect(await storageOf(bench)).toEqual({ managementState: 'Unmanaged', pvc: { claim: 'registry-storage-pvc' } });
    expect(await podsOf(bench)).toEqual([2, 'RollingUpdate']);
    await nothingToDo(bench, 'setup odf-cephfs');

    await bench.sandbox.client.patch(R.Config, 'cluster', undefined, { spec: { storage: { pvc: { claim: 'nowhere' } } } });
    await settled(async () => condition(await bench.config(), 'StorageExists')?.status, (status) => status === 'False');
    expect(await done(bench, 'setup odf-cephfs --no-verify')).toMatch(/create persistentvolumeclaims\/\S*nowhere/u);
    expect(text(await bench.claim('nowhere'), 'status', 'phase')).toBe('Bound');
  }));

  it('what stands in the way is said before anything is written', async () => on('none-odf', async (bench) => {
    const before = JSON.stringify(record(await bench.config(), 'spec'));
    for (const [line, code, said] of [
      ['setup baremetal --yes', EXIT.preflight, 'RC-PVC-NO-DEFAULT'],
      ['setup baremetal --storage-class nowhere --yes', EXIT.preflight, 'RC-PVC-NO-CLASS'],
      ['setup baremetal --storage-class ocs-storagecluster-ceph-rbd --yes', EXIT.preflight, 'RC-PVC-CLASS-ONE-NODE'],
      ['setup baremetal --storage-class openshift-storage.noobaa.io --yes', EXIT.preflight, 'RC-PVC-BUCKET-CLASS'],
      ['setup baremetal --storage-class ocs-storagecluster-cephfs --size 5Gi --yes', EXIT.usage, '--allow-small'],
      ['setup baremetal --storage block --storage-class ocs-storagecluster-ceph-rbd --replicas 2 --yes', EXIT.usage, 'one pod uses at a time'],
      ['setup openstack-cinder --yes', EXIT.preflight, 'RC-CINDER-NO-DRIVER'],
      ['setup baremetal --storage empty-dir --yes', EXIT.usage, '--non-production'],
      ['setup baremetal --access-mode RWX --yes', EXIT.usage, 'allowed: ReadWriteMany, ReadWriteOnce'],
      ['setup baremetal --blank-claim --size 1Ti --yes', EXIT.usage, 'one of the two'],
    ] as const) expect(await ends(bench, line, code)).toContain(said);
    expect(JSON.stringify(record(await bench.config(), 'spec'))).toBe(before);
    expect(await bench.sandbox.client.list(R.PersistentVolumeClaim)).toEqual([]);
    expect((await bench.sandbox.client.list(R.StorageClass)).map((one) => one.metadata.name)).not.toContain('custom-csi-storageclass');
  }));
});
