import { Chalk } from 'chalk';
import type { Colours } from './colours.ts';

/** The colours of a terminal. A file of its own, because what makes them takes 3 ms to load and pipes want none. */
export function makeColours(): Colours {
  const chalk = new Chalk({ level: 1 });
  return {
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    warn: (text) => chalk.yellow(text),
  };
}
