import type { Paint } from './paint.ts';
import { wrap } from './text.ts';

/** One form of setup, and whether it would work on this cluster. */
export interface Choice {
  form: string;
  title: string;
  fits: 'yes' | 'maybe' | 'no';
  why: readonly string[];
  /** the command that shows its plan */
  command: string;
}

const ORDER = ['yes', 'maybe', 'no'];

/** Those that fit first; otherwise as they were. */
export function inOrder(choices: readonly Choice[]): Choice[] {
  return [...choices].sort((a, b) => ORDER.indexOf(a.fits) - ORDER.indexOf(b.fits));
}

/** The forms as a table: the verdict, the name, and the evidence. */
export function renderChoices(choices: readonly Choice[], paint: Paint, width: number): string {
  const room = Math.max(...choices.map(({ form }) => form.length), 0);
  const indent = 7 + room + 2;
  return inOrder(choices).map(({ form, fits, why }) => {
    const tone = { yes: paint.good, maybe: paint.warn, no: paint.dim }[fits];
    const [head = '', ...more] = wrap(why.join('; '), Math.max(width - indent, 20));
    return [`${tone(fits.padEnd(7))}${paint.bold(form.padEnd(room))}  ${head}`, ...more.map((line) => `${' '.repeat(indent)}${line}`)].join('\n');
  }).join('\n');
}
