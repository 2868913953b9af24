import type { SettingAnswer } from '../../snapshot/types.ts';
import { elements } from './told.ts';

/** What a merge of rules comes to: the whole document to send, what it changes, and the rules of others by their ids. */
export interface Merged {
  document: string;
  changes: Extract<SettingAnswer, { state: 'read' }>['changes'];
  kept: string[];
}

/** The id of the rule that is ours. */
export const RULE = 'registryctl-abort-uploads';
const RULES = /<Rule>([^]*?)<\/Rule>/gu;
const ROOT = /^(?:\s*<\?xml[^>]*\?>)?\s*<LifecycleConfiguration(?:\s[^>]*)?(?:\/>|>([^]*)<\/LifecycleConfiguration>)\s*$/u;
const EMPTY = '<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></LifecycleConfiguration>';

const withoutFilter = (rule: string): string => rule.replace(/<Filter>[^]*?<\/Filter>|<Filter\s*\/>/u, '');

/** Rules of the old kind have a prefix and no filter; the two kinds cannot be in one document. */
const isOld = (rule: string): boolean => /<Prefix[\s/>]/u.test(withoutFilter(rule));

const ours = (old: boolean): string =>
  `<Rule><ID>${RULE}</ID>${old ? '<Prefix></Prefix>' : '<Filter><Prefix></Prefix></Filter>'}<Status>Enabled</Status><AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>`;

/** Whether the rule aborts every upload of the bucket within a day, whoever made it. */
function covers(rule: string): boolean {
  const filter = /<Filter>([^]*?)<\/Filter>/u.exec(rule)?.[1] ?? '';
  const old = /<Prefix>([^<]*)<\/Prefix>/u.exec(withoutFilter(rule))?.[1] ?? '';
  const days = /<AbortIncompleteMultipartUpload>\s*<DaysAfterInitiation>\s*(\d+)\s*<\/DaysAfterInitiation>\s*<\/AbortIncompleteMultipartUpload>/u.exec(rule)?.[1];
  const everything = /^\s*(?:<Prefix><\/Prefix>|<Prefix\s*\/>)?\s*$/u.test(filter) && old === '';
  return elements(rule, 'Status')[0] === 'Enabled' && days !== undefined && Number(days) <= 1 && everything;
}

const idOf = (rule: string): string => elements(rule, 'ID')[0] ?? rule.replaceAll(/\s+/gu, '');

/**
 * The lifecycle rules of a bucket (S3's XML; undefined where it has none) with a rule that aborts uploads after a day. All
 * other rules stay as the text that they are; a rule of our id is ours. Undefined for a document that is none, or that
 * cannot be taken apart safely.
 */
export function withAbort(document: string | undefined): Merged | undefined {
  const text = document ?? EMPTY;
  const inside = ROOT.exec(text);
  const all = [...text.matchAll(RULES)];
  const rules = all.map((match) => match[1] ?? '');
  // comments and the like could hide a tag, or show one that is none
  if (inside === null || /<!|<\w+:|<Rule\s/u.test(text) || text.split('<Rule>').length !== all.length + 1) return undefined;
  const own = all.find(([, rule = '']) => idOf(rule) === RULE);
  const kept = rules.map(idOf).filter((id) => id !== RULE);
  if (rules.some(covers)) return { document: text, changes: [], kept };
  const made = ours(rules.filter((rule) => idOf(rule) !== RULE).some(isOld));
  const path = `lifecycle.${RULE}`;
  if (own !== undefined) return { document: text.replace(own[0], () => made), changes: [{ path, before: own[0], after: made }], kept };
  const closed = text.replace(/\/>\s*$/u, '></LifecycleConfiguration>');
  const end = closed.lastIndexOf('</LifecycleConfiguration>');
  return {
    document: `${closed.slice(0, end)}${made}${closed.slice(end)}`, kept,
    changes: [{ path: `${path}.status`, after: 'Enabled' }, { path: `${path}.prefix`, after: '' }, { path: `${path}.daysAfterInitiation`, after: 1 }],
  };
}
