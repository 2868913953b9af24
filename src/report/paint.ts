/** Colours by meaning; what they look like, and whether there are any, is the terminal's business. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
}

const same = (text: string): string => text;

/** No colours at all. */
export const plain: Paint = { bold: same, dim: same, good: same, bad: same, warn: same };
