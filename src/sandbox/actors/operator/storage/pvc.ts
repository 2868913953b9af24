import { list, num, text } from '../../../../api/json.ts';
import { blank, R, ref } from '../../../../api/resources.ts';
import type { KubeObject } from '../../../../api/types.ts';
import { missing, words } from '../errors.ts';
import { DEFAULT_CLAIM, HOME, OWNED } from '../names.ts';
import { amend, backendIn, note, own, tell } from './driver.ts';
import type { Driver, Scene } from './driver.ts';
import { filesystem } from './filesystem.ts';

/** The claim that the operator makes by itself; `bootstrap` also asks for a class. */
export function ownClaim(mode: 'ReadWriteMany' | 'ReadWriteOnce', storageClassName?: string): KubeObject {
  const claim = blank(ref(R.PersistentVolumeClaim, DEFAULT_CLAIM, HOME));
  claim.metadata.annotations = { [OWNED]: 'true' };
  claim['spec'] = { accessModes: [mode], resources: { requests: { storage: '100Gi' } }, volumeMode: 'Filesystem', ...(storageClassName === undefined ? {} : { storageClassName }) };
  return claim;
}

/** What is wrong with a claim for this spec, by its access modes alone; undefined when nothing is. */
export function claimIssue(claim: KubeObject, spec: Record<string, unknown>): string | undefined {
  const modes = list(claim, 'spec', 'accessModes');
  if (modes.includes('ReadWriteMany')) return undefined;
  if (!modes.includes('ReadWriteOnce')) return `PVC ${claim.metadata.name ?? ''} does not contain the necessary access modes: ReadWriteMany or ReadWriteOnce`;
  if ((num(spec, 'replicas') ?? 0) > 1) return 'cannot use ReadWriteOnce access mode with more than one replica of the image registry';
  const strategy = text(spec, 'rolloutStrategy') ?? '';
  return strategy === 'Recreate' ? undefined : `cannot use ReadWriteOnce access mode with ${strategy} rollout strategy`;
}

/** Storage on a claim. Claims are not watched: they are read when a sync runs for another reason. */
export function pvc(scene: Scene): Driver {
  const { spec } = scene.draft;
  const claimOf = (): string => text(backendIn(spec, 'pvc'), 'claim') ?? '';
  const read = (name: string) => scene.client.get(R.PersistentVolumeClaim, name, HOME);
  const fail = (reason: string, message: string): never => {
    tell(scene, 'False', reason, message);
    throw new Error(message);
  };

  async function makeOwn(): Promise<KubeObject> {
    amend(scene, 'pvc', { claim: DEFAULT_CLAIM });
    const found = await read(DEFAULT_CLAIM);
    if (found) return found.metadata.annotations?.[OWNED] === 'true' ? found : fail('PVC Already Exists', 'could not create default PVC, it already exists and is not owned by the operator');
    try {
      const made = await scene.client.create(R.PersistentVolumeClaim, ownClaim('ReadWriteMany'));
      tell(scene, 'True', 'PVC Created');
      return made;
    } catch (error) {
      return fail('Creation Failed', words(error));
    }
  }

  return {
    key: 'pvc',
    async exists() {
      const name = claimOf();
      if (name === '') return false;
      const found = await read(name);
      tell(scene, found ? 'True' : 'False', found ? 'PVC Exists' : 'PVC does not exist', found ? '' : missing('persistentvolumeclaims', name).message);
      return found !== undefined;
    },
    async create() {
      const mine = claimOf() === '';
      const claim = mine ? await makeOwn() : await read(claimOf());
      if (!claim) return fail('PVC Issues Found', missing('persistentvolumeclaims', claimOf()).message);
      const issue = claimIssue(claim, spec);
      if (issue !== undefined) return fail('PVC Issues Found', issue);
      own(scene, mine ? 'Managed' : 'Unmanaged');
      note(scene, 'pvc', { claim: claimOf() });
      if (!mine) tell(scene, 'True', 'PVC Exists');
    },
    // the spec keeps the claim's name, so a later Managed does not find it
    remove: () => scene.client.remove(R.PersistentVolumeClaim, text(backendIn(scene.draft.status, 'pvc'), 'claim') ?? '', HOME),
    bundle: () => undefined,
    get secret() {
      return filesystem({}).secret;
    },
    get env() {
      return filesystem({}).env;
    },
    volumes: () => filesystem({ persistentVolumeClaim: { claimName: claimOf() } }).volumes(),
  };
}
