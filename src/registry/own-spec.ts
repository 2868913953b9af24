import { at, num, text } from '../api/json.ts';
import type { KubeObject } from '../api/types.ts';
import type { ValueObject } from '../plan/types.ts';
import { backendsOf } from './backends.ts';

export type Rollout = 'RollingUpdate' | 'Recreate';

/** What a form of setup says of the fields that are not storage. */
export interface Form {
  /** from the options; they win */
  replicas?: number;
  rolloutStrategy?: Rollout;
  /** the storage takes one pod at a time (a ReadWriteOnce claim) */
  single?: boolean;
  /** the form needs redirects off (clients cannot reach the store) */
  disableRedirect?: boolean;
  /** at most so many replicas have room, see `replicaLimit` */
  limit?: number | undefined;
}

const MANUAL = { replicas: 2, rolloutStrategy: 'RollingUpdate' } as const;
/** what the operator writes where it starts Removed; nobody chose it */
const BOOTSTRAP = { replicas: 1, rolloutStrategy: 'RollingUpdate' } as const;

/** Whether the values in a Config were chosen, or used, by somebody: not the operator's first ones on a registry that never ran. */
function inUse(config: KubeObject | undefined): boolean {
  const spec = config?.['spec'];
  if (text(spec, 'managementState') !== 'Removed' && backendsOf(at(spec, 'storage')).length > 0) return true;
  return num(spec, 'replicas') !== BOOTSTRAP.replicas || text(spec, 'rolloutStrategy') !== BOOTSTRAP.rolloutStrategy;
}

function replicas(config: KubeObject | undefined, form: Form): number {
  if (form.single === true) return 1;
  if (form.replicas !== undefined) return form.replicas;
  const there = inUse(config) ? num(config, 'spec', 'replicas') : undefined;
  const wanted = there !== undefined && there >= 1 ? there : MANUAL.replicas;
  return form.limit === undefined ? wanted : Math.min(wanted, form.limit);
}

function rollout(config: KubeObject | undefined, form: Form): Rollout {
  if (form.single === true) return 'Recreate';
  if (form.rolloutStrategy !== undefined) return form.rolloutStrategy;
  const there = text(config, 'spec', 'rolloutStrategy');
  return there === 'Recreate' || there === 'RollingUpdate' ? there : MANUAL.rolloutStrategy;
}

/**
 * The fields besides storage that `setup` owns: each is the option, else what is there when it is valid on this
 * backend, else the manual's. One replica with `Recreate` on storage for one pod: the operator checks that only
 * when the claim changes, so it is written every time. `disableRedirect` only where the form needs it.
 */
export function ownSpec(config: KubeObject | undefined, form: Form): ValueObject {
  return {
    managementState: 'Managed',
    replicas: replicas(config, form),
    rolloutStrategy: rollout(config, form),
    ...(form.disableRedirect === true ? { disableRedirect: true } : {}),
  };
}
