import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { answer } from '../answer.ts';
import type { Reply } from '../answer.ts';
import type { CloudBucket, CloudStore } from '../cloud-door.ts';
import { xml } from '../xml.ts';
import type { AzureAccounts } from './accounts.ts';
import { sharedAccess } from './sas.ts';
import { sharedKeyFault } from './shared-key.ts';

const WORDS: Record<string, [number, string]> = {
  AuthenticationFailed: [403, 'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.'],
  NoAuthenticationInformation: [401, 'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.'],
  ContainerNotFound: [404, 'The specified container does not exist.'],
  BlobNotFound: [404, 'The specified blob does not exist.'],
  UnsupportedHttpVerb: [405, 'The resource does not support specified Http Verb.'],
};

/** Azure's blob service of every account, over the containers of `store`. The host's first label is the account; of one that there is none, nothing answers. */
export function azureServer(accounts: AzureAccounts, store: CloudStore, now: () => Date = () => new Date()): RequestListener {
  return (request, response) => {
    const account = (request.headers.host ?? '').split('.')[0] ?? '';
    const key = accounts.keys.get(account);
    if (key === undefined) return void request.socket.destroy();
    const id = randomUUID();
    const url = new URL(request.url ?? '/', `https://${request.headers.host ?? ''}`);
    const serve = (): Reply => {
      const shared = url.searchParams.has('sig');
      if (shared && !sharedAccess(url, account, [key, ...accounts.managers], now())) return refuse('AuthenticationFailed', id, now(), 'Signature did not match.');
      const fault = shared ? undefined : sharedKeyFault({ method: request.method ?? 'GET', url, headers: request.headers }, account, key, now());
      if (fault !== undefined) return refuse(fault.code, id, now(), fault.detail);
      return onContainer(store, account, request.method ?? 'GET', url, (code) => refuse(code, id, now()));
    };
    void answer(request, response, { 'x-ms-request-id': id, 'x-ms-version': '2020-10-02', server: 'Windows-Azure-Blob/1.0' }, serve, () => refuse('AuthenticationFailed', id, now()));
  };
}

function refuse(code: string, id: string, now: Date, detail?: string): Reply {
  const [status, words] = WORDS[code] ?? [400, code];
  const body = xml('Error', { Code: code, Message: `${words}\nRequestId:${id}\nTime:${now.toISOString()}`, AuthenticationErrorDetail: detail });
  return { status, headers: { 'content-type': 'application/xml', 'x-ms-error-code': code }, body };
}

function onContainer(store: CloudStore, account: string, method: string, url: URL, fail: (code: string) => Reply): Reply {
  const [, name = '', ...rest] = decodeURIComponent(url.pathname).split('/');
  const listing = url.searchParams.get('comp') === 'list';
  if (method !== 'GET' && method !== 'HEAD') return fail('UnsupportedHttpVerb');
  if (name === '') return listed('Containers', [...store.buckets.values()].filter((b) => b.account === account).map((b) => ({ Container: { Name: b.name } })));
  const container = store.find(account, name);
  if (!container) return fail('ContainerNotFound');
  if (url.searchParams.get('restype') !== 'container') return blob(container, rest.join('/'), fail);
  if (listing) return listed('Blobs', [...container.objects].map(([key, body]) => ({ Blob: { Name: key, Properties: { 'Content-Length': body.length } } })));
  return { status: 200, headers: { etag: '"0x8DB0000000000000"', 'x-ms-lease-status': 'unlocked', 'x-ms-lease-state': 'available', 'x-ms-has-immutability-policy': 'false' } };
}

function blob(container: CloudBucket, key: string, fail: (code: string) => Reply): Reply {
  const body = container.objects.get(key);
  return body === undefined ? fail('BlobNotFound') : { status: 200, headers: { 'content-type': 'application/octet-stream', 'x-ms-blob-type': 'BlockBlob' }, body };
}

const listed = (what: string, items: Record<string, Record<string, unknown>>[]): Reply => ({ status: 200, headers: { 'content-type': 'application/xml' }, body: xml('EnumerationResults', { [what]: items as never, NextMarker: '' }) });
