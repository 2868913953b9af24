import { randomBytes } from 'node:crypto';
import type { Memory } from './memory.ts';

const letters = (count: number): string => randomBytes(count).toString('base64').replaceAll(/[^A-Za-z0-9]/g, 'x').slice(0, count);

/**
 * The gateway's side of bucket claims: `provide` makes a bucket and a user who may have just that one, and gives the same
 * user for the same claim again; `release` deletes the bucket with all it holds, and its user. Rejects with `S3Error`
 * BucketAlreadyExists when the bucket is not the claim's.
 */
export function bucketKeeper(memory: Memory): { provide(bucket: string, claim: string): Promise<{ accessKey: string; secretKey: string }>; release(bucket: string): Promise<void> } {
  return {
    async provide(bucket, claim) {
      const name = `obc ${claim}`;
      const known = [...memory.users.values()].find((u) => u.name === name);
      const user = known ?? { name, accessKey: letters(20).toUpperCase(), secretKey: letters(40), maxBuckets: 1 };
      memory.addUser(user);
      try {
        memory.createBucket(bucket, name);
      } catch (error) {
        if (!known) memory.users.delete(user.accessKey);
        throw error;
      }
      return { accessKey: user.accessKey, secretKey: user.secretKey };
    },
    async release(bucket) {
      const owner = memory.buckets.get(bucket)?.owner;
      if (owner === undefined) return;
      memory.removeBucket(bucket, true);
      for (const user of [...memory.users.values()].filter((u) => u.name === owner)) memory.users.delete(user.accessKey);
    },
  };
}
