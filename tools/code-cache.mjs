// Keeps V8's code of what `status` runs beside each file of the bundle: made by a run of it, because only functions that have run are compiled.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const require = createRequire(import.meta.url);

/** In a process of its own: runs `status` and writes a cache for each file that it loaded. */
function record() {
  const scripts = new Map();
  require('../bin/code-cache.js').useCodeCache((file, script) => scripts.set(file, script));
  process.on('exit', () => {
    for (const [file, script] of scripts) writeFileSync(`${file}.cache`, script.createCachedData());
  });
  process.argv = [process.execPath, 'registryctl', 'status'];
  void require('../dist/main.cjs').main(process);
}

async function make() {
  const dir = mkdtempSync(join(tmpdir(), 'registryctl-build-'));
  const kubeconfig = join(dir, 'kubeconfig');
  const env = { PATH: process.env.PATH, HOME: dir, KUBECONFIG: kubeconfig };
  const sandbox = spawn(process.execPath, ['bin/registryctl.js', 'sandbox', 'start', '--scenario', 'aws', '--kubeconfig-out', kubeconfig], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await Promise.race([once(sandbox.stdout, 'data'), once(sandbox, 'exit')]);
    spawnSync(process.execPath, [self, 'record'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  } finally {
    sandbox.kill('SIGTERM');
    rmSync(dir, { recursive: true, force: true });
  }
  const made = readdirSync('dist', { recursive: true }).filter((name) => name.endsWith('.cache'));
  if (made.length === 0) throw new Error('no code cache was made: `status` on the sandbox loaded nothing');
  writeFileSync('dist/built-by', process.version);
  process.stdout.write(`code cache for Node ${process.versions.node}: ${made.length} files\n`);
}

if (process.argv[2] === 'record') record();
else await make();
