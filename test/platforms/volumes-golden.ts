import { nameOf } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import type { Given } from '../../src/forms/types.ts';
import { assemble } from '../../src/plan/assemble.ts';
import { writes } from '../../src/plan/changes.ts';
import { TARGET } from '../registry/world.ts';
import { config, FRESH, formOf, HOME, look } from './volumes-world.ts';
import type { Name } from './volumes-world.ts';

/**
 * One set-up as a file: beside the form's own cluster there are `objects`; `config` is the spec of the Config and `taken` its
 * `status.storage`; `given` are the options. What is found, lost and written for that, in order.
 */
export interface Golden {
  about: string;
  given: Given;
  objects?: KubeObject[];
  config?: Record<string, unknown>;
  taken?: unknown;
  findings?: string[];
  losses?: string[];
  writes: Record<string, unknown>;
}

/** What really comes of it. */
export function outcomeOf(name: string, { given, objects = [], config: spec = FRESH, taken = {} }: Omit<Golden, 'writes'>): Required<Pick<Golden, 'findings' | 'losses' | 'writes'>> {
  const form = formOf(name);
  const snapshot = look(form, given, [...HOME[name as Name], ...objects, config(spec, taken)]);
  const plan = assemble({ command: name, target: TARGET, clusterId: 'c1', clusterVersion: '4.14.60', snapshot, desired: form.desired(given, snapshot) });
  const written = plan.steps.filter(writes).map((step) => [`${step.kind === 'patch' ? 'patch' : step.action} ${nameOf(step.ref)}`, step.body] as const);
  return {
    findings: form.check(given, snapshot).map(({ level, code }) => `${level} ${code}`),
    losses: plan.losses.map(({ what, why }) => `${what}: ${why}`),
    writes: Object.fromEntries(written),
  };
}
