import type { RequestListener } from 'node:http';
import { REGIONS, regionOf } from './amazon.ts';
import { azureServer } from './azure/server.ts';
import type { AzureAccounts } from './azure/accounts.ts';
import type { Clouds } from './doors.ts';
import { googleServer } from './google/server.ts';
import type { ServiceAccount } from './google/accounts.ts';
import type { Keystone } from './openstack/keystone.ts';
import { openstackServer } from './openstack/server.ts';

/** Who has accounts at the clouds that are played. */
export interface WorldAccounts {
  swift: Keystone;
  azure: AzureAccounts;
  google: readonly ServiceAccount[];
}

/** Names under which `BUCKET.NAME` is a bucket. */
export const AMAZON: readonly string[] = REGIONS.map((region) => `s3.${region}.amazonaws.com`);
const GOOGLE = ['storage.googleapis.com', 'oauth2.googleapis.com', 'accounts.google.com', 'www.googleapis.com'];
const AZURE = ['core.windows.net', 'core.usgovcloudapi.net', 'core.chinacloudapi.cn', 'core.cloudapi.de'].map((suffix) => `*.blob.${suffix}`);
/** Where OpenStack's login and its object store are. */
export const KEYSTONE = { host: 'keystone.lab.example.com', port: 5000 };
const SWIFT = 'swift.lab.example.com';

/** Every host of the clouds that is played, with its port; `*` stands for any one label. All are signed by the world's authority. */
export const WORLD: readonly { host: string; port: number }[] = [
  ...[...AMAZON.flatMap((host) => [host, `*.${host}`]), ...GOOGLE, ...AZURE, SWIFT].map((host) => ({ host, port: 443 })),
  KEYSTONE,
];

/** Whether a certificate for that name must be the world's. */
export const isWorld = (name: string): boolean => regionOf(name) !== undefined || GOOGLE.includes(name) || [KEYSTONE.host, SWIFT].includes(name) || AZURE.some((host) => name.endsWith(host.slice(1)));

/** All of these hosts behind one handler, told apart by the Host header; what is none of theirs is S3's. */
export function worldServer(s3: RequestListener, accounts: WorldAccounts, clouds: Clouds): RequestListener {
  const google = googleServer(accounts.google, clouds.gcs);
  const azure = azureServer(accounts.azure, clouds.azure);
  const openstack = openstackServer(accounts.swift, clouds.swift, { store: `https://${SWIFT}`, region: 'RegionOne' });
  return (request, response) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    if (GOOGLE.includes(host)) return google(request, response);
    if (host === KEYSTONE.host || host === SWIFT) return openstack(request, response);
    if (AZURE.some((one) => host.endsWith(one.slice(1)))) return azure(request, response);
    return s3(request, response);
  };
}
