import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { Failure, type Outcome } from '../errors.ts';
import { sourceOf } from '../forms/credentials.ts';
import type { Given, Platform } from '../forms/types.ts';
import { kustomization } from '../report/emit/kustomize.ts';
import { manifests } from '../report/emit/manifests.ts';
import type { Emission } from '../report/emit/parts.ts';
import { shellScript } from '../report/emit/shell.ts';
import type { Snapshot } from '../snapshot/types.ts';
import type { World } from './types.ts';

/** What `--emit` writes. */
export const EMITS = ['yaml', 'oc', 'kustomize'] as const;
export interface EmitOptions {
  emit: (typeof EMITS)[number];
  /** where the files of a kustomization go */
  emitDir?: string;
}

/** A cluster of which nothing is known: what depends on one becomes a command or a placeholder. */
const UNREAD: Snapshot = { schema: 'registryctl.dev/snapshot/v1', takenAt: '', target: { context: '', server: '', user: '', sandbox: false }, answers: {} };

/** The steps of a form without a cluster. Fails (usage) with every option that is missing. */
export function emission(command: string, form: Platform, given: Given): Emission {
  form.reads(given);
  const missing = (form.missing?.(given, UNREAD) ?? []).filter((flag) => flag !== 'credentials');
  if (missing.length > 0) throw new Failure('usage', `${command} --emit: without a cluster nothing else tells ${missing.map((flag) => `--${flag}`).join(', ')}; ${missing.length === 1 ? 'it has' : 'they have'} to be given.`);
  // credentials are always part of it, and never in it
  const asked = form.credentials === undefined || sourceOf(given) !== undefined ? given : { ...given, credentials: '-' };
  return { command, steps: form.desired(asked, UNREAD) };
}

async function writeAll(dir: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      throw new Failure('input', `--emit-dir: ${path} ${error.code === 'EEXIST' ? 'exists already, and is not written over' : `cannot be written (${error.code ?? error.message})`}.`);
    });
  }
}

/** Writes what a form of setup means for others to apply: to stdout, or a kustomization into a folder. Speaks to no cluster. */
export async function emit(world: World, job: { command: string; form: Platform; given: Given }, options: EmitOptions): Promise<Outcome> {
  const made = emission(job.command, job.form, job.given);
  if (options.emit !== 'kustomize') {
    world.ui.out((options.emit === 'oc' ? shellScript(made) : manifests(made, stringify)).trimEnd());
    return 'done';
  }
  if (options.emitDir === undefined) throw new Failure('usage', '--emit kustomize: several files are written; give --emit-dir DIR.');
  const files = kustomization(made, stringify);
  await writeAll(options.emitDir, files);
  world.ui.note(`written to ${options.emitDir}: ${Object.keys(files).join(', ')}`);
  return 'done';
}
