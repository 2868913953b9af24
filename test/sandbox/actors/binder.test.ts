import { afterEach, describe, expect, it } from 'vitest';
import { at, text } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { startBinder, usersOf } from '../../../src/sandbox/actors/binder.ts';
import { bytes, refusal } from '../../../src/sandbox/actors/provisioners.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';
import { odf } from '../../../src/sandbox/scenarios/odf.ts';
import { storageClass } from '../../../src/sandbox/scenarios/platforms.ts';
import { claim, events, HandClock, phaseOf, settle, until, world } from './world.ts';
import type { World } from './world.ts';

const NS = 'openshift-image-registry';
const pod = (id: string, claimName: string, status?: Record<string, unknown>): KubeObject =>
  make(R.Pod, `${NS}/${id}`, {
    spec: { containers: [{ name: 'c', image: 'i' }], volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }] },
    ...(status ? { status } : {}),
  });
const volume = (id: string, more: Record<string, unknown> = {}): KubeObject =>
  make(R.PersistentVolume, id, {
    spec: {
      capacity: { storage: '100Gi' },
      accessModes: ['ReadWriteMany'],
      persistentVolumeReclaimPolicy: 'Retain',
      nfs: { server: 's', path: '/' },
      ...more,
    },
  });
const FS = 'ocs-storagecluster-cephfs';
const RBD = 'ocs-storagecluster-ceph-rbd';

let w: World;
afterEach(async () => {
  await w.close();
  expect(w.faults).toEqual([]);
});
const begin = (objects: KubeObject[], options = {}): void => {
  w = world(objects, options);
  w.play(startBinder(w.stage));
};
const isBound = (id = 'c') =>
  until(async () => {
    const found = await w.client.get(R.PersistentVolumeClaim, id, NS);
    return text(found, 'status', 'phase') === 'Bound' && found;
  });
const phase = (id = 'c') => phaseOf(w.client, R.PersistentVolumeClaim, id, NS);

