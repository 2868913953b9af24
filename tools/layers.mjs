// The architecture as a rule: who may import whom. Fails on any import that the table does not allow.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const PURE = ['api', 'errors', 'secret'];
// room -> rooms it may import; a file directly in src/ is a room of its own name
const MAY = {
  api: [],
  errors: [],
  secret: [],
  version: [],
  kube: PURE,
  ui: PURE,
  registry: [...PURE, 'snapshot/access', 'snapshot/types', 'plan/types', 'checks/types'],
  credentials: PURE,
  forms: [...PURE, 'credentials', 'registry', 'snapshot/access', 'snapshot/types', 'plan/types', 'checks/types'],
  platforms: [...PURE, 'credentials', 'forms', 'registry', 'snapshot/access', 'snapshot/types', 'plan/types', 'checks/types'],
  procedures: [...PURE, 'credentials', 'forms', 'registry', 'snapshot/access', 'snapshot/types', 'plan/types', 'checks/types'],
  snapshot: [...PURE, 'kube/port'],
  checks: [...PURE, 'registry', 'snapshot', 'plan/types', 'kube/port'],
  plan: [...PURE, 'registry', 'snapshot', 'kube/port', 'checks/types'],
  report: [...PURE, 'registry', 'snapshot', 'checks', 'plan', 'apply/types', 'kube/port'],
  probe: [...PURE, 'snapshot/types'],
  apply: [...PURE, 'registry', 'snapshot', 'plan', 'kube/port', 'probe'],
  commands: ['api', 'errors', 'secret', 'version', 'registry', 'credentials', 'forms', 'platforms', 'procedures', 'snapshot', 'checks', 'plan', 'apply', 'probe', 'report', 'kube/port', 'kube/connect', 'ui/ui', 'sandbox/index', 'sandbox/client', 'sandbox/types'],
  sandbox: ['api'],
  cli: ['commands', 'errors'],
  failed: ['commands', 'errors', 'report', 'ui'],
  world: ['apply/types', 'runner', 'commands', 'errors', 'kube', 'sandbox/index', 'ui', 'version'],
  runner: ['apply/scratch'],
  main: ['cli', 'errors', 'failed', 'version', 'world'],
};
const TYPES_ONLY = { probe: ['snapshot/types'], snapshot: ['kube/port'], checks: ['kube/port'], plan: ['kube/port'], report: ['kube/port', 'apply/types'], apply: ['kube/port'] };
// packages that only some rooms may use
const PACKAGES = { '@kubernetes/client-node': ['kube'], chalk: ['ui'], inquirer: ['ui'], commander: ['commands', 'cli'], ws: ['sandbox', 'kube'], execa: ['commands', 'kube'], yaml: ['commands', 'credentials', 'failed', 'kube', 'probe', 'sandbox', 'snapshot'] };
// rooms that do no I/O
const NO_IO = ['api', 'registry', 'credentials', 'forms', 'platforms', 'procedures', 'plan', 'checks', 'report', 'errors', 'secret'];
const PURE_NODE = ['node:crypto', 'node:util', 'node:buffer'];

const files = readdirSync('src', { recursive: true }).filter((name) => name.endsWith('.ts'));
const room = (file) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace(/\.ts$/, ''));
const problems = [];
let seen = 0;
for (const file of files) {
  const text = readFileSync(join('src', file), 'utf8');
  const from = room(file);
  if (MAY[from] === undefined) problems.push(`${file}: src/${from} is not a room of the architecture`);
  if (NO_IO.includes(from) && /\bprocess\.|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bconsole\./.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''))) problems.push(`${file}: reads a clock, the process or chance`);
  for (const [, kind, target] of text.matchAll(/^\s*(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'/gms)) check(file, from, target, kind !== undefined);
  for (const [, target] of text.matchAll(/import\('([^']+)'\)/g)) check(file, from, target, false);
}

function check(file, from, target, typeOnly) {
  seen++;
  if (!target.startsWith('.')) {
    const allowed = PACKAGES[target];
    if (allowed !== undefined && !allowed.includes(from)) problems.push(`${file}: only ${allowed.join(', ')} may import ${target}`);
    if (NO_IO.includes(from) && target.startsWith('node:') && !PURE_NODE.includes(target)) problems.push(`${file}: a pure room imports ${target}`);
    return;
  }
  const path = normalize(join(dirname(file), target)).replace(/\.ts$/, '');
  const to = room(`${path}.ts`);
  if (to === from) return;
  if (!(MAY[from] ?? []).some((allowed) => allowed === to || allowed === path)) problems.push(`${file}: src/${from} may not import ${path}`);
  else if (!typeOnly && TYPES_ONLY[from]?.includes(path)) problems.push(`${file}: may import only types from ${path}`);
}

if (seen === 0) problems.push('no import was found to check');
for (const problem of problems) process.stderr.write(`layers: ${problem}\n`);
process.stdout.write(`layers: ${seen} imports in ${files.length} files, ${problems.length} problems\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
