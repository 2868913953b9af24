import { Failure } from '../errors.ts';
import type { SecretText } from '../secret.ts';
import { Answered } from './answers.ts';
import type { TinyImage } from './image.ts';
import type { Registry } from './registry.ts';

/** What was found, as a proof shows it; the same shape as the writer's Proof. */
export interface Found {
  proof: string;
  ok: boolean;
  summary: string;
  facts: [label: string, value: string][];
}

export interface PushPull {
  registry: Registry;
  /** how the door is called in the report */
  where: string;
  repo: string;
  tag: string;
  image: TinyImage;
  token: SecretText;
  sleep: (ms: number) => Promise<void>;
  emit: (state: string) => void;
}

/** New rights and new endpoints take a while to be known everywhere; so often, and this long (ms) apart, is tried. */
const TRIES = 15;
const APART = 1000;
const PASSING = new Set([401, 403, 404, 429, 502, 503, 504]);

async function patiently(run: () => Promise<void>, sleep: (ms: number) => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Answered) || !PASSING.has(error.status) || tries >= TRIES) throw error;
      await sleep(APART);
    }
  }
}

async function compare(got: Promise<{ bytes: Buffer; via?: string }>, wanted: Buffer, what: string): Promise<string | undefined> {
  const { bytes, via } = await got;
  if (!bytes.equals(wanted)) throw new Failure('unhealthy', `The ${what} that was pulled is not the one that was pushed.`);
  return via;
}

/**
 * Pushes a tiny image, one layer in a single piece and one in three; pulls it by tag and by digest and
 * compares every byte, following redirects to the storage; then asks the registry to delete it.
 * Gives back the facts; fails (unhealthy) with one sentence at the first thing that is wrong.
 */
export async function provePushPull({ registry, where, repo, tag, image, token, sleep, emit }: PushPull): Promise<Found> {
  const [small, large] = image.layers;
  if (small === undefined || large === undefined) throw new Failure('unexpected', 'The image of the proof has not two layers.');
  emit(`logging in to ${where}`);
  await patiently(() => registry.login(token), sleep);
  emit('pushing');
  await patiently(() => registry.upload(repo, small, 1), sleep);
  await registry.upload(repo, large, 3);
  await registry.upload(repo, image.config, 1);
  for (const blob of [small, large, image.config]) if (!(await registry.has(repo, blob.digest))) throw new Failure('unhealthy', `The registry took ${blob.digest} and does not have it.`);
  await registry.putManifest(repo, tag, image.manifest);
  emit('pulling');
  const { manifest } = image;
  const vias = new Set<string | undefined>();
  await compare(registry.manifest(repo, tag, manifest.mediaType), manifest.bytes, 'manifest');
  await compare(registry.manifest(repo, manifest.digest, manifest.mediaType), manifest.bytes, 'manifest');
  for (const blob of [image.config, small, large]) vias.add(await compare(registry.blob(repo, blob.digest), blob.bytes, 'content'));
  if (!(await registry.tags(repo)).includes(tag)) throw new Failure('unhealthy', `The tag ${tag} is missing in the list of tags.`);
  emit('deleting');
  const removed = await registry.remove(repo, 'manifests', manifest.digest).catch(() => false);
  const sent = image.layers.reduce((sum, layer) => sum + layer.bytes.length, image.config.bytes.length + manifest.bytes.length);
  const redirected = [...vias].filter((via) => via !== undefined);
  const facts: [string, string][] = [
    ['registry', where],
    ['certificate', certificate(registry)],
    ['image', `${repo}@${manifest.digest}`],
    ['bytes', String(sent)],
    ['redirected to', redirected.length === 0 ? 'nowhere: the registry serves the bytes itself' : redirected.join(', ')],
    ['deleted', removed ? 'yes' : 'not through the registry: this account may not; the pruner does that'],
  ];
  return { proof: 'push-pull', ok: true, summary: `pushed and pulled ${sent} bytes through ${where}`, facts };
}

function certificate(registry: Registry): string {
  const chain = registry.chain();
  return chain === undefined ? 'unknown' : `${chain.subject}, trusted by ${chain.by ?? 'nobody'}, ${chain.daysLeft} days left`;
}
