import { OPERATOR_LOG, patchConfig } from './commands.ts';
import type { CodeText } from './types.ts';

/** Findings about the operator: what it is told to do, and what it says that it does. */
export const operator = {
  'RC-STATE-INERT': {
    level: 'error', title: 'The operator takes no action',
    cause: 'It acts only on Managed, Unmanaged and Removed.',
    remedy: 'registryctl state managed',
  },
  'RC-UNMANAGED': {
    level: 'warning', title: 'The operator is told to keep off',
    cause: 'Under Unmanaged changes of the configuration take no effect, and the operator always reports itself available. A setup that was stopped while it exchanged keys and bucket leaves it so: run that setup again instead.',
    remedy: 'registryctl state managed',
  },
  'RC-REGISTRY-NOT-MANAGED': {
    level: 'error', title: 'The registry is not Managed',
    cause: 'In any other state the operator makes and changes nothing.',
    remedy: 'registryctl state managed; where no storage is configured: registryctl setup',
  },
  'RC-OPERATOR-STALE': {
    level: 'error', title: 'The operator has not seen the newest configuration',
    cause: 'It is still at work, or does not run.',
    remedy: 'oc -n openshift-image-registry get deployment cluster-image-registry-operator',
  },
  'RC-OPERATOR-ERROR': {
    level: 'error', title: 'The operator cannot apply the configuration',
    cause: 'The operator reports one error at a time, and stays available while an older deployment serves.',
    remedy: OPERATOR_LOG,
  },
  'RC-VERIFICATION-FAILED': {
    level: 'error', title: 'The operator refuses the configuration',
    cause: 'Negative replicas, or a route name used twice (default-route is taken). Nothing is applied until it is mended.',
    remedy: 'oc edit configs.imageregistry.operator.openshift.io/cluster',
  },
  'RC-UNAVAILABLE': {
    level: 'error', title: 'The registry is not available',
    cause: 'No pod of the registry serves.',
    remedy: 'oc -n openshift-image-registry get pods -l docker-registry=default',
  },
  'RC-DEGRADED': {
    level: 'error', title: 'The operator is degraded',
    cause: 'The operator names it in its Degraded condition.',
    remedy: 'oc describe configs.imageregistry.operator.openshift.io/cluster',
  },
  'RC-CONTROLLER-DEGRADED': {
    level: 'error', title: 'A part of the operator is degraded',
    cause: 'It makes the whole cluster operator degraded.',
    remedy: 'oc describe configs.imageregistry.operator.openshift.io/cluster',
  },
  'RC-ROLLOUT': {
    level: 'error', title: 'A rollout is under way',
    cause: 'Not all pods run the newest configuration yet.',
    remedy: 'registryctl status --wait',
  },
  'RC-READ-ONLY': {
    level: 'warning', title: 'The registry takes no pushes',
    cause: 'spec.readOnly is set, as for a hard prune.',
    remedy: patchConfig('{"readOnly":false}'),
  },
  'RC-HOSTNAME-UNKNOWN': {
    level: 'warning', title: 'The cluster does not know the registry',
    cause: 'Builds and image streams use the internal host name, which is set while the service exists.',
    remedy: 'oc -n openshift-image-registry get service image-registry',
  },
} as const satisfies Record<string, CodeText>;