describe('the binder', () => {
  it('provisions a volume for a claim', async () => {
    begin(odf(true));
    await w.client.create(R.PersistentVolumeClaim, claim('c', ['ReadWriteMany'], FS));
    const bound = await isBound();
    expect(bound).toMatchObject({
      status: { accessModes: ['ReadWriteMany'], capacity: { storage: '100Gi' } },
      spec: { volumeName: `pvc-${bound.metadata.uid}` },
      metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
    });
    const made = await w.client.get(R.PersistentVolume, `pvc-${bound.metadata.uid}`);
    expect(made).toMatchObject({
      status: { phase: 'Bound' },
      spec: {
        storageClassName: FS,
        persistentVolumeReclaimPolicy: 'Delete',
        capacity: { storage: '100Gi' },
        claimRef: { uid: bound.metadata.uid },
        csi: { driver: 'openshift-storage.cephfs.csi.ceph.com' },
      },
    });
  });

  it.each([
    [FS, ['ReadWriteOnce'], {}, 'Bound'],
    [FS, ['ReadWriteMany'], {}, 'Bound'],
    [RBD, ['ReadWriteOnce'], {}, 'Bound'],
    [RBD, ['ReadWriteMany'], {}, 'Pending'],
    [RBD, ['ReadWriteMany'], { volumeMode: 'Block' }, 'Bound'],
    ['nutanix-volume', ['ReadWriteMany'], {}, 'Pending'],
    ['none', ['ReadWriteOnce'], {}, 'Pending'],
    ['hand-made', ['ReadWriteOnce'], {}, 'Pending'],
  ])('class %s, %j %j: %s', async (className, modes, more, end) => {
    begin([
      ...odf(true),
      storageClass(['nutanix-volume', 'csi.nutanix.com', false]),
      storageClass(['hand-made', 'kubernetes.io/no-provisioner', false], { volumeBindingMode: 'Immediate' }),
    ]);
    await w.client.create(R.PersistentVolumeClaim, claim('c', modes, className, more));
    await settle(80);
    expect(await phase()).toBe(end);
    const told = [...(await events(w.client, 'ProvisioningFailed')), ...(await events(w.client, 'FailedBinding'))];
    expect(told).toHaveLength(end === 'Bound' ? 0 : 1);
  });

  it('tells of what cannot be provisioned once, naming class, provisioner and mode', async () => {
    begin(odf(true));
    await w.client.create(R.PersistentVolumeClaim, claim('c', ['ReadWriteMany'], RBD));
    await settle();
    await w.client.create(R.PersistentVolumeClaim, claim('d', ['ReadWriteOnce'], RBD));
    await isBound('d');
    expect(await events(w.client, 'ProvisioningFailed')).toEqual([
      expect.stringMatching(
        /"ocs-storagecluster-ceph-rbd": openshift-storage\.rbd\.csi\.ceph\.com does not offer ReadWriteMany .*Filesystem/,
      ),
    ]);
  });

  it('gives a claim without a class the default one, also when that comes later', async () => {
    begin(odf(true));
    await w.client.create(R.PersistentVolumeClaim, claim('c', ['ReadWriteMany']));
    await settle(80);
    expect(await phase()).toBe('Pending');
    await w.client.patch(R.StorageClass, FS, undefined, {
      metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    });
    expect(at(await isBound(), 'spec', 'storageClassName')).toBe(FS);
  });

  it.each(['create', 'seed'])('waits for the first consumer where the class says so (%s)', async (how) => {
    const thin = storageClass(['thin-csi', 'csi.vsphere.vmware.com', true]);
    begin(how === 'seed' ? [thin, claim('c', ['ReadWriteOnce'], 'thin-csi')] : [thin]);
    if (how === 'create') await w.client.create(R.PersistentVolumeClaim, claim('c', ['ReadWriteOnce']));
    await settle(80);
    expect(await phase()).toBe('Pending');
    expect(await events(w.client, 'WaitForFirstConsumer')).toHaveLength(1);
    await w.client.create(R.Pod, pod('other', 'another'));
    await settle(80);
    expect(await phase()).toBe('Pending');
    await w.client.create(R.Pod, pod('user', 'c'));
    await isBound();
  });

  it('binds after its pace, not before', async () => {
    const clock = new HandClock();
    begin(odf(true), { clock, pace: 250 });
    await w.client.create(R.PersistentVolumeClaim, claim('c', ['ReadWriteMany'], FS));
    await settle(80);
    clock.pass(249);
    await settle(80);
    expect(await phase()).toBe('Pending');
    clock.pass(1);
    await isBound();
  });

  it.each([
    ['fits', {}, {}, true],
    ['is larger', { capacity: { storage: '1Ti' } }, {}, true],
    ['is too small', { capacity: { storage: '99Gi' } }, {}, false],
    ['is of another class', { storageClassName: 'slow' }, {}, false],
    ['lacks a mode', { accessModes: ['ReadWriteOnce'] }, {}, false],
    ['is a block volume', { volumeMode: 'Block' }, {}, false],
    ['is kept for the claim', { claimRef: { name: 'c', namespace: NS } }, {}, true],
    ['is kept for another', { claimRef: { name: 'd', namespace: NS } }, {}, false],
    ['is not the one that the claim names', {}, { volumeName: 'v2' }, false],
    ['is the one that the claim names', {}, { volumeName: 'v1' }, true],
  ])("takes an administrator's volume only when it fits: it %s", async (_, spec, wish, taken) => {
    begin([volume('v1', { storageClassName: '', ...spec }), claim('c', ['ReadWriteMany'], '', wish)]);
    await settle(80);
    expect(await phase()).toBe(taken ? 'Bound' : 'Pending');
    if (taken) expect(text(await w.client.get(R.PersistentVolumeClaim, 'c', NS), 'spec', 'volumeName')).toBe('v1');
  });

  it.each([
    ['Delete', undefined],
    ['Retain', 'Released'],
  ])('with reclaim policy %s a volume whose claim went is %s', async (policy, end) => {
    begin([
      storageClass(['files', 'nfs.example.com', true], { volumeBindingMode: 'Immediate', reclaimPolicy: policy }),
    ]);
    await w.client.create(R.PersistentVolumeClaim, claim('c', ['ReadWriteMany']));
    const made = text(await isBound(), 'spec', 'volumeName') ?? '';
    await w.client.remove(R.PersistentVolumeClaim, 'c', NS);
    await until(async () => {
      const left = await w.client.get(R.PersistentVolume, made);
      return end === undefined ? left === undefined : text(left, 'status', 'phase') === end;
    });
    expect(await w.client.get(R.PersistentVolumeClaim, 'c', NS)).toBeUndefined();
  });

  it('keeps a claim that is being deleted while a pod uses it', async () => {
    begin([...odf(true), pod('user', 'c')]);
    await w.client.create(R.PersistentVolumeClaim, claim('c', ['ReadWriteMany'], FS));
    await isBound();
    await w.client.remove(R.PersistentVolumeClaim, 'c', NS);
    await settle(80);
    expect((await w.client.get(R.PersistentVolumeClaim, 'c', NS))?.metadata.deletionTimestamp).toBeDefined();
    await w.client.remove(R.Pod, 'user', NS);
    await until(async () => (await w.client.get(R.PersistentVolumeClaim, 'c', NS)) === undefined);
  });
});

