import { promises as files } from 'node:fs';
import { Failure } from '../../errors.ts';
import type { KubeClock } from '../options.ts';
import type { Credentials, Proof } from './credentials.ts';

/** A mounted token is exchanged well before it ends; reading it again so often is enough. */
const FRESH_MS = 10_000;

/**
 * A bearer token from a file that somebody else keeps fresh. A file that cannot be read any more leaves the last token in
 * use; one that could never be read is Failure('input').
 */
export function tokenFile(file: string, clock: KubeClock): Credentials {
  let proof: Proof | undefined;
  let readAt = 0;
  const refresh = async (): Promise<Proof> => {
    const now = clock.now().getTime();
    if (proof !== undefined && now - readAt < FRESH_MS) return proof;
    const text = await files.readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (proof === undefined) throw new Failure('input', `The token file ${file} cannot be read (${error.code ?? 'unknown error'}).`);
      return '';
    });
    const token = text.trim();
    readAt = now;
    if (token === '' && proof === undefined) throw new Failure('input', `The token file ${file} is empty.`);
    const header = `Bearer ${token}`;
    if (token !== '' && proof?.headers['Authorization'] !== header) proof = { headers: { Authorization: header } };
    return proof ?? { headers: {} };
  };
  return {
    get: refresh,
    renew() {
      readAt = 0;
    },
  };
}
