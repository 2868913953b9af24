import { at, condition, num } from '../api/json.ts';
import { NS, R, ref } from '../api/resources.ts';
import type { KubeObject, Ref } from '../api/types.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { CA_KEY, OBJECT, registryClaim, trustedCa } from './objects.ts';

interface Rule {
  match: RegExp;
  /** the sentence; `$1` is the first group */
  say: string;
  /** what would mend it by itself: when it is already so, the error is an old one */
  mended?(snapshot: Snapshot, group: string, config: KubeObject): boolean;
}

const has = (snapshot: Snapshot, object: Ref, key?: string): boolean => {
  const found = one(snapshot, object);
  return found !== undefined && (key === undefined || at(found, 'data', key) !== undefined);
};

/** Whether the object was written after the operator last wrote its status: the status cannot know it yet. */
export function newer(snapshot: Snapshot, object: Ref, config: KubeObject): boolean {
  const own = Number(one(snapshot, object)?.metadata.resourceVersion);
  return own > Number(config.metadata.resourceVersion);
}

const newKeys: Rule['mended'] = (snapshot, _, config) => newer(snapshot, OBJECT.credentials, config);

function newCa(snapshot: Snapshot, _: string, config: KubeObject): boolean {
  const name = at(config, 'spec', 'storage', 's3', 'trustedCA', 'name');
  return typeof name === 'string' && name !== '' && newer(snapshot, trustedCa(name), config);
}

/** The operator's errors that no waiting mends, by its own words (operator behaviour, recorded). First match wins. */
const RULES: readonly Rule[] = [
  { match: /storage backend not configured/u, say: 'no storage backend is configured' },
  { match: /exactly one storage type should be configured/u, say: 'more than one storage backend is configured' },
  {
    match: /image-registry-private-configuration-user" does not contain required key "([^"]+)"/u,
    say: 'the credentials secret lacks the key $1',
    mended: (snapshot, key) => has(snapshot, OBJECT.credentials, key),
  },
  { match: /unable to get cluster minted credentials/u, say: 'there is no credentials secret', mended: (snapshot) => has(snapshot, OBJECT.credentials) },
  { match: /failed to get trusted CA "([^"]+)": .*not found/u, say: 'the CA config map $1 is missing from openshift-config', mended: (snapshot, name) => has(snapshot, trustedCa(name)) },
  { match: /trusted CA config map "([^"]+)" does not contain required key/u, say: `the CA config map $1 lacks the key ${CA_KEY}`, mended: (snapshot, name) => has(snapshot, trustedCa(name), CA_KEY) },
  { match: /x509:|failed to verify certificate/u, say: 'the certificate of the object store is not trusted by the CA bundle', mended: newCa },
  { match: /SignatureDoesNotMatch|InvalidAccessKeyId/u, say: 'the object store refuses the credentials', mended: newKeys },
  { match: /BucketAlreadyExists|AccessDenied|Forbidden|status code: 403/u, say: 'the bucket belongs to somebody else, or the credentials may not use it', mended: newKeys },
  { match: /InvalidBucketName|MissingRegion|BucketRegionError|AuthorizationHeaderMalformed/u, say: 'the name or the region of the bucket is wrong' },
  { match: /RequestTimeTooSkewed/u, say: 'the clocks of the cluster and the object store differ too much' },
  { match: /persistentvolumeclaims "([^"]+)" not found/u, say: 'the volume claim $1 does not exist', mended: (snapshot, name) => has(snapshot, registryClaim(name)) },
  { match: /cannot use ReadWriteOnce|necessary access modes/u, say: 'the access mode of the volume claim does not fit replicas or rollout strategy' },
  { match: /v1\.Route.*secret "([^"]+)" not found/u, say: 'the TLS secret $1 of a route is missing', mended: (snapshot, name) => has(snapshot, ref(R.Secret, name, NS.registry)) },
  { match: /duplication of names|must be positive number|replicas must be greater/u, say: 'the operator refuses the settings' },
];

/** Whether the operator's status speaks of the Config as it is now, not of an older one. */
export function isCurrent(config: KubeObject): boolean {
  return num(config, 'status', 'observedGeneration') === config.metadata.generation;
}

function complaint(config: KubeObject): string | undefined {
  const degraded = condition(config, 'Degraded');
  const permanent = degraded?.status === 'True' && (degraded.reason === 'StorageNotConfigured' || degraded.reason === 'VerificationFailed');
  if (permanent) return degraded.message ?? degraded.reason;
  const progressing = condition(config, 'Progressing');
  return progressing?.reason === 'Error' ? progressing.message : undefined;
}

/**
 * Why waiting for the operator is of no use, in one sentence with its own words, or undefined. Only an error that
 * belongs to the Config's current generation counts, and none whose cause the Snapshot shows mended: secrets and
 * config maps are watched, so the next sync takes it. A rollout that has not finished, DNS and network faults,
 * and a missing bucket may all pass.
 */
export function hopeless(snapshot: Snapshot, config: KubeObject | undefined): string | undefined {
  if (config === undefined || !isCurrent(config)) return undefined;
  const message = complaint(config);
  for (const rule of message === undefined ? [] : RULES) {
    const found = rule.match.exec(message ?? '');
    if (found === null) continue;
    const group = found[1] ?? '';
    return rule.mended?.(snapshot, group, config) === true ? undefined : `${rule.say.replace('$1', () => group)}; the operator says: ${oneLine(message ?? '')}`;
  }
  return undefined;
}

/** An operator's message as one line: its prefixes off, white space folded, ids of requests out. */
export function oneLine(message: string): string {
  return message
    .replace(/^(Error|Unable to apply resources|unable to sync storage configuration): /u, '')
    .replace(/^unable to sync storage configuration: /u, '')
    .replace(/,? ?(request|host) id: [^,]*/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
}
