import type { Client } from '../client.ts';
import { RegistryError } from './errors.ts';

export interface Who {
  user: string;
  groups: string[];
}

export type Action = 'pull' | 'push' | 'prune';

const ANONYMOUS: Who = { user: 'system:anonymous', groups: ['system:unauthenticated'] };
/** What the token endpoint gives to those who show nothing. */
export const ANONYMOUS_TOKEN = 'anonymous';

const VERBS = { pull: 'get', push: 'update' } as const;
const refused = (): RegistryError => new RegistryError('UNAUTHORIZED', undefined, { 'www-authenticate': 'Basic realm=openshift,error="access denied"' });

/** Name and password of a Basic header; the name ends at the first colon. */
export function basic(header: string | undefined): { name: string; password: string } | undefined {
  const coded = /^basic (.+)$/i.exec(header ?? '')?.[1];
  if (coded === undefined) return undefined;
  const plain = Buffer.from(coded, 'base64').toString();
  const cut = plain.indexOf(':');
  return cut < 0 ? undefined : { name: plain.slice(0, cut), password: plain.slice(cut + 1) };
}

/**
 * Who asks. No credentials are a challenge that names the token endpoint on the host that was asked; a token
 * that the cluster does not know is refused with another challenge, as the integrated registry does.
 */
export async function identify(client: Client, header: string | undefined, host: string): Promise<Who> {
  const bearer = /^bearer (.+)$/i.exec(header ?? '')?.[1];
  const token = bearer ?? basic(header)?.password;
  if (token === undefined) throw new RegistryError('UNAUTHORIZED', undefined, { 'www-authenticate': `Bearer realm="https://${host}/openshift/token"` });
  if (bearer === ANONYMOUS_TOKEN) return ANONYMOUS;
  const who = token === '' ? undefined : await client.whoIs(token);
  if (!who) throw refused();
  return who;
}

/** May they do this to the repository? Pruning is a right on the whole cluster: to delete images. */
export async function may(client: Client, who: Who, action: Action, namespace: string, name: string): Promise<boolean> {
  if (action === 'prune') return client.may(who, { verb: 'delete', group: 'image.openshift.io', resource: 'images' });
  return client.may(who, { verb: VERBS[action], group: 'image.openshift.io', resource: 'imagestreams', subresource: 'layers', namespace, name });
}

/** Throws UNAUTHORIZED (that is what the registry says to those it knows, too) unless every action is allowed. */
export async function demand(client: Client, who: Who, actions: readonly Action[], namespace: string, name: string): Promise<void> {
  for (const action of actions) if (!(await may(client, who, action, namespace, name))) throw refused();
}

/** Rights on the whole cluster, for the catalog (list imagestreams) and the metrics (get registry/metrics). */
export async function demandGlobal(client: Client, who: Who, access: { verb: string; resource: string; subresource?: string }): Promise<void> {
  if (!(await client.may(who, { group: 'image.openshift.io', ...access }))) throw refused();
}

/** The token endpoint: the password, if it is a token of the cluster, is the token. */
export async function issueToken(client: Client, header: string | undefined): Promise<{ status: number; body?: string }> {
  const given = header === undefined ? ANONYMOUS_TOKEN : basic(header)?.password;
  if (given === undefined || given === '') return { status: 401 };
  if (header !== undefined && !(await client.whoIs(given))) return { status: 401 };
  return { status: 200, body: JSON.stringify({ token: given, access_token: given }) };
}
