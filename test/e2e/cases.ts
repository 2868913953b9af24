import { writeFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { at, condition, list, record, text } from '../../src/api/json.ts';
import { NS, R } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { EXIT } from '../../src/errors.ts';
import { settled, type Done, type Lab, type LabOptions } from './lab.ts';
import { VOLUME_CASES } from './volumes-cases.ts';

/** One promise to the user, as a run of the command line on a cluster of its own. */
export interface Case {
  name: string;
  lab?: LabOptions;
  run(lab: Lab): Promise<void>;
}

const config = async (lab: Lab): Promise<KubeObject> => {
  const found = await lab.client.get(R.Config, 'cluster');
  if (found === undefined) throw new Error('there is no Config');
  return found;
};

function ended(done: Done, code: number): void {
  expect(`exit ${done.code}\n${done.code === code ? '' : `${done.stdout}\n${done.stderr}`}`).toBe(`exit ${code}\n`);
  expect(done.stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
}

/** What every cluster publishes in every namespace, at a time of its own. */
const PUBLISHED = ['kube-root-ca.crt', 'openshift-service-ca.crt'];

/** Every object that a set-up may touch, without what changes by itself. */
async function world(lab: Lab): Promise<Record<string, unknown>> {
  const out: Record<string, unknown> = {};
  const places: [keyof typeof R, string | undefined][] = [['Config', undefined], ['Secret', NS.registry], ['ConfigMap', NS.config], ['ObjectBucketClaim', NS.storage], ['ObjectBucket', undefined], ['Route', NS.registry], ['Namespace', undefined], ['StoredImage', undefined]];
  for (const [kind, namespace] of places) {
    const found = (await lab.client.list(R[kind], namespace)).filter((one) => !PUBLISHED.includes(one.metadata.name ?? ''));
    out[kind] = found.map((one) => ({ name: one.metadata.name, generation: one.metadata.generation, spec: one['spec'], data: one['data'] }));
  }
  return out;
}

/** The names of a gateway of ODF; `service` where the registry goes by that instead of the route. */
interface Gateway {
  claim: string;
  route: string;
  service?: string;
}

const RGW: Gateway = { claim: 'rgwbucket', route: 'ocs-storagecluster-cephobjectstore' };

async function isSetUp(lab: Lab, { claim: name, route: routeName, service }: Gateway = RGW): Promise<void> {
  const now = await config(lab);
  const map = await lab.client.get(R.ConfigMap, name, NS.storage);
  const route = await lab.client.get(R.Route, routeName, NS.storage);
  expect(at(now, 'spec', 'managementState')).toBe('Managed');
  expect(at(now, 'spec', 'disableRedirect')).toBe(service === undefined ? undefined : true);
  // a false that the operator has rewritten is gone; one that it had no reason to rewrite stays
  const storage = structuredClone(record(now, 'spec', 'storage'));
  if (at(storage, 's3', 'encrypt') === false) delete record(storage, 's3')['encrypt'];
  expect(storage).toEqual({
    managementState: 'Unmanaged',
    s3: {
      bucket: text(map, 'data', 'BUCKET_NAME'),
      region: 'us-east-1',
      regionEndpoint: `https://${service ?? text(route, 'spec', 'host')}`,
      virtualHostedStyle: false,
      trustedCA: { name: 'image-registry-s3-bundle' },
    },
  });
  expect(condition(now, 'Available')).toMatchObject({ status: 'True', reason: 'Ready' });
  expect(condition(now, 'StorageExists')).toMatchObject({ status: 'True' });
  const claim = await lab.client.get(R.Secret, name, NS.storage);
  const secret = await lab.client.get(R.Secret, 'image-registry-private-configuration-user', NS.registry);
  expect(record(secret, 'data')).toMatchObject({
    REGISTRY_STORAGE_S3_ACCESSKEY: text(claim, 'data', 'AWS_ACCESS_KEY_ID'),
    REGISTRY_STORAGE_S3_SECRETKEY: text(claim, 'data', 'AWS_SECRET_ACCESS_KEY'),
  });
  const ca = await lab.client.get(R.ConfigMap, 'image-registry-s3-bundle', NS.config);
  const [source, key] = service === undefined ? [await lab.client.get(R.ConfigMap, 'default-ingress-cert', NS.managed), 'ca-bundle.crt'] : [await lab.client.get(R.ConfigMap, 'serviceca', NS.registry), 'service-ca.crt'];
  expect(text(ca, 'data', 'ca-bundle.crt')).toBe(text(source, 'data', key));
  expect(text(ca, 'data', 'ca-bundle.crt')).toContain('-----BEGIN CERTIFICATE-----');
}

async function nothingLeft(lab: Lab): Promise<void> {
  const names = (await lab.client.list(R.Namespace)).filter((one) => one.metadata.deletionTimestamp === undefined).map((one) => one.metadata.name ?? '');
  expect(names.filter((name) => name.startsWith('registryctl-proof-'))).toEqual([]);
}

async function secrets(lab: Lab): Promise<string[]> {
  const values: string[] = [];
  for (const namespace of [NS.registry, NS.storage, NS.config]) {
    for (const secret of await lab.client.list(R.Secret, namespace)) {
      for (const value of Object.values(record(secret, 'data'))) if (typeof value === 'string') values.push(value, Buffer.from(value, 'base64').toString('utf8'));
    }
  }
  const own = text(await config(lab), 'spec', 'httpSecret');
  return [...values, ...(own === undefined ? [] : [own])].filter((value) => value.length >= 12);
}

async function tellsNoSecret(lab: Lab, done: Done): Promise<void> {
  const told = `${done.stdout}\n${done.stderr}`;
  expect((await secrets(lab)).filter((value) => told.includes(value))).toEqual([]);
}

const setup = ['setup', 'odf-rgw', '--yes', '-o', 'json'];

export const CASES: readonly Case[] = [
  {
    name: 'sets a Removed registry up, proves it, and a second run changes nothing',
    async run(lab) {
      const done = await lab.run(setup);
      ended(done, EXIT.done);
      await isSetUp(lab);
      await nothingLeft(lab);
      await tellsNoSecret(lab, done);
      const result = done.json();
      expect(result).toMatchObject({ schema: 'registryctl.dev/result/v1', outcome: 'done', exitCode: 0 });
      expect(list(result, 'proofs')).toEqual([expect.objectContaining({ proof: 'push-pull', ok: true })]);
      expect(list(result, 'written')).toHaveLength(4);

      const before = await world(lab);
      const again = await lab.run(setup);
      ended(again, EXIT.done);
      expect(again.json()).toMatchObject({ outcome: 'done', written: [] });
      expect(again.json()['message']).toMatch(/nothing to do/);
      expect(await world(lab)).toEqual(before);
    },
  },
  {
    name: 'works for the client certificate of the installer',
    async run(lab) {
      const done = await lab.run(setup, { login: 'certificate' });
      ended(done, EXIT.done);
      await isSetUp(lab);
      await nothingLeft(lab);
      ended(await lab.run(['expose', '--default-route', '--yes'], { login: 'certificate' }), EXIT.done);
    },
  },
  {
    name: 'shows a plan, and a dry run, and writes nothing',
    async run(lab) {
      const before = await world(lab);
      const plan = await lab.run(['setup', 'odf-rgw', '--plan-only', '-o', 'json']);
      ended(plan, EXIT.done);
      expect(list(plan.json(), 'plan', 'steps').filter((step) => text(step, 'action') === 'create')).toHaveLength(3);
      expect(plan.stdout).toContain('known after the claim is bound');
      ended(await lab.run(['setup', 'odf-rgw', '--plan-only', '--detailed-exitcode']), EXIT.changes);
      const yaml = await lab.run(['setup', 'odf-rgw', '--plan-only', '-o', 'yaml']);
      ended(yaml, EXIT.done);
      expect(yaml.stdout).toMatch(/^schema: registryctl.dev\/result\/v1$/m);
      const dry = await lab.run(['setup', 'odf-rgw', '--dry-run', '--detailed-exitcode']);
      ended(dry, EXIT.changes);
      expect(dry.stderr).toContain('nothing was written');
      expect(await world(lab)).toEqual(before);
    },
  },
  {
    name: 'names the cluster first in the plan, and refuses any other than the expected one',
    async run(lab) {
      const plan = await lab.run(['setup', 'odf-rgw', '--plan-only']);
      ended(plan, EXIT.done);
      const id = text((await lab.client.get(R.ClusterVersion, 'version')), 'spec', 'clusterID') ?? 'none';
      expect(plan.stdout.split('\n').slice(0, 3).join('\n')).toContain(id);
      expect(plan.stdout.split('\n')[0]).toMatch(/https:\/\/127\.0\.0\.1:\d+/);
      const before = await world(lab);
      const other = await lab.run([...setup, '--expect-cluster', '00000000-0000-0000-0000-000000000000']);
      ended(other, EXIT.preflight);
      expect(other.stderr).toContain(id);
      expect(await world(lab)).toEqual(before);
      ended(await lab.run(['setup', 'odf-rgw', '--plan-only', '--expect-cluster', id]), EXIT.done);
    },
  },
  {
    name: 'uses the service host with the service CA and no redirects when told to',
    async run(lab) {
      const plan = await lab.run(['setup', 'odf-rgw', '--host', 'service', '--plan-only', '-o', 'json']);
      ended(plan, EXIT.done);
      const patch = list(plan.json(), 'plan', 'steps').find((step) => text(step, 'kind') === 'patch');
      expect(at(patch, 'body', 'spec', 'disableRedirect')).toBe(true);
      expect(at(patch, 'body', 'spec', 'storage', 's3', 'regionEndpoint')).toBe('https://rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc');
      const done = await lab.run([...setup, '--host', 'service']);
      ended(done, EXIT.done);
      expect(at(await config(lab), 'spec', 'disableRedirect')).toBe(true);
    },
  },
  {
    name: 'exposes the default route, says how to log in, does nothing twice, and takes it back',
    async run(lab) {
      ended(await lab.run(setup), EXIT.done);
      const done = await lab.run(['expose', '--default-route', '--yes']);
      ended(done, EXIT.done);
      expect(done.stdout).toContain('default-route-openshift-image-registry.apps.lab.example.com');
      expect(done.stdout).toMatch(/podman login .*--password-stdin/);
      expect(await lab.client.get(R.Route, 'default-route', NS.registry)).toBeDefined();
      const again = await lab.run(['expose', '--default-route', '--yes', '-o', 'json']);
      ended(again, EXIT.done);
      expect(again.json()).toMatchObject({ written: [] });
      // the proof now takes the route
      const status = await lab.run(['status', '-o', 'json']);
      ended(status, EXIT.done);
      expect(list(status.json(), 'routes')).toEqual([expect.objectContaining({ name: 'default-route', admission: 'admitted' })]);
      ended(await lab.run(['expose', '--default-route=false', '--yes']), EXIT.done);
      expect(await lab.client.get(R.Route, 'default-route', NS.registry)).toBeUndefined();
    },
  },
  {
    name: 'tells the status: Removed by design, healthy, and unhealthy with its cause',
    async run(lab) {
      const removed = await lab.run(['status']);
      ended(removed, EXIT.done);
      expect(removed.stdout).toMatch(/Removed/);
      ended(await lab.run(setup), EXIT.done);
      const healthy = await lab.run(['status']);
      ended(healthy, EXIT.done);
      const lines = healthy.stdout.trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(24);
      expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
      await tellsNoSecret(lab, healthy);
      const json = await lab.run(['status', '-o', 'json']);
      ended(json, EXIT.done);
      expect(json.json()).toMatchObject({ schema: 'registryctl.dev/status/v1', healthy: true, verdict: 'healthy' });
      await lab.client.patch(R.Config, 'cluster', undefined, { spec: { storage: { pvc: { claim: 'nowhere' } } } });
      const broken = await settled(async () => lab.run(['status', '-o', 'json']), (one) => one.code === EXIT.unhealthy);
      ended(broken, EXIT.unhealthy);
      expect(broken.stdout).toContain('exactly one storage type');
      const waiting = await lab.run(['status', '--wait', '--timeout', '1s']);
      ended(waiting, EXIT.timeout);
    },
  },
  {
    name: 'goes from one backend to another in one patch, and says what would be lost',
    async run(lab) {
      await lab.client.patch(R.Config, 'cluster', undefined, { spec: { managementState: 'Managed', storage: { emptyDir: {} } } });
      await settled(async () => condition(await config(lab), 'Available')?.reason, (reason) => reason === 'Ready');
      await lab.client.create(R.StoredImage, { apiVersion: 'image.openshift.io/v1', kind: 'Image', metadata: { name: 'an-image-that-is-stored', annotations: { 'image.openshift.io/manifestBlobsStored': 'true', 'openshift.io/image.managed': 'true' } }, dockerImageReference: `image-registry.openshift-image-registry.svc:5000/team/app@sha256:${'a'.repeat(64)}` });
      const before = await world(lab);
      const refused = await lab.run(setup);
      ended(refused, EXIT.preflight);
      expect(refused.stderr).toMatch(/--accept-loss 1/);
      expect(await world(lab)).toEqual(before);
      ended(await lab.run([...setup, '--accept-loss', '0']), EXIT.preflight);
      ended(await lab.run([...setup, '--accept-loss', '1']), EXIT.done);
      await isSetUp(lab);
    },
  },
  {
    name: 'goes from one bucket to another while the operator is paused: it never has the new keys on the old bucket',
    async run(lab) {
      ended(await lab.run([...setup, '--claim', 'before', '--no-verify']), EXIT.done);
      const plan = await lab.run(['setup', 'odf-rgw', '--plan-only']);
      expect(plan.stdout).toContain('~ spec.managementState: "Managed" -> "Unmanaged"');
      const old = text(await config(lab), 'spec', 'storage', 's3', 'bucket');
      const moments: { state: string; version: number }[] = [];
      const end = lab.client.watch(R.Config, undefined, ({ object }) => {
        const state = `${text(object, 'spec', 'managementState')} ${text(object, 'spec', 'storage', 's3', 'bucket') === old ? 'before' : 'after'}`;
        if (moments.at(-1)?.state !== state) moments.push({ state, version: Number(text(object, 'metadata', 'resourceVersion')) });
      });
      const done = await lab.run([...setup, '--accept-loss', 'unknown']);
      end();
      ended(done, EXIT.done);
      expect(done.stderr).not.toMatch(/planning anew|put back/);
      expect(moments.map(({ state }) => state)).toEqual(['Managed before', 'Unmanaged before', 'Managed after']);
      // all versions of a cluster come from one counter
      const written = Number(text(await lab.client.get(R.Secret, 'image-registry-private-configuration-user', NS.registry), 'metadata', 'resourceVersion'));
      expect([(moments[1]?.version ?? 0) < written, written < (moments[2]?.version ?? 0)]).toEqual([true, true]);
      await isSetUp(lab);
      await nothingLeft(lab);
    },
  },
  {
    name: 'sets up on NooBaa on a cloud where ODF has no RGW, and a second run changes nothing',
    lab: { scenario: 'aws-odf' },
    async run(lab) {
      const refused = await lab.run(setup);
      ended(refused, EXIT.preflight);
      expect(list(refused.json(), 'findings').map((finding) => text(finding, 'code'))).toContain('RC-ODF-RGW-NOT-MADE');
      const [noobaa, gateway] = [['setup', 'odf-noobaa', '--yes', '-o', 'json'], { claim: 'noobaatest', route: 's3' }];
      const done = await lab.run([...noobaa, '--accept-loss', 'unknown']);
      ended(done, EXIT.done);
      expect(list(done.json(), 'proofs')).toEqual([expect.objectContaining({ proof: 'push-pull', ok: true })]);
      await isSetUp(lab, gateway);
      await nothingLeft(lab);
      await tellsNoSecret(lab, done);
      const before = await world(lab);
      const again = await lab.run(noobaa);
      ended(again, EXIT.done);
      expect(again.json()).toMatchObject({ outcome: 'done', written: [] });
      expect(await world(lab)).toEqual(before);
    },
  },
  {
    name: 'goes from Ceph RGW to NooBaa by its service: redirects off, the service CA, and the claim of before stays',
    async run(lab) {
      ended(await lab.run([...setup, '--no-verify']), EXIT.done);
      const done = await lab.run(['setup', 'odf-noobaa', '--host', 'service', '--yes', '--accept-loss', 'unknown', '-o', 'json']);
      ended(done, EXIT.done);
      await isSetUp(lab, { claim: 'noobaatest', route: 's3', service: 's3.openshift-storage.svc' });
      expect(text(await lab.client.get(R.ObjectBucketClaim, 'rgwbucket', NS.storage), 'status', 'phase')).toBe('Bound');
      await tellsNoSecret(lab, done);
    },
  },
  {
    name: 'stops before the first write where ODF is not there',
    lab: { scenario: 'baremetal' },
    async run(lab) {
      const before = await world(lab);
      const done = await lab.run(setup);
      ended(done, EXIT.preflight);
      expect(list(done.json(), 'findings').map((finding) => text(finding, 'code'))).toContain('RC-ODF-NO-RGW-CLASS');
      expect(await world(lab)).toEqual(before);
    },
  },
  {
    name: 'ends with 4 for a wrong token, no cluster and too few rights',
    async run(lab) {
      ended(await lab.run(setup, { kubeconfig: `${lab.dir}/not-there` }), EXIT.cluster);
      await writeFile(`${lab.dir}/token`, 'wrong\n');
      ended(await lab.run([...setup, '--token-file', `${lab.dir}/token`]), EXIT.cluster);
      const before = await world(lab);
      const viewer = await lab.kubeconfigFor('viewer', ['cluster-reader']);
      const denied = await lab.run(setup, { kubeconfig: viewer });
      ended(denied, EXIT.cluster);
      expect(denied.stdout).toContain('RC-ACCESS-DENIED');
      const nobody = await lab.kubeconfigFor('nobody', []);
      ended(await lab.run(setup, { kubeconfig: nobody }), EXIT.cluster);
      const blind = await lab.run(['status', '-o', 'json'], { kubeconfig: nobody });
      expect(list(blind.json(), 'unseen').length).toBeGreaterThan(3);
      expect(await world(lab)).toEqual(before);
    },
  },
  {
    name: 'ends with 5 when the claim is never bound, and says what it waited for',
    lab: { without: ['obc'] },
    async run(lab) {
      const done = await lab.run([...setup, '--timeout', '4s']);
      ended(done, EXIT.timeout);
      expect(done.stderr).toMatch(/claim rgwbucket/);
      const state = await config(lab);
      expect(at(state, 'spec', 'managementState')).toBe('Removed');
    },
  },
  {
    name: 'ends with 64 for wrong usage and 65 for bad input, and writes nothing',
    async run(lab) {
      const before = await world(lab);
      ended(await lab.run(['setup', 'odf-rgw']), EXIT.usage);
      ended(await lab.run(['setup', 'odf-rwg', '--yes']), EXIT.usage);
      ended(await lab.run([...setup, '--replicas', 'two']), EXIT.usage);
      ended(await lab.run([...setup, '--host', 'rout']), EXIT.usage);
      ended(await lab.run([...setup, '--claim', 'Not_A_Name']), EXIT.usage);
      ended(await lab.run(['expose', '--yes']), EXIT.usage);
      ended(await lab.run(['statsu']), EXIT.usage);
      ended(await lab.run(['status', '--context', 'nowhere']), EXIT.input);
      const bad = `${lab.dir}/bad.kubeconfig`;
      await writeFile(bad, 'clusters: [\n  oops');
      ended(await lab.run(['status'], { kubeconfig: bad }), EXIT.input);
      expect(await world(lab)).toEqual(before);
    },
  },
  {
    name: 'ends with 130 on Ctrl-C while it waits, and the next run completes it',
    lab: { without: ['deployments'] },
    async run(lab) {
      const done = await lab.run([...setup, '--timeout', '60s'], {
        meanwhile(child) {
          child.stderr?.on('data', (data: Buffer) => {
            if (/The registry is ready: (?!yes)/.test(String(data))) child.kill('SIGINT');
          });
        },
      });
      ended(done, EXIT.interrupted);
      expect(done.stderr).toMatch(/interrupted/i);
    },
  },
  ...VOLUME_CASES,
];
