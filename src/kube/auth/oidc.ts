import { text } from '../../api/json.ts';
import { Failure } from '../../errors.ts';
import type { Resolved } from '../kubeconfig/types.ts';
import type { KubeClock } from '../options.ts';
import type { Credentials, Proof } from './credentials.ts';

/** The one call of client-node's OIDC that is used; its own cache mistakes a length of time for a date, so we keep the token. */
interface Refresher {
  currentTokenExpiration: number;
  getToken(user: unknown): Promise<string | null>;
}

const LEEWAY_MS = 10_000;

/** Credentials of an `auth-provider: oidc`: the id token, exchanged through its refresh token by client-node when it ends. Throws Failure('cluster') when a new login is needed. */
export function oidcCredentials(resolved: Resolved, clock: KubeClock): Credentials {
  const config: Record<string, string> = { ...resolved.user.authProvider?.config };
  let proof: Proof | undefined;
  let spent = false;
  let running: Promise<Proof> | undefined;
  const fetch = async (): Promise<Proof> => {
    const held = config['id-token'];
    const token = held !== undefined && !spent && ends(held) - LEEWAY_MS > clock.now().getTime() ? held : await refresh(config, resolved.userName);
    spent = false;
    config['id-token'] = token;
    if (proof?.headers['Authorization'] !== `Bearer ${token}`) proof = { headers: { Authorization: `Bearer ${token}` } };
    return proof;
  };
  return {
    get() {
      running ??= fetch().finally(() => (running = undefined));
      return running;
    },
    renew(refused) {
      if (proof === refused) spent = true;
    },
  };
}

/** When a JWT ends, in milliseconds since 1970; 0 when it does not say. */
function ends(token: string): number {
  try {
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { exp?: unknown };
    return typeof payload.exp === 'number' ? payload.exp * 1000 : 0;
  } catch {
    return 0;
  }
}

async function refresh(config: Record<string, string>, user: string): Promise<string> {
  const again = (why: string): Failure => new Failure('cluster', `The OIDC login of the user "${user}" has ended and ${why}: log in again.`);
  if ((config['refresh-token'] ?? '') === '' || (config['idp-issuer-url'] ?? '') === '' || (config['client-id'] ?? '') === '') throw again('the kubeconfig cannot renew it');
  // the deep path keeps the generated client, 300 ms of loading, out of the way
  const { OpenIDConnectAuth } = await import('@kubernetes/client-node/dist/oidc_auth.js');
  const auth = new OpenIDConnectAuth() as unknown as Refresher;
  auth.currentTokenExpiration = 1;
  const address = config['idp-issuer-url'] ?? '';
  if (!URL.canParse(address)) throw again('the address of its issuer in the kubeconfig is no URL');
  // openid-client takes only a URL object, and client-node hands on what it is given
  const given = { ...config, 'id-token': config['id-token'] ?? 'none', 'refresh-token': config['refresh-token'] ?? '', 'idp-issuer-url': new URL(address) };
  try {
    const token = await auth.getToken({ name: user, authProvider: { name: 'oidc', config: given } });
    if (token === null) throw again('its issuer gave no new one');
    // an issuer may keep the old one in use and give none
    config['refresh-token'] = (given['refresh-token'] as string | undefined) ?? config['refresh-token'] ?? '';
    return token;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw again(`its issuer did not renew it (${text(error, 'cause', 'code') ?? text(error, 'error') ?? text(error, 'code') ?? 'no answer'})`);
  }
}
