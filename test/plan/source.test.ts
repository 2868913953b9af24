import { describe, expect, it } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import { objectOf } from '../../src/plan/source.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { CLAIM, ensure, MAP, prove, reference, wait } from './parts.ts';

const OTHER = ref(R.Secret, 'other', NS.registry);
const STEPS = [ensure('map'), wait('wait', { reads: [{ resource: R.Pod }, CLAIM, OTHER] }), wait('all', { reads: [{ resource: R.Pod }] }), prove('proof')];

describe('the object that a reference reads', () => {
  it.each([
    ['what its step makes', { step: 'map' }, MAP],
    ['the first object that its wait reads, and no collection', { step: 'wait' }, CLAIM],
    ['the one that it names of them', { step: 'wait', object: readKey(OTHER) }, OTHER],
    ['the one that it names itself, whatever the steps are', { step: '', ref: OTHER }, OTHER],
    ['none that its wait does not read', { step: 'wait', object: readKey(MAP) }, undefined],
    ['none of a wait for a collection', { step: 'all' }, undefined],
    ['none of a proof', { step: 'proof' }, undefined],
    ['none of a step that is not there', { step: 'nowhere' }, undefined],
  ])('is %s', (_what, more, found) => expect(objectOf(reference(['data'], more), STEPS)).toEqual(found));
});
