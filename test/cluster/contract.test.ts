import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NAMESPACE } from '../contract/call.ts';
import type { Case, Difference } from '../contract/call.ts';
import { made } from '../contract/calls.ts';
import { KNOWN } from '../contract/differences.ts';
import { generate } from '../contract/generate.ts';
import { compare } from '../contract/run.ts';
import type { Server } from '../contract/run.ts';
import { room } from '../sandbox/api/support.ts';
import type { Room } from '../sandbox/api/support.ts';
import { startCluster } from './server.ts';
import type { RealCluster } from './server.ts';

const CUSTOM = new Set(['Config', 'ImagePruner', 'Image', 'Route', 'ObjectBucketClaim']);
const SEED = Number(process.env['CONTRACT_SEED'] ?? 1);
const CASES = 1200;

let cluster: RealCluster;
let here: Room;
const ours = (): Server => ({ url: here.api.url, ca: here.ca, token: 'admin' });
const both = (cases: readonly Case[], prefix: string): ReturnType<typeof compare> => compare(cluster, ours(), cases, (about) => CUSTOM.has(about), prefix);

beforeAll(async () => {
  [cluster, here] = await Promise.all([startCluster(), room()]);
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
  await both([{ about: 'Namespace', calls: [{ method: 'POST', path: '/api/v1/namespaces', body: namespace }], tidy: [] }], 'n');
});
afterAll(async () => {
  await here.stop();
  await cluster.stop();
});

/** A difference as a person reads it. */
function told({ what, about, call, real, ours: own }: Difference): string {
  const short = (value: unknown): string => (JSON.stringify(value) ?? '').slice(0, 600);
  return [`${what} of ${about}: ${call.method} ${call.path} ${call.type ?? ''}`, short(call.body), `real ${real.code} ${real.reason} ${real.message} ${short(real.object)}`, `ours ${own.code} ${own.reason} ${own.message} ${short(own.object)}`].join('\n  ');
}

describe('the sandbox answers as kube-apiserver 1.27 does', () => {
  it('to what the program asks and to bad input, but for what is listed', async () => {
    const first = await both(made, 'm');
    const bad = await both(generate(SEED, CASES), 'g');
    const differences = [...first.differences, ...bad.differences];
    const counts = new Map(KNOWN.map((known) => [known.name, 0]));
    const unlisted: string[] = [];
    for (const difference of differences) {
      const known = KNOWN.find((one) => one.is(difference));
      if (known) counts.set(known.name, (counts.get(known.name) ?? 0) + 1);
      else unlisted.push(told(difference));
    }
    process.stdout.write(`${first.calls} calls of the program, ${bad.calls} calls of ${CASES} cases of bad input (seed ${SEED}); differences: ${JSON.stringify(Object.fromEntries(counts))}, unlisted ${unlisted.length}\n`);
    expect(unlisted.join('\n\n')).toBe('');
    expect(bad.calls).toBeGreaterThanOrEqual(1000);
    // what does not occur any more is struck from the list; other seeds may miss a rare one
    if (SEED === 1) expect([...counts].filter(([, count]) => count === 0)).toEqual([]);
  });
});
