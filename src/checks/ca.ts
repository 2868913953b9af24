import { record, text } from '../api/json.ts';
import { nameOf, NS, R, ref } from '../api/resources.ts';
import type { Ref } from '../api/types.ts';
import { one, stateOf } from '../snapshot/access.ts';
import { REGISTRY } from '../snapshot/reads.ts';
import { endpointHost } from './bucket.ts';
import { define, when } from './define.ts';
import { certificates, daysLeft, holdsSource } from './pem.ts';
import type { Check } from './types.ts';
import { wanted, type World } from './world.ts';

const { config, image, ingress, ingressCa, serviceCa } = REGISTRY;

/** A CA that was copied into a config map of openshift-config, and what became of it. */
export interface CaCopy {
  map: Ref;
  key: string;
  /** where it was copied from; undefined for a CA of somebody else's */
  source?: Ref;
  state: 'current' | 'stale' | 'missing' | 'keyless' | 'unknown';
  pem: string;
}

function ingressDomain(world: World): string {
  return text(one(world.snapshot, ingress), 'spec', 'domain') ?? '';
}

/** Which CA of the cluster signs for a host: the service CA for services, the ingress CA for its domain. */
function sourceFor(world: World, host: string): Ref | undefined {
  if (/\.svc(\.cluster\.local)?$/.test(host)) return serviceCa;
  const domain = ingressDomain(world);
  return domain !== '' && host.endsWith(`.${domain}`) ? ingressCa : undefined;
}

const sourceKey = (source: Ref): string => (source === serviceCa ? 'service-ca.crt' : 'ca-bundle.crt');

function copyOf(world: World, map: Ref, key: string, source: Ref | undefined): CaCopy {
  const state = stateOf(world.snapshot, map);
  const pem = text(one(world.snapshot, map), 'data', key) ?? '';
  const known = { map, key, pem, ...(source === undefined ? {} : { source }) };
  if (state === 'absent') return { ...known, state: 'missing' };
  if (state !== 'found') return { ...known, state: 'unknown' };
  if (pem === '') return { ...known, state: 'keyless' };
  if (source === undefined) return { ...known, state: 'current' };
  const original = text(one(world.snapshot, source), 'data', sourceKey(source));
  return { ...known, state: original === undefined ? 'unknown' : holdsSource(pem, original) ? 'current' : 'stale' };
}

/** The CA copies that the registry's configuration names: of the object store, and for hosts of the ingress domain. */
export function caCopies(world: World): CaCopy[] {
  const trusted = text(world.s3, 'trustedCA', 'name') ?? '';
  const additional = additionalMap(world);
  const hosts = Object.keys(record(additional === undefined ? undefined : one(world.snapshot, additional), 'data'));
  return [
    ...(trusted === '' ? [] : [copyOf(world, ref(R.ConfigMap, trusted, NS.config), 'ca-bundle.crt', sourceFor(world, endpointHost(world)))]),
    ...(additional === undefined ? [] : hosts.map((key) => copyOf(world, additional, key, sourceFor(world, key.split('..')[0] ?? ''))).filter((copy) => copy.source !== undefined)),
  ];
}

/** The config map that image.config names for CAs of other registries. */
export function additionalMap(world: World): Ref | undefined {
  const name = text(world.image, 'spec', 'additionalTrustedCA', 'name') ?? '';
  return name === '' ? undefined : ref(R.ConfigMap, name, NS.config);
}

const inUse = (world: World): CaCopy[] => caCopies(world).filter((copy) => copy.key !== 'ca-bundle.crt' || wanted(world));
const fill = (copy: CaCopy): Record<string, string> => ({ map: copy.map.name, key: copy.key });

/** A host name, with a port after two dots: what the nodes make a directory's name of. */
const HOST_KEY = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*(\.\.\d{1,5})?$/;

function wrongHost(key: string): boolean {
  return !HOST_KEY.test(key) || /(\.crt|\.pem|\.cer)$/.test(key) || /\.\d+$/.test(key.replace(/\.\.\d+$/, '')) && !/^\d+(\.\d+){3}(\.\.\d+)?$/.test(key);
}

/** Rules about the CAs that the registry and the nodes are told to trust. */
export const caChecks: Check[] = [
  define('RC-CA-MISSING', [config, image], (world) => [
    ...inUse(world).filter(({ state }) => state === 'missing').map((copy) => ({
      subject: nameOf(copy.map), message: `The config map does not exist, but spec.storage.s3.trustedCA names it.`, fill: fill(copy) })),
    ...[additionalMap(world)].flatMap((map) => (map === undefined ? [] : when(stateOf(world.snapshot, map) === 'absent', () => ({
      subject: nameOf(map), message: 'The config map does not exist, but additionalTrustedCA of image.config names it.', fill: { map: map.name, key: 'HOST' } })))),
  ]),
  define('RC-CA-KEY', [config], (world) => inUse(world).filter(({ state, key }) => state === 'keyless' && key === 'ca-bundle.crt').map((copy) => ({
    subject: nameOf(copy.map), message: `The config map has no key ${copy.key}.`, fill: fill(copy) }))),
  define('RC-CA-COPY-STALE', [config, image, ingress, ingressCa, serviceCa], (world) => inUse(world).filter(({ state }) => state === 'stale').map((copy) => ({
    subject: `${nameOf(copy.map)} ${copy.key}`, message: `The copy no longer holds the CA that is in ${copy.source === undefined ? '' : nameOf(copy.source)}.`, fill: fill(copy) }))),
  define('RC-CA-EXPIRED', [config], (world, { now }) => inUse(world).flatMap((copy) => {
    const certs = certificates(copy.pem);
    return when(certs.length > 0 && certs.every((cert) => (daysLeft([cert], now) ?? 0) < 0), () => ({
      subject: `${nameOf(copy.map)} ${copy.key}`, message: 'Every certificate in it has expired.', fill: fill(copy) }));
  })),
  define('RC-ADDITIONAL-CA-KEY', [image], (world) => {
    const map = additionalMap(world);
    return map === undefined ? [] : Object.keys(record(one(world.snapshot, map), 'data')).filter(wrongHost).map((key) => ({
      subject: `${nameOf(map)} ${key}`, message: `${key} is not HOST or HOST..PORT, so no node uses this CA.`, fill: { map: map.name } }));
  }),
];
