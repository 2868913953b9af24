import type { OutgoingHttpHeaders } from 'node:http';
import type { User } from '../kubeconfig/types.ts';

/** The headers that ask the server to act for somebody else: one line for each group and each extra value. */
export function impersonation(user: Pick<User, 'as' | 'asUid' | 'asGroups' | 'asUserExtra'>): OutgoingHttpHeaders {
  if (user.as === undefined) return {};
  return {
    'Impersonate-User': user.as,
    ...(user.asUid === undefined ? {} : { 'Impersonate-Uid': user.asUid }),
    ...(user.asGroups.length === 0 ? {} : { 'Impersonate-Group': user.asGroups }),
    ...Object.fromEntries(Object.entries(user.asUserExtra).map(([key, values]) => [`Impersonate-Extra-${escapeKey(key)}`, values])),
  };
}

/** Percent-encodes what a header's name cannot hold, as Kubernetes expects it. */
function escapeKey(key: string): string {
  return [...Buffer.from(key)].map((byte) => (/[A-Za-z0-9!#$&'*+.^_`|~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');
}
