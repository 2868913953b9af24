import { afterAll, describe, expect, it } from 'vitest';
import { condition, list, record, text } from '../../src/api/json.ts';
import { NS, R } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { settled } from '../e2e/lab.ts';
import { run, type Ran } from '../faults/in-process.ts';
import { ALL, SEED, tell } from './sample.ts';
import { Table } from './table.ts';
import { bare, type Fields } from './world.ts';

/** A form on a cluster of its own: the command, and the storage that it means. */
interface Journey {
  form: string;
  scenario: string;
  options: string;
  backend: string;
  /** key and value that name the storage; a claim that was named and not there is made by that name */
  named: [string, string | RegExp];
  /** on clouds the operator has made storage before */
  leaves?: RegExp;
}

const JOURNEYS: readonly Journey[] = [
  { form: 'aws', scenario: 'aws', options: '--bucket lab-registry', backend: 's3', named: ['bucket', 'lab-registry'], leaves: /aws s3 rb s3:\/\/lab-x7k2p-image-registry-\S+ --force --region us-east-1$/ },
  { form: 'gcp', scenario: 'gcp', options: '--bucket lab-registry', backend: 'gcs', named: ['bucket', 'lab-registry'], leaves: /gcloud storage rm --recursive gs:\/\/lab-x7k2p-image-registry-\S+$/ },
  { form: 'azure', scenario: 'azure', options: '--account-name labregistry --container lab-registry', backend: 'azure', named: ['container', 'lab-registry'], leaves: /az storage account delete --name imageregistry\S+ --resource-group lab-rg$/ },
  { form: 'openstack-swift', scenario: 'openstack', options: '--container lab-registry', backend: 'swift', named: ['container', 'lab-registry'], leaves: /openstack container delete --recursive lab-x7k2p-image-registry-\S+$/ },
  { form: 'openstack-cinder', scenario: 'openstack', options: '', backend: 'pvc', named: ['claim', /^(csi-pvc-imageregistry|nowhere)$/], leaves: /openstack container delete/ },
  { form: 'odf-rgw', scenario: 'baremetal-odf', options: '', backend: 's3', named: ['bucket', /^rgwbucket-/] },
  { form: 'odf-noobaa', scenario: 'aws-odf', options: '', backend: 's3', named: ['bucket', /^noobaatest-/], leaves: /aws s3 rb/ },
  { form: 'odf-cephfs', scenario: 'vsphere-odf', options: '', backend: 'pvc', named: ['claim', /^(registry-storage-pvc|nowhere)$/] },
  { form: 'baremetal', scenario: 'none-odf', options: '--storage-class ocs-storagecluster-cephfs', backend: 'pvc', named: ['claim', /./] },
  { form: 'vsphere', scenario: 'vsphere', options: '--storage block', backend: 'pvc', named: ['claim', /./] },
  { form: 'nutanix', scenario: 'nutanix', options: '--storage block', backend: 'pvc', named: ['claim', /./] },
];

const NULLS: Fields = Object.fromEntries(['emptyDir', 's3', 'gcs', 'swift', 'pvc', 'azure', 'ibmcos', 'oss'].map((backend) => [backend, null]));
const EMPTY = { managementState: 'Managed', replicas: 1, rolloutStrategy: 'RollingUpdate', storage: { ...NULLS, managementState: 'Managed', emptyDir: {} } };

/** A state before, as somebody leaves it by patches of the Config, and what the set-up says of it. */
interface Before {
  name: string;
  patch: Fields;
  finding?: string;
  /** the image that is stored would be lost */
  loses?: true;
}

const BEFORE: readonly Before[] = [
  { name: 'emptyDir', patch: EMPTY, loses: true },
  { name: 'two at once', patch: { storage: { ibmcos: { bucket: 'images' } } }, finding: 'RC-STORAGE-TWO' },
  { name: 'Unmanaged, left Managed', patch: { managementState: 'Unmanaged', storage: { managementState: 'Managed' } }, finding: 'RC-STORAGE-MANAGED-BY-ADMIN' },
  { name: 'Removed', patch: { managementState: 'Removed' } },
  { name: 'ibmcos, never up', patch: { storage: { ...NULLS, managementState: 'Unmanaged', ibmcos: { bucket: 'images', location: 'eu-de' } } }, loses: true },
  { name: 'oss, never up', patch: { storage: { ...NULLS, managementState: 'Managed', oss: { bucket: 'images' } } }, loses: true },
  { name: 'a claim that is not there', patch: { storage: { ...NULLS, managementState: 'Unmanaged', pvc: { claim: 'nowhere' } } }, loses: true },
];

const configOf = async (sandbox: Sandbox): Promise<KubeObject> => {
  const found = await sandbox.client.get(R.Config, 'cluster');
  if (found === undefined) throw new Error('there is no Config');
  return found;
};

