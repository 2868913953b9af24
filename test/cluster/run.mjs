// Builds the real API server and kubectl (once, cached by what they are built from) and runs the cluster lane.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'registryctl-cluster');
mkdirSync(cache, { recursive: true });
// Go trusts what these name instead of the system when it fetches modules: leave them to the caller's environment
const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' };

/** Builds the module in `dir` unless the same sources were built before; returns the program's path. */
function built(dir, version) {
  const sources = readdirSync(dir).filter((name) => /\.go$|^go\.(mod|sum)$/.test(name)).sort();
  if (sources.length === 0) throw new Error(`${dir}: nothing to build`);
  const hash = createHash('sha256');
  for (const name of sources) hash.update(name).update(readFileSync(join(dir, name)));
  const program = join(cache, `${dir.replaceAll(/[^a-z]/g, '-')}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(program)) return program;
  process.stdout.write(`building ${dir} (once; minutes)\n`);
  const stamp = `-s -w -X k8s.io/component-base/version.gitVersion=${version} -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=27`;
  must('go', ['build', '-p', '2', '-ldflags', stamp, '-o', `${program}.new`, '.'], { cwd: dir, env });
  renameSync(`${program}.new`, program);
  return program;
}

/** The folder of a module in Go's module cache. */
function folder(dir, module) {
  const done = spawnSync('go', ['list', '-m', '-f', '{{.Dir}}', module], { cwd: dir, env, encoding: 'utf8' });
  const found = done.stdout.trim();
  if (done.status === 0 && found !== '') return found;
  must('go', ['mod', 'download', module], { cwd: dir, env });
  return spawnSync('go', ['list', '-m', '-f', '{{.Dir}}', module], { cwd: dir, env, encoding: 'utf8' }).stdout.trim();
}

function must(command, args, options) {
  const done = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (done.error) throw done.error;
  if (done.status !== 0) process.exit(done.status ?? 1);
}

const server = join('test', 'cluster', 'server');
const parts = {
  CLUSTER: built(server, 'v1.27.4'),
  KUBECTL: built(join('test', 'cluster', 'kubectl'), 'v1.27.16'),
  OPENSHIFT_API: folder(server, 'github.com/openshift/api'),
  BUCKETS: folder(server, 'github.com/kube-object-storage/lib-bucket-provisioner'),
};
writeFileSync(join(cache, 'parts.json'), JSON.stringify(parts, null, 2));
const run = spawnSync(process.execPath, ['tools/test.mjs', '--config=test/cluster/vitest.config.ts', ...process.argv.slice(2)], { stdio: 'inherit', env: { ...process.env, ...parts } });
process.exitCode = run.status ?? 1;
