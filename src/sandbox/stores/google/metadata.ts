import { isRecord, record } from '../../../api/json.ts';
import type { CloudBucket } from '../cloud-door.ts';

const FRESH = { iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: 'inherited' } };

/** What Google's API shows of a bucket beside its name: how often its metadata was changed, and what it was changed to. */
export function metadataOf({ metadata }: CloudBucket): Record<string, unknown> {
  return { metageneration: String(metadata?.generation ?? 1), ...FRESH, ...metadata?.fields };
}

function merged(into: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const all = { ...(isRecord(into) ? into : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete all[key];
    else all[key] = merged(all[key], value);
  }
  return all;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** Patches a bucket's metadata, when it is of the generation that is asked for; else says why not. */
export function patched(bucket: CloudBucket, body: Buffer, generation: string | null): { code: number; reason: string; message: string } | undefined {
  const now = bucket.metadata?.generation ?? 1;
  const patch = parsed(body);
  if (!isRecord(patch)) return { code: 400, reason: 'parseError', message: 'Parse Error' };
  if (generation !== null && generation !== String(now)) return { code: 412, reason: 'conditionNotMet', message: 'At least one of the pre-conditions you specified did not hold.' };
  bucket.metadata = { generation: now + 1, fields: record(merged({ ...FRESH, ...bucket.metadata?.fields }, patch)) };
  return undefined;
}
