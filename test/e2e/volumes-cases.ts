import { expect } from 'vitest';
import { at, condition, list, record, text } from '../../src/api/json.ts';
import { NS, R } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { EXIT } from '../../src/errors.ts';
import type { Case } from './cases.ts';
import type { Done, Lab } from './lab.ts';

const CEPHFS = 'ocs-storagecluster-cephfs';
const RBD = 'ocs-storagecluster-ceph-rbd';

function ended(done: Done, code: number): Done {
  expect(`exit ${done.code}\n${done.code === code ? '' : `${done.stdout}\n${done.stderr}`}`).toBe(`exit ${code}\n`);
  return done;
}

const claimOf = async (lab: Lab, name: string): Promise<KubeObject | undefined> => lab.client.get(R.PersistentVolumeClaim, name, NS.registry);
const codes = (done: Done): string[] => list(done.json(), 'findings').map((finding) => text(finding, 'code') ?? '');

/** The Config is ready on this storage, its pods are as meant, and they mount it. */
async function runsOn(lab: Lab, storage: unknown, replicas: number, strategy: string): Promise<void> {
  const config = await lab.client.get(R.Config, 'cluster');
  expect(at(config, 'spec', 'storage')).toEqual(storage);
  expect(record(config, 'spec')).toMatchObject({ managementState: 'Managed', replicas, rolloutStrategy: strategy });
  expect(condition(config, 'Available')).toMatchObject({ status: 'True', reason: 'Ready' });
  expect(condition(config, 'StorageExists')).toMatchObject({ status: 'True' });
  const deployment = await lab.client.get(R.Deployment, 'image-registry', NS.registry);
  expect([at(deployment, 'spec', 'replicas'), at(deployment, 'spec', 'strategy', 'type')]).toEqual([replicas, strategy]);
  const volume = list(deployment, 'spec', 'template', 'spec', 'volumes').find((one) => text(one, 'name') === 'registry-storage');
  expect(text(volume, 'persistentVolumeClaim', 'claimName')).toBe(text(storage, 'pvc', 'claim'));
}

async function unchanged(lab: Lab, command: string[]): Promise<void> {
  expect(ended(await lab.run(command), EXIT.done).json()).toMatchObject({ outcome: 'done', written: [] });
}

/** The forms of setup that need nothing outside the cluster: on a shared volume, on a disk, on an empty directory. */
export const VOLUME_CASES: readonly Case[] = [
  {
    name: 'keeps images on a shared volume for two pods, and refuses a class that cannot be shared',
    async run(lab) {
      const setup = ['setup', 'baremetal', '--claim', 'images', '--yes', '-o', 'json'];
      const refused = ended(await lab.run([...setup, '--storage-class', RBD]), EXIT.preflight);
      expect(codes(refused)).toEqual(['RC-PVC-CLASS-ONE-NODE']);
      expect(await claimOf(lab, 'images')).toBeUndefined();

      const done = ended(await lab.run([...setup, '--storage-class', CEPHFS]), EXIT.done);
      expect(list(done.json(), 'proofs')).toEqual([expect.objectContaining({ proof: 'push-pull', ok: true })]);
      await runsOn(lab, { managementState: 'Unmanaged', pvc: { claim: 'images' } }, 2, 'RollingUpdate');
      expect(await claimOf(lab, 'images')).toMatchObject({ spec: { accessModes: ['ReadWriteMany'], volumeMode: 'Filesystem', storageClassName: CEPHFS, resources: { requests: { storage: '100Gi' } } }, status: { phase: 'Bound' } });
      await unchanged(lab, setup);
    },
  },
  {
    name: 'keeps images on a block volume for one pod, which no option makes two',
    async run(lab) {
      const setup = ['setup', 'baremetal', '--storage', 'block', '--storage-class', RBD, '--yes', '-o', 'json'];
      ended(await lab.run(setup), EXIT.done);
      await runsOn(lab, { managementState: 'Unmanaged', pvc: { claim: 'image-registry-storage' } }, 1, 'Recreate');
      expect(await claimOf(lab, 'image-registry-storage')).toMatchObject({ spec: { accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem', storageClassName: RBD } });
      const named = ['setup', 'baremetal', '--claim', 'image-registry-storage', '--replicas', '2', '--yes', '-o', 'json'];
      expect(codes(ended(await lab.run(named), EXIT.preflight))).toContain('RC-PVC-RWO');
      // the operator does not look at it again; the next run does
      await lab.client.patch(R.Config, 'cluster', undefined, { spec: { replicas: 2, rolloutStrategy: 'RollingUpdate' } });
      ended(await lab.run([...setup, '--no-verify']), EXIT.done);
      await runsOn(lab, { managementState: 'Unmanaged', pvc: { claim: 'image-registry-storage' } }, 1, 'Recreate');
    },
  },
  {
    name: 'keeps images in an empty directory only where that is agreed to, and moves off it when told what is lost',
    async run(lab) {
      const setup = ['setup', 'baremetal', '--storage', 'empty-dir', '--yes', '-o', 'json'];
      expect(ended(await lab.run(setup), EXIT.usage).stderr).toContain('--non-production');
      expect(text(await lab.client.get(R.Config, 'cluster'), 'spec', 'managementState')).toBe('Removed');

      const done = ended(await lab.run([...setup, '--non-production']), EXIT.done);
      expect(codes(done)).toEqual(['RC-EMPTYDIR']);
      await runsOn(lab, { managementState: 'Managed', emptyDir: {} }, 1, 'RollingUpdate');
      await unchanged(lab, [...setup, '--non-production']);
      ended(await lab.run(['setup', 'odf-cephfs', '--yes', '--no-verify', '-o', 'json', '--accept-loss', '0']), EXIT.done);
      await runsOn(lab, { managementState: 'Unmanaged', pvc: { claim: 'registry-storage-pvc' } }, 1, 'RollingUpdate');
    },
  },
];
