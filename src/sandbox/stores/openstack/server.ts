import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { list, record, text } from '../../../api/json.ts';
import { answer } from '../answer.ts';
import type { Reply } from '../answer.ts';
import type { CloudStore } from '../cloud-door.ts';
import { byApplication, idOf } from './keystone.ts';
import type { Keystone, OpenStackUser } from './keystone.ts';
import { onSwift } from './swift.ts';

/** Where the object store is, and how the catalog calls its region. */
export interface Catalog {
  /** `https://HOST` */
  store: string;
  region: string;
}

/** Keystone v3 and Swift behind one handler, told apart by the path, over the containers of `store`. */
export function openstackServer(cloud: Keystone, store: CloudStore, catalog: Catalog): RequestListener {
  const tokens = new Map<string, string>();
  const serve = (method: string, path: string, token: string, body: Buffer): Reply => {
    if (path === '/v3' || path === '/v3/') return send(200, { version: { id: 'v3.14', status: 'stable' } });
    if (path === '/v3/auth/tokens' && method === 'POST') return login(cloud, catalog, tokens, body);
    if (path.startsWith('/v1/')) return onSwift(store, tokens.get(token), method, path);
    return send(404, { error: { code: 404, message: 'The resource could not be found.', title: 'Not Found' } });
  };
  return (request, response) => {
    const url = new URL(request.url ?? '/', catalog.store);
    const id = `tx${randomBytes(10).toString('hex')}`;
    const fixed = url.pathname.startsWith('/v1/') ? { 'x-trans-id': id, 'x-openstack-request-id': id } : { 'x-openstack-request-id': `req-${id}`, vary: 'X-Auth-Token' };
    void answer(request, response, fixed, (body) => serve(request.method ?? 'GET', decodeURIComponent(url.pathname), String(request.headers['x-auth-token'] ?? ''), body), () => send(500, {}));
  };
}

const send = (status: number, body: unknown, headers: Record<string, string> = {}): Reply => ({ status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

const UNAUTHORIZED = { error: { code: 401, message: 'The request you have made requires authentication.', title: 'Unauthorized' } };

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function login(cloud: Keystone, { store, region }: Catalog, tokens: Map<string, string>, body: Buffer): Reply {
  const auth = record(parsed(body), 'auth');
  const identity = record(auth, 'identity');
  const methods = list(identity, 'methods');
  if (methods.length === 0) return send(400, { error: { code: 400, message: "'auth' is a required property", title: 'Bad Request' } });
  const user = methods.includes('application_credential') ? byApplication(cloud, record(identity, 'application_credential')) : byPassword(cloud, identity);
  const wanted = text(auth, 'scope', 'project', 'name') ?? text(auth, 'scope', 'project', 'id') ?? user?.tenant;
  // Keystone does not say which of the parts was wrong
  if (!user || (wanted !== user.tenant && wanted !== idOf(user.tenant))) return send(401, UNAUTHORIZED);
  const token = `gAAAA${randomBytes(30).toString('base64url')}`;
  tokens.set(token, user.tenant);
  const url = `${store}/v1/AUTH_${idOf(user.tenant)}`;
  const endpoints = ['public', 'internal', 'admin'].map((kind) => ({ id: kind, interface: kind, region, region_id: region, url: kind === 'public' ? url : url.replace('https://', `https://${kind}.`) }));
  return send(201, { token: { methods, user: { name: user.username }, project: { id: idOf(user.tenant), name: user.tenant }, catalog: [{ type: 'object-store', name: 'swift', endpoints }] } }, { 'x-subject-token': token });
}

function byPassword(cloud: Keystone, identity: unknown): OpenStackUser | undefined {
  const given = record(identity, 'password', 'user');
  const domain = text(given, 'domain', 'name') ?? text(given, 'domain', 'id') ?? '';
  return domain.toLowerCase() === 'default' ? cloud.users.find((u) => u.username === given['name'] && u.password === given['password']) : undefined;
}
