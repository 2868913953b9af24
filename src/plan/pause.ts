import { at, record, text } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import { readsCredentials, targetOf } from '../registry/backends.ts';
import { OBJECT } from '../registry/objects.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { writes } from './changes.ts';
import { fieldChanges } from './fields.ts';
import { mergePatch } from './merge.ts';
import { isLive } from './order.ts';
import { shown } from './resolve.ts';
import type { PatchStep, Step, ValueObject, WaitStep } from './types.ts';

const PAUSE: ValueObject = { spec: { managementState: 'Unmanaged' } };

/** Whether the patch takes the registry from one storage to another; a bucket that is not known yet is another one. */
function moves(step: PatchStep, config: KubeObject): boolean {
  const before = at(config, 'spec', 'storage');
  return targetOf(mergePatch(before, at(shown(step.body), 'spec', 'storage') ?? {})) !== targetOf(before);
}

const writesConfig = (step: Step): step is PatchStep => step.kind === 'patch' && writes(step) && nameOf(step.ref) === nameOf(OBJECT.config);
const writesKeys = (step: Step): boolean => isLive(step) && nameOf(step.ref) === nameOf(OBJECT.credentials);

/**
 * The steps with a pause of the operator before the patch of the Config, where keys and storage of a registry that
 * runs are exchanged: they are two objects, and the operator would use the new keys on the old bucket in between.
 * While it is Unmanaged it touches nothing and the pods read its own copy of the keys (recording unmanaged), so the
 * registry serves on. The patch makes it Managed again. The same steps where nothing runs on keys, none are written,
 * or the storage stays.
 */
export function withPause(steps: readonly Step[], snapshot: Snapshot): readonly Step[] {
  const config = one(snapshot, OBJECT.config);
  if (config === undefined || text(config, 'spec', 'managementState') !== 'Managed' || !readsCredentials(at(config, 'spec', 'storage'))) return steps;
  const index = steps.findIndex((step) => writesConfig(step) && moves(step, config));
  const patch = steps[index];
  if (patch?.kind !== 'patch' || !steps.slice(0, index).some(writesKeys)) return steps;
  const { ref, resourceVersion } = patch;
  const pause: PatchStep = {
    kind: 'patch', id: 'pause', title: 'Pause the operator while keys and storage are exchanged', ref, action: 'update', temporary: true,
    body: PAUSE, changes: fieldChanges(ref, config, PAUSE), ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  const seen: WaitStep = { kind: 'wait', id: 'paused', title: 'The operator has seen the pause', judge: 'operator-paused', reads: [OBJECT.config], params: {}, samples: 1, apartSeconds: 0 };
  const body: ValueObject = { ...patch.body, spec: { managementState: 'Managed', ...(record(patch.body, 'spec') as ValueObject) } };
  const resumed: PatchStep = { ...patch, body, changes: fieldChanges(ref, mergePatch(config, PAUSE) as KubeObject, body) };
  return [...steps.slice(0, index), pause, seen, resumed, ...steps.slice(index + 1)];
}
