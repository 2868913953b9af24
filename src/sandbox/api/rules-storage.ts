import { isRecord, list, record, text } from '../../api/json.ts';
import type { Rules } from './kind.ts';
import { ofName } from './names.ts';
import { refused, required, unchanged, unsupported, wrong } from './rules-words.ts';
import { same } from './same.ts';

/** Holds a claim for as long as a pod uses it. */
export const PVC_PROTECTION = 'kubernetes.io/pvc-protection';
const MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** `100Gi` in bytes, or undefined when it is no quantity. */
export function bytes(quantity: unknown): number | undefined {
  const parts = /^([+-]?[0-9.]+)([eE][+-]?\d+|[KMGTPE]i|[numkMGTPE])?$/.exec(String(quantity));
  if (!parts) return undefined;
  const unit = parts[2] ?? '';
  const power = 'KMGTPE'.indexOf(unit.charAt(0)) + 1;
  const factor = unit.endsWith('i') ? 1024 ** power : /^[eE]/.test(unit) && unit.length > 1 ? 10 ** Number(unit.slice(1)) : unit === 'k' ? 1000 : (SMALL[unit] ?? 1000 ** power);
  const amount = Number(parts[1]) * factor;
  return Number.isNaN(amount) ? undefined : amount;
}

const SMALL: Record<string, number> = { '': 1, n: 1e-9, u: 1e-6, m: 1e-3 };

export const claim: Rules = {
  fill: (object, before) => {
    object['spec'] = { volumeMode: 'Filesystem', ...record(object, 'spec') };
    object['status'] = { phase: 'Pending', ...(before ? record(object, 'status') : {}) };
    const spec = record(object, 'spec');
    // Go writes the group of a source even when there is none
    for (const key of ['dataSource', 'dataSourceRef']) if (isRecord(spec[key])) spec[key] = { apiGroup: null, ...spec[key] };
    if (!before && isRecord(spec['dataSource']) && spec['dataSourceRef'] === undefined) spec['dataSourceRef'] = { ...spec['dataSource'] };
    const held = object.metadata.finalizers ?? [];
    if (!before && !held.includes(PVC_PROTECTION)) object.metadata.finalizers = [...held, PVC_PROTECTION];
  },
  check: (object) => {
    const modes = list(object, 'spec', 'accessModes');
    const asked = record(object, 'spec', 'resources', 'requests')['storage'];
    const size = bytes(asked);
    const volumeMode = text(object, 'spec', 'volumeMode') ?? '';
    const storageClass = text(object, 'spec', 'storageClassName') ?? '';
    return [
      ...(modes.length === 0 ? [required('spec.accessModes', 'at least 1 access mode is required')] : []),
      ...modes.filter((mode) => !MODES.includes(String(mode))).map((mode) => unsupported('spec.accessModes', mode, MODES)),
      ...(modes.includes('ReadWriteOncePod') && modes.length > 1 ? [refused('spec.accessModes', 'may not use ReadWriteOncePod with other access modes')] : []),
      ...(asked === undefined ? [required('spec.resources[storage]')] : []),
      ...(size !== undefined && size <= 0 ? [wrong('spec.resources[storage]', String(asked), 'must be greater than zero')] : []),
      ...(storageClass === '' ? [] : ofName(storageClass, 'subdomain').map((why) => wrong('spec.storageClassName', storageClass, why))),
      ...(['Block', 'Filesystem'].includes(volumeMode) ? [] : [unsupported('spec.volumeMode', volumeMode, ['Block', 'Filesystem'])]),
    ];
  },
  checkUpdate: (object, before) => {
    // what is not set yet may be set once: the volume by the binder, the default class after the fact
    const open = ['volumeName', 'storageClassName'].filter((field) => text(before, 'spec', field) === undefined);
    const apart = (spec: Record<string, unknown>): Record<string, unknown> => ({ ...spec, resources: undefined, ...Object.fromEntries(open.map((field) => [field, undefined])) });
    const was = bytes(record(before, 'spec', 'resources', 'requests')['storage']) ?? 0;
    const now = bytes(record(object, 'spec', 'resources', 'requests')['storage']) ?? 0;
    const bound = text(before, 'status', 'phase') === 'Bound';
    return [
      ...(same(apart(record(object, 'spec')), apart(record(before, 'spec'))) && (bound || now === was) ? [] : [refused('spec', 'spec is immutable after creation except resources.requests for bound claims')]),
      ...(now < was ? [refused('spec.resources.requests.storage', 'field can not be less than previous value')] : []),
      ...unchanged({ ...object, volumeMode: text(object, 'spec', 'volumeMode') }, { ...before, volumeMode: text(before, 'spec', 'volumeMode') }, ['volumeMode']),
    ];
  },
};

export const storageClass: Rules = {
  fill: (object) => {
    object['reclaimPolicy'] ??= 'Delete';
    object['volumeBindingMode'] ??= 'Immediate';
  },
  check: (object) => [
    ...((text(object, 'provisioner') ?? '') === '' ? [required('provisioner')] : []),
    ...(['Delete', 'Retain'].includes(String(object['reclaimPolicy'])) ? [] : [unsupported('reclaimPolicy', object['reclaimPolicy'], ['Delete', 'Retain'])]),
    ...(['Immediate', 'WaitForFirstConsumer'].includes(String(object['volumeBindingMode'])) ? [] : [unsupported('volumeBindingMode', object['volumeBindingMode'], ['Immediate', 'WaitForFirstConsumer'])]),
  ],
  checkUpdate: (object, before) => [
    ...(same(object['parameters'], before['parameters']) ? [] : [refused('parameters', 'updates to parameters are forbidden.')]),
    ...(same(object['provisioner'], before['provisioner']) ? [] : [refused('provisioner', 'updates to provisioner are forbidden.')]),
    ...(same(object['reclaimPolicy'], before['reclaimPolicy']) ? [] : [refused('reclaimPolicy', 'updates to reclaimPolicy are forbidden.')]),
    ...unchanged(object, before, ['volumeBindingMode']),
  ],
};
