import type { CodeText } from './types.ts';

/** Findings about the pruner. None of them makes the registry itself unhealthy. */
export const pruner = {
  'RC-PRUNER-FAILED': {
    level: 'warning', title: 'The last pruning failed',
    cause: 'Any finished job in openshift-image-registry counts as the last one, not the pruner\'s alone.',
    remedy: 'oc -n openshift-image-registry get jobs; then: oc -n openshift-image-registry create job prune-now --from=cronjob/image-pruner',
  },
  'RC-PRUNER-SUSPENDED': {
    level: 'info', title: 'Pruning is suspended',
    cause: 'spec.suspend of the pruner is set.',
    remedy: 'oc patch imagepruners.imageregistry.operator.openshift.io/cluster --type=merge -p \'{"spec":{"suspend":false}}\'',
  },
  'RC-PRUNER-DEGRADED': {
    level: 'warning', title: 'The pruner is degraded',
    cause: 'Its cron job cannot be made or applied.',
    remedy: 'oc describe imagepruners.imageregistry.operator.openshift.io/cluster',
  },
} as const satisfies Record<string, CodeText>;
