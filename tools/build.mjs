// Bundles src/ into dist/: the entry holds little more than commander, every command is a chunk of its own.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

await rm('dist', { recursive: true, force: true });
/** commander needs processes only for subcommands in files of their own, which nobody has here; loading Node's part costs every start 3 ms */
const later = {
  name: 'load-processes-later',
  resolveId: (id, importer) => (id === 'node:child_process' && importer?.includes('commander') ? '\0processes' : null),
  load: (id) => (id === '\0processes' ? "exports.spawn = (...args) => require('node:child_process').spawn(...args);" : null),
};

const bundle = await rolldown({
  plugins: [later],
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
  // CommonJS starts 8 ms sooner than ES modules: no module graph to link, no facade for each of Node's own modules
  format: 'cjs',
  minify: true,
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
  codeSplitting: {
    // every file that a start opens costs a millisecond: what always loads together is one file
    groups: [
      { name: 'start', test: /src[\\/](cli|errors|version|secret)\.ts|src[\\/]commands[\\/]options\.ts|node_modules[\\/]commander/ },
      { name: 'cluster', test: /src[\\/](world|api[\\/].*|ui[\\/](ui|open|colours|progress|redact)|snapshot[\\/].*|kube[\\/](?!auth[\\/](oidc|exec)|calls[\\/]forward).*)\.ts/ },
      { name: 'judge', test: /src[\\/](checks[\\/]|report[\\/](status|text|paint|machine|result)|registry[\\/](codes|rights|backends))|src[\\/]commands[\\/]result\.ts/ },
    ],
  },
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

// the licences of all that is bundled go where the bundle goes
const packages = new Set(output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : [])).flatMap((id) => /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)?.[0] ?? []));
if (packages.size === 0) throw new Error('the bundle contains no package: their licences cannot be collected');
const notices = [];
for (const dir of [...packages].sort()) {
  const about = JSON.parse(await readFile(join(dir, 'package.json'), 'utf8'));
  const file = (await readdir(dir)).find((name) => /^licen[cs]e/i.test(name));
  const text = file === undefined ? `Licensed as ${about.license}; the package carries no text of it.` : await readFile(join(dir, file), 'utf8');
  notices.push(`${about.name} ${about.version} (${about.license})\n\n${text.trim()}\n`);
}
await writeFile('dist/THIRD_PARTY_NOTICES', notices.join(`\n${'-'.repeat(80)}\n\n`));

await import('./code-cache.mjs');
