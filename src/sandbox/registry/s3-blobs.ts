import type { Answer, Outside, Trust } from '../stores/https.ts';
import { presign } from '../stores/sign.ts';
import type { Keys } from '../stores/sign.ts';
import { bucketAt, sendSigned } from '../stores/signed.ts';
import { texts } from '../stores/xml.ts';
import { StorageError } from './blob-store.ts';
import type { BlobStore } from './blob-store.ts';

/** A bucket as the registry's pod is told of it. */
export interface S3Place {
  bucket: string;
  region: string;
  /** `https://host[:port]` */
  endpoint: string;
  virtualHosted: boolean;
  keys: Keys;
  trust: Trust;
}

/** How long a redirect's URL is good for (seconds). */
const LINK_LIFE = 20 * 60;

/** A bucket over real HTTPS, with the pod's own keys and trust. */
export function s3Blobs(outside: Outside, place: S3Place): BlobStore {
  const { origin, host, path } = bucketAt(place.endpoint, place.bucket, place.virtualHosted);
  const pathOf = (key: string): string => (key === '' ? path : `${path.replace(/\/$/, '')}/${key}`);

  async function ask(method: string, key: string, more: { query?: [string, string][]; body?: Buffer } = {}): Promise<Answer> {
    const answer = await sendSigned(outside, origin, { method, host, path: pathOf(key), ...more }, place).catch((error: unknown) => {
      throw new StorageError('s3aws', `RequestError: send request failed\ncaused by: ${error instanceof Error ? error.message : String(error)}`);
    });
    if (answer.status < 300 || (answer.status === 404 && key !== '')) return answer;
    const code = texts(answer.body.toString(), 'Code')[0] ?? (answer.status === 403 ? 'Forbidden' : `status ${answer.status}`);
    throw new StorageError('s3aws', `${code}: \n\tstatus code: ${answer.status}, request id: ${answer.headers['x-amz-request-id'] ?? ''}`);
  }

  return {
    id: `s3:${place.endpoint}/${place.bucket}/${place.keys.accessKey}`,
    async get(key) {
      const answer = await ask('GET', key);
      return answer.status === 404 ? undefined : answer.body;
    },
    async put(key, body) {
      const answer = await ask('PUT', key, { body });
      if (answer.status === 404) throw new StorageError('s3aws', `NoSuchBucket: \n\tstatus code: 404`);
    },
    async delete(key) {
      await ask('DELETE', key);
    },
    async list(prefix) {
      const keys: string[] = [];
      for (let token: string | undefined = ''; token !== undefined;) {
        const from: [string, string][] = token === '' ? [] : [['continuation-token', token]];
        const page = (await ask('GET', '', { query: [['list-type', '2'], ['prefix', prefix], ['encoding-type', 'url'], ...from] })).body.toString();
        keys.push(...texts(page, 'Key').map(decodeURIComponent));
        token = texts(page, 'NextContinuationToken')[0];
      }
      return keys;
    },
    async stat(key) {
      const answer = await ask('HEAD', key);
      return answer.status === 404 ? undefined : { size: Number(answer.headers['content-length']) };
    },
    async check() {
      await ask('GET', '', { query: [['list-type', '2'], ['max-keys', '1'], ['prefix', '']] });
    },
    link: async (method, key) => presign({ method, host, path: pathOf(key) }, place.keys, place.region, new Date(), LINK_LIFE),
  };
}
