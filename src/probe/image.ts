import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** Bytes under their digest. */
export interface Blob {
  digest: string;
  bytes: Buffer;
}

/** A whole image: what is pushed, and compared with what comes back. */
export interface TinyImage {
  layers: Blob[];
  config: Blob;
  manifest: Blob & { mediaType: string };
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** `sha256:…` of the bytes. */
export function digestOf(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function blob(bytes: Buffer): Blob {
  return { digest: digestOf(bytes), bytes };
}

/** A tar archive with one file, in the ustar form, with no time and no owner. */
export function tar(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  const put = (offset: number, value: string): void => void header.write(value, offset, 'latin1');
  put(0, name);
  put(100, '0000644\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  put(124, `${content.length.toString(8).padStart(11, '0')}\0`);
  put(136, '00000000000\0');
  put(148, '        ');
  put(156, '0');
  put(257, 'ustar\0' + '00');
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512), Buffer.alloc(1024)]);
}

/** Bytes that look random, do not compress, and are the same for the same seed. */
function noise(seed: string, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let i = 0; i * 32 < length; i++) blocks.push(createHash('sha256').update(`${seed} ${i}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}

/**
 * A two-layer OCI image, made in memory: a line of text, and 64 KiB that is worth sending in pieces.
 * Each seed gives other content, so that a registry cannot have it already; the same seed the same.
 */
export function makeImage(seed: string): TinyImage {
  const contents = [tar('proof.txt', Buffer.from(`pushed by registryctl, ${seed}\n`)), tar('proof.bin', noise(seed, 65_536))];
  const layers = contents.map((content) => blob(gzipSync(content)));
  const config = blob(
    Buffer.from(
      JSON.stringify({
        created: '1970-01-01T00:00:00Z',
        architecture: 'amd64',
        os: 'linux',
        config: { Labels: { 'registryctl.dev/proof': seed } },
        rootfs: { type: 'layers', diff_ids: contents.map(digestOf) },
        history: contents.map(() => ({ created: '1970-01-01T00:00:00Z', created_by: 'registryctl' })),
      }),
    ),
  );
  const described = (mediaType: string, { digest, bytes }: Blob): object => ({ mediaType, digest, size: bytes.length });
  const manifest = { schemaVersion: 2, mediaType: MANIFEST, config: described(CONFIG, config), layers: layers.map((layer) => described(LAYER, layer)) };
  return { layers, config, manifest: { ...blob(Buffer.from(JSON.stringify(manifest))), mediaType: MANIFEST } };
}
