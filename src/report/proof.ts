import type { Proof } from '../apply/types.ts';
import type { Paint } from './paint.ts';
import { clean } from './text.ts';

/** What a proof found: its verdict and summary, then its facts, one a line, in their order. */
export function renderProof(proof: Proof, paint: Paint): string {
  const label = Math.max(0, ...proof.facts.map(([name]) => clean(name).length));
  return [
    `${proof.ok ? paint.good('proven') : paint.bad('NOT PROVEN')} ${paint.bold(clean(proof.proof))}: ${clean(proof.summary)}`,
    ...proof.facts.map(([name, value]) => `  ${paint.dim(clean(name).padEnd(label))}  ${clean(value)}`),
  ].join('\n');
}
