import fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { masked } from '../../src/apply/references.ts';
import { retold } from '../../src/apply/told.ts';
import { Failure } from '../../src/errors.ts';
import { referencesIn } from '../../src/plan/resolve.ts';
import { apiError, lost, type Call } from '../support/memory-kube.ts';
import { Bed, SECRET, from } from './bed.ts';

const PLAIN = Buffer.from(SECRET, 'base64').toString();

/** Everything that a run lets out: its events, its result, its failure with causes and stacks. */
async function everything(bed: Bed, dryRun: boolean): Promise<string> {
  let outcome: unknown;
  try {
    outcome = await bed.apply(bed.plan(), { dryRun });
  } catch (error) {
    outcome = error;
  }
  const error = outcome instanceof Error ? `${outcome.message} ${outcome.stack} ${inspect(outcome, { depth: 9, showHidden: true })}` : '';
  return `${JSON.stringify(bed.events)} ${JSON.stringify(outcome)} ${inspect(bed.events, { depth: 9 })} ${error}`;
}

describe('a secret value', () => {
  it('is in no event, result or error, whatever fails and however it is quoted', async () => {
    const statuses = [0, 400, 403, 404, 409, 422, 500, 503];
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 45 }), fc.constantFrom(...statuses), fc.boolean(), fc.boolean(), fc.constantFrom('new keys' as const, 'old keys' as const), fc.constantFrom(SECRET, PLAIN), async (last, status, effect, dryRun, keys, quoted) => {
        const bed = new Bed(keys);
        let calls = 0;
        // the worst server: it quotes what it was sent, in the message and in a cause
        bed.kube.fault = () => (++calls >= last ? { error: apiError(status, `Invalid value: "${quoted}"`, { causes: [{ field: 'data', message: `may not be ${quoted}` }] }), effect } : undefined);
        const said = await everything(bed, dryRun);
        // what was quoted before the run itself knew the secret was never its to send
        if (!bed.kube.bodies.some((body) => JSON.stringify(body).includes(SECRET))) return;
        expect(said).not.toContain(SECRET);
        expect(said).not.toContain(PLAIN);
      }),
      { numRuns: 300 },
    );
  });

  it('is in no plan', () => {
    const bed = new Bed();
    bed.kube.put({ resource: { group: '', version: 'v1', plural: 'secrets', kind: 'Secret', namespaced: true }, name: 'rgwbucket', namespace: 'openshift-storage' }, { data: { AWS_SECRET_ACCESS_KEY: SECRET } });
    expect(JSON.stringify(bed.plan())).not.toContain(SECRET);
  });

  it('is in no message of putting back', async () => {
    const bed = new Bed('old keys');
    let writes = 0;
    const quoting = (call: Call): boolean => !call.dryRun && call.verb === 'patch' && ++writes > 1;
    bed.kube.fault = (call) => (quoting(call) ? { error: writes === 2 ? apiError(422, 'no') : apiError(422, `the data ${SECRET} is bad`) } : undefined);
    const said = await everything(bed, false);
    expect(said).toContain('could not be put back as it was: the data (secret) is bad');
    expect(said).not.toContain(SECRET);
  });
});

describe('masking', () => {
  it('covers both forms, and leaves short values that would hide words', () => {
    expect(masked(`a ${SECRET} b ${PLAIN} c`, new Set([SECRET]))).toBe('a (secret) b (secret) c');
    expect(masked('a is true', new Set(['a', 'true'.slice(0, 2)]))).toBe('a is true');
    expect(masked('nothing', new Set())).toBe('nothing');
  });
});

describe('how a failure is retold', () => {
  const soFar = { written: [], secrets: new Set<string>(), interrupted: false, troubles: [] };

  it('keeps outcome, code, remedy and cause', () => {
    const error = new Failure('unhealthy', 'It broke', { code: 'RC-X', remedy: 'mend it' });
    expect(retold(error, soFar)).toMatchObject({ outcome: 'unhealthy', code: 'RC-X', remedy: 'mend it', message: 'It broke. Nothing was written.', cause: error });
  });

  it('names what was written and what could not be put back', () => {
    expect(retold(lost(), { ...soFar, written: ['a', 'b'], troubles: ['c was left'] }).message).toBe('the connection broke after sending. c was left. Written so far: a, b. Run the same command again to continue.');
  });

  it('calls an interruption one, whatever it broke', () => {
    expect(retold(new TypeError('x'), { ...soFar, interrupted: true })).toMatchObject({ outcome: 'interrupted', message: 'Interrupted. Nothing was written. Run the same command again.' });
  });

  it('bears what is no Failure, and no Error', () => {
    expect(retold(new TypeError('x is not a function'), soFar)).toMatchObject({ outcome: 'unexpected', message: 'x is not a function. Nothing was written.' });
    expect(retold('text', soFar)).toMatchObject({ outcome: 'unexpected', message: 'text. Nothing was written.' });
  });

  it('drops a cause that holds a secret, however deep', () => {
    const deep = new Failure('input', 'outer', { cause: new Error('inner', { cause: new Error(`has ${SECRET}`) }) });
    expect(retold(deep, { ...soFar, secrets: new Set([SECRET]) }).cause).toBeUndefined();
  });
});

it('finds every Reference of a body, in lists too', () => {
  const one = from('a', ['x'], 'one');
  const two = from('b', ['y'], 'two');
  expect(referencesIn({ a: [1, { b: one }], c: two, d: null }).map((reference) => reference.$ref.show)).toEqual(['one', 'two']);
  expect(referencesIn({ $ref: 'text' } as never)).toEqual([]);
});
