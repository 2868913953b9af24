import { createHash } from 'node:crypto';
import type { BucketSetting } from '../../snapshot/types.ts';
import type { Reply } from '../http.ts';
import { withAbort } from './lifecycle.ts';
import { withBlock } from './public-access.ts';
import { bodyOf, isPage, quoted, toldInXml } from './told.ts';
import type { Look } from './types.ts';
import type { Veil } from './veil.ts';

const OF = {
  'abort-uploads': { query: 'lifecycle', none: 'NoSuchLifecycleConfiguration', merge: withAbort },
  'block-public-access': { query: 'publicAccessBlock', none: 'NoSuchPublicAccessBlockConfiguration', merge: withBlock },
} as const satisfies Record<BucketSetting, unknown>;

/** Belongs to the rules without standing among them: a PUT without it sets it back. */
const SIZES = 'x-amz-transition-default-minimum-object-size';

/** One signed request on the bucket that was found. */
export type AskBucket = (method: 'GET' | 'PUT', query: [string, string][], sent?: { body: Buffer; headers: Record<string, string> }) => Promise<Reply>;

/** Reads settings of a bucket of Amazon's. No sub-resource is ever deleted; S3 knows no precondition for a PUT of one. */
export function s3Settings(ask: AskBucket, veil: Veil): NonNullable<Look['setting']> {
  return async (setting) => {
    const { query, none, merge } = OF[setting];
    const reply = await ask('GET', [[query, '']]);
    const told = toldInXml(reply);
    const absent = reply.status === 404 && told.code === none;
    if (!absent && (reply.status !== 200 || isPage(reply))) return { state: 'unread', detail: `its ${query} cannot be read${quoted(told, reply, veil)}` };
    const merged = merge(absent ? undefined : bodyOf(reply));
    if (merged === undefined) return { state: 'unread', detail: `its ${query} is not understood` };
    const { document, changes, kept } = merged;
    const body = Buffer.from(document);
    const sizes = reply.headers[SIZES];
    const headers = {
      'content-md5': createHash('md5').update(body).digest('base64'), 'content-type': 'application/xml',
      ...(setting === 'abort-uploads' && typeof sizes === 'string' ? { [SIZES]: sizes } : {}),
    };
    const seen = createHash('sha256').update(absent ? '' : bodyOf(reply).trim()).digest('hex');
    return { state: 'read', changes, seen, kept, send: async () => ask('PUT', [[query, '']], { body, headers }) };
  };
}
