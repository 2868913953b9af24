/** Colours by meaning; what they look like, and whether there are any, is the terminal's business. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

const same = (text: string): string => text;

/** No colours at all. */
export const plain: Paint = { bold: same, dim: same, good: same, bad: same, warn: same };
