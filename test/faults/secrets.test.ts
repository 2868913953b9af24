import { expect, it } from 'vitest';
import type { Fault } from '../support/fault-proxy.ts';
import { EXPOSE, illSaid, makeBed, pool, secretsOf, SETUP, type Ground } from './bed.ts';
import { FAULTS, WATCH_FAULTS } from './cells.ts';
import { ALL, dice, SEED, tell } from './sample.ts';

const COMMANDS: readonly [Ground, string[]][] = [
  ['fresh', SETUP],
  ['fresh', ['setup', 'odf-rgw', '--yes', '--timeout', '60s']],
  ['fresh', ['setup', 'odf-rgw', '--plan-only', '-o', 'yaml']],
  ['fresh', ['setup', 'odf-rgw', '--dry-run', '-o', 'json']],
  ['emptyDir', [...SETUP, '--accept-loss', '1']],
  ['other-bucket', [...SETUP, '--accept-loss', 'unknown']],
  ['other-bucket', ['setup', 'odf-rgw', '--plan-only']],
  ['set-up', EXPOSE],
  ['set-up', ['status']],
  ['set-up', ['status', '-o', 'json']],
];
const RUNS = ALL ? 1000 : 8;

it('no secret value leaves a run, whatever faults it meets', { timeout: 3_600_000 }, async () => {
  const leaks: string[] = [];
  let faults = 0;
  let values = 0;
  const began = Date.now();
  await pool(Array.from({ length: RUNS }, (_, i) => SEED + i), 4, async (seed) => {
    const roll = dice(seed);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(roll() * items.length)] as T;
    const [ground, argv] = pick(COMMANDS);
    const rate = roll() * 0.15;
    const bed = await makeBed(ground);
    try {
      // refusals that quote what was sent are the likeliest to give something away
      bed.proxy.fault = ({ watch, write, dryRun }): Fault | undefined => {
        if (roll() > (write || dryRun ? rate * 2 : rate)) return undefined;
        if (watch) return pick(Object.values(WATCH_FAULTS));
        const fault = (write || dryRun) && roll() < 0.6 ? FAULTS['quote'] : pick(Object.values(FAULTS));
        return fault?.do === 'hang' ? undefined : fault;
      };
      const done = await bed.run(argv, { watchdog: 60_000 });
      faults += bed.proxy.fired;
      const secrets = await secretsOf(bed);
      values += secrets.length;
      const told = `${done.stdout}\n${done.stderr}`;
      // a value cut off or encoded once more is a leak too
      const forms = secrets.flatMap((value) => [value, value.slice(0, 12), encodeURIComponent(value), Buffer.from(value).toString('base64')]).filter((form) => !form.startsWith('-----BEGIN C') && !/^(https?:|LS0tLS1CRUdJ)/.test(form));
      const found = forms.filter((form) => told.includes(form));
      if (found.length > 0) leaks.push(`seed ${seed}, ${argv.join(' ')}: ${found.length} forms of secret values in its output`);
      if (done.hung) leaks.push(`seed ${seed}, ${argv.join(' ')}: it hung`);
      if (argv === SETUP || argv === EXPOSE) {
        const ill = illSaid(done);
        if (ill !== undefined) leaks.push(`seed ${seed}, ${argv.join(' ')}: ${ill}`);
      }
    } finally {
      await bed.stop();
    }
  });
  tell(`secrets: ${RUNS} runs, ${faults} faults, ${values} values looked for; ${((Date.now() - began) / 1000).toFixed(0)} s`);
  expect(leaks).toEqual([]);
  expect(faults).toBeGreaterThan(0);
});
