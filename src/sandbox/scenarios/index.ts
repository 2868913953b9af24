import type { Scenario } from '../types.ts';
import { cluster } from './cluster.ts';
import { readScenario } from './file.ts';
import { nodes } from './nodes.ts';
import { odf } from './odf.ts';
import { PLATFORMS, storageClass } from './platforms.ts';
import { roles } from './roles.ts';

/** The names that `scenario` knows. */
export const SCENARIOS: string[] = [...Object.keys(PLATFORMS), ...Object.keys(PLATFORMS).map((p) => `${p}-odf`), 'single-node'];

/** The scenario of this name: fresh objects at every call. Throws an Error for a name that is none. */
export function scenario(name: string): Scenario {
  const single = name === 'single-node';
  const withOdf = name.endsWith('-odf');
  const facts = PLATFORMS[single ? 'none' : withOdf ? name.slice(0, -'-odf'.length) : name];
  if (facts === undefined || !SCENARIOS.includes(name)) throw new Error(`there is no scenario "${name}"; there are ${SCENARIOS.join(', ')}`);
  const objects = [...cluster(name, facts, single), ...nodes(single, facts.zones), ...facts.classes.map((c) => storageClass(c)), ...(withOdf ? odf(facts.gateway) : []), ...roles()];
  const about = single ? 'one node, no platform integration, right after installation' : `${facts.title}, right after installation${withOdf ? ', with OpenShift Data Foundation' : ''}`;
  return { name, about, platform: facts.type, objects: structuredClone(objects) };
}

/** The scenario that a file means, given as parsed: `{base: NAME, objects: [...]}`. Throws an Error of one sentence when it cannot be used. */
export function scenarioFrom(parsed: unknown, file: string): Scenario {
  return readScenario(parsed, file.replace(/^.*[/\\]/, '').replace(/\.(ya?ml|json)$/, ''), scenario);
}
