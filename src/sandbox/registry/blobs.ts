import { byteRange } from '../stores/objects.ts';
import { may } from './access.ts';
import { RegistryError } from './errors.ts';
import { hexOf, layout } from './layout.ts';
import type { Ask, Reply } from './request.ts';

/** The size of a blob that the repository has; undefined when it does not have it, or the storage lost it. */
export async function blobSize(ask: Pick<Ask, 'store'>, repository: string, digest: string): Promise<number | undefined> {
  const hex = hexOf(digest);
  if (hex === undefined || !(await ask.store.stat(layout.layer(repository, hex)))) return undefined;
  return (await ask.store.stat(layout.blob(hex)))?.size;
}

/** HEAD, GET (ranges; a redirect to the storage where it has URLs) and DELETE of a blob. */
export async function onBlob(ask: Ask): Promise<Reply> {
  const digest = ask.reference;
  const hex = hexOf(digest);
  if (hex === undefined) throw new RegistryError('DIGEST_INVALID', digest);
  const size = await blobSize(ask, ask.repository, digest);
  if (size === undefined) throw new RegistryError('BLOB_UNKNOWN', { digest });
  if (ask.method === 'DELETE') {
    await ask.store.delete(layout.layer(ask.repository, hex));
    return { status: 202, headers: { 'docker-content-digest': digest } };
  }
  const link = ask.settings.disableRedirect ? undefined : await ask.store.link(ask.method, layout.blob(hex));
  if (link !== undefined) return { status: 307, headers: { location: link, 'docker-content-digest': digest } };
  const headers = { 'content-type': 'application/octet-stream', 'docker-content-digest': digest, 'accept-ranges': 'bytes', etag: `"${digest}"`, 'cache-control': 'max-age=31536000' };
  if (ask.method === 'HEAD') return { status: 200, headers: { ...headers, 'content-length': String(size) } };
  const body = (await ask.store.get(layout.blob(hex))) ?? Buffer.alloc(0);
  const part = rangeOf(ask.headers['range'], body.length);
  if (!part) return { status: 200, headers, body };
  return { status: 206, headers: { ...headers, 'content-range': `bytes ${part.from}-${part.to}/${body.length}` }, body: body.subarray(part.from, part.to + 1) };
}

function rangeOf(header: string | undefined, size: number): { from: number; to: number } | undefined {
  try {
    return byteRange(header, size);
  } catch {
    throw new RegistryError('RANGE_INVALID');
  }
}

/** Takes a blob over from another repository that the client may pull from; undefined when that cannot be, and it must be uploaded. */
export async function mount(ask: Ask): Promise<Reply | undefined> {
  const [digest, from] = [ask.query.get('mount') ?? '', ask.query.get('from') ?? ''];
  const hex = hexOf(digest);
  const [namespace = '', name = ''] = from.split('/');
  if (hex === undefined || name === '' || !(await may(ask.client, ask.who, 'pull', namespace, name))) return undefined;
  if ((await blobSize(ask, from, digest)) === undefined) return undefined;
  await ask.store.put(layout.layer(ask.repository, hex), Buffer.from(digest));
  return created(ask, digest);
}

/** 201 for a blob that the repository has from now on. */
export const created = (ask: Ask, digest: string): Reply => ({
  status: 201,
  headers: { location: `${ask.origin}/v2/${ask.repository}/blobs/${digest}`, 'docker-content-digest': digest },
});
