import type { StoreDoor } from '../stores-door.ts';
import { azureCloud, cloudStore, keystone } from './cloud-door.ts';
import type { CloudStore, Keystone } from './cloud-door.ts';
import type { Outside } from './https.ts';
import { s3Door } from './s3-door.ts';

/** The stores outside the cluster that are only judged in memory. */
export type Clouds = Record<'gcs' | 'swift' | 'azure' | 'ibmcos' | 'oss', CloudStore>;

/** Empty stores of every provider; Swift's admits only the users of `swift`, and nobody when it is not given. */
export function clouds(swift: Keystone = { url: '', users: [] }): Clouds {
  return { gcs: cloudStore(), swift: cloudStore(keystone(swift)), azure: cloudStore(azureCloud), ibmcos: cloudStore(), oss: cloudStore() };
}

/** The operator's way to every store: S3 over HTTPS by the cluster's names, the others in memory. */
export function storeDoor(outside: Outside, others: Clouds = clouds()): StoreDoor {
  return { s3: s3Door(outside), gcs: others.gcs.door, swift: others.swift.door, azure: others.azure.door, ibmcos: others.ibmcos.door, oss: others.oss.door };
}
