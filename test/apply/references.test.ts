import { describe, expect, it } from 'vitest';
import { nameOf, NS, R, ref } from '../../src/api/resources.ts';
import { masked, resolve } from '../../src/apply/references.ts';
import { Failure } from '../../src/errors.ts';
import type { Reference, Step, ValueObject } from '../../src/plan/types.ts';
import { CLAIM, ensure, MAP, patch, planOf, prove, reference, wait } from '../plan/parts.ts';
import { MemoryKube } from '../support/memory-kube.ts';

const SECRET = ref(R.Secret, 'rgw', NS.storage);
const STEPS: Step[] = [ensure('map'), wait('wait', { reads: [{ resource: R.Node }, CLAIM, SECRET] }), patch('config'), prove('proof')];

async function run(body: ValueObject, fill: (kube: MemoryKube) => void = () => undefined) {
  const kube = new MemoryKube();
  kube.put(MAP, { data: { a: '1', n: 7, list: ['x'], empty: '' } });
  kube.put(CLAIM, { spec: { bucketName: 'b-1', nothing: null } });
  kube.put(SECRET, { data: { KEY: 'c2VjcmV0' } });
  fill(kube);
  const secrets = new Set<string>();
  const value = await resolve(body, planOf(STEPS), kube, new AbortController().signal, secrets);
  return { value, secrets: [...secrets], gets: kube.calls.map((call) => call.name) };
}

const from = (step: string, path: string[], more: Partial<Reference['$ref']> = {}): Reference => reference(path, { step, ...more });

describe('values as the cluster holds them now', () => {
  const cases: [what: string, reference: Reference, value: unknown][] = [
    ['of an object that a step wrote', from('map', ['data', 'a']), '1'],
    ['a number stays one', from('map', ['data', 'n']), 7],
    ['a list', from('map', ['data', 'list']), ['x']],
    ['an empty text is a value', from('map', ['data', 'empty']), ''],
    ['of the first object that a wait read', from('wait', ['spec', 'bucketName']), 'b-1'],
    ['of another one that it read', from('wait', ['data', 'KEY'], { object: nameOf(SECRET) }), 'c2VjcmV0'],
  ];
  it.each(cases)('%s', async (_, found, value) => {
    expect((await run({ deep: { list: [1, { here: found }] } })).value).toEqual({ deep: { list: [1, { here: value }] } });
  });

  it('a body without references is sent as it is, and nothing is read', async () => {
    const body = { a: null, b: [1, 'x', false], c: { d: {} } };
    expect(await run(body)).toEqual({ value: body, secrets: [], gets: [] });
  });
  it('each object is read once', async () => {
    const { gets } = await run({ a: from('map', ['data', 'a']), b: [from('map', ['data', 'n'])], c: from('wait', ['spec', 'bucketName']) });
    expect(gets).toEqual([nameOf(MAP), nameOf(CLAIM)]);
  });
  it('secrets are noted, others are not', async () => {
    const key = from('wait', ['data', 'KEY'], { object: nameOf(SECRET), secret: true });
    expect((await run({ a: key, b: from('map', ['data', 'a']) })).secrets).toEqual(['c2VjcmV0']);
  });
});

describe('values that are not there', () => {
  const bucket = from('wait', ['spec', 'other']);
  const claim = nameOf(CLAIM);
  it.each([
    ['a field is missing', bucket, `${claim} has no spec.other, which the plan needs.`],
    ['a field is null', from('wait', ['spec', 'nothing']), `${claim} has no spec.nothing`],
    ['the config is not there', from('config', ['spec', 'x']), 'configs.imageregistry.operator.openshift.io/cluster has no spec.x'],
  ])('%s', async (_, found, says) => {
    const failure = await run({ v: found }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ outcome: 'input', message: expect.stringContaining(says) as string });
  });
  it.each([
    ['no such step', from('nobody', ['x'])],
    ['a proof, which yields nothing', from('proof', ['x'])],
    ['an object that its wait does not read', from('wait', ['x'], { object: nameOf(MAP) })],
  ])('a plan that is wrong: %s', async (_, found) => {
    const says = `The plan refers to "(later)" of step "${found.$ref.step}", which yields no such object.`;
    await expect(run({ v: found })).rejects.toMatchObject({ outcome: 'unexpected', message: says });
  });
});

describe('a text without the secrets that were seen', () => {
  const secrets = new Set([Buffer.from('hunter22').toString('base64'), Buffer.from('abc').toString('base64')]);
  it.each([
    ['plain', 'invalid value "hunter22"', 'invalid value "(secret)"'],
    ['as it stands in the object', 'invalid aHVudGVyMjI=', 'invalid (secret)'],
    ['more than once', 'hunter22 hunter22', '(secret) (secret)'],
    ['what is too short to be told from a word stays', 'abc', 'abc'],
    ['no secret', 'all is well', 'all is well'],
  ])('%s', (_, text, clean) => expect(masked(text, secrets)).toBe(clean));
});
