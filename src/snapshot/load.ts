import { readFile } from 'node:fs/promises';
import { at, isRecord, text } from '../api/json.ts';
import { Failure } from '../errors.ts';
import type { Snapshot } from './types.ts';

const SCHEMA = 'registryctl.dev/snapshot/v1';

function objectFault(item: unknown): string | undefined {
  return isRecord(item) && typeof item['apiVersion'] === 'string' && typeof item['kind'] === 'string' && isRecord(item['metadata'])
    ? undefined
    : 'is not an API object with apiVersion, kind and metadata';
}

function answerFault(answer: unknown): string | undefined {
  switch (at(answer, 'state')) {
    case 'absent':
      return undefined;
    case 'denied':
    case 'failed':
      return text(answer, 'reason') === undefined ? '.reason must be a string' : undefined;
    case 'found': {
      const items = at(answer, 'items');
      if (!Array.isArray(items)) return '.items must be a list';
      const bad = items.findIndex((item) => objectFault(item) !== undefined);
      return bad < 0 ? undefined : `.items[${bad}] ${objectFault(items[bad])}`;
    }
    default:
      return `.state must be found, absent, denied or failed, not ${JSON.stringify(at(answer, 'state')) ?? 'missing'}`;
  }
}

/** What is wrong with a value that should be a Snapshot, naming the field; undefined when nothing is. */
export function snapshotFault(value: unknown): string | undefined {
  if (!isRecord(value)) return 'it is not a JSON object';
  if (value['schema'] !== SCHEMA) return `schema must be ${SCHEMA}, not ${JSON.stringify(value['schema']) ?? 'missing'}`;
  if (Number.isNaN(Date.parse(text(value, 'takenAt') ?? ''))) return 'takenAt must be a time as in 2024-05-01T12:00:00Z';
  for (const name of ['context', 'server', 'user']) if (text(value, 'target', name) === undefined) return `target.${name} must be a string`;
  if (typeof at(value, 'target', 'sandbox') !== 'boolean') return 'target.sandbox must be true or false';
  const { answers } = value;
  if (!isRecord(answers)) return 'answers must be an object';
  for (const [key, answer] of Object.entries(answers)) {
    const fault = answerFault(answer);
    if (fault !== undefined) return `answers[${JSON.stringify(key)}]${fault}`;
  }
  return undefined;
}

function isSnapshot(value: unknown): value is Snapshot {
  return snapshotFault(value) === undefined;
}

/**
 * Reads a saved Snapshot and checks its shape.
 * @throws Failure (input) naming the file and the field that is wrong
 */
export async function load(file: string): Promise<Snapshot> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : error instanceof Error ? error.message : String(error);
    throw new Failure('input', `${file} cannot be read as a snapshot: ${why}`, { cause: error });
  }
  if (!isSnapshot(value)) throw new Failure('input', `${file} is not a snapshot that can be used: ${snapshotFault(value)}`);
  return value;
}
