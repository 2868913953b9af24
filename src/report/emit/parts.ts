import { blank } from '../../api/resources.ts';
import type { JsonObject } from '../../api/types.ts';
import { mergePatch } from '../../plan/merge.ts';
import { referencesIn, shown } from '../../plan/resolve.ts';
import type { DesiredStep, Reference, ValueObject } from '../../plan/types.ts';
import { OBJECT } from '../../registry/objects.ts';

/** What is written for somebody else to carry out: the steps of a form of setup, and the words above them. */
export interface Emission {
  /** the command line that says the same, for the head of every file */
  command: string;
  steps: readonly DesiredStep[];
}

export type ObjectStep = DesiredStep & { kind: 'object' };

/** What stands for a value that is not known until the cluster tells it. */
function placeholder({ $ref }: Reference): string {
  return `REPLACE ${$ref.show}`;
}

/** The value with a placeholder for every Reference. */
export function withPlaceholders(value: ValueObject): JsonObject {
  return shown(value, placeholder) as JsonObject;
}

/** The Config with the fields that are set, for who applies objects; what its patch takes away is not in it. */
export function configObject(spec: ValueObject): JsonObject {
  return mergePatch(blank(OBJECT.config), { spec: mergePatch({}, withPlaceholders(spec)) }) as JsonObject;
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
