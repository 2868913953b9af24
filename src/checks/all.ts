import { bucketChecks } from './bucket.ts';
import { caChecks } from './ca.ts';
import { complaintChecks } from './complaints.ts';
import { operatorChecks } from './operator.ts';
import { podChecks } from './pods.ts';
import { prunerChecks } from './pruner.ts';
import { routeChecks } from './route.ts';
import { storageChecks } from './storage.ts';
import type { Check } from './types.ts';
import { versionChecks } from './version.ts';

/** Every check, causes before consequences: of findings that are equally bad the first is the one to mend. */
export const ALL_CHECKS: readonly Check[] = [
  ...complaintChecks, ...storageChecks, ...bucketChecks, ...caChecks, ...podChecks, ...operatorChecks, ...routeChecks, ...prunerChecks, ...versionChecks,
];
