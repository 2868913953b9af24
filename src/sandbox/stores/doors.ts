import type { StoreDoor } from '../stores-door.ts';
import { azureAccounts, azureCloud } from './azure/accounts.ts';
import type { AzureAccounts } from './azure/accounts.ts';
import { cloudStore } from './cloud-door.ts';
import type { CloudStore } from './cloud-door.ts';
import { google } from './google/accounts.ts';
import type { ServiceAccount } from './google/accounts.ts';
import type { Outside } from './https.ts';
import { keystone } from './openstack/keystone.ts';
import type { Keystone } from './openstack/keystone.ts';
import { s3Door } from './s3-door.ts';

/** The stores outside the cluster beside S3, in memory. */
export type Clouds = Record<'gcs' | 'swift' | 'azure' | 'ibmcos' | 'oss', CloudStore>;

/** Who has accounts where. */
export interface Accounts {
  swift?: Keystone;
  azure?: AzureAccounts;
  google?: readonly ServiceAccount[];
}

/** Empty stores of every provider; Swift's and Azure's admit only the accounts that are given, the others whoever has credentials where none are. */
export function clouds({ swift = { url: '', users: [] }, azure = azureAccounts(), google: accounts }: Accounts = {}): Clouds {
  return { gcs: accounts === undefined ? cloudStore(undefined, true) : cloudStore(google(accounts), true), swift: cloudStore(keystone(swift)), azure: cloudStore(azureCloud(azure)), ibmcos: cloudStore(), oss: cloudStore() };
}

/** The operator's way to every store: S3 over HTTPS by the cluster's names, the others in memory. */
export function storeDoor(outside: Outside, others: Clouds = clouds()): StoreDoor {
  return { s3: s3Door(outside), gcs: others.gcs.door, swift: others.swift.door, azure: others.azure.door, ibmcos: others.ibmcos.door, oss: others.oss.door };
}
