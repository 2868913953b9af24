import type { IncomingMessage } from 'node:http';
import type { Client } from '../client.ts';
import { demand, demandGlobal, identify, issueToken } from './access.ts';
import type { Action } from './access.ts';
import { onBlob } from './blobs.ts';
import type { BlobStore } from './blob-store.ts';
import { RegistryError } from './errors.ts';
import { hexOf, layout } from './layout.ts';
import { onManifest } from './manifests.ts';
import { catalog, onTags } from './names.ts';
import type { Ask, Reply } from './request.ts';
import type { RegistrySettings } from './storage.ts';
import { onUpload } from './uploads.ts';

/** What the handler of one request needs to know of the registry. */
export interface Context {
  client: Client;
  store: BlobStore;
  settings: RegistrySettings;
  secret: string;
}

const ACTIONS: Record<string, readonly Action[]> = { GET: ['pull'], HEAD: ['pull'], POST: ['pull', 'push'], PUT: ['pull', 'push'], PATCH: ['pull', 'push'], DELETE: ['prune'] };
const ROUTES: readonly [RegExp, (ask: Ask) => Promise<Reply>, readonly string[]][] = [
  [/^\/v2\/(.+)\/blobs\/uploads\/([^/]*)$/, onUpload, ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']],
  [/^\/v2\/(.+)\/blobs\/([^/]+)$/, onBlob, ['GET', 'HEAD', 'DELETE']],
  [/^\/v2\/(.+)\/manifests\/([^/]+)$/, onManifest, ['GET', 'HEAD', 'PUT', 'DELETE']],
  [/^\/v2\/(.+)\/tags\/(list)$/, onTags, ['GET']],
  [/^\/extensions\/v2\/(.+)\/signatures\/([^/]+)$/, onSignatures, ['GET']],
];

/** Answers one request of the registry's API. Throws RegistryError and StorageError. */
export async function route(context: Context, request: IncomingMessage, body: Buffer): Promise<Reply> {
  const { client } = context;
  const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, String(v)]));
  const host = headers['x-forwarded-host'] ?? headers['host'] ?? '';
  const url = new URL(request.url ?? '/', 'https://registry.invalid');
  const method = request.method ?? 'GET';
  const path = url.pathname;
  if (path === '/openshift/token') {
    const token = await issueToken(client, headers['authorization']);
    return { ...token, headers: { 'content-type': 'application/json' } };
  }
  const found = ROUTES.map(([pattern, run, methods]) => ({ match: pattern.exec(path), run, methods })).find((r) => r.match !== null);
  const known = found !== undefined || ['/v2/', '/v2/_catalog', '/extensions/v2/metrics'].includes(path) || path.startsWith('/admin/blobs/');
  if (!known) return path === '/v2' ? { status: 301, headers: { location: '/v2/' } } : { status: 404, body: '404 page not found\n' };

  const who = await identify(client, headers['authorization'], host);
  if (path === '/v2/') return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
  if (path === '/v2/_catalog') {
    await demandGlobal(client, who, { verb: 'list', resource: 'imagestreams' });
    return catalog(client, url.searchParams);
  }
  if (path === '/extensions/v2/metrics') {
    await demandGlobal(client, who, { verb: 'get', resource: 'registry', subresource: 'metrics' });
    return { status: 200, headers: { 'content-type': 'text/plain; version=0.0.4' }, body: '# TYPE imageregistry_build_info gauge\nimageregistry_build_info 1\n' };
  }
  if (!found) {
    await demand(client, who, ['prune'], '', '');
    return dropBlob(context, method, path);
  }
  const [, repository = '', reference = ''] = found.match ?? [];
  const [namespace = '', name = '', ...more] = repository.split('/');
  // the integrated registry knows names of exactly two parts, and answers others with a bare 400
  if (name === '' || namespace === '' || more.length > 0 || !/^[a-z0-9._/-]+$/.test(repository)) return { status: 400 };
  await demand(client, who, ACTIONS[method] ?? ['prune'], namespace, name);
  const writes = !['GET', 'HEAD'].includes(method);
  if (!found.methods.includes(method) || (writes && context.settings.readOnly)) throw new RegistryError('UNSUPPORTED');
  return found.run({ method, repository, namespace, name, reference, query: url.searchParams, headers, body, origin: `https://${host}`, who, ...context });
}

/** The registry says in every answer that it keeps signatures, so skopeo and podman ask for them: there are none. */
async function onSignatures(ask: Ask): Promise<Reply> {
  if (hexOf(ask.reference) === undefined) throw new RegistryError('DIGEST_INVALID');
  return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"signatures":[]}' };
}

/** The pruner's way to free space: the blob itself, in whatever repository. */
async function dropBlob({ store, settings }: Context, method: string, path: string): Promise<Reply> {
  const hex = hexOf(path.slice('/admin/blobs/'.length));
  if (method !== 'DELETE' || settings.readOnly) throw new RegistryError('UNSUPPORTED');
  if (hex === undefined) throw new RegistryError('DIGEST_INVALID');
  if (!(await store.stat(layout.blob(hex)))) throw new RegistryError('BLOB_UNKNOWN');
  await store.delete(layout.blob(hex));
  return { status: 204 };
}
