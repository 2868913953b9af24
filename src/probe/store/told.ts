import { at, text } from '../../api/json.ts';
import { json } from '../answers.ts';
import type { Reply } from '../http.ts';
import type { Veil } from './veil.ts';

/** An error as a store words it; each part is empty where it does not. */
export interface Told {
  code: string;
  message: string;
}

const NAMES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescaped = (raw: string): string => raw.replaceAll(/&(amp|lt|gt|quot|apos);/gu, (_whole, name: string) => NAMES[name] ?? '');

/** The text of the elements of that name, wherever they stand. Reads what is there of a document that is no XML, or was cut off. */
export function elements(document: string, name: string): string[] {
  return [...document.matchAll(new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)</(?:\\w+:)?${name}>`, 'gu'))].map((match) => unescaped(match[1] ?? '').trim());
}

export const bodyOf = (reply: Reply): string => reply.body.toString('utf8').replace(/^\uFEFF/u, '');

/** True for a web page: what answers is a proxy, a portal or a wrong address, whatever its status. */
export function isPage(reply: Reply): boolean {
  return (reply.headers['content-type'] ?? '').includes('html') || /^\s*<(?:!doctype\s+html|html|head|body)\b/iu.test(bodyOf(reply).slice(0, 200));
}

const AROUND = /^[A-Za-z][\w.-]{0,60}$/u;

/** Code and message of an error in XML, as S3 and Azure send it. */
export function toldInXml(reply: Reply): Told {
  const document = bodyOf(reply);
  const code = elements(document, 'Code')[0] ?? '';
  // of several lines only the first is meant for people; Azure's others name the request
  return { code: AROUND.test(code) ? code : '', message: (elements(document, 'Message')[0] ?? '').split('\n')[0] ?? '' };
}

/** Code and message of an error in JSON: Google's, its token endpoint's, and OpenStack's. */
export function toldInJson(reply: Reply): Told {
  const document = json(reply);
  const error = at(document, 'error');
  const code = typeof error === 'string' ? error : (text(error, 'errors', 0, 'reason') ?? text(error, 'status') ?? text(error, 'title') ?? '');
  const message = text(document, 'error_description') ?? text(error, 'message') ?? '';
  return { code: AROUND.test(code) ? code : '', message };
}

/** ` (CODE: words)` of the store, or its HTTP status where it has no words. */
export function quoted(told: Told, reply: Reply, veil: Veil): string {
  const words = [told.code, told.message].filter((part) => part !== '').join(': ');
  return ` (${words === '' ? `HTTP ${reply.status}` : veil.plain(words).replace(/\.$/u, '')})`;
}

/** Says of an answer that it tells nothing. */
export function unclear(reply: Reply, told: Told, veil: Veil): { state: 'unclear'; detail: string } {
  if (isPage(reply)) return { state: 'unclear', detail: `a web page came back (HTTP ${reply.status}), so this was not the store: a proxy, or something else under that name` };
  if (reply.status >= 300 && reply.status < 400 && told.code === '') return { state: 'unclear', detail: `it says to go elsewhere (HTTP ${reply.status}), which is not followed` };
  return { state: 'unclear', detail: `it answered HTTP ${reply.status}${told.code === '' && told.message === '' ? '' : quoted(told, reply, veil)}` };
}
