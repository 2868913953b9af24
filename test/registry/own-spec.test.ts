import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/types.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { ownSpec } from '../../src/registry/own-spec.ts';
import type { Form } from '../../src/registry/own-spec.ts';
import { one } from '../../src/snapshot/access.ts';
import { object, recorded } from './world.ts';

const config = (managementState: string, replicas: unknown, rolloutStrategy: string | undefined, storage: unknown = { emptyDir: {} }): KubeObject =>
  object(OBJECT.config, { spec: { managementState, replicas, ...(rolloutStrategy === undefined ? {} : { rolloutStrategy }), storage } });
const FRESH = config('Removed', 1, 'RollingUpdate', {});

const cases: [what: string, there: KubeObject | undefined, form: Form, replicas: number, rollout: string][] = [
  ['a new cluster takes the manual\'s values', FRESH, {}, 2, 'RollingUpdate'],
  ['no Config yet', undefined, {}, 2, 'RollingUpdate'],
  ['a flag', FRESH, { replicas: 3 }, 3, 'RollingUpdate'],
  ['a flag beats what is there', config('Managed', 4, 'RollingUpdate'), { replicas: 3, rolloutStrategy: 'Recreate' }, 3, 'Recreate'],
  ['what is there', config('Managed', 4, 'Recreate'), {}, 4, 'Recreate'],
  ['one replica that somebody uses', config('Managed', 1, 'RollingUpdate'), {}, 1, 'RollingUpdate'],
  ['a number chosen before the first use', config('Removed', 3, 'RollingUpdate', {}), {}, 3, 'RollingUpdate'],
  ['a registry that was removed', config('Removed', 2, 'RollingUpdate', { s3: { bucket: 'b' } }), {}, 2, 'RollingUpdate'],
  ['none is no number of replicas', config('Managed', 0, 'RollingUpdate'), {}, 2, 'RollingUpdate'],
  ['fewer than none', config('Managed', -1, 'RollingUpdate'), {}, 2, 'RollingUpdate'],
  ['an absent number', config('Managed', undefined, 'RollingUpdate'), {}, 2, 'RollingUpdate'],
  ['an absent strategy', config('Managed', 2, undefined), {}, 2, 'RollingUpdate'],
  ['a strategy that there is none', config('Managed', 2, 'Sometimes'), {}, 2, 'RollingUpdate'],
  ['one node', FRESH, { limit: 1 }, 1, 'RollingUpdate'],
  ['one node, two there', config('Managed', 2, 'RollingUpdate'), { limit: 1 }, 1, 'RollingUpdate'],
  ['one node, and a flag', FRESH, { limit: 1, replicas: 2 }, 2, 'RollingUpdate'],
  ['no limit', FRESH, { limit: undefined }, 2, 'RollingUpdate'],
  ['storage for one pod', FRESH, { single: true }, 1, 'Recreate'],
  ['storage for one pod beats flags', config('Managed', 2, 'RollingUpdate'), { single: true, replicas: 2, rolloutStrategy: 'RollingUpdate' }, 1, 'Recreate'],
];

describe('the fields that setup owns', () => {
  it.each(cases)('%s', (_, there, form, replicas, rolloutStrategy) => {
    expect(ownSpec(there, form)).toEqual({ managementState: 'Managed', replicas, rolloutStrategy });
  });

  it('once written they stay', () => {
    for (const [, there, form] of cases) {
      const first = ownSpec(there, form);
      expect(ownSpec(object(OBJECT.config, { spec: { ...(first as object), storage: { s3: { bucket: 'b' } } } }), form)).toEqual(first);
    }
  });

  it('redirects are touched only where the form needs them off', () => {
    expect(ownSpec(FRESH, { disableRedirect: true })).toHaveProperty('disableRedirect', true);
    expect(ownSpec(FRESH, { disableRedirect: false })).not.toHaveProperty('disableRedirect');
  });

  it('the recorded cluster after installation gets two replicas', () => {
    expect(ownSpec(one(recorded('bootstrap-none', -1), OBJECT.config), {})).toMatchObject({ replicas: 2 });
  });
});
