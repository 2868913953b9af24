import { at, isRecord, list, num, record, text } from '../../api/json.ts';
import { blank, R, ref } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { Refused } from '../client.ts';
import { RegistryError } from './errors.ts';
import type { Ask } from './request.ts';

/** The registry's own name, in every reference it writes. */
const HOST = 'image-registry.openshift-image-registry.svc:5000';

/** A manifest as it was pushed. */
export interface Pushed {
  digest: string;
  mediaType: string;
  manifest: Record<string, unknown>;
  /** the image's configuration; undefined for a list */
  config: Record<string, unknown> | undefined;
}

/** The digest that a tag of the stream points to now. */
export function tagged(stream: KubeObject | undefined, tag: string): string | undefined {
  const entry = list(stream, 'status', 'tags').filter(isRecord).find((t) => t['tag'] === tag);
  return text(entry, 'items', 0, 'image');
}

/** Tags of the stream, sorted. */
export function tagsOf(stream: KubeObject): string[] {
  return list(stream, 'status', 'tags').map((t) => text(t, 'tag')).filter((t) => t !== undefined).toSorted();
}

/**
 * Writes the Image and, for a tag, the image stream's history, which is made when it is missing and the pusher may make it.
 * Throws RegistryError DENIED where the cluster refuses (the namespace is missing, or no right).
 */
export async function recordImage(ask: Ask, pushed: Pushed, tag: string | undefined): Promise<void> {
  try {
    const stream = (await ask.client.get(R.ImageStream, ask.name, ask.namespace)) ?? (await createStream(ask));
    if (!(await ask.client.get(R.StoredImage, pushed.digest))) await unlessThere(ask.client.create(R.StoredImage, imageOf(ask, pushed)));
    if (tag !== undefined) await point(ask, stream, tag, pushed.digest);
  } catch (error) {
    if (error instanceof Refused && (error.code === 403 || error.code === 404)) throw new RegistryError('DENIED', error.message);
    throw error;
  }
}

async function unlessThere(made: Promise<KubeObject>): Promise<KubeObject | undefined> {
  return made.catch((error: unknown) => {
    // an API server where custom resources stand in for OpenShift's refuses the colon in an image's name; pulls need only the stream
    if (error instanceof Refused && (error.reason === 'AlreadyExists' || error.code === 422)) return undefined;
    throw error;
  });
}

async function createStream(ask: Ask): Promise<KubeObject> {
  const allowed = await ask.client.may(ask.who, { verb: 'create', group: 'image.openshift.io', resource: 'imagestreams', namespace: ask.namespace });
  if (!allowed) throw new RegistryError('DENIED');
  const stream = { ...blank(ref(R.ImageStream, ask.name, ask.namespace)), spec: { lookupPolicy: { local: false } } };
  return (await unlessThere(ask.client.create(R.ImageStream, stream))) ?? (await ask.client.get(R.ImageStream, ask.name, ask.namespace)) ?? stream;
}

/** Puts the image on top of the tag's history; a conflict is tried anew, as two pushes may land together. */
async function point(ask: Ask, first: KubeObject, tag: string, digest: string): Promise<void> {
  let stream = first;
  for (let turn = 0; tagged(stream, tag) !== digest; turn++) {
    const repository = `${HOST}/${ask.repository}`;
    const tags = list(stream, 'status', 'tags').filter(isRecord);
    const known = tags.find((t) => t['tag'] === tag);
    const item = { created: now(), dockerImageReference: `${repository}@${digest}`, image: digest, generation: (num(known, 'items', 0, 'generation') ?? 0) + 1 };
    const entry = { tag, items: [item, ...list(known, 'items')] };
    const next = known ? tags.map((t) => (t === known ? entry : t)) : [...tags, entry];
    try {
      await ask.client.update(R.ImageStream, { ...stream, status: { ...record(stream, 'status'), dockerImageRepository: repository, tags: next } }, 'status');
      return;
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 409 || turn > 99) throw error;
      stream = (await ask.client.get(R.ImageStream, ask.name, ask.namespace)) ?? stream;
    }
  }
}

const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

function imageOf(ask: Ask, pushed: Pushed): KubeObject {
  const layers = list(pushed.manifest, 'layers').map((l) => ({ name: text(l, 'digest'), size: num(l, 'size'), mediaType: text(l, 'mediaType') }));
  const config = pushed.config ?? {};
  const object = blank(ref(R.StoredImage, pushed.digest));
  object.metadata.annotations = { 'openshift.io/image.managed': 'true', 'image.openshift.io/dockerLayersOrder': 'ascending' };
  return {
    ...object,
    dockerImageReference: `${HOST}/${ask.repository}@${pushed.digest}`,
    dockerImageMetadata: {
      kind: 'DockerImage', apiVersion: '1.0', Id: text(pushed.manifest, 'config', 'digest') ?? '', Created: text(config, 'created') ?? null,
      Architecture: text(config, 'architecture') ?? '', Config: at(config, 'config') ?? {}, Size: layers.reduce((sum, l) => sum + (l.size ?? 0), 0),
    },
    dockerImageMetadataVersion: '1.0',
    dockerImageManifestMediaType: pushed.mediaType,
    dockerImageLayers: layers,
  };
}
