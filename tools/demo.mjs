// The main job on the sandbox, with the real command line: what is shown after `$` is what is run.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';

const home = process.argv[2];
const kubeconfig = join(home, 'kubeconfig');
const cli = join('bin', 'registryctl.js');
const env = { ...process.env, KUBECONFIG: kubeconfig };
delete env.NODE_EXTRA_CA_CERTS;

const shown = (args) => process.stdout.write(`\n$ registryctl ${args.join(' ')}\n`);

const start = ['sandbox', 'start', '--scenario', 'baremetal-odf', '--kubeconfig-out', kubeconfig];
shown(start);
const sandbox = spawn(process.execPath, [cli, ...start], { env, stdio: ['ignore', 'pipe', 'inherit'] });
let ready = false;
sandbox.stdout.on('data', (data) => {
  process.stdout.write(data);
  ready = true;
});
const gone = once(sandbox, 'exit');
for (let i = 0; !ready && i < 300 && sandbox.exitCode === null; i++) await new Promise((next) => setTimeout(next, 50));
let code = 1;
if (ready && existsSync(kubeconfig)) {
  for (const args of [['setup', 'odf-rgw', '--yes'], ['expose', '--default-route', '--yes'], ['status']]) {
    shown(args);
    code = spawnSync(process.execPath, [cli, ...args], { env, stdio: 'inherit' }).status ?? 1;
    if (code !== 0) break;
  }
} else {
  process.stderr.write('the sandbox did not start\n');
}
sandbox.kill('SIGTERM');
await gone;
process.exitCode = code;
