import type { CredentialKind } from '../kubeconfig/types.ts';
import type { Credentials, Proof } from './credentials.ts';

/** Credentials that know whether they are a bearer token. */
export interface Bearing extends Credentials {
  /** what a plugin gives is known once it has been asked; until then it counts as a token, as nearly all give one */
  hasToken(): boolean;
}

const TOKENS: ReadonlySet<CredentialKind> = new Set(['token', 'tokenFile', 'exec', 'authProvider']);

/** The same credentials, which remember whether the newest proof carried a bearer token. */
export function bearing(credentials: Credentials, kind: CredentialKind): Bearing {
  let newest: Proof | undefined;
  return {
    async get(signal) {
      newest = await credentials.get(signal);
      return newest;
    },
    renew: (refused) => credentials.renew(refused),
    hasToken: () => (newest === undefined ? TOKENS.has(kind) : String(newest.headers['Authorization'] ?? '').startsWith('Bearer ')),
  };
}
