// Start-up as ratios to `node -e 0`, all in one run on one machine: rounds in random order, the least of each counts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBenchCluster } from './cluster.mjs';

const LIMITS = { version: 1.8, status: 4.5 };
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 21);
const dir = mkdtempSync(join(tmpdir(), 'registryctl-bench-'));
const kubeconfig = join(dir, 'kubeconfig');
const env = { PATH: process.env.PATH, HOME: dir, KUBECONFIG: kubeconfig };
const cli = join('bin', 'registryctl.js');
const kubectl = process.env.KUBECTL ?? '';

const cluster = await startBenchCluster(kubeconfig);
const commands = {
  'node -e 0': [process.execPath, ['-e', '0']],
  version: [process.execPath, [cli, '--version']],
  help: [process.execPath, [cli, '--help']],
  status: [process.execPath, [cli, 'status']],
  ...(kubectl === '' ? {} : { 'kubectl version --client': [kubectl, ['version', '--client']], 'kubectl get configs': [kubectl, ['get', 'configs.imageregistry.operator.openshift.io', 'cluster']] }),
};

const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
let failed = 0;
try {
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, [program, args]] of Object.entries(commands).sort(() => Math.random() - 0.5)) {
      const begin = process.hrtime.bigint();
      const done = spawnSync(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
      const ms = Number(process.hrtime.bigint() - begin) / 1e6;
      if (done.status !== 0 && !(name === 'status' && done.status === 7)) {
        process.stderr.write(`${name} ended with ${done.status}: ${done.stderr}\n`);
        failed++;
      }
      if (round > 0) times[name].push(ms);
    }
  }
} finally {
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
}

const least = (name) => Math.min(...times[name]);
const median = (name) => [...times[name]].sort((a, b) => a - b)[Math.floor(times[name].length / 2)];
const floor = least('node -e 0');
process.stdout.write(`${'command'.padEnd(26)} min ms  median   ratio  limit\n`);
for (const name of Object.keys(commands)) {
  const ratio = least(name) / floor;
  const limit = LIMITS[name];
  if (limit !== undefined && ratio > limit) failed++;
  process.stdout.write(`${name.padEnd(26)} ${least(name).toFixed(0).padStart(6)}  ${median(name).toFixed(0).padStart(6)}  ${ratio.toFixed(2).padStart(6)}  ${limit === undefined ? '' : `${limit}${ratio > limit ? '  TOO SLOW' : ''}`}\n`);
}
process.exitCode = failed === 0 ? 0 : 1;
