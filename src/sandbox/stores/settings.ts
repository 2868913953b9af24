import { createHash } from 'node:crypto';
import type { Call } from './call.ts';
import { S3Error } from './errors.ts';
import { texts } from './xml.ts';

/** What Amazon refuses of a setting that is PUT: rules without a digest of the body, of two kinds at once, without a state, or of the same id; a block that is none. */
export function checkSetting(call: Call, name: string): void {
  const document = call.body.toString();
  const digest = call.headers['content-md5'];
  if (digest !== undefined && digest !== createHash('md5').update(call.body).digest('base64')) throw new S3Error('BadDigest');
  if (name === 'publicAccessBlock' && !/<PublicAccessBlockConfiguration[\s>]/.test(document)) throw new S3Error('MalformedXML');
  if (name !== 'lifecycle') return;
  if (digest === undefined) throw new S3Error('InvalidRequest');
  const rules = texts(document, 'Rule');
  const ids = rules.flatMap((rule) => texts(rule, 'ID'));
  const old = rules.map((rule) => /<Prefix[\s/>]/.test(rule.replace(/<Filter>[^]*?<\/Filter>|<Filter\s*\/>/, '')));
  if (!/<LifecycleConfiguration[\s>]/.test(document) || rules.length === 0 || rules.some((rule) => texts(rule, 'Status').length !== 1)) throw new S3Error('MalformedXML');
  if (new Set(ids).size !== ids.length || ids.some((id) => id.length > 255)) throw new S3Error('InvalidArgument');
  if (new Set(old).size > 1) throw new S3Error('InvalidRequest');
}