describe('claims that compete', () => {
  const bindings = async () =>
    (await w.client.list(R.PersistentVolumeClaim, NS))
      .map((c) => `${c.metadata.name}=${text(c, 'spec', 'volumeName') ?? '-'}`)
      .sort();
  const sized = (id: string, storage: string) => volume(id, { storageClassName: '', capacity: { storage } });
  const both = [claim('a', ['ReadWriteMany'], ''), claim('b', ['ReadWriteMany'], '')];

  it.each([
    { what: 'one volume goes to one of two', volumes: [sized('v1', '100Gi')], end: ['a=v1', 'b=-'] },
    {
      what: 'each of two gets its own',
      volumes: [sized('v1', '100Gi'), sized('v2', '100Gi')],
      end: ['a=v1', 'b=v2'],
    },
    {
      what: 'the smaller one that is enough is taken first',
      volumes: [sized('v1', '1Ti'), sized('v2', '200Gi'), sized('v3', '50Gi')],
      end: ['a=v2', 'b=v1'],
    },
  ])('$what', async ({ volumes, end }) => {
    begin([...volumes, ...both]);
    await settle(120);
    expect(await bindings()).toEqual(end);
    const held = (await w.client.list(R.PersistentVolume)).map((v) => text(v, 'spec', 'claimRef', 'name'));
    expect(held.filter((h) => h !== undefined)).toHaveLength(end.filter((e) => !e.endsWith('-')).length);
  });

  it.each([
    {
      what: 'names a volume that is not there',
      wish: claim('a', ['ReadWriteMany'], FS, { volumeName: 'v9' }),
      reason: 'volume "v9" is not there, or does not fit this claim',
    },
    {
      what: 'names no class on purpose',
      wish: claim('a', ['ReadWriteMany'], ''),
      reason: 'no persistent volumes available for this claim and no storage class is set',
    },
  ])('nothing is provisioned for a claim that $what', async ({ wish, reason }) => {
    begin([...odf(true), wish]);
    await settle(80);
    expect(await phase('a')).toBe('Pending');
    expect(await events(w.client, 'FailedBinding')).toEqual([reason]);
    expect(await w.client.list(R.PersistentVolume)).toEqual([]);
  });

  it('a volume that is Released goes to nobody else', async () => {
    begin([volume('v1', { storageClassName: '' })]);
    await w.client.create(R.PersistentVolumeClaim, claim('a', ['ReadWriteMany'], ''));
    await isBound('a');
    await w.client.remove(R.PersistentVolumeClaim, 'a', NS);
    await until(async () => (await phaseOf(w.client, R.PersistentVolume, 'v1')) === 'Released');
    await w.client.create(R.PersistentVolumeClaim, claim('b', ['ReadWriteMany'], ''));
    await settle(80);
    expect(await phase('b')).toBe('Pending');
  });

  it('a claim keeps the finalizers of others when it loses its own', async () => {
    begin(odf(true));
    await w.client.create(R.PersistentVolumeClaim, {
      ...claim('a', ['ReadWriteMany'], FS),
      metadata: { name: 'a', namespace: NS, finalizers: ['example.com/mine'] },
    });
    const bound = await isBound('a');
    expect(bound.metadata.finalizers).toEqual(['example.com/mine', 'kubernetes.io/pvc-protection']);
    await w.client.remove(R.PersistentVolumeClaim, 'a', NS);
    await until(async () => {
      const left = (await w.client.get(R.PersistentVolumeClaim, 'a', NS))?.metadata.finalizers;
      return left?.join() === 'example.com/mine';
    });
    await w.client.patch(R.PersistentVolumeClaim, 'a', NS, { metadata: { finalizers: null } });
    await until(async () => (await w.client.list(R.PersistentVolume)).length === 0);
  });
});

