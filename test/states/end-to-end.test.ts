import { afterAll, describe, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { BEFORE, JOURNEYS, travel } from './journey.ts';
import { SEED, some, tell } from './sample.ts';
import { Table } from './table.ts';

const table = new Table();
afterAll(() => tell(`from end to end on the sandbox, ${table.total} cases\n${table.toString(['fresh', 're-run', ...BEFORE.map(({ name }) => name)])}\n`));

describe.each(some(JOURNEYS, 3, SEED * 3).map((journey) => [journey.form, journey] as const))('setup %s', (_form, journey) => {
  it('goes from state to state, and a second run has nothing to do', { timeout: 600_000 }, async () => {
    const sandbox = await startSandbox({ scenario: journey.scenario, pace: 0 });
    try {
      await travel({ client: sandbox.client, kubeconfig: sandbox.kubeconfig() }, journey, some(BEFORE, 3, SEED + JOURNEYS.indexOf(journey)), table);
    } finally {
      await sandbox.stop();
    }
  });
});
