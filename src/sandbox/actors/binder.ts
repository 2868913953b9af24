import { list, record, text } from '../../api/json.ts';
import { blank, R, ref } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Actor } from '../client.ts';
import { each, loop } from './loop.ts';
import type { Stage, Turn } from './loop.ts';
import { defaultClass, ensure, event, going, name, namespace, phase, setStatus, uid } from './objects.ts';
import { bytes, modes, refusal, STATIC } from './provisioners.ts';

const PROTECTION = 'kubernetes.io/pvc-protection';
const NOTHING = 'no persistent volumes available for this claim and no storage class is set';

interface Storage {
  classes: KubeObject[];
  volumes: KubeObject[];
  pods: KubeObject[];
}

/**
 * Binds claims to volumes: to a free one that fits, else to one that the claim's class provisions. A class
 * that waits for its first consumer is served once a pod uses the claim. Volumes go the way their reclaim policy says.
 */
export function startBinder(stage: Stage): Actor {
  const { client } = stage;
  return loop('binder', stage, [[R.PersistentVolumeClaim], [R.StorageClass], [R.PersistentVolume], [R.Pod]], async (turn) => {
    const [claims, classes, volumes, pods] = await Promise.all([R.PersistentVolumeClaim, R.StorageClass, R.PersistentVolume, R.Pod].map((r) => client.list(r)));
    const storage: Storage = { classes: classes ?? [], volumes: volumes ?? [], pods: pods ?? [] };
    await each(claims ?? [], async (claim) => {
      if (going(claim)) await finish(stage, claim, storage);
      else if (phase(claim) !== 'Bound') await bind(stage, turn, claim, storage);
    });
    const alive = new Set((claims ?? []).map(uid));
    await each(storage.volumes, async (volume) => {
      const claim = text(volume, 'spec', 'claimRef', 'uid');
      if (claim === undefined && phase(volume) === '') await setStatus(client, R.PersistentVolume, volume, { phase: 'Available' });
      if (claim === undefined || alive.has(claim) || phase(volume) !== 'Bound') return;
      if (text(volume, 'spec', 'persistentVolumeReclaimPolicy') === 'Delete') await client.remove(R.PersistentVolume, name(volume));
      else await setStatus(client, R.PersistentVolume, volume, { phase: 'Released' });
    });
  });
}

async function bind(stage: Stage, turn: Turn, claim: KubeObject, storage: Storage): Promise<void> {
  const { client } = stage;
  if (!claim.metadata.finalizers?.includes(PROTECTION)) {
    await client.patch(R.PersistentVolumeClaim, name(claim), namespace(claim), { metadata: { finalizers: [...(claim.metadata.finalizers ?? []), PROTECTION] } });
  }
  await setStatus(client, R.PersistentVolumeClaim, claim, { phase: 'Pending' });
  const say = (reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal'): Promise<void> =>
    event(client, claim, turn.now, { type, reason, message, from: 'persistentvolume-controller' });

  let className = text(claim, 'spec', 'storageClassName');
  if (className === undefined) {
    const fallback = defaultClass(storage.classes);
    if (fallback === undefined) return say('FailedBinding', NOTHING);
    className = name(fallback);
    await client.patch(R.PersistentVolumeClaim, name(claim), namespace(claim), { spec: { storageClassName: className } });
  }
  const storageClass = storage.classes.find((c) => name(c) === className);
  const used = usersOf(claim, storage.pods).length > 0;
  if (storageClass && text(storageClass, 'volumeBindingMode') === 'WaitForFirstConsumer' && !used) return say('WaitForFirstConsumer', 'waiting for first consumer to be created before binding');

  const made = storage.volumes.find((v) => text(v, 'spec', 'claimRef', 'uid') === uid(claim)) ?? smallest(storage.volumes.filter((v) => fits(v, claim, className)));
  if (made === undefined) {
    const pinned = text(claim, 'spec', 'volumeName');
    if (pinned !== undefined) return say('FailedBinding', `volume "${pinned}" is not there, or does not fit this claim`, 'Warning');
    if (className === '') return say('FailedBinding', NOTHING);
    if (storageClass === undefined) return say('ProvisioningFailed', `storageclass.storage.k8s.io "${className}" not found`, 'Warning');
    const why = refusal(claim, storageClass);
    if (why !== undefined) return text(storageClass, 'provisioner') === STATIC ? say('FailedBinding', why) : say('ProvisioningFailed', why, 'Warning');
  }
  if (!turn.passed(uid(claim))) return;

  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: name(claim), namespace: namespace(claim), uid: uid(claim) };
  const volume = made ?? (await ensure(client, R.PersistentVolume, provisioned(claim, className, storageClass, claimRef)));
  if (made) {
    await client.patch(R.PersistentVolume, name(made), undefined, { spec: { claimRef } });
    // the next claim of this pass must not see it free
    made['spec'] = { ...record(made, 'spec'), claimRef };
  }
  await setStatus(client, R.PersistentVolume, volume, { phase: 'Bound' });
  await client.patch(R.PersistentVolumeClaim, name(claim), namespace(claim), {
    metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' } },
    spec: { volumeName: name(volume) },
  });
  const capacity = { storage: text(volume, 'spec', 'capacity', 'storage') };
  await client.patch(R.PersistentVolumeClaim, name(claim), namespace(claim), { status: { phase: 'Bound', accessModes: list(volume, 'spec', 'accessModes'), capacity } }, 'merge', 'status');
}