describe('usersOf', () => {
  it.each([
    [pod('a', 'c'), 1],
    [pod('a', 'd'), 0],
    [pod('a', 'c', { phase: 'Succeeded' }), 0],
    [pod('a', 'c', { phase: 'Failed' }), 0],
    [{ ...pod('a', 'c'), metadata: { name: 'a', namespace: 'other' } }, 0],
  ])('counts %#', (user, count) => {
    w = world();
    expect(usersOf(claim('c', []), [user])).toHaveLength(count);
  });
});

describe('bytes', () => {
  it.each([
    ['100Gi', 107374182400],
    ['1Ti', 1099511627776],
    ['1.5Ki', 1536],
    ['7', 7],
    ['2k', 2000],
    ['', Number.NaN],
    ['100 Gi', Number.NaN],
    [undefined, Number.NaN],
  ])('%s is %d', (quantity, count) => {
    w = world();
    expect(bytes(quantity)).toBe(count);
  });
});

describe('refusal', () => {
  it.each([
    'rbd.csi.ceph.com',
    'cinder.csi.openstack.org',
    'csi.vsphere.vmware.com',
    'csi.nutanix.com',
    'ebs.csi.aws.com',
    'disk.csi.azure.com',
    'pd.csi.storage.gke.io',
  ])('%s makes no shared filesystem', (provisioner) => {
    w = world();
    const by = storageClass(['s', provisioner, false]);
    expect(refusal(claim('c', ['ReadWriteMany']), by)).toContain(`${provisioner} does not offer ReadWriteMany`);
    expect(refusal(claim('c', ['ReadWriteOnce']), by)).toBeUndefined();
  });

  it.each([
    ['csi.vsphere.vmware.com', { 'csi.storage.k8s.io/fstype': 'nfs4' }, true],
    ['csi.vsphere.vmware.com', { 'csi.storage.k8s.io/fstype': 'ext4' }, false],
    ['csi.nutanix.com', { storageType: 'NutanixFiles' }, true],
    ['csi.nutanix.com', { storageType: 'NutanixVolumes' }, false],
    ['ebs.csi.aws.com', { 'csi.storage.k8s.io/fstype': 'nfs4' }, false],
  ])('%s %j: shares of files are %s', (provisioner, parameters, shares) => {
    w = world();
    const by = storageClass(['s', provisioner, false], { parameters });
    expect(refusal(claim('c', ['ReadWriteMany']), by) === undefined).toBe(shares);
    expect(refusal(claim('c', ['ReadWriteOnce']), by)).toBeUndefined();
  });
});
