import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf, makeImage, tar } from '../../src/probe/image.ts';

const manifestOf = (seed: string): { config: { digest: string; size: number }; layers: { digest: string; size: number; mediaType: string }[] } => JSON.parse(makeImage(seed).manifest.bytes.toString());

describe('the image of a proof', () => {
  it('is the same for the same seed, another for another', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const same = makeImage(a).manifest.digest === makeImage(b).manifest.digest;
        expect(same).toBe(a === b);
        if (a !== b) for (const [i, layer] of makeImage(a).layers.entries()) expect(layer.digest).not.toBe(makeImage(b).layers[i]?.digest);
      }),
      { numRuns: 15 },
    );
  });

  it('says the truth in its manifest and its configuration', () => {
    const image = makeImage('s');
    const manifest = manifestOf('s');
    expect(manifest.layers.map((layer) => layer.digest)).toEqual(image.layers.map((layer) => digestOf(layer.bytes)));
    expect(manifest.layers.map((layer) => layer.size)).toEqual(image.layers.map((layer) => layer.bytes.length));
    expect(manifest.config).toMatchObject({ digest: digestOf(image.config.bytes), size: image.config.bytes.length });
    expect(manifest.layers.map((layer) => layer.mediaType)).toEqual(['application/vnd.oci.image.layer.v1.tar+gzip', 'application/vnd.oci.image.layer.v1.tar+gzip']);
    const config = JSON.parse(image.config.bytes.toString()) as { rootfs: { diff_ids: string[] } };
    expect(config.rootfs.diff_ids).toEqual(image.layers.map((layer) => digestOf(gunzipSync(layer.bytes))));
    expect(image.manifest.digest).toBe(digestOf(image.manifest.bytes));
  });

  it('is small, but its second layer is worth sending in pieces', () => {
    const { layers } = makeImage('size');
    expect(layers[0]?.bytes.length).toBeLessThan(1000);
    expect(layers[1]?.bytes.length).toBeGreaterThan(60_000);
    expect(layers[1]?.bytes.length).toBeLessThan(80_000);
  });

  it('has layers that tar unpacks', () => {
    const folder = mkdtempSync(join(tmpdir(), 'image-'));
    try {
      writeFileSync(join(folder, 'a.tar'), tar('proof.txt', Buffer.from('some text')));
      execFileSync('tar', ['-xf', 'a.tar'], { cwd: folder });
      expect(readFileSync(join(folder, 'proof.txt'), 'utf8')).toBe('some text');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