function provisioned(claim: KubeObject, className: string, storageClass: KubeObject | undefined, claimRef: Record<string, string>): KubeObject {
  const object = blank(ref(R.PersistentVolume, `pvc-${uid(claim)}`));
  const driver = text(storageClass, 'provisioner') ?? '';
  object.metadata.annotations = { 'pv.kubernetes.io/provisioned-by': driver };
  object['spec'] = {
    capacity: { storage: text(claim, 'spec', 'resources', 'requests', 'storage') ?? '1Gi' },
    accessModes: modes(claim),
    persistentVolumeReclaimPolicy: text(storageClass, 'reclaimPolicy') ?? 'Delete',
    storageClassName: className,
    volumeMode: text(claim, 'spec', 'volumeMode') ?? 'Filesystem',
    claimRef,
    csi: { driver, volumeHandle: uid(claim) },
  };
  return object;
}

/** A volume nobody holds (or that is kept for this claim), of the claim's class and mode, and large enough. */
function fits(volume: KubeObject, claim: KubeObject, className: string): boolean {
  const kept = record(volume, 'spec', 'claimRef');
  const free = Object.keys(kept).length === 0 || (kept['uid'] === undefined && kept['name'] === name(claim) && kept['namespace'] === namespace(claim));
  const offered = list(volume, 'spec', 'accessModes');
  const pinned = text(claim, 'spec', 'volumeName');
  return (
    free && !going(volume) && phase(volume) !== 'Released' &&
    (pinned === undefined || pinned === name(volume)) &&
    (text(volume, 'spec', 'storageClassName') ?? '') === className &&
    (text(volume, 'spec', 'volumeMode') ?? 'Filesystem') === (text(claim, 'spec', 'volumeMode') ?? 'Filesystem') &&
    modes(claim).every((m) => offered.includes(m)) &&
    size(volume) >= bytes(text(claim, 'spec', 'resources', 'requests', 'storage'))
  );
}

const size = (volume: KubeObject): number => bytes(text(volume, 'spec', 'capacity', 'storage'));

/** Of the volumes that fit the one that wastes least. */
function smallest(volumes: KubeObject[]): KubeObject | undefined {
  return [...volumes].sort((a, b) => size(a) - size(b))[0];
}

/** The pods that mount the claim and have not ended. */
export function usersOf(claim: KubeObject, pods: KubeObject[]): KubeObject[] {
  const uses = (pod: KubeObject): boolean => list(pod, 'spec', 'volumes').some((v) => text(v, 'persistentVolumeClaim', 'claimName') === name(claim));
  return pods.filter((p) => namespace(p) === namespace(claim) && !['Succeeded', 'Failed'].includes(phase(p)) && uses(p));
}

/** A claim stays until no pod uses it (the protection that every cluster has). */
async function finish(stage: Stage, claim: KubeObject, storage: Storage): Promise<void> {
  const rest = (claim.metadata.finalizers ?? []).filter((f) => f !== PROTECTION);
  if (rest.length === claim.metadata.finalizers?.length || usersOf(claim, storage.pods).length > 0) return;
  await stage.client.patch(R.PersistentVolumeClaim, name(claim), namespace(claim), { metadata: { finalizers: rest.length > 0 ? rest : null } });
}

