import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { R } from '../../src/api/resources.ts';
import { EXIT } from '../../src/errors.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { BriskClock, start, type Ran } from '../faults/in-process.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'baremetal-odf', pace: 0 });
});
afterAll(async () => sandbox.stop());

/** A clock that counts the looks, and does something before each. */
class LookingClock extends BriskClock {
  readonly slept: number[] = [];
  readonly #between: (nth: number) => Promise<void> | void;

  constructor(between: (nth: number) => Promise<void> | void) {
    super(2000);
    this.#between = between;
  }

  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    await this.#between(this.slept.length);
    return super.sleep(ms, signal);
  }
}

interface Looked extends Ran {
  slept: number[];
}

/** Runs `status`; `between` is called in every pause with its number, and may interrupt. */
async function status(argv: string[], between: (nth: number, interrupt: () => void) => Promise<void> | void = () => undefined): Promise<Looked> {
  let interrupt = (): void => undefined;
  const clock = new LookingClock((nth) => between(nth, interrupt));
  const running = start(['status', ...argv], { kubeconfig: sandbox.kubeconfig('token'), clock });
  interrupt = () => running.interrupt();
  return { ...(await running.done), slept: clock.slept };
}

const emptyDir = async (): Promise<void> => {
  await sandbox.client.patch(R.Config, 'cluster', undefined, { spec: { managementState: 'Managed', storage: { emptyDir: {} } } });
};
/** Managed without storage, as on bare metal when somebody is too quick: the operator is not content. */
const noStorage = async (): Promise<void> => {
  await sandbox.client.patch(R.Config, 'cluster', undefined, { spec: { managementState: 'Managed', storage: { emptyDir: null } } });
};
const looks = (ran: Ran): number => ran.stdout.split('Health ').length - 1;

describe('status', () => {
  it.each(['json', 'yaml'])('speaks %s', async (output) => {
    const { code, stdout, stderr } = await status(['-o', output]);
    expect(code).toBe(EXIT.done);
    expect(stdout).toContain(output === 'json' ? '"schema": "registryctl.dev/status/v1"' : 'schema: registryctl.dev/status/v1');
    expect(stderr).toBe('');
  });

  it('looks once when nothing else is asked for', async () => {
    const { code, slept, stdout } = await status([]);
    expect([code, slept]).toEqual([EXIT.done, []]);
    expect(stdout).toContain('REMOVED by design');
  });

  it.each([['--wait'], ['--watch', '--wait']])('%s %s is content with Removed by design', async (...argv) => {
    const ran = await status(argv);
    expect([ran.code, ran.slept, looks(ran)]).toEqual([EXIT.done, [], 1]);
  });

  it.each(['soon', '-1s', ''])('--timeout "%s" is bad usage', async (given) => {
    const { code, stderr } = await status(['--wait', '--timeout', given]);
    expect(code).toBe(EXIT.usage);
    expect(stderr).toContain('--timeout');
  });
});

describe('watching', () => {
  it('looks every two seconds until it is interrupted', async () => {
    const ran = await status(['--watch'], (nth, interrupt) => {
      if (nth === 3) interrupt();
    });
    expect(ran.code).toBe(EXIT.interrupted);
    expect(ran.slept).toEqual([2000, 2000, 2000]);
    expect(looks(ran)).toBe(3);
    expect(ran.stderr).toContain('interrupted');
  });

  it('prints whole documents for a machine', async () => {
    const ran = await status(['--watch', '-o', 'json'], (nth, interrupt) => {
      if (nth === 2) interrupt();
    });
    expect(ran.stdout.split('"schema": "registryctl.dev/status/v1"')).toHaveLength(3);
  });
});

describe('a registry that is not healthy', () => {
  beforeAll(noStorage);

  it('is exit 7, with what is wrong', async () => {
    await expect.poll(async () => (await status([])).code, { timeout: 4000 }).toBe(EXIT.unhealthy);
    const ran = await status([]);
    expect(ran.stdout).not.toContain('HEALTHY: ');
  });

  it('is waited for no longer than --timeout', async () => {
    const ran = await status(['--wait', '--timeout', '7s']);
    expect(ran.code).toBe(EXIT.timeout);
    expect(ran.slept.length).toBeGreaterThanOrEqual(1);
    expect(ran.slept.length).toBeLessThanOrEqual(4);
    expect(looks(ran)).toBe(1);
    expect(ran.stderr).toMatch(/error: the registry is not healthy after 7 s: .+/);
  });

  it('is watched no longer than --timeout, when it is waited for', async () => {
    const ran = await status(['--watch', '--wait', '--timeout', '7s']);
    expect(ran.code).toBe(EXIT.timeout);
    expect(looks(ran)).toBe(ran.slept.length + 1);
    expect(ran.stderr).toContain('the registry is not healthy after 7 s');
  });

  it('is looked at once when there is no time', async () => {
    const ran = await status(['--wait', '--timeout', '0s']);
    expect([ran.code, ran.slept, looks(ran)]).toEqual([EXIT.timeout, [], 1]);
  });

  it('tells a machine so too', async () => {
    const ran = await status(['--wait', '--timeout', '0s', '-o', 'json']);
    expect(ran.code).toBe(EXIT.timeout);
    expect(ran.stdout).toContain('"healthy": false');
    expect(ran.stdout).toContain('"exitCode": 5');
  });

  it('may be interrupted while it is waited for', async () => {
    const ran = await status(['--wait'], (nth, interrupt) => {
      if (nth === 2) interrupt();
    });
    expect([ran.code, ran.slept.length, looks(ran)]).toEqual([EXIT.interrupted, 2, 0]);
  });

  it('is waited for until it is healthy', async () => {
    const ran = await status(['--wait', '--timeout', '60m'], async (nth) => {
      if (nth === 2) await emptyDir();
      if (nth > 2) await new Promise((next) => setTimeout(next, 20));
    });
    expect(ran.code).toBe(EXIT.done);
    expect(ran.slept.length).toBeGreaterThanOrEqual(2);
    expect(looks(ran)).toBe(1);
    expect(ran.stdout).toContain('HEALTHY');
  });
});
