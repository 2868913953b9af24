// Writes the generated reference, or with --check fails when what is committed is not what would be written.
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const check = process.argv.includes('--check');
const dir = mkdtempSync(join(tmpdir(), 'registryctl-docs-'));
try {
  const bundle = await rolldown({ input: { pages: 'tools/pages.ts' }, platform: 'node', external: ['bufferutil', 'utf-8-validate'], onLog() {} });
  await bundle.write({ dir, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' });
  await bundle.close();
  const { pages } = await import(pathToFileURL(join(dir, 'pages.mjs')).href);
  const all = await pages();
  if (Object.keys(all).length === 0) throw new Error('no page was generated');
  let stale = 0;
  for (const [file, text] of Object.entries(all)) {
    const path = join('docs', file);
    if (check) {
      let now = '';
      try {
        now = readFileSync(path, 'utf8');
      } catch {
        // a page that is missing is stale
      }
      if (now !== text) {
        stale++;
        process.stderr.write(`${path} is stale: run npm run docs\n`);
      }
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  process.stdout.write(`docs: ${Object.keys(all).length} generated pages, ${check ? `${stale} stale` : 'written'}\n`);
  process.exitCode = stale === 0 ? 0 : 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
