// Bundles src/ into dist/: the entry holds little more than commander, every command is a chunk of its own.
import { rm } from 'node:fs/promises';
import { rolldown } from 'rolldown';

await rm('dist', { recursive: true, force: true });
const bundle = await rolldown({
  input: { main: 'src/main.ts' },
  platform: 'node',
  // optional accelerators of `ws`, never installed here
  external: ['bufferutil', 'utf-8-validate'],
  onLog(level, log, forward) {
    if (log.code !== 'CIRCULAR_DEPENDENCY' && log.code !== 'EVAL') forward(level, log);
  },
});
const { output } = await bundle.write({
  dir: 'dist',
  format: 'esm',
  minify: true,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
});
await bundle.close();
const entry = output.find((chunk) => chunk.type === 'chunk' && chunk.isEntry);
if (entry?.type !== 'chunk') throw new Error('the bundle has no entry');
const reached = new Set([entry.fileName]);
for (const name of reached) {
  const chunk = output.find((one) => one.fileName === name);
  if (chunk?.type === 'chunk') for (const next of chunk.imports) reached.add(next);
}
const bytes = [...reached].reduce((sum, name) => sum + (output.find((one) => one.fileName === name)?.code?.length ?? 0), 0);
process.stdout.write(`built dist: ${output.length} files, ${(bytes / 1024).toFixed(0)} KB loaded at start\n`);
if (bytes > 80 * 1024) throw new Error(`what every start loads has grown to ${(bytes / 1024).toFixed(0)} KB (at most 80): a command imports something heavy eagerly`);
