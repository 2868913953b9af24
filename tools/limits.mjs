// Sizes that the project holds itself to. A limit that found nothing to measure fails.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const lines = (file) => readFileSync(file, 'utf8').split('\n').length - 1;
const typescript = (dir) => readdirSync(dir, { recursive: true }).filter((name) => name.endsWith('.ts')).map((name) => join(dir, name));
const source = typescript('src').map((file) => ({ file, lines: lines(file) })).sort((a, b) => a.lines - b.lines);
const tests = typescript('test').map((file) => lines(file));
if (source.length === 0 || tests.length === 0) throw new Error('limits: nothing to measure');

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const rank = (share) => source[Math.ceil(source.length * share) - 1].lines;
const anys = [...source.map((one) => one.file), ...typescript('test')].reduce((count, file) => count + (readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$|'[^'\n]*'|"[^"\n]*"|`[^`]*`/gm, '').match(/:\s*any\b(?!\s*[:(])|<any\b|\bas any\b|\bany\[\]/gm)?.length ?? 0), 0);
const dependencies = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).dependencies).length;
const total = sum(source.map((one) => one.lines));

const limits = [
  ['largest source file', source.at(-1).lines, '<=', 400, source.at(-1).file],
  ['nine in ten source files', rank(0.9), '<=', 250, ''],
  ['median source file', rank(0.5), '<=', 75, ''],
  ['test lines per source line', sum(tests) / total, '>=', 1.5, `${sum(tests)} / ${total}`],
  ['uses of any', anys, '<=', 0, ''],
  ['runtime dependencies', dependencies, '<=', 8, ''],
];
let failed = 0;
for (const [name, value, sign, bound, note] of limits) {
  const good = sign === '<=' ? value <= bound : value >= bound;
  if (!good) failed++;
  process.stdout.write(`${good ? 'ok  ' : 'FAIL'} ${name}: ${Number.isInteger(value) ? value : value.toFixed(2)} (${sign} ${bound})${note === '' ? '' : ` ${note}`}\n`);
}
process.exitCode = failed === 0 ? 0 : 1;
