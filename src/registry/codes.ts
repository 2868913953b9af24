import type { Finding, Level } from '../checks/types.ts';
import { buckets } from './codes/buckets.ts';
import { claims } from './codes/claims.ts';
import { clouds } from './codes/clouds.ts';
import { cluster } from './codes/cluster.ts';
import { credentials } from './codes/credentials.ts';
import { odf } from './codes/odf.ts';
import { operator } from './codes/operator.ts';
import { pods } from './codes/pods.ts';
import { pruner } from './codes/pruner.ts';
import { routes } from './codes/routes.ts';
import { state } from './codes/state.ts';
import { storage } from './codes/storage.ts';
import { trust } from './codes/trust.ts';
import type { CodeText } from './codes/types.ts';

const table = { ...cluster, ...operator, ...storage, ...state, ...credentials, ...buckets, ...clouds, ...odf, ...claims, ...trust, ...routes, ...pods, ...pruner };

export type Code = keyof typeof table;

/** Every code of a finding, of health and of preflight: what it is called, how bad it is, why it comes about and what mends it. Codes never change their meaning. */
export const CODES: Readonly<Record<Code, CodeText>> = table;

/** What a rule knows better than the table. */
export interface Particular {
  /** what the `{…}` of the remedy stand for */
  fill?: Record<string, string>;
  /** another level, where the case is milder or worse */
  level?: Level;
  cause?: string;
  remedy?: string;
}

/** Fills a remedy in. A value that no API name can have never reaches a command that people paste: the word stays, in capitals. */
function filled(template: string, fill: Record<string, string>): string {
  return template.replace(/\{([a-z]+)\}/gu, (_whole, word: string) => {
    const value = fill[word] ?? '';
    return /^[A-Za-z0-9][-.\w]*$/u.test(value) ? value : word.toUpperCase();
  });
}

/** The Finding that a code makes of what was seen: level, cause and remedy come from the table where the rule does not say them. */
export function finding(code: Code, subject: string, message: string, more: Particular = {}): Finding {
  const { level, cause, remedy } = CODES[code];
  return {
    code, level: more.level ?? level, subject, message, cause: more.cause ?? cause,
    remedy: more.remedy ?? filled(remedy, more.fill ?? {}),
  };
}
