import type { PeerCertificate } from 'node:tls';
import { Fault, forbidden } from './fault.ts';
import { rule } from './rbac.ts';
import type { Store, User } from './store.ts';
import { ownerOf } from './tokens.ts';

const ANONYMOUS: User = { user: 'system:anonymous', groups: ['system:unauthenticated'] };

/** Who asks: by client certificate (CN and O), by bearer token, or nobody. Undefined for a token that is not known. */
export function identify(store: Store, authorization: string | undefined, certificate: PeerCertificate | undefined): User | undefined {
  const subject = certificate?.subject;
  if (subject?.CN) return { user: subject.CN, groups: [...[subject.O ?? []].flat(), 'system:authenticated'] };
  const token = /^bearer +(\S+)/i.exec(authorization ?? '')?.[1];
  if (token !== undefined) return ownerOf(store, token);
  return authorization === undefined ? ANONYMOUS : undefined;
}

/** Who a request is made for: the `Impersonate-*` headers, when the asking one may do that. Several groups are joined by a comma. */
export function impersonate(store: Store, who: User, headers: Record<string, string | undefined>): User {
  const name = headers['impersonate-user'];
  const groups = (headers['impersonate-group'] ?? '').split(',').map((g) => g.trim()).filter((g) => g !== '');
  const uid = headers['impersonate-uid'];
  if (name === undefined) {
    if (groups.length > 0 || uid !== undefined) throw new Fault(500, 'InternalError', `requested ${JSON.stringify(groups)} without impersonating a user`);
    return who;
  }
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  const may = (resource: string, what: string, group = '', namespace?: string): void => {
    if (rule(store, who, { verb: 'impersonate', group, resource, name: what, namespace }).allowed) return;
    const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    throw forbidden({ group, version: 'v1', plural: resource, kind: '', namespaced: false }, what, `User "${who.user}" cannot impersonate resource "${resource}" in API group "${group}" ${where}`);
  };
  if (account) may('serviceaccounts', account[2] ?? '', '', account[1]);
  else may('users', name);
  for (const group of groups) may('groups', group);
  if (uid !== undefined) may('uids', uid, 'authentication.k8s.io');
  const own = account && groups.length === 0 ? ['system:serviceaccounts', `system:serviceaccounts:${account[1] ?? ''}`] : groups;
  return { user: name, groups: [...new Set([...own, name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated'])], ...(uid === undefined ? {} : { uid }) };
}
