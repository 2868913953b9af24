import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { nameOf } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import type { Given } from '../../src/forms/types.ts';
import { assemble } from '../../src/plan/assemble.ts';
import { writes } from '../../src/plan/changes.ts';
import { shown } from '../../src/plan/resolve.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { TARGET } from '../registry/world.ts';
import { bound, boundNoobaa, CA, cluster, config, FRESH, odf } from './world.ts';

/**
 * One set-up as a file: what is there (`world` by name, and `objects` besides it; `config` is the spec of the Config, `taken` its
 * `status.storage`), what is given, and what is written for that: every object and patch, in order.
 */
interface Golden {
  about: string;
  given: Given;
  world: keyof typeof WORLDS;
  objects?: KubeObject[];
  config?: Record<string, unknown>;
  taken?: unknown;
  findings?: string[];
  losses?: string[];
  writes: Record<string, unknown>;
}

const WORLDS = { odf, 'odf-rgw-bound': [...odf, ...bound()], 'odf-noobaa-bound': [...odf, ...boundNoobaa()] } as const satisfies Record<string, KubeObject[]>;
const ROOT = new URL('../fixtures/platforms/', import.meta.url);

/** Forms whose fixture folder this file reads; the other folders have runners of their own. */
const FORMS = ['odf-rgw', 'odf-noobaa'];

function outcome(name: string, golden: Golden): Pick<Golden, 'findings' | 'losses' | 'writes'> {
  const form = PLATFORMS[name];
  if (form === undefined) throw new Error(`no form ${name}`);
  const { given, world, objects = [], config: spec = FRESH, taken = {} } = golden;
  const snapshot = cluster([...WORLDS[world], ...objects, config(spec, { storage: taken })], given, undefined, form);
  const findings = form.check(given, snapshot);
  const plan = assemble({ command: name, target: TARGET, clusterId: 'c1', clusterVersion: '4.14.60', snapshot, desired: form.desired(given, snapshot) });
  const written = plan.steps.filter(writes).map((step) => [`${step.kind === 'patch' ? 'patch' : step.action} ${nameOf(step.ref)}`, JSON.parse(JSON.stringify(shown(step.body)).replaceAll(JSON.stringify(CA).slice(1, -1), '(the CA)'))] as const);
  return { findings: findings.map(({ level, code }) => `${level} ${code}`), losses: plan.losses.map(({ what, why }) => `${what}: ${why}`), writes: Object.fromEntries(written) };
}

describe.each(FORMS)('%s', (name) => {
  const dir = new URL(`${name}/`, ROOT);
  const files = existsSync(dir) ? readdirSync(dir).filter((file) => file.endsWith('.yaml')) : [];

  it('has fixtures', () => expect(files.length).toBeGreaterThanOrEqual(3));
  it.each(files)('%s', (file) => {
    const golden = parse(readFileSync(new URL(file, dir), 'utf8')) as Golden;
    expect(golden.about.length).toBeGreaterThan(10);
    expect(outcome(name, golden)).toEqual({ findings: golden.findings ?? [], losses: golden.losses ?? [], writes: golden.writes });
  });
});
