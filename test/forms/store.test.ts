import { describe, expect, it } from 'vitest';
import { checkStore } from '../../src/forms/store.ts';
import type { Snapshot, StoreAnswer } from '../../src/snapshot/types.ts';

const STATES: StoreAnswer['state'][] = ['ours', 'absent', 'foreign', 'refused', 'unreachable', 'unclear'];

function snapshot(store?: Partial<StoreAnswer>): Snapshot {
  const answer: StoreAnswer = { state: 'ours', place: 'bucket b at s3.example', detail: 'as it said', ...store };
  return {
    schema: 'registryctl.dev/snapshot/v1',
    takenAt: '2026-01-01T00:00:00Z',
    target: { context: 'c', server: 'https://s', user: 'u', sandbox: false },
    answers: {},
    ...(store === undefined ? {} : { store: answer }),
  };
}

const brief = (given: Parameters<typeof checkStore>[0], store?: Partial<StoreAnswer>, region?: string) => checkStore(given, snapshot(store), region).map(({ code, level }) => `${level} ${code}`);

describe('what a store said', () => {
  it('is nothing where none was asked', () => {
    expect(brief({})).toEqual([]);
    expect(brief({ 'create-bucket': true, region: 'r' })).toEqual([]);
  });

  it.each([
    ['ours', []],
    ['absent', ['error RC-STORE-ABSENT']],
    ['foreign', ['error RC-STORE-FOREIGN']],
    ['refused', ['error RC-STORE-REFUSED']],
    ['unreachable', ['warning RC-STORE-UNREACHABLE']],
    ['unclear', ['warning RC-STORE-UNCLEAR']],
  ] as const)('%s means %j', (state, found) => {
    expect(brief({}, { state })).toEqual(found);
    expect(brief({ 'create-bucket': undefined }, { state })).toEqual(found);
  });

  it.each(STATES)('%s with --create-bucket: only a bucket that is not there is no error any more', (state) => {
    const found = brief({ 'create-bucket': true }, { state });
    expect(found).toEqual(state === 'absent' ? ['info RC-STORE-ABSENT'] : brief({}, { state }));
  });

  it('is told with the place and the store\'s words', () => {
    expect(checkStore({}, snapshot({ state: 'foreign' }))).toEqual([
      expect.objectContaining({ subject: 'bucket b at s3.example', message: 'as it said', remedy: expect.stringContaining('registryctl setup') as string }),
    ]);
    const [made] = checkStore({ 'create-bucket': true }, snapshot({ state: 'absent' }));
    expect(made).toMatchObject({ message: 'as it said; the operator will make it', remedy: 'nothing to do' });
  });
});

describe('the region that a store names', () => {
  it.each([
    ['the one that was asked for', { region: 'us-east-1' }, 'us-east-1', []],
    ['another', { region: 'us-east-1' }, 'eu-west-1', ['error RC-STORE-REGION']],
    ['one, and none was asked for', {}, 'eu-west-1', []],
    ['one, and an empty one was asked for', { region: '' }, 'eu-west-1', []],
    ['none', { region: 'us-east-1' }, undefined, []],
  ])('is %s', (_what, given, region, found) => {
    expect(brief(given, region === undefined ? {} : { region })).toEqual(found);
  });

  it('counts against the one that would be written, where that is known better than from the option', () => {
    expect(brief({}, { region: 'eu-west-1' }, 'us-east-1')).toEqual(['error RC-STORE-REGION']);
    expect(brief({ region: 'us-east-1' }, { region: 'eu-west-1' }, 'eu-west-1')).toEqual([]);
  });

  it('is in the remedy, and told besides what else is wrong', () => {
    const found = checkStore({ region: 'us-east-1' }, snapshot({ state: 'refused', region: 'eu-west-1' }));
    expect(found.map(({ code }) => code)).toEqual(['RC-STORE-REFUSED', 'RC-STORE-REGION']);
    expect(found[1]).toMatchObject({ remedy: 'registryctl setup PLATFORM --region eu-west-1', message: 'the store names the region eu-west-1, and us-east-1 was asked for' });
  });

  it('is no word of a command when it is no region', () => {
    expect(checkStore({ region: 'us-east-1' }, snapshot({ region: '$(x)' }))[0]?.remedy).toBe('registryctl setup PLATFORM --region REGION');
  });
});
