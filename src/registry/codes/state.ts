import { patchConfig } from './commands.ts';
import type { CodeText } from './types.ts';

/** Findings about what a change of state or of storage brings with it. */
export const state = {
  'RC-STORAGE-LEFT': {
    level: 'info', title: 'Storage that the operator made stays behind',
    cause: 'A change of storage copies and deletes nothing, and the operator forgets what it made for the one before.',
    remedy: 'nothing, to keep it; to delete it: oc -n openshift-image-registry delete pvc {claim}',
  },
  'RC-STATE-DELETES': {
    level: 'warning', title: 'Removed deletes the storage',
    cause: 'storage.managementState is Managed: Removed deletes what is marked so, whoever made it.',
    remedy: `to keep the storage, first: ${patchConfig('{"storage":{"managementState":"Unmanaged"}}')}`,
  },
  'RC-STATE-KEEPS': {
    level: 'info', title: 'Removed takes away the registry, not its storage',
    cause: 'Pods, service and routes go, and builds and image streams have no place to push to; what storage.managementState marks as Unmanaged is not touched.',
    remedy: 'to have the registry back: registryctl state managed',
  },
  'RC-STATE-SWITCHING': {
    level: 'error', title: 'The operator has not taken over the storage that is configured',
    cause: 'Removed together with a change of storage deletes the storage of before and then crashes the operator.',
    remedy: 'first: registryctl status --wait, or registryctl setup with the storage that is meant',
  },
  'RC-STATE-NEW-STORAGE': {
    level: 'warning', title: 'The operator would make new, empty storage',
    cause: 'No name says which storage is meant; what is made so is marked Managed, and a later Removed deletes it.',
    remedy: 'to name the storage instead: registryctl setup PLATFORM',
  },
  'RC-STATE-RESUMES': {
    level: 'info', title: 'The operator takes up its work again',
    cause: 'Whatever was changed while it kept off, by hand or in the Config, is set as the Config has it; that may restart the pods.',
    remedy: 'to see it afterwards: registryctl status',
  },
  'RC-STATE-HANDS-OFF': {
    level: 'info', title: 'Unmanaged only keeps the operator off',
    cause: 'What runs serves on, and nothing is deleted; but nothing is repaired, changes of the Config take no effect, and the operator always reports itself available.',
    remedy: 'to end it: registryctl state managed',
  },
} as const satisfies Record<string, CodeText>;
