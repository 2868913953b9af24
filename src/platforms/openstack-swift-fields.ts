import type { Field } from './cloud-fields.ts';
import { matching, urlOf, written } from './cloud-shapes.ts';

/** Names in OpenStack may hold spaces, but no end of line and nothing that a copied command leaves behind. */
const name = matching(/^(?! )[^"'${}<>\p{Cc}]{1,255}(?<! )$/u, 'a name without quotes, "$", braces or "<"');
const id = matching(/^[A-Za-z0-9][-_A-Za-z0-9]{0,63}$/u, 'an id of letters, digits, "-" and "_"');

/** The version stands at the end of the address: the operator adds it where it is told none (operator behaviour). */
function authUrl(flag: string, value: string): string {
  const url = urlOf(flag, value, true);
  return url.pathname === '/' ? `${url.origin}/v3` : written(url);
}

const bare = (url: string): string => url.replace(/\/+$/u, '').replace(/\/v3$/u, '').toLowerCase();

const CLOUD = ['auth-url'];

/** The fields of `storage.swift`: all eight that the manual has (3.3.4). With credentials of one's own nothing is taken from the cluster's cloud file (operator behaviour). */
export const SWIFT_FIELDS: readonly Field[] = [
  {
    key: 'authURL', under: [], required: true, mintedKnows: true, shape: authUrl, same: (a, b) => bare(a) === bare(b),
    option: { flag: 'auth-url', value: 'URL', about: 'Address of Keystone, https://HOST:5000/v3', question: 'Address of Keystone' },
  },
  {
    key: 'authVersion', under: CLOUD, usual: () => '3',
    option: { flag: 'auth-version', value: 'VERSION', about: 'Version of Keystone\'s API; 3, or what is there', choices: ['2', '3'] },
  },
  {
    key: 'container', under: CLOUD, required: true, shape: matching(/^(?! )[^/"'${}<>\p{Cc}]{1,255}(?<! )$/u, 'the name of a container, without "/", quotes, "$", braces or "<"'),
    option: { flag: 'container', value: 'NAME', about: 'Container for the images; the one that is configured, where there is one', question: 'Name of the container' },
  },
  { key: 'domain', mintedKnows: true, under: [...CLOUD, 'domain-id'], shape: name, option: { flag: 'domain', value: 'NAME', about: 'Domain of the user and the project, by name', question: 'Domain (its name)' } },
  { key: 'domainID', mintedKnows: true, under: [...CLOUD, 'domain'], shape: id, option: { flag: 'domain-id', value: 'ID', about: 'Domain of the user and the project, by id' } },
  { key: 'tenant', mintedKnows: true, under: [...CLOUD, 'tenant-id'], shape: name, option: { flag: 'tenant', value: 'NAME', about: 'Project, by name', question: 'Project (its name)' } },
  { key: 'tenantID', mintedKnows: true, under: [...CLOUD, 'tenant'], shape: id, option: { flag: 'tenant-id', value: 'ID', about: 'Project, by id' } },
  { key: 'regionName', mintedKnows: true, under: CLOUD, shape: matching(/^[A-Za-z0-9][-_.A-Za-z0-9]{0,254}$/u, 'the name of a region'), option: { flag: 'region-name', value: 'REGION', about: 'Region of the container; the only one when not given' } },
];
