import type { Reply } from '../answer.ts';
import type { CloudStore } from '../cloud-door.ts';
import { idOf } from './keystone.ts';

const page = (status: number, title: string): Reply => ({ status, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: `<html><h1>${title}</h1></html>` });

/** One request on Swift: containers and objects of the tenant whose token it is. `path` is decoded. */
export function onSwift(store: CloudStore, tenant: string | undefined, method: string, path: string): Reply {
  const [, , account = '', name = '', ...rest] = path.split('/');
  if (tenant === undefined) return page(401, 'Unauthorized');
  if (account !== `AUTH_${idOf(tenant)}`) return page(403, 'Forbidden');
  if (name === '') return { status: 200, headers: { 'content-type': 'text/plain' }, body: [...store.buckets.values()].filter((b) => b.account === tenant).map((b) => `${b.name}\n`).join('') };
  const container = store.find(tenant, name);
  if (!container) return page(404, 'Not Found');
  const key = rest.join('/');
  if (key === '') {
    const bytes = [...container.objects.values()].reduce((sum, body) => sum + body.length, 0);
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-container-object-count': String(container.objects.size), 'x-container-bytes-used': String(bytes), 'x-storage-policy': 'default' };
    if (method === 'HEAD') return { status: 204, headers };
    return method === 'GET' ? { status: 200, headers, body: [...container.objects.keys()].toSorted().map((k) => `${k}\n`).join('') } : page(405, 'Method Not Allowed');
  }
  const object = container.objects.get(key);
  if (method !== 'GET' && method !== 'HEAD') return page(405, 'Method Not Allowed');
  return object ? { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: object } : page(404, 'Not Found');
}
