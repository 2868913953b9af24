import type { KubeObject } from '../api/types.ts';
import type { Finding } from '../checks/types.ts';
import type { DesiredStep } from '../plan/types.ts';
import type { Snapshot } from '../snapshot/types.ts';
import type { Fit, Given, Option } from '../forms/types.ts';

export type Mode = 'ReadWriteMany' | 'ReadWriteOnce';
export type Storage = 'pvc' | 'block' | 'empty-dir';

/** What one form of setup on volumes has of its own. */
export interface VolumeForm {
  name: string;
  title: string;
  /** section numbers of the manual */
  manual: string;
  page: string;
  /** the manual's name of the claim */
  claim: string;
  /** the only storage that the form has; the user chooses where it is not given */
  storage?: 'pvc' | 'block';
  /** the manual's storage class; the default class where it is not given */
  storageClass?: string;
  /** the form makes the class where it is not there */
  makesClass?: true;
  /** platforms, as the Infrastructure object names them, that the manual's section is of; any where not given */
  platforms?: readonly string[];
  /** what the class of the claim must be made by */
  provisioner?: { fits(provisioner: string): boolean; noun: string };
  /** whether it would work on a cluster; by its platforms and the classes there when not given */
  fits?(snapshot: Snapshot): Fit;
  /** options besides those of every form on volumes */
  options?: readonly Option[];
  /** fails (usage) for values of these that cannot be */
  shape?(given: Given): void;
  /** findings besides */
  check?(given: Given, snapshot: Snapshot, volume: Volume): Finding[];
  /** steps before the claim is made */
  before?(given: Given, snapshot: Snapshot, volume: Volume): DesiredStep[];
}

/** The claim that images are to be kept on, as it is or as it would be made. */
export interface Volume {
  claim: string;
  /** the claim as it is; absent where it is to be made */
  there?: KubeObject;
  /** the operator makes it, or made it: Managed, so that a later Removed deletes it */
  blank: boolean;
  mode: Mode;
  /** one pod at a time */
  single: boolean;
  /** empty for volumes without class; absent where nothing tells which */
  storageClass?: string;
  size: string;
}
