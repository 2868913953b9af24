import { expect } from 'vitest';
import { condition, list, record, text } from '../../src/api/json.ts';
import { NS, R } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import type { Client } from '../../src/sandbox/client.ts';
import { settled } from '../e2e/lab.ts';
import { run, type BriskClock, type Ran } from '../faults/in-process.ts';
import type { Table } from './table.ts';
import { bare, type Fields } from './world.ts';

/** A form on a cluster of its own: the command, and the storage that it means. */
export interface Journey {
  form: string;
  scenario: string;
  options: string;
  backend: string;
  /** key and value that name the storage; a claim that was named and not there is made by that name */
  named: [string, string | RegExp];
  /** on clouds the operator has made storage before */
  leaves?: RegExp;
}

export const JOURNEYS: readonly Journey[] = [
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
export interface Before {
  name: string;
  patch: Fields;
  finding?: string;
  /** the image that is stored would be lost */
  loses?: true;
}

export const BEFORE: readonly Before[] = [
  { name: 'emptyDir', patch: EMPTY, loses: true },
  { name: 'two at once', patch: { storage: { ibmcos: { bucket: 'images' } } }, finding: 'RC-STORAGE-TWO' },
  { name: 'Unmanaged, left Managed', patch: { managementState: 'Unmanaged', storage: { managementState: 'Managed' } }, finding: 'RC-STORAGE-MANAGED-BY-ADMIN' },
  { name: 'Removed', patch: { managementState: 'Removed' } },
  { name: 'ibmcos, never up', patch: { storage: { ...NULLS, managementState: 'Unmanaged', ibmcos: { bucket: 'images', location: 'eu-de' } } }, loses: true },
  { name: 'oss, never up', patch: { storage: { ...NULLS, managementState: 'Managed', oss: { bucket: 'images' } } }, loses: true },
  { name: 'a claim that is not there', patch: { storage: { ...NULLS, managementState: 'Unmanaged', pvc: { claim: 'nowhere' } } }, loses: true },
];

/** A cluster to travel on, whatever it is made of. */
export interface Ground {
  client: Client;
  kubeconfig: string;
  clock?: () => BriskClock;
}

const configOf = async (ground: Ground): Promise<KubeObject> => {
  const found = await ground.client.get(R.Config, 'cluster');
  if (found === undefined) throw new Error('there is no Config');
  return found;
};

async function patched(ground: Ground, spec: Fields): Promise<void> {
  await ground.client.patch(R.Config, 'cluster', undefined, { spec });
  await settled(() => configOf(ground), (config) => {
    const seen = record(config, 'status')['observedGeneration'] === config.metadata.generation;
    const progressing = condition(config, 'Progressing');
    return seen && (progressing?.status === 'False' || progressing?.reason === 'Error');
  });
}

const said = (done: Ran): unknown => JSON.parse(done.stdout) as unknown;
const codes = (done: Ran): (string | undefined)[] => list(said(done), 'findings').map((finding) => text(finding, 'code'));
const ended = (done: Ran, code: number): void => expect(`exit ${done.code}\n${done.code === code ? '' : `${done.stdout}\n${done.stderr}`}`).toBe(`exit ${code}\n`);

async function isThere(ground: Ground, { backend, named: [key, value] }: Journey): Promise<void> {
  const config = await configOf(ground);
  const { managementState, ...storage } = record(config, 'spec', 'storage');
  expect([Object.keys(storage), managementState]).toEqual([[backend], 'Unmanaged']);
  expect(text(storage, backend, key)).toMatch(value);
  expect(bare(record(config, 'status', 'storage'))).toEqual(bare({ managementState, ...storage }));
  expect(condition(config, 'Available')).toMatchObject({ status: 'True', reason: 'Ready' });
}

/** From a fresh cluster through these states to the form's storage each time; a run that follows has nothing to do, and no image is lost in silence. */
export async function travel(ground: Ground, journey: Journey, states: readonly Before[], table: Table): Promise<void> {
  const setup = (...more: string[]): Promise<Ran> => run(['setup', journey.form, ...journey.options.split(' ').filter((word) => word !== ''), '--yes', '-o', 'json', ...more], { kubeconfig: ground.kubeconfig, ...(ground.clock === undefined ? {} : { clock: ground.clock() }) });
  const done = async (column: string, ...more: string[]): Promise<Ran> => {
    const ran = await setup(...more);
    ended(ran, 0);
    await isThere(ground, journey);
    const version = (await configOf(ground)).metadata.generation;
    const again = await setup('--no-verify');
    ended(again, 0);
    expect(said(again)).toMatchObject({ written: [] });
    expect((await configOf(ground)).metadata.generation).toBe(version);
    table.add(journey.form, column);
    table.add(journey.form, 're-run');
    return ran;
  };
  await patched(ground, {});
  const fresh = await done('fresh');
  const left = list(said(fresh), 'findings').filter((finding) => text(finding, 'code') === 'RC-STORAGE-LEFT').map((finding) => text(finding, 'remedy'));
  if (journey.leaves === undefined) expect(left).toEqual([]);
  else expect(left).toEqual([expect.stringMatching(journey.leaves)]);
  await ground.client.create(R.StoredImage, { apiVersion: 'image.openshift.io/v1', kind: 'Image', metadata: { name: 'an-image-that-is-stored', annotations: { 'openshift.io/image.managed': 'true' } }, dockerImageReference: `image-registry.openshift-image-registry.svc:5000/team/app@sha256:${'a'.repeat(64)}` });
  for (const before of states) {
    await patched(ground, before.patch);
    const held = record(await configOf(ground), 'status', 'storage');
    const moves = before.loses === true && Object.keys(held).some((key) => key !== 'managementState' && key !== journey.backend);
    if (moves) {
      const { generation } = (await configOf(ground)).metadata;
      const refused = await setup();
      ended(refused, 3);
      expect(refused.stderr + refused.stdout).toContain('--accept-loss 1');
      expect(list(said(refused), 'plan', 'losses')).toEqual([expect.objectContaining({ images: 1, examples: ['team/app'] })]);
      expect((await configOf(ground)).metadata.generation).toBe(generation);
    }
    const ran = await done(before.name, '--no-verify', '--accept-loss', '1');
    if (before.finding !== undefined) expect(codes(ran)).toContain(before.finding);
  }
  const claims = (await ground.client.list(R.PersistentVolumeClaim, NS.registry)).filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  expect(claims).toEqual([]);
}
