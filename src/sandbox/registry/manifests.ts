import { isRecord, list, text } from '../../api/json.ts';
import { R } from '../../api/resources.ts';
import { blobSize } from './blobs.ts';
import { RegistryError } from './errors.ts';
import { digestOf, hexOf, layout } from './layout.ts';
import type { Ask, Reply } from './request.ts';
import { recordImage, tagged } from './streams.ts';

const IMAGES = ['application/vnd.docker.distribution.manifest.v2+json', 'application/vnd.oci.image.manifest.v1+json'];
const LISTS = ['application/vnd.docker.distribution.manifest.list.v2+json', 'application/vnd.oci.image.index.v1+json'];
/** The registry reads no larger manifest. */
const LARGEST = 4 * 1024 * 1024;

/** HEAD, GET, PUT and DELETE of a manifest, by tag or digest. */
export async function onManifest(ask: Ask): Promise<Reply> {
  if (ask.method === 'PUT') return put(ask);
  const digest = hexOf(ask.reference) === undefined ? await byTag(ask) : ask.reference;
  const hex = hexOf(digest) ?? '';
  const revision = layout.revision(ask.repository, hex);
  const body = (await ask.store.stat(revision)) ? await ask.store.get(layout.blob(hex)) : undefined;
  if (!body) throw new RegistryError('MANIFEST_UNKNOWN', { name: ask.repository, reference: ask.reference });
  if (ask.method === 'DELETE') {
    if (digest !== ask.reference) throw new RegistryError('UNSUPPORTED');
    await ask.store.delete(revision);
    return { status: 202 };
  }
  const type = mediaTypeOf(parse(body), undefined);
  return { status: 200, headers: { 'content-type': type, 'docker-content-digest': digest, etag: `"${digest}"`, 'content-length': String(body.length) }, body };
}

async function byTag(ask: Ask): Promise<string> {
  const digest = tagged(await ask.client.get(R.ImageStream, ask.name, ask.namespace), ask.reference);
  if (digest === undefined) throw new RegistryError('MANIFEST_UNKNOWN', { name: ask.repository, tag: ask.reference });
  return digest;
}

async function put(ask: Ask): Promise<Reply> {
  if (ask.body.length > LARGEST) throw new RegistryError('MANIFEST_INVALID', 'the manifest is too large');
  const manifest = parse(ask.body);
  const mediaType = mediaTypeOf(manifest, ask.headers['content-type']);
  const digest = digestOf(ask.body);
  const named = hexOf(ask.reference) !== undefined;
  if (named && ask.reference !== digest) throw new RegistryError('DIGEST_INVALID', ask.reference);
  if (!named && !/^\w[\w.-]{0,127}$/.test(ask.reference)) throw new RegistryError('TAG_INVALID', ask.reference);
  await (LISTS.includes(mediaType) ? checkList(ask, manifest) : checkImage(ask, manifest));

  const hex = hexOf(digest) ?? '';
  await ask.store.put(layout.blob(hex), ask.body);
  await ask.store.put(layout.revision(ask.repository, hex), Buffer.from(digest));
  await recordImage(ask, { digest, mediaType, manifest, config: await configOf(ask, manifest) }, named ? undefined : ask.reference);
  return { status: 201, headers: { location: `${ask.origin}/v2/${ask.repository}/manifests/${digest}`, 'docker-content-digest': digest } };
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (isRecord(value) && value['schemaVersion'] === 2) return value;
  } catch {
    // said below
  }
  throw new RegistryError('MANIFEST_INVALID', 'it is no JSON of schema version 2');
}

/** The manifest's own type, which must be the header's where both are given; only OCI's kinds may leave it out. */
function mediaTypeOf(manifest: Record<string, unknown>, header: string | undefined): string {
  const [inside, outside] = [text(manifest, 'mediaType'), header?.split(';')[0]?.trim()];
  const type = inside ?? outside ?? (Array.isArray(manifest['manifests']) ? LISTS[1] : IMAGES[1]) ?? '';
  if (![...IMAGES, ...LISTS].includes(type) || (inside === undefined && type.includes('docker')) || (outside !== undefined && outside !== type)) throw new RegistryError('MANIFEST_INVALID', `media type ${outside ?? type}`);
  return type;
}

async function checkImage(ask: Ask, manifest: Record<string, unknown>): Promise<void> {
  const layers = list(manifest, 'layers').filter((l) => list(l, 'urls').length === 0);
  const digests = [manifest['config'], ...layers].map((d) => text(d, 'digest') ?? '');
  if (digests.some((d) => hexOf(d) === undefined)) throw new RegistryError('MANIFEST_INVALID', 'a descriptor has no digest');
  for (const digest of new Set(digests)) {
    if ((await blobSize(ask, ask.repository, digest)) === undefined) throw new RegistryError('MANIFEST_BLOB_UNKNOWN', { digest });
  }
}

async function checkList(ask: Ask, manifest: Record<string, unknown>): Promise<void> {
  for (const digest of list(manifest, 'manifests').map((m) => text(m, 'digest') ?? '')) {
    const hex = hexOf(digest);
    if (hex === undefined || !(await ask.store.stat(layout.revision(ask.repository, hex)))) throw new RegistryError('MANIFEST_BLOB_UNKNOWN', { digest });
  }
}

async function configOf(ask: Ask, manifest: Record<string, unknown>): Promise<Record<string, unknown> | undefined> {
  const hex = hexOf(text(manifest, 'config', 'digest') ?? '');
  const body = hex === undefined ? undefined : await ask.store.get(layout.blob(hex));
  try {
    const value: unknown = JSON.parse(body?.toString() ?? 'null');
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
