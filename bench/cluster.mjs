// A sandbox in a process of its own, with a registry that runs: what `status` is timed on.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const cli = join('bin', 'registryctl.js');

/** Starts it, writes the kubeconfig, sets the registry up. The caller ends it with `stop`. */
export async function startBenchCluster(kubeconfig) {
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  delete env.NODE_EXTRA_CA_CERTS;
  const sandbox = spawn(process.execPath, [cli, 'sandbox', 'start', '--scenario', 'baremetal-odf', '--kubeconfig-out', kubeconfig], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [ready] = await Promise.race([once(sandbox.stdout, 'data'), once(sandbox, 'exit')]);
  if (sandbox.exitCode !== null) throw new Error(`the sandbox did not start: ${ready}`);
  const stop = async () => {
    sandbox.kill('SIGTERM');
    await once(sandbox, 'exit');
  };
  const done = spawnSync(process.execPath, [cli, 'setup', 'odf-rgw', '--yes', '--no-verify', '-o', 'json'], { env, encoding: 'utf8' });
  if (done.status !== 0) {
    await stop();
    throw new Error(`setup ended with ${done.status}: ${done.stderr}`);
  }
  return { stop };
}
