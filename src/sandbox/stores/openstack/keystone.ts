import type { Admit } from '../cloud-door.ts';

export interface OpenStackUser {
  username: string;
  password: string;
  tenant: string;
  /** an application credential of this user */
  application?: { id: string; name: string; secret: string };
}

/** An OpenStack cloud's accounts. */
export interface Keystone {
  /** with or without `/v3` at its end */
  url: string;
  users: readonly OpenStackUser[];
}

/** The id that Keystone gives a tenant. */
export const idOf = (tenant: string): string => Buffer.from(tenant).toString('hex').padEnd(32, '0').slice(0, 32);

/** The user that an application credential is of, by its id or its name. */
export function byApplication(cloud: Keystone, { id = '', name = '', secret = '' }: { id?: string; name?: string; secret?: string }): OpenStackUser | undefined {
  return cloud.users.find(({ application: a }) => a !== undefined && secret === a.secret && (id === '' ? name === a.name : id === a.id));
}

/** Admits what Keystone would: its own address, a user with that password (or an application credential), in that tenant. Faults are worded as the Go client words them. */
export function keystone(cloud: Keystone): Admit {
  return ({ endpoint = '', project = '', credentials }) => {
    const bare = (url: string): string => url.replace(/\/(v3\/?)?$/, '');
    const fault = (text: string): ReturnType<Admit> => ({ fault: { code: 'RequestError', text } });
    if (endpoint === '') return fault('Get "/": unsupported protocol scheme ""');
    if (bare(endpoint) !== bare(cloud.url)) {
      const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : '';
      return fault(host === '' ? `Get "${endpoint}": unsupported protocol scheme ""` : `Get "${endpoint}": dial tcp: lookup ${host} on 172.30.0.10:53: no such host`);
    }
    const secret = credentials['applicationcredentialsecret'] ?? '';
    const application = byApplication(cloud, { id: credentials['applicationcredentialid'] ?? '', name: credentials['applicationcredentialname'] ?? '', secret });
    const user = secret === '' ? cloud.users.find((u) => u.username === credentials['username'] && u.password === credentials['password']) : application;
    if (!user || (project !== '' && project !== user.tenant)) return { fault: { code: 'Unauthorized', status: 401, text: 'Authentication failed' } };
    return { account: user.tenant };
  };
}
