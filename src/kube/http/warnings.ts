import type { IncomingHttpHeaders } from 'node:http';

/** Gives each text of the server's `Warning` headers to `warn` once, however often it comes. */
export function warnings(warn: (text: string) => void): (headers: IncomingHttpHeaders) => void {
  const seen = new Set<string>();
  return (headers) => {
    const given = headers['warning'];
    if (given === undefined) return;
    for (const [, quoted] of given.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)) {
      const text = (quoted ?? '').replace(/\\(.)/g, '$1');
      if (text !== '' && !seen.has(text)) {
        seen.add(text);
        warn(`the API server says: ${text}`);
      }
    }
  };
}
