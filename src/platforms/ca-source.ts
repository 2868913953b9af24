import { X509Certificate } from 'node:crypto';
import { text } from '../api/json.ts';
import { nameOf, NS, R, ref } from '../api/resources.ts';
import type { Ref } from '../api/types.ts';
import type { Finding } from '../checks/types.ts';
import { Failure } from '../errors.ts';
import type { Reference } from '../plan/types.ts';
import { finding } from '../registry/codes.ts';
import { CA_KEY } from '../registry/objects.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';

/** Where a CA bundle is copied from. `kind` tells whether it fits the host. */
export interface CaSource {
  kind: 'ingress' | 'service' | 'custom';
  map: Ref;
  key: string;
}

/**
 * `ingress`: what the ingress operator publishes of the routers' certificate, under the right key and without a
 * private key. `service`: the CA that signs services' certificates. Else NAMESPACE/CONFIGMAP[:KEY]; Failure (usage) otherwise.
 */
export function caSource(flag: string, value: string): CaSource {
  if (value === 'ingress') return { kind: 'ingress', map: ref(R.ConfigMap, 'default-ingress-cert', NS.managed), key: CA_KEY };
  if (value === 'service') return { kind: 'service', map: ref(R.ConfigMap, 'serviceca', NS.registry), key: 'service-ca.crt' };
  const [, namespace, name, key] = /^([a-z0-9][-a-z0-9]*)\/([a-z0-9][-a-z0-9.]*)(?::([-._a-zA-Z0-9]+))?$/u.exec(value) ?? [];
  if (namespace === undefined || name === undefined) throw new Failure('usage', `--${flag}: given ${JSON.stringify(value)}, allowed: ingress, service, NAMESPACE/CONFIGMAP or NAMESPACE/CONFIGMAP:KEY.`);
  return { kind: 'custom', map: ref(R.ConfigMap, name, namespace), key: key ?? CA_KEY };
}

/** The bundle's text as the Snapshot has it, or undefined. */
export function bundleOf(snapshot: Snapshot, { map, key }: CaSource): string | undefined {
  return text(one(snapshot, map), 'data', key);
}

/** The bundle, or a Reference to it where nothing was read: what is written for others to apply looks it up then. */
export function bundleValue(snapshot: Snapshot, source: CaSource): string | Reference {
  const { map, key } = source;
  return bundleOf(snapshot, source) ?? { $ref: { step: '', ref: map, path: ['data', key], show: `(${key} of ${nameOf(map)})`, secret: false } };
}

const PEM = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED )?CERTIFICATE-----/gu;

/** The certificates of a PEM bundle; undefined when there is none, or one does not parse. */
export function certificates(pem: string): X509Certificate[] | undefined {
  try {
    const found = (pem.match(PEM) ?? []).map((one) => new X509Certificate(one));
    return found.length === 0 ? undefined : found;
  } catch {
    return undefined;
  }
}

/**
 * What is wrong with a CA source: absent, without its key, no PEM, expired, or pinning a leaf. A bundle with expired
 * certificates besides valid CAs still verifies, which is a warning. Validity is judged at the Snapshot's time. `platform`
 * is the form that a remedy names.
 */
export function checkCaSource(snapshot: Snapshot, source: CaSource, platform = ''): Finding[] {
  const subject = `${nameOf(source.map)} data.${source.key}`;
  const fill = { platform, namespace: source.map.namespace ?? '', name: source.map.name };
  const pem = bundleOf(snapshot, source);
  if (pem === undefined) return [finding('RC-CA-SOURCE-ABSENT', subject, one(snapshot, source.map) === undefined ? 'the config map does not exist' : `it has no key ${source.key}`, { fill })];
  const all = certificates(pem);
  if (all === undefined) return [finding('RC-CA-NOT-PEM', subject, 'it holds no certificate that can be read', { fill })];
  const now = Date.parse(snapshot.takenAt);
  const dead = all.filter((one) => Date.parse(one.validTo) < now || Date.parse(one.validFrom) > now);
  const expired = dead.map((one) =>
    finding('RC-CA-SOURCE-EXPIRED', subject, `${one.subject.replace(/\n/gu, ', ')} is valid from ${one.validFrom} to ${one.validTo}`, { fill, ...(all.some((o) => o.ca && !dead.includes(o)) ? { level: 'warning' as const } : {}) }));
  return all.some((one) => one.ca) ? expired : [...expired, finding('RC-CA-LEAF-ONLY', subject, 'none of its certificates is a CA', { fill })];
}
