import { at, condition } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import { REGISTRY } from '../snapshot/reads.ts';
import { define } from './define.ts';
import type { Check } from './types.ts';

const { pruner } = REGISTRY;

/** Rules about the pruner. None of them makes the registry itself unhealthy. */
export const prunerChecks: Check[] = [
  define('RC-PRUNER-FAILED', [pruner], (world) => {
    const failed = condition(world.pruner, 'Failed');
    return failed?.status === 'True' ? [{ subject: nameOf(pruner), message: failed.message ?? failed.reason ?? 'Failed is True' }] : [];
  }),
  define('RC-PRUNER-SUSPENDED', [pruner], (world) => (at(world.pruner, 'spec', 'suspend') === true
    ? [{ subject: `${nameOf(pruner)} spec.suspend`, message: 'Nothing is pruned: the pruner is suspended.' }]
    : [])),
  define('RC-PRUNER-DEGRADED', [pruner], (world) => {
    const degraded = condition(world.pruner, 'Degraded');
    return degraded?.status === 'True' && degraded.reason !== 'JobFailed'
      ? [{ subject: nameOf(pruner), message: degraded.message ?? degraded.reason ?? 'Degraded is True' }]
      : [];
  }),
];
