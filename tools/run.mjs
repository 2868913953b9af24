// One door for the npm scripts: installs what is missing, builds when the sources are newer, then runs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const bin = (name) => join('node_modules', '.bin', name);

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (done.error) throw done.error;
  return done.status ?? 1;
}

function must(command, args, options) {
  const code = run(command, args, options);
  if (code !== 0) process.exit(code);
}

const newest = (path) => {
  const stat = statSync(path);
  return stat.isDirectory() ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name)))) : stat.mtimeMs;
};

function install() {
  const mark = join('node_modules', '.package-lock.json');
  if (existsSync(mark) && statSync(mark).mtimeMs >= statSync('package-lock.json').mtimeMs) return;
  process.stdout.write('installing what is missing\n');
  // not `npm ci`: it refuses a lock file that knows the native parts of some systems only
  must('npm', ['install', '--no-save', '--ignore-scripts', '--loglevel=error']);
}

function build() {
  const made = join('dist', 'main.cjs');
  // the code cache beside the bundle is of one Node only
  const builtBy = existsSync(made) && existsSync('dist/built-by') ? readFileSync('dist/built-by', 'utf8') : '';
  if (builtBy === process.version && statSync(made).mtimeMs >= Math.max(newest('src'), newest('tools'), statSync('package.json').mtimeMs)) return;
  must(process.execPath, ['tools/build.mjs']);
}

const tasks = {
  build,
  test() {
    build();
    must(process.execPath, ['tools/test.mjs', ...process.argv.slice(3)]);
  },
  lint() {
    must(bin('tsc'), ['-p', '.']);
    must(bin('oxlint'), ['--type-aware', '--deny-warnings']);
    must(process.execPath, ['tools/layers.mjs']);
    must(process.execPath, ['tools/limits.mjs']);
    build();
    must(process.execPath, ['tools/docs.mjs', '--check']);
  },
  docs() {
    build();
    must(process.execPath, ['tools/docs.mjs']);
  },
  bench() {
    build();
    must(process.execPath, ['bench/bench.mjs', ...process.argv.slice(3)]);
  },
  long() {
    build();
    must(process.execPath, ['tools/test.mjs', '--config=vitest.long.config.ts', ...process.argv.slice(3)]);
  },
  faults() {
    build();
    must(process.execPath, ['tools/test.mjs', '--config=vitest.long.config.ts', 'test/faults', ...process.argv.slice(3)], { env: { FAULTS: 'all', ...process.env } });
  },
  cluster() {
    build();
    must(process.execPath, ['test/cluster/run.mjs', ...process.argv.slice(3)]);
  },
  demo() {
    build();
    const home = mkdtempSync(join(tmpdir(), 'registryctl-demo-'));
    try {
      process.exitCode = run(process.execPath, ['tools/demo.mjs', home]);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
};

const task = tasks[process.argv[2]];
if (task === undefined) {
  process.stderr.write(`unknown task "${process.argv[2]}": one of ${Object.keys(tasks).join(', ')}\n`);
  process.exit(64);
}
install();
task();
