import { rename, rm, writeFile } from 'node:fs/promises';
import { Failure } from '../errors.ts';
import type { Snapshot } from './types.ts';

/**
 * Writes a Snapshot as JSON, readable by its owner only (mode 0600), whole or not at all.
 * @throws Failure (input) when the file cannot be written
 */
export async function save(file: string, snapshot: Snapshot): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(draft, `${JSON.stringify(snapshot, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined); // what failed before is what to say
    throw new Failure('input', `The snapshot cannot be written to ${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
