/** Colours by meaning; the shape that `report/` renders with. */
export interface Colours {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

/**
 * Whether to colour: never for `--no-color`, `NO_COLOR` (when not empty) or `TERM=dumb`; always for
 * `FORCE_COLOR`; else when the stream is a terminal.
 */
export function wantsColour(env: Record<string, string | undefined>, isTerminal: boolean, flag: boolean | undefined): boolean {
  if (flag === false) return false;
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0') return true;
  return isTerminal && env['TERM'] !== 'dumb';
}

const same = (text: string): string => text;

/** No colours. */
export const NONE: Colours = { bold: same, dim: same, good: same, bad: same, warn: same };
