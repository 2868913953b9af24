import { open, type FileHandle } from 'node:fs/promises';
import { Failure } from '../errors.ts';
import type { World } from './types.ts';

/** No credentials are larger. */
const LONGEST = 1024 * 1024;

const WORDS: Readonly<Record<string, string>> = { ENOENT: 'no such file', EACCES: 'this user may not read it', EPERM: 'this user may not read it', EISDIR: 'a directory', ENOTDIR: 'no such file', ELOOP: 'a link to itself' };

function unusable(name: string, what: string): Failure {
  return new Failure('input', `--credentials ${name}: found ${what}, allowed: a file with credentials that can be read, or - for stdin.`);
}

/** The text of the bytes: UTF-8, or UTF-16 as Windows writes it. */
function decoded(name: string, bytes: Buffer): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return new TextDecoder(wide ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unusable(name, 'bytes that are no text');
  }
}

/** The bytes of a file, and whether other users can read it. A pipe (`<(...)`) is as good as a file. */
async function bytesOf(name: string, signal: AbortSignal): Promise<{ bytes: Buffer; others: number }> {
  let file: FileHandle | undefined;
  try {
    file = await open(name);
    const stat = await file.stat();
    if (stat.isDirectory()) throw unusable(name, 'a directory');
    if (stat.size > LONGEST) throw unusable(name, `${Math.ceil(stat.size / LONGEST)} MiB`);
    return { bytes: await file.readFile({ signal }), others: stat.isFile() && process.platform !== 'win32' ? stat.mode & 0o077 : 0 };
  } catch (error) {
    if (signal.aborted) throw new Failure('interrupted', 'interrupted; nothing was written');
    if (error instanceof Failure) throw error;
    const { code = '' } = error as NodeJS.ErrnoException;
    throw unusable(name, WORDS[code] ?? `a file that cannot be read (${code})`);
  } finally {
    await file?.close();
  }
}

/**
 * The text of `--credentials`: of a file, or of stdin for `-`. A file that other users can read is told of.
 * Throws a Failure: input for a file that cannot be used, usage for stdin on a terminal.
 */
export async function readCredentials(world: Pick<World, 'ui' | 'signal'>, name: string): Promise<{ text: string; called: string }> {
  if (name === '') throw new Failure('usage', '--credentials: given "", allowed: a file, or - for stdin.');
  if (name === '-') return { text: decoded('-', await world.ui.input('--credentials', world.signal)), called: 'stdin' };
  const { bytes, others } = await bytesOf(name, world.signal);
  if (others !== 0) world.ui.note(`${world.ui.notePaint.warn('warning:')} other users of this machine can read ${name}: chmod 600 ${name}`);
  return { text: decoded(name, bytes), called: name };
}
