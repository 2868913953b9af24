import { at, text } from '../api/json.ts';
import { nameOf, R, ref } from '../api/resources.ts';
import type { KubeObject, Ref } from '../api/types.ts';
import type { Finding } from '../checks/types.ts';
import { finding } from '../registry/codes.ts';
import { JUDGES } from '../registry/judges.ts';
import { OBJECT } from '../registry/objects.ts';
import { many, one } from '../snapshot/access.ts';
import type { Read, Snapshot } from '../snapshot/types.ts';

/** Bucket claims, wherever they are. */
export const claimReads = (): Read[] => [{ resource: R.ObjectBucketClaim }];

const bucketOf = (snapshot: Snapshot): string => text(one(snapshot, OBJECT.config), 'spec', 'storage', 's3', 'bucket') ?? '';

/** The claims that brought the bucket of the registry: one, unless two stores have a bucket of that name. */
export function bucketClaims(snapshot: Snapshot): KubeObject[] {
  const bucket = bucketOf(snapshot);
  return bucket === '' ? [] : many(snapshot, R.ObjectBucketClaim).filter((claim) => text(claim, 'spec', 'bucketName') === bucket);
}

const refOf = ({ metadata }: KubeObject): Ref => ref(R.ObjectBucketClaim, metadata.name ?? '', metadata.namespace);

/** The secret with the keys of the bucket: it has the name of its claim. Undefined where no claim, or more than one, has the bucket. */
export function claimSecret(snapshot: Snapshot): Ref | undefined {
  const [claim, other] = bucketClaims(snapshot);
  return claim === undefined || other !== undefined ? undefined : { ...refOf(claim), resource: R.Secret };
}

/** An error where the keys of the bucket cannot be followed: the registry is on none that a claim brought, or the claim is not bound. */
export function checkClaim(snapshot: Snapshot): Finding[] {
  const [claim, ...others] = bucketClaims(snapshot);
  const subject = `${nameOf(OBJECT.config)} spec.storage.s3.bucket`;
  if (claim === undefined) {
    const bucket = bucketOf(snapshot);
    return [finding('RC-BUCKET-NO-CLAIM', subject, bucket === '' ? 'no S3 bucket is configured' : `no bucket claim has the bucket ${bucket}`)];
  }
  const all = [claim, ...others].map((found) => nameOf(refOf(found)));
  if (others.length > 0) return [finding('RC-BUCKET-NO-CLAIM', subject, `${all.length} claims have a bucket of this name: ${all.join(', ')}`)];
  const { name = '', namespace = '' } = claim.metadata;
  const bound = JUDGES['obc-bound']?.(snapshot, { name, namespace });
  return bound?.met === false ? [finding('RC-BUCKET-UNBOUND', nameOf(refOf(claim)), bound.state, { fill: { claim: name } })] : [];
}

/** An error where the registry has other keys than the claim of its bucket; nothing where there is none to compare with. */
export function checkSame(snapshot: Snapshot, aliases: Readonly<Record<string, readonly string[]>>): Finding[] {
  const secret = claimSecret(snapshot);
  const theirs = secret && one(snapshot, secret);
  const ours = one(snapshot, OBJECT.credentials);
  if (secret === undefined || theirs === undefined || ours === undefined) return [];
  const digest = (of: KubeObject, name: string): unknown => at(of, 'data', name, 'digest');
  const other = Object.entries(aliases).filter(([key, names]) => {
    const name = names.find((candidate) => digest(theirs, candidate) !== undefined);
    return name !== undefined && digest(ours, key) !== undefined && digest(theirs, name) !== digest(ours, key);
  });
  return other.length === 0 ? [] : [finding('RC-CREDENTIALS-DIFFER', nameOf(OBJECT.credentials), `not as in ${nameOf(secret)}: ${other.map(([key]) => key).join(', ')}`)];
}
