import { createHmac, randomUUID } from 'node:crypto';
import { created, mount } from './blobs.ts';
import { RegistryError } from './errors.ts';
import { digestOf, hexOf, layout } from './layout.ts';
import type { Ask, Reply } from './request.ts';

/** POST that starts an upload (or mounts a blob), and all that is asked of one that runs. What was sent is kept in the storage. */
export async function onUpload(ask: Ask): Promise<Reply> {
  if (ask.reference === '') return ask.method === 'POST' ? start(ask) : unsupported();
  const place = layout.upload(ask.repository, ask.reference, 'data');
  if (ask.query.get('_state') !== stateOf(ask, ask.reference)) throw new RegistryError('BLOB_UPLOAD_INVALID');
  const begun = layout.upload(ask.repository, ask.reference, 'startedat');
  if (!(await ask.store.stat(begun))) throw new RegistryError('BLOB_UPLOAD_UNKNOWN');
  const sent = (await ask.store.get(place)) ?? Buffer.alloc(0);
  const end = async (): Promise<void> => {
    await ask.store.delete(place);
    await ask.store.delete(begun);
  };
  switch (ask.method) {
    case 'GET':
    case 'HEAD':
      return { status: 204, headers: progress(ask, ask.reference, sent.length) };
    case 'PATCH': {
      const whole = append(ask, sent);
      await ask.store.put(place, whole);
      return { status: 202, headers: progress(ask, ask.reference, whole.length) };
    }
    case 'PUT':
      return finish(ask, append(ask, sent), end);
    case 'DELETE':
      await end();
      return { status: 204, headers: { 'docker-upload-uuid': ask.reference } };
    default:
      return unsupported();
  }
}

function unsupported(): never {
  throw new RegistryError('UNSUPPORTED');
}

async function start(ask: Ask): Promise<Reply> {
  const mounted = ask.query.has('mount') ? await mount(ask) : undefined;
  if (mounted) return mounted;
  const id = randomUUID();
  await ask.store.put(layout.upload(ask.repository, id, 'startedat'), Buffer.from(new Date().toISOString()));
  return { status: 202, headers: progress(ask, id, 0) };
}

async function finish(ask: Ask, whole: Buffer, end: () => Promise<void>): Promise<Reply> {
  const digest = ask.query.get('digest') ?? '';
  const hex = hexOf(digest);
  if (hex === undefined) throw new RegistryError('DIGEST_INVALID', digest === '' ? 'digest missing' : 'digest parsing failed');
  if (digestOf(whole) !== digest) {
    await end();
    throw new RegistryError('DIGEST_INVALID', `invalid digest for referenced layer: ${digest}, content does not match digest`);
  }
  await ask.store.put(layout.blob(hex), whole);
  await ask.store.put(layout.layer(ask.repository, hex), Buffer.from(digest));
  await end();
  return created(ask, digest);
}

/** A Content-Range, where given, must go on where the last piece ended and be as long as the body. */
function append(ask: Ask, sent: Buffer): Buffer {
  const given = ask.headers['content-range'];
  if (given !== undefined && given !== '') {
    const m = /^(?:bytes[ =])?(\d+)-(\d+)(?:\/.*)?$/.exec(given);
    if (!m || Number(m[1]) !== sent.length || Number(m[2]) < Number(m[1])) throw new RegistryError('RANGE_INVALID');
    if (Number(m[2]) - Number(m[1]) + 1 !== ask.body.length) throw new RegistryError('SIZE_INVALID');
  }
  return sent.length === 0 ? ask.body : Buffer.concat([sent, ask.body]);
}

const stateOf = (ask: Ask, id: string): string => createHmac('sha256', ask.secret).update(`${ask.repository} ${id}`).digest('base64url');

function progress(ask: Ask, id: string, size: number): Record<string, string> {
  return {
    location: `${ask.origin}/v2/${ask.repository}/blobs/uploads/${id}?_state=${stateOf(ask, id)}`,
    range: `0-${Math.max(0, size - 1)}`,
    'docker-upload-uuid': id,
  };
}
