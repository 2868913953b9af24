import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '../../src/api/json.ts';
import { R } from '../../src/api/resources.ts';
import { isTemporary, writes } from '../../src/plan/changes.ts';
import { knownBy } from '../../src/plan/known.ts';
import { resolve } from '../../src/plan/resolve.ts';
import { setups, variantOf } from '../states/generate.ts';
import { BEFORE, JOURNEYS, travel } from '../states/journey.ts';
import { goes, objectsOf } from '../states/planned.ts';
import { SEED, some } from '../states/sample.ts';
import { Table } from '../states/table.ts';
import { bare, outcome, type Fields } from '../states/world.ts';
import { BriskClock } from '../faults/in-process.ts';
import { clusterLab } from './lab.ts';
import { startCluster, type RealCluster } from './server.ts';

const PATH = '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All&fieldValidation=Strict';
const MOST = 1000;

interface Generated {
  name: string;
  spec: Fields;
  patch: unknown;
  after: Fields;
}

/** Set-ups that plan something, of those that the property test goes through. */
function generated(): Generated[] {
  const found: Generated[] = [];
  for (const setup of fc.sample(setups, { seed: SEED, numRuns: 3 * MOST })) {
    const { form } = variantOf(setup);
    const objects = objectsOf(setup);
    if (found.length === MOST || !goes(form, setup.given, objects)) continue;
    const { plan, after, snapshot } = outcome(form, setup.given, objects);
    const lookup = knownBy(snapshot, form.desired(setup.given, snapshot));
    for (const step of plan.steps) if (step.kind === 'patch' && writes(step) && !isTemporary(step)) found.push({ name: setup.name, spec: setup.spec, patch: resolve(step.body, lookup), after });
  }
  return found;
}

let cluster: RealCluster;
beforeAll(async () => {
  cluster = await startCluster();
}, 60_000);
afterAll(async () => cluster.stop());

function patched(patch: unknown): Promise<{ code: number; body: string }> {
  return new Promise((done, fail) => {
    const sent = request(new URL(PATH, cluster.url), { method: 'PATCH', ca: cluster.ca, headers: { authorization: `Bearer ${cluster.token}`, 'content-type': 'application/merge-patch+json' } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => done({ code: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() })).on('error', fail);
    });
    sent.on('error', fail).end(JSON.stringify(patch));
  });
}

describe('patches of generated set-ups on generated states, before a real API server with its strictest validation', () => {
  const all = generated();

  it('each is taken, and leaves the storage that was planned', async () => {
    const wrong: string[] = [];
    for (const { name, spec, patch, after } of all) {
      await cluster.client.remove(R.Config, 'cluster');
      await cluster.client.create(R.Config, { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { name: 'cluster' }, spec });
      const { code, body } = await patched(patch);
      const there = code === 200 ? record(JSON.parse(body), 'spec') : {};
      const same = JSON.stringify(bare(sorted(there['storage']))) === JSON.stringify(bare(sorted(after['storage'])));
      if (code !== 200 || !same) wrong.push(`${name}: ${JSON.stringify(patch)} on ${JSON.stringify(spec)}: ${code} ${code === 200 ? JSON.stringify(there['storage']) : body}`);
    }
    process.stdout.write(`${all.length} generated patches of ${new Set(all.map(({ name }) => name)).size} set-ups before the API server (STATES_SEED=${SEED}), refused or otherwise taken: ${wrong.length}\n`);
    expect(wrong.slice(0, 5).join('\n\n')).toBe('');
    expect(all.length).toBeGreaterThanOrEqual(1000);
  });
});

const table = new Table();
afterAll(() => void process.stdout.write(`from state to state before the API server, ${table.total} cases (STATES_SEED=${SEED})\n${table.toString(['fresh', 're-run', ...BEFORE.map(({ name }) => name)])}\n`));

/** Forms that need no cloud; some of them, unless STATES=all. */
const HERE = JOURNEYS.filter(({ leaves }) => leaves === undefined);

describe.each(some(HERE, 2, SEED * 2).map((journey) => [journey.form, journey] as const))('setup %s', (_form, journey) => {
  it('goes from state to state before a real API server', { timeout: 600_000 }, async () => {
    const lab = await clusterLab({ scenario: journey.scenario });
    try {
      await travel({ client: lab.client, kubeconfig: await readFile(lab.kubeconfig('token'), 'utf8'), clock: () => new BriskClock(10) }, journey, BEFORE, table);
    } finally {
      await lab.stop();
    }
  });
});

/** The same value, keys in order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}
