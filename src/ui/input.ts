import { Failure } from '../errors.ts';

/** More than this is no input that a person prepared. */
const LONGEST = 4 * 1024 * 1024;

/**
 * Everything that comes on stdin, until it ends. Throws a Failure: usage on a terminal (what is typed there would be
 * shown), input when it cannot be read or does not end, interrupted when the signal is aborted.
 */
export async function readInput(input: NodeJS.ReadStream, flag: string, signal: AbortSignal): Promise<Buffer> {
  if (input.isTTY) throw new Failure('usage', `${flag} -: stdin is a terminal, where what is typed would be shown, allowed: a pipe or a file on stdin.`);
  const parts: Buffer[] = [];
  const stop = (): void => void input.destroy(new Failure('interrupted', 'interrupted while reading stdin; nothing was written'));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    let length = 0;
    for await (const part of input) {
      parts.push(Buffer.from(part as Buffer));
      length += parts.at(-1)?.length ?? 0;
      if (length > LONGEST) throw new Failure('input', `${flag} -: found more than ${LONGEST / 1024 / 1024} MiB on stdin, allowed: a short text.`);
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('input', `${flag} -: stdin cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown fault'}).`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return Buffer.concat(parts);
}
