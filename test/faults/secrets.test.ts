import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Fault } from '../support/fault-proxy.ts';
import { EXPOSE, illSaid, makeBed, pool, secretsOf, SETUP, type Ground } from './bed.ts';
import { FAULTS, WATCH_FAULTS } from './cells.ts';
import { ALL, dice, note, SEED, tell } from './sample.ts';

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
      note(`secrets: seed ${seed}, ${bed.proxy.fired} faults, ${secrets.length} values, exit ${done.code}, ${leaks.length} leaks so far\n`);
    } finally {
      await bed.stop();
    }
  });
  tell(`secrets: ${RUNS} runs, ${faults} faults, ${values} values looked for; ${((Date.now() - began) / 1000).toFixed(0)} s`);
  expect(leaks).toEqual([]);
  expect(faults).toBeGreaterThan(0);
});

/** What a process shows of itself to its machine (where /proc tells): its arguments, the processes it started, the files it has open. */
async function seenFromOutside(pid: number): Promise<{ argv: string; children: string; files: string[] }> {
  const look = async (path: string): Promise<string> => readFile(`/proc/${pid}/${path}`, 'utf8').catch(() => '');
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const children = await Promise.all(tasks.map(async (task) => look(`task/${task}/children`)));
  const open = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const files = await Promise.all(open.map(async (fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  return { argv: (await look('cmdline')).replaceAll('\0', ' '), children: children.join(''), files };
}

it('a process leaves no file and starts no other, and neither its arguments nor its end by a fault of its own hold a secret', { timeout: 900_000 }, async () => {
  const leaks: string[] = [];
  let looks = 0;
  let crashed = 0;
  await pool(Array.from({ length: ALL ? 24 : 2 }, (_, i) => SEED + i), 2, async (seed) => {
    const roll = dice(seed);
    const crashes = seed % 2 === 1;
    const scratch = await mkdtemp(join(tmpdir(), 'registryctl-scratch-'));
    const bed = await makeBed('fresh');
    try {
      for (const dir of ['home', 'tmp', 'cwd']) await mkdir(join(scratch, dir));
      // ends by an error that nothing catches, with what a debugger would show of it
      const crash = join(scratch, 'crash.cjs');
      await writeFile(crash, `process.on('SIGUSR2', () => { throw Object.assign(new Error('crashed'), { world: process }); });\n`);
      const { child, done } = await bed.spawn(SETUP, {
        env: { HOME: join(scratch, 'home'), TMPDIR: join(scratch, 'tmp'), XDG_CACHE_HOME: join(scratch, 'home'), REGISTRYCTL_DEBUG: '1', NODE_OPTIONS: `--require=${crash}` },
        cwd: join(scratch, 'cwd'),
      });
      const found = new Set<string>();
      const fatal = 90 + Math.floor(roll() * 30);
      bed.proxy.fault = ({ n, write, dryRun }): Fault => {
        if (!crashes && (write || dryRun) && roll() < 0.1) return FAULTS['quote'] ?? { do: 'hang' };
        return {
          do: 'hook',
          before: async () => {
            if (crashes && n === fatal) child.kill('SIGUSR2');
            if (n % 4 !== 0) return;
            const { argv, children, files } = await seenFromOutside(child.pid ?? 0);
            looks += 1;
            found.add(argv);
            if (children !== '') leaks.push(`seed ${seed}: it started a process`);
            for (const file of files) if (file.startsWith(scratch) || file.includes('(deleted)')) leaks.push(`seed ${seed}: it has ${file} open`);
          },
        };
      };
      const ran = await done;
      const values = await secretsOf(bed);
      const told = [ran.stdout, ran.stderr, ...found].join('\n');
      if (values.some((value) => told.includes(value))) leaks.push(`seed ${seed}: a secret value in output or arguments`);
      if (ran.hung) leaks.push(`seed ${seed}: it hung`);
      if (ran.code === 1) crashed += 1;
      if (ran.code === 1 && !/^error: unexpected: a fault of this program \(Error\)/m.test(ran.stderr)) leaks.push(`seed ${seed}: ${ran.stderr}`);
      const left = await readdir(scratch, { recursive: true });
      if (left.sort().join() !== ['crash.cjs', 'cwd', 'home', 'tmp'].join()) leaks.push(`seed ${seed}: it left ${left.join(', ')}`);
    } finally {
      await bed.stop();
      await rm(scratch, { recursive: true, force: true });
    }
  });
  tell(`secrets: ${ALL ? 24 : 2} processes, ${crashed} of them crashed, looked at ${looks} times`);
  expect(leaks).toEqual([]);
  expect(looks).toBeGreaterThan(10);
  expect(crashed).toBeGreaterThan(0);
});
