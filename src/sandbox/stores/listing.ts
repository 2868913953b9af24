import type { Call } from './call.ts';
import { S3Error } from './errors.ts';
import type { Bucket } from './memory.ts';
import { encode } from './sigv4.ts';
import { xml } from './xml.ts';

interface Page {
  keys: string[];
  prefixes: string[];
  /** the last name on the page, when there is more */
  next: string | undefined;
}

/** One page of names after `after`; names that share a part up to the delimiter count once. */
export function page(names: Iterable<string>, options: { prefix: string; delimiter: string; after: string; most: number }): Page {
  const { prefix, delimiter, after, most } = options;
  const result: Page = { keys: [], prefixes: [], next: undefined };
  let last = '';
  for (const name of [...names].filter((n) => n.startsWith(prefix)).toSorted()) {
    const cut = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
    const shown = cut < 0 ? name : name.slice(0, cut + delimiter.length);
    if (shown <= after || (cut >= 0 && shown === result.prefixes.at(-1))) continue;
    if (result.keys.length + result.prefixes.length >= most) {
      // a page for nothing leads nowhere
      if (most > 0) result.next = last;
      break;
    }
    (cut < 0 ? result.keys : result.prefixes).push(shown);
    last = shown;
  }
  return result;
}

/** ListObjects (version 1) or ListObjectsV2, as `list-type` says. */
export function listObjects(bucket: Bucket, { query }: Call): string {
  const value = (name: string): string => query.get(name) ?? '';
  const asked = query.get('max-keys') ?? '1000';
  if (!/^\d+$/.test(asked)) throw new S3Error('InvalidArgument');
  const most = Math.min(Number(asked), 1000);
  const v2 = value('list-type') === '2';
  const token = Buffer.from(value('continuation-token'), 'base64url').toString();
  const after = v2 ? (token === '' ? value('start-after') : token) : value('marker');
  const { keys, prefixes, next } = page(bucket.objects.keys(), { prefix: value('prefix'), delimiter: value('delimiter'), after, most });
  const shown = (name: string): string => (value('encoding-type') === 'url' ? encode(name, true) : name);
  return xml('ListBucketResult', {
    Name: bucket.name,
    Prefix: shown(value('prefix')),
    Marker: v2 ? undefined : shown(after),
    NextMarker: v2 || next === undefined ? undefined : shown(next),
    StartAfter: v2 && value('start-after') !== '' ? shown(value('start-after')) : undefined,
    ContinuationToken: v2 && token !== '' ? value('continuation-token') : undefined,
    NextContinuationToken: v2 && next !== undefined ? Buffer.from(next).toString('base64url') : undefined,
    KeyCount: v2 ? keys.length + prefixes.length : undefined,
    MaxKeys: most,
    Delimiter: value('delimiter') === '' ? undefined : shown(value('delimiter')),
    EncodingType: value('encoding-type') === 'url' ? 'url' : undefined,
    IsTruncated: next !== undefined,
    Contents: keys.map((key) => {
      const object = bucket.objects.get(key);
      return { Key: shown(key), LastModified: object?.modified.toISOString(), ETag: object?.etag, Size: object?.body.length, StorageClass: 'STANDARD', Owner: { ID: bucket.owner, DisplayName: bucket.owner } };
    }),
    CommonPrefixes: prefixes.map((p) => ({ Prefix: shown(p) })),
  });
}
