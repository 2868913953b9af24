import type { OutgoingHttpHeaders } from 'node:http';
import { Failure } from '../../errors.ts';
import type { Resolved } from '../kubeconfig/types.ts';
import type { ConnectOptions, KubeClock } from '../options.ts';
import { impersonation } from './impersonate.ts';
import { readIdentity, type Identity } from './tls.ts';
import { tokenFile } from './tokenfile.ts';

/** What a request carries to say who asks. */
export interface Proof {
  headers: OutgoingHttpHeaders;
  identity?: Identity;
}

/** Where a proof comes from. */
export interface Credentials {
  /** the proof for a request now */
  get(signal?: AbortSignal): Promise<Proof>;
  /** told when the server did not accept a proof: the next `get` gives another one if it can, else the same object */
  renew(refused: Proof): void;
}

const bearer = (token: string): Proof => ({ headers: { Authorization: `Bearer ${token}` } });
const fixed = (proof: Proof): Credentials => ({ get: () => Promise.resolve(proof), renew: () => undefined });

/**
 * The credentials of the resolved user. Plugins and OIDC are loaded only when the kubeconfig names them. Throws Failure
 * when certificate files cannot be read or the kind of credentials is not supported.
 */
export async function makeCredentials(resolved: Resolved, options: ConnectOptions, clock: KubeClock): Promise<Credentials> {
  const identity = await readIdentity(resolved);
  const inner = await plain(resolved, options, clock);
  const acting = impersonation(resolved.user);
  if (identity === undefined && Object.keys(acting).length === 0) return inner;
  let last: { inner: Proof; whole: Proof } | undefined;
  return {
    async get(signal) {
      const given = await inner.get(signal);
      if (last?.inner !== given) last = { inner: given, whole: { ...(identity === undefined ? {} : { identity }), ...given, headers: { ...given.headers, ...acting } } };
      return last.whole;
    },
    renew(refused) {
      if (last?.whole === refused) inner.renew(last.inner);
    },
  };
}

async function plain(resolved: Resolved, options: ConnectOptions, clock: KubeClock): Promise<Credentials> {
  const { user } = resolved;
  switch (resolved.credentials) {
    case 'tokenFile':
      return tokenFile(user.tokenFile ?? '', clock);
    case 'token':
      return fixed(bearer(user.token ?? ''));
    case 'basic':
      return fixed({ headers: { Authorization: `Basic ${Buffer.from(`${user.username ?? ''}:${user.password ?? ''}`).toString('base64')}` } });
    case 'exec':
      return (await import('./exec.ts')).execCredentials(resolved, options, clock);
    case 'authProvider':
      if (user.authProvider?.name === 'oidc') return (await import('./oidc.ts')).oidcCredentials(resolved, clock);
      throw new Failure('input', `The user "${resolved.userName}" of the kubeconfig logs in through the auth-provider "${user.authProvider?.name ?? ''}"; only "oidc" is supported, use an exec plugin instead.`);
    case 'certificate':
    case 'none':
      return fixed({ headers: {} });
  }
}
