import type { RequestListener } from 'node:http';
import { answer } from '../answer.ts';
import type { Reply } from '../answer.ts';
import type { CloudBucket, CloudStore } from '../cloud-door.ts';
import type { ServiceAccount } from './accounts.ts';
import { signerOf } from './signed-url.ts';
import { metadataOf, patched } from './metadata.ts';
import { grantToken, type Granted } from './token.ts';

const send = (status: number, body: unknown): Reply => ({ status, headers: { 'content-type': 'application/json; charset=UTF-8' }, body: JSON.stringify(body) });
const refuse = (code: number, reason: string, message: string): Reply => send(code, { error: { code, message, errors: [{ message, domain: 'global', reason }] } });

/** Google's token endpoint and of its storage API (JSON) what reads, and what patches a bucket, over the buckets of `store`, which are of projects. */
export function googleServer(accounts: readonly ServiceAccount[], store: CloudStore, now: () => Date = () => new Date()): RequestListener {
  const tokens = new Map<string, Granted>();
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'https://storage.googleapis.com');
    const serve = (body: Buffer): Reply => {
      if (['/token', '/o/oauth2/token', '/oauth2/v4/token'].includes(url.pathname)) return grantToken(accounts, tokens, body, now());
      if (url.searchParams.has('Signature')) return signed(store, signerOf(accounts, request.method === 'HEAD' ? 'HEAD' : 'GET', url, now()), url);
      const granted = tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, ''));
      if (!granted) return refuse(401, 'authError', 'Invalid Credentials');
      if (request.method !== 'GET' && request.method !== 'PATCH') return refuse(405, 'methodNotAllowed', 'Method Not Allowed');
      if (request.method === 'PATCH' && !granted.mayWrite) return refuse(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.');
      return onStorage(store, granted.account, url, request.method === 'PATCH' ? body : undefined);
    };
    void answer(request, response, { 'x-guploader-uploadid': 'lab', server: 'UploadServer' }, serve, () => refuse(500, 'backendError', 'Backend Error'));
  };
}

function onStorage(store: CloudStore, account: ServiceAccount, { pathname, searchParams }: URL, patch: Buffer | undefined): Reply {
  const match = /^\/storage\/v1\/b(?:\/([^/]+)(?:\/(o)(?:\/(.+))?)?)?$/.exec(pathname);
  if (match === null) return refuse(404, 'notFound', 'Not Found');
  const [, name, objects, key] = match;
  const prefix = searchParams.get('prefix') ?? '';
  if (name === undefined) {
    if (searchParams.get('project') !== account.project) return denied(account, 'storage.buckets.list', 'project');
    return send(200, { kind: 'storage#buckets', items: [...store.buckets.values()].filter((b) => b.account === account.project && b.name.startsWith(prefix)).map(shown) });
  }
  const bucket = store.find(account.project, decodeURIComponent(name));
  if (!bucket) return refuse(404, 'notFound', 'The specified bucket does not exist.');
  if (bucket.account !== account.project) return denied(account, objects === undefined ? 'storage.buckets.get' : 'storage.objects.list', 'bucket');
  if (patch !== undefined) {
    if (objects !== undefined) return refuse(405, 'methodNotAllowed', 'Method Not Allowed');
    const why = patched(bucket, patch, searchParams.get('ifMetagenerationMatch'));
    if (why !== undefined) return refuse(why.code, why.reason, why.message);
  }
  if (objects === undefined) return send(200, shown(bucket));
  if (key !== undefined) return object(bucket, decodeURIComponent(key), searchParams.get('alt') === 'media');
  const most = Number(searchParams.get('maxResults') ?? 1000);
  return send(200, { kind: 'storage#objects', items: [...bucket.objects].filter(([k]) => k.startsWith(prefix)).toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, most).map(([k, body]) => ({ name: k, size: String(body.length) })) });
}

const shown = (bucket: CloudBucket): unknown => ({ kind: 'storage#bucket', id: bucket.name, name: bucket.name, location: 'US-CENTRAL1', locationType: 'region', storageClass: 'STANDARD', ...metadataOf(bucket) });

function object({ objects }: CloudBucket, key: string, media: boolean): Reply {
  const body = objects.get(key);
  if (body === undefined) return refuse(404, 'notFound', `No such object: ${key}`);
  return media ? { status: 200, headers: { 'content-type': 'application/octet-stream' }, body } : send(200, { kind: 'storage#object', name: key, size: String(body.length) });
}

/** What a signed URL leads to: errors are in XML there. */
function signed(store: CloudStore, account: ServiceAccount | undefined, { pathname }: URL): Reply {
  const fail = (status: number, code: string): Reply => ({ status, headers: { 'content-type': 'application/xml; charset=UTF-8' }, body: `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code></Error>` });
  if (account === undefined) return fail(403, 'SignatureDoesNotMatch');
  const [, name = '', ...key] = decodeURIComponent(pathname).split('/');
  const bucket = store.find(account.project, name);
  const body = bucket?.account === account.project ? bucket.objects.get(key.join('/')) : undefined;
  return body === undefined ? fail(404, bucket ? 'NoSuchKey' : 'NoSuchBucket') : { status: 200, headers: { 'content-type': 'application/octet-stream' }, body };
}

function denied({ email }: ServiceAccount, permission: string, what: string): Reply {
  return refuse(403, 'forbidden', `${email} does not have ${permission} access to the Google Cloud ${what === 'project' ? 'project' : 'Storage bucket'}. Permission '${permission}' denied on resource (or it may not exist).`);
}
