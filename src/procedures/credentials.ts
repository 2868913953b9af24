import { at, num, text } from '../api/json.ts';
import { nameOf, R } from '../api/resources.ts';
import type { CredentialForm } from '../credentials/types.ts';
import type { Finding } from '../checks/types.ts';
import { checkReads, checkVersion } from '../forms/common.ts';
import { checkCredentials, CREDENTIAL_OPTIONS, credentialSteps, sourceOf } from '../forms/credentials.ts';
import { formerPods } from '../forms/former-pods.ts';
import { parse } from '../forms/parse.ts';
import { proven } from '../forms/steps.ts';
import { checkStore } from '../forms/store.ts';
import type { Given, Option, Platform } from '../forms/types.ts';
import type { DesiredStep } from '../plan/types.ts';
import { backendOf, type Backend } from '../registry/backends.ts';
import { OBJECT } from '../registry/objects.ts';
import { one } from '../snapshot/access.ts';
import type { Read, Snapshot } from '../snapshot/types.ts';
import { checkClaim, claimSecret, claimReads } from './bucket-claim.ts';
import type { Procedure } from './types.ts';

/** A storage that takes credentials, and the form of setup that knows its store. */
export interface Keyed {
  backend: Backend;
  form: CredentialForm;
  platform: Pick<Platform, 'name' | 'reads' | 'follow' | 'store'>;
}

/** The options of `credentials set`. */
export const SET_OPTIONS: readonly Option[] = [
  { flag: 'backend', value: 'NAME', about: 'Storage that the credentials are for; the one that is configured', choices: ['s3', 'gcs', 'azure', 'swift'] },
  ...CREDENTIAL_OPTIONS,
];

const storageIn = (snapshot: Snapshot): unknown => at(one(snapshot, OBJECT.config), 'spec', 'storage');

/** How it ends where a registry runs on these credentials: ready twice five seconds apart, a push and a pull. Nothing to wait for elsewhere. */
function ending(snapshot: Snapshot, { backend, form }: Keyed, source: Given): DesiredStep[] {
  const config = one(snapshot, OBJECT.config);
  const runs = text(config, 'spec', 'managementState') === 'Managed' && backendOf(storageIn(snapshot)) === backend && num(config, 'spec', 'replicas') !== 0;
  const ca = text(storageIn(snapshot), 's3', 'trustedCA', 'name') ?? '';
  if (!runs) return [];
  return proven({}, ca === '' ? undefined : ca, [], formerPods(form, backend, source, snapshot));
}

function found(snapshot: Snapshot, reads: readonly Read[], { form }: Keyed, source: Given): Finding[] {
  return [
    ...checkReads(snapshot, reads),
    ...checkVersion(snapshot),
    ...checkCredentials(form, source, snapshot),
    ...checkStore(source, snapshot),
  ];
}

/** Other credentials for a storage: only the keys of its backend are written, and the Config stays. The store of a registry that is configured for it is asked first. */
export function credentialsSet(keyed: Keyed): Procedure {
  const { backend, form, platform } = keyed;
  const source = (given: Given): Given => {
    parse(SET_OPTIONS, given);
    return { credentials: given['credentials'], 'from-secret': given['from-secret'] };
  };
  const reads = (given: Given): Read[] => platform.reads(source(given));
  const uses = (snapshot: Snapshot): boolean => backendOf(storageIn(snapshot)) === backend;
  return {
    name: 'set', title: 'Give the registry other credentials for its storage', manual: '2.8', page: 'credentials.md', options: SET_OPTIONS, credentials: form, reads,
    follow: (given, snapshot) => (uses(snapshot) ? (platform.follow?.(source(given), snapshot) ?? []) : []),
    missing: (given) => (sourceOf(given) === undefined ? ['credentials'] : []),
    store: (given, snapshot) => (uses(snapshot) ? platform.store?.(source(given), snapshot) : undefined),
    check: (given, snapshot) => found(snapshot, reads(given), keyed, source(given)),
    desired: (given, snapshot) => [...credentialSteps(form, source(given), snapshot), ...ending(snapshot, keyed, source(given))],
  };
}

/** The keys of the bucket claim whose bucket the registry is on, once more: they were rotated, or the copy was lost. */
export function credentialsSync(keyed: Keyed): Procedure {
  const { form, platform } = keyed;
  const base = (): Read[] => [...platform.reads({}), ...claimReads()];
  /** as if the claim's secret had been given */
  const source = (snapshot: Snapshot): Given => {
    const secret = claimSecret(snapshot);
    return secret === undefined ? {} : { 'from-secret': nameOf(secret).slice(`${R.Secret.plural}/`.length) };
  };
  return {
    name: 'sync', title: 'Follow the bucket claim of the registry, whose keys were rotated', manual: '2.8', page: 'credentials.md', options: [], reads: base,
    follow(_given, snapshot) {
      const secret = claimSecret(snapshot);
      return secret === undefined ? [] : [secret, { resource: R.ConfigMap, name: secret.name, ...(secret.namespace === undefined ? {} : { namespace: secret.namespace }) }, ...(platform.follow?.(source(snapshot), snapshot) ?? [])];
    },
    store: (_given, snapshot) => platform.store?.(source(snapshot), snapshot),
    check(_given, snapshot) {
      const claim = checkClaim(snapshot);
      return [...found(snapshot, base(), keyed, claim.length === 0 ? source(snapshot) : {}), ...claim];
    },
    desired: (_given, snapshot) => [...credentialSteps(form, source(snapshot), snapshot), ...ending(snapshot, keyed, source(snapshot))],
  };
}
