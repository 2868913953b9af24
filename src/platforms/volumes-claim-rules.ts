import { text } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import type { Finding } from '../checks/types.ts';
import { finding } from '../registry/codes.ts';
import { registryClaim } from '../registry/objects.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { bytesOf } from './quantity.ts';
import { isOwned, OPERATORS_CLAIM, OWNED, volumeBehind } from './volumes-claim.ts';
import { checkClass } from './volumes-class-rules.ts';
import { classOf, modesOf } from './volumes-classes.ts';
import { MANUAL_SIZE } from './volumes-options.ts';
import type { VolumeSettings } from './volumes-options.ts';
import type { Volume, VolumeForm } from './volumes-types.ts';

const phaseOf = (claim: KubeObject): string => text(claim, 'status', 'phase') ?? 'Pending';

/** What a claim holds: its volume's size once it is bound, else what it asks for. */
const capacity = (claim: KubeObject): string => text(claim, 'status', 'capacity', 'storage') ?? text(claim, 'spec', 'resources', 'requests', 'storage') ?? '0';

/** Whether the size of a claim does: what was asked for, and the manual's least unless less was agreed to. */
function checkSize(form: VolumeForm, settings: VolumeSettings, snapshot: Snapshot, there: KubeObject, subject: string): Finding[] {
  const has = capacity(there);
  const below = (least: string): boolean => (bytesOf(has) ?? 0) < (bytesOf(least) ?? 0);
  if (settings.size !== undefined && below(settings.size)) {
    const grows = classOf(snapshot, text(there, 'spec', 'storageClassName') ?? '')?.['allowVolumeExpansion'] === true && phaseOf(there) === 'Bound';
    const patch = JSON.stringify({ spec: { resources: { requests: { storage: settings.size } } } });
    const remedy = grows ? { remedy: `oc -n openshift-image-registry patch pvc ${there.metadata.name ?? ''} -p '${patch}'` } : { fill: { platform: form.name } };
    return [finding('RC-PVC-SMALLER', subject, `it has ${has}, not ${settings.size}`, remedy)];
  }
  if (settings.allowSmall || !below(MANUAL_SIZE)) return [];
  return [finding('RC-PVC-SMALL', subject, `${has} is less than ${MANUAL_SIZE}`, { fill: { platform: form.name } })];
}

/** What of an existing claim is not as it was asked for, and cannot be changed any more. */
function checkAsked(form: VolumeForm, settings: VolumeSettings, snapshot: Snapshot, there: KubeObject, subject: string): Finding[] {
  const found: Finding[] = [];
  const fill = { platform: form.name };
  const has = text(there, 'spec', 'storageClassName') ?? '';
  const { storageClass: asked, mode } = settings;
  if (asked !== undefined && asked !== has) found.push(finding('RC-PVC-OTHER-CLASS', `${subject} spec.storageClassName`, `it is ${has === '' ? 'not set' : has}, not ${asked === '' ? 'without class' : asked}`, { fill }));
  const made = text(classOf(snapshot, has), 'provisioner') ?? text(volumeBehind(snapshot, there), 'spec', 'csi', 'driver') ?? '';
  if (form.provisioner?.fits(made) === false) found.push(finding('RC-PVC-OTHER-PROVISIONER', `${subject} spec.storageClassName`, `its class ${has === '' ? '(none)' : has} is not of ${form.provisioner.noun}`, { fill }));
  const modes = modesOf(there);
  if (mode === 'ReadWriteMany' && !modes.includes(mode)) found.push(finding('RC-PVC-OTHER-MODE', `${subject} spec.accessModes`, `it is ${modes.join(', ')}, not ${mode}`, { fill }));
  return found;
}

function checkPhase(form: VolumeForm, snapshot: Snapshot, there: KubeObject, volume: Volume, subject: string): Finding[] {
  const fill = { platform: form.name, claim: volume.claim, volume: text(there, 'spec', 'volumeName') ?? '' };
  if (there.metadata.deletionTimestamp !== undefined) return [finding('RC-PVC-TERMINATING', subject, 'it is being deleted', { fill })];
  const phase = phaseOf(there);
  if (phase === 'Lost') return [finding('RC-PVC-LOST', subject, `its volume ${fill.volume} is gone`, { fill })];
  if (phase === 'Bound') return [];
  const stops = checkClass(form, snapshot, { ...volume, size: capacity(there) });
  const found = classOf(snapshot, volume.storageClass ?? '');
  // a class that waits for its first pod binds only after the patch, so nobody waits for Bound before it
  if (stops.some((one) => one.level === 'error') || found === undefined || text(found, 'volumeBindingMode') === 'WaitForFirstConsumer') return stops;
  return [...stops, finding('RC-PVC-PENDING', subject, `it is ${phase}, though its class ${volume.storageClass ?? ''} makes volumes at once`, { level: 'warning', fill })];
}

/** What stands in the way of a claim that is there already, or is worth knowing: phase, volume mode, access modes, what was asked for, size, owner. */
export function checkThere(form: VolumeForm, settings: VolumeSettings, snapshot: Snapshot, there: KubeObject, volume: Volume): Finding[] {
  const subject = nameOf(registryClaim(volume.claim));
  const fill = { platform: form.name, claim: volume.claim };
  const modes = modesOf(there);
  const found = checkPhase(form, snapshot, there, volume, subject);
  if (text(there, 'spec', 'volumeMode') === 'Block') found.push(finding('RC-PVC-BLOCK', `${subject} spec.volumeMode`, 'it is Block', { fill }));
  if (!modes.includes('ReadWriteMany') && !modes.includes('ReadWriteOnce')) found.push(finding('RC-PVC-MODES', `${subject} spec.accessModes`, `it is ${modes.join(', ')}`, { fill }));
  if (settings.storage === 'block' && !modes.includes('ReadWriteOnce') && modes.includes('ReadWriteMany')) found.push(finding('RC-PVC-OTHER-MODE', `${subject} spec.accessModes`, `it is ${modes.join(', ')}, not ReadWriteOnce`, { fill }));
  found.push(...checkAsked(form, settings, snapshot, there, subject), ...checkSize(form, settings, snapshot, there, subject));
  const owned = isOwned(there);
  if (volume.blank && !owned) found.push(finding('RC-PVC-NOT-OWNED', `${subject} metadata.annotations`, `${OPERATORS_CLAIM} is there, without ${OWNED}`, { remedy: `registryctl setup ${form.name} --claim ${OPERATORS_CLAIM}` }));
  if (!volume.blank && owned) found.push(finding('RC-PVC-ANNOTATED', `${subject} metadata.annotations`, `${OWNED} is "true"`, { fill }));
  return found;
}
