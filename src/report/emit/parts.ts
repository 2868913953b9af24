import { blank, R } from '../../api/resources.ts';
import type { JsonObject, Ref } from '../../api/types.ts';
import { mergePatch } from '../../plan/merge.ts';
import { referencesIn, shown } from '../../plan/resolve.ts';
import type { DesiredObject, DesiredStep, Reference, ValueObject } from '../../plan/types.ts';

/** What is written for somebody else to carry out: the steps of a form of setup, and the words above them. */
export interface Emission {
  /** the command line that says the same, for the head of every file */
  command: string;
  steps: readonly DesiredStep[];
}

export type ObjectStep = DesiredStep & { kind: 'object' };
export type ConfigStep = DesiredStep & { kind: 'config' };

/** Whether the object is a Secret, of which only the names of its keys may be written. */
export const isSecret = (ref: Ref): boolean => ref.resource.kind === R.Secret.kind && ref.resource.group === '';

/** The object as it would be created, with its References in it. */
export function whole(step: DesiredObject): ValueObject {
  return mergePatch(mergePatch(blank(step.ref), step.onCreate ?? {}), step.body) as ValueObject;
}

/** What stands for a value that is not known until the cluster tells it. */
export function placeholder({ $ref }: Reference): string {
  return `REPLACE ${$ref.show}`;
}

/** The value with a placeholder for every Reference. */
export function withPlaceholders(value: ValueObject): JsonObject {
  return shown(value, placeholder) as JsonObject;
}

/** The keys of a secret's data: the credentials that have to be filled in, and those that stay empty. */
export function secretKeys(step: ObjectStep): { filled: string[]; empty: string[] } {
  const data = Object.entries((step.body['data'] ?? {}) as ValueObject);
  return { filled: data.filter(([, value]) => value !== '').map(([key]) => key), empty: data.filter(([, value]) => value === '').map(([key]) => key) };
}

/** Whether a value of the body is only known to the cluster. */
export const isOpen = (body: ValueObject): boolean => referencesIn(body).length > 0;

/** What the objects do not say: commands for whoever may set up the bucket. */
export function besides({ steps }: Emission): string[] {
  return steps.flatMap((step) => (step.kind === 'bucket' ? [`# ${step.title}, by whoever may set up the bucket:`, `#   ${step.command}`] : []));
}

/** The lines that begin every file. */
export function head({ command }: Emission): string[] {
  return [`# Written by: registryctl ${command}`, '# It holds no credential. Nothing was read from, or checked on, a cluster.'];
}
