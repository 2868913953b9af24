import { describe, expect, test } from 'vitest';
import { Permanent } from '../../../../src/sandbox/actors/operator/errors.ts';
import { verify } from '../../../../src/sandbox/actors/operator/verify.ts';
import { startRecorder } from '../../../support/recorder.ts';
import { said } from './said.ts';

const routes = (...names: string[]) => ({ routes: names.map((name) => ({ name })) });
const NAMES = 'unable to complete resource: duplication of names has been detected in the additional routes';
const BAD: [string, Record<string, unknown>, string][] = [
  [
    'fewer than no replicas',
    { replicas: -1 },
    'unable to complete resource: replicas must be greater than or equal to 0',
  ],
  ['a route name twice', routes('a', 'b', 'a'), NAMES],
  ['the name of the default route', routes('default-route'), NAMES],
  [
    'reads running',
    { requests: { read: { maxRunning: -1 } } },
    'unable to complete resource: Requests.Read.MaxRunning must be positive number',
  ],
  [
    'reads queued',
    { requests: { read: { maxInQueue: -1 } } },
    'unable to complete resource: Requests.Read.MaxInQueue must be positive number',
  ],
  [
    'writes running',
    { requests: { write: { maxRunning: -9 } } },
    'unable to complete resource: Requests.Write.MaxRunning must be positive number',
  ],
  [
    'writes queued',
    { requests: { write: { maxInQueue: -1 } } },
    'unable to complete resource: Requests.Write.MaxInQueue must be positive number',
  ],
];

test.each(BAD)('%s is refused for good', (_what, spec, message) => {
  expect(() => verify(spec)).toThrow(message);
  try {
    verify(spec);
  } catch (error) {
    expect(error).toBeInstanceOf(Permanent);
    expect((error as Permanent).reason).toBe('VerificationFailed');
  }
});

test.each([
  {},
  { replicas: 0 },
  { replicas: 9 },
  routes('a', 'b'),
  { requests: { read: { maxRunning: 0 }, write: { maxInQueue: 5 } } },
])('%j is fine', (spec) => {
  expect(() => verify(spec)).not.toThrow();
});

describe('on a cluster', () => {
  test.each([BAD[0]!, BAD[2]!, BAD[3]!])('%s stops everything', async (_what, spec, message) => {
    const cluster = await startRecorder();
    await cluster.settle();
    await cluster.act({ patch: { spec: { ...spec, managementState: 'Managed', storage: { emptyDir: {} } } } });
    await cluster.settle();
    const config = await cluster.config();
    expect(said(config, 'Available')).toEqual(['False', 'VerificationFailed', `Error: ${message}`]);
    expect(said(config, 'Degraded')).toEqual(['True', 'VerificationFailed', `Error: ${message}`]);
    expect(said(config, 'Progressing')).toEqual(['False', 'Error', `Unable to apply resources: ${message}`]);
    expect((await cluster.world())['Deployment']).toEqual([]);
    expect(cluster.clock.waiting).toBe(0); // nothing is tried again
    await cluster.stop();
  });
});
