import { DESCRIBE_POD, patchConfig } from './commands.ts';
import type { CodeText } from './types.ts';

/** Findings about the registry's pods. */
export const pods = {
  'RC-REPLICAS-ZERO': {
    level: 'error', title: 'No replicas are asked for',
    cause: 'The operator never calls that healthy; to switch the registry off there is Removed.',
    remedy: patchConfig('{"replicas":1}'),
  },
  'RC-POD-UNSCHEDULABLE': {
    level: 'error', title: 'A pod finds no node',
    cause: 'Two replicas need two nodes; selectors, taints, spread constraints and volumes narrow the choice.',
    remedy: DESCRIBE_POD,
  },
  'RC-POD-WAITING': {
    level: 'error', title: 'A pod does not start',
    cause: 'A secret, a config map, an image or a volume is not there.',
    remedy: DESCRIBE_POD,
  },
  'RC-POD-CRASHING': {
    level: 'error', title: 'A pod ends again and again',
    cause: 'The log of the ended container says why.',
    remedy: 'oc -n openshift-image-registry logs {pod} --previous',
  },
  'RC-POD-MEMORY': {
    level: 'warning', title: 'A pod ran out of memory',
    cause: 'The memory limit is too small for the load, more so without redirects.',
    remedy: patchConfig('{"resources":{"limits":{"memory":"2Gi"}}}'),
  },
} as const satisfies Record<string, CodeText>;
