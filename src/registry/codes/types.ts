import type { Level } from '../../checks/types.ts';

/** What stands in the table of codes about one of them. */
export interface CodeText {
  /** how bad it is, where the rule does not say otherwise */
  level: Level;
  title: string;
  /** why it comes about, in whole sentences */
  cause: string;
  /** the command that mends it; `{word}` is filled in with what the rule saw */
  remedy: string;
}
