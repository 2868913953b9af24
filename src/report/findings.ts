import type { Finding, Level } from '../checks/types.ts';
import type { Paint } from './paint.ts';
import { clean, columns, wrap } from './text.ts';

const TONE: Record<Level, (paint: Paint) => (text: string) => string> = {
  error: (paint) => paint.bad,
  warning: (paint) => paint.warn,
  info: (paint) => paint.dim,
};

/**
 * Findings in words, one paragraph each: level and code, what was seen and where, why it comes about, what mends it.
 * Commands are never broken, so that they can be copied.
 */
export function renderFindings(findings: readonly Finding[], paint: Paint, width: number): string {
  const labelled = (label: string, text: string): string[] =>
    wrap(text, Math.max(width - 10, 20)).map((line, index) => `  ${(index === 0 ? label : '').padEnd(8)}${line}`);
  const about = (start: string, subject: string): string[] =>
    (columns(`${start} ${subject}`) <= width ? [` ${subject}`] : ['', ...wrap(subject, Math.max(width - 2, 20)).map((line) => `  ${line}`)]);
  return findings.map(({ level, code, subject, message, cause, remedy }) => [
    `${TONE[level](paint)(level)} ${paint.bold(code)}${about(`${level} ${code}`, clean(subject)).join('\n')}`,
    ...labelled('', message),
    ...(cause === undefined ? [] : labelled('cause', cause)),
    ...(remedy === undefined ? [] : [`  ${'remedy'.padEnd(8)}${clean(remedy)}`]),
  ].join('\n')).join('\n\n');
}