async function patched(sandbox: Sandbox, spec: Fields): Promise<void> {
  await sandbox.client.patch(R.Config, 'cluster', undefined, { spec });
  await settled(() => configOf(sandbox), (config) => {
    const seen = record(config, 'status')['observedGeneration'] === config.metadata.generation;
    const progressing = condition(config, 'Progressing');
    return seen && (progressing?.status === 'False' || progressing?.reason === 'Error');
  });
}

const said = (done: Ran): unknown => JSON.parse(done.stdout) as unknown;
const codes = (done: Ran): (string | undefined)[] => list(said(done), 'findings').map((finding) => text(finding, 'code'));
const ended = (done: Ran, code: number): void => expect(`exit ${done.code}\n${done.code === code ? '' : `${done.stdout}\n${done.stderr}`}`).toBe(`exit ${code}\n`);

async function isThere(sandbox: Sandbox, { backend, named: [key, value] }: Journey): Promise<void> {
  const config = await configOf(sandbox);
  const { managementState, ...storage } = record(config, 'spec', 'storage');
  expect([Object.keys(storage), managementState]).toEqual([[backend], 'Unmanaged']);
  expect(text(storage, backend, key)).toMatch(value);
  expect(bare(record(config, 'status', 'storage'))).toEqual(bare({ managementState, ...storage }));
  expect(condition(config, 'Available')).toMatchObject({ status: 'True', reason: 'Ready' });
}

const table = new Table();
afterAll(() => tell(`from end to end on the sandbox, ${table.total} cases\n${table.toString(['fresh', 're-run', ...BEFORE.map(({ name }) => name)])}\n`));

/** Some of the forms, and for each some of the states before; the next seed takes others. */
const some = <T>(items: readonly T[], most: number, from: number): T[] => (ALL ? [...items] : Array.from({ length: Math.min(most, items.length) }, (_, i) => items[(from + i) % items.length] as T));

describe.each(some(JOURNEYS, 4, SEED * 4).map((journey) => [journey.form, journey] as const))('setup %s', (form, journey) => {
  it('goes from state to state, and a second run has nothing to do', { timeout: 600_000 }, async () => {
    const sandbox = await startSandbox({ scenario: journey.scenario, pace: 0 });
    const kubeconfig = sandbox.kubeconfig();
    const setup = (...more: string[]): Promise<Ran> => run(['setup', form, ...journey.options.split(' ').filter((word) => word !== ''), '--yes', '-o', 'json', ...more], { kubeconfig });
    const done = async (column: string, ...more: string[]): Promise<Ran> => {
      const ran = await setup(...more);
      ended(ran, 0);
      await isThere(sandbox, journey);
      const version = (await configOf(sandbox)).metadata.generation;
      const again = await setup('--no-verify');
      ended(again, 0);
      expect(said(again)).toMatchObject({ written: [] });
      expect((await configOf(sandbox)).metadata.generation).toBe(version);
      table.add(form, column);
      table.add(form, 're-run');
      return ran;
    };
    try {
      await patched(sandbox, {});
      const fresh = await done('fresh');
      const left = list(said(fresh), 'findings').filter((finding) => text(finding, 'code') === 'RC-STORAGE-LEFT').map((finding) => text(finding, 'remedy'));
      if (journey.leaves === undefined) expect(left).toEqual([]);
      else expect(left).toEqual([expect.stringMatching(journey.leaves)]);
      await sandbox.client.create(R.StoredImage, { apiVersion: 'image.openshift.io/v1', kind: 'Image', metadata: { name: `sha256:${'a'.repeat(64)}`, annotations: { 'openshift.io/image.managed': 'true' } }, dockerImageReference: `image-registry.openshift-image-registry.svc:5000/team/app@sha256:${'a'.repeat(64)}` });
      for (const before of some(BEFORE, 3, SEED + JOURNEYS.indexOf(journey))) {
        await patched(sandbox, before.patch);
        const held = record(await configOf(sandbox), 'status', 'storage');
        const moves = before.loses === true && Object.keys(held).some((key) => key !== 'managementState' && key !== journey.backend);
        if (moves) {
          const { generation } = (await configOf(sandbox)).metadata;
          const refused = await setup();
          ended(refused, 3);
          expect(refused.stderr + refused.stdout).toContain('--accept-loss 1');
          expect(list(said(refused), 'plan', 'losses')).toEqual([expect.objectContaining({ images: 1, examples: ['team/app'] })]);
          expect((await configOf(sandbox)).metadata.generation).toBe(generation);
        }
        const ran = await done(before.name, '--no-verify', '--accept-loss', '1');
        if (before.finding !== undefined) expect(codes(ran)).toContain(before.finding);
      }
      const claims = (await sandbox.client.list(R.PersistentVolumeClaim, NS.registry)).filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
      expect(claims).toEqual([]);
    } finally {
      await sandbox.stop();
    }
  });
});
