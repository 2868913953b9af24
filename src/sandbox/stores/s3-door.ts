import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { BucketDoor, StoreFault, StorePlace, StoreSetting } from '../stores-door.ts';
import type { Answer, Outside } from './https.ts';
import { bucketAt, sendSigned } from './signed.ts';
import { texts } from './xml.ts';

interface Ask {
  method: string;
  bucket: string;
  query?: [string, string][];
  body?: string;
}

const SETTINGS: Partial<Record<StoreSetting, { query: string; body(value: string): string }>> = {
  publicAccessBlock: {
    query: 'publicAccessBlock',
    body: () => `<PublicAccessBlockConfiguration>${['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'].map((f) => `<${f}>true</${f}>`).join('')}</PublicAccessBlockConfiguration>`,
  },
  tags: { query: 'tagging', body: () => '<Tagging><TagSet><Tag><Key>Name</Key><Value>image-registry</Value></Tag></TagSet></Tagging>' },
  encryption: { query: 'encryption', body: (value) => `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>${value}</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>` },
  abortMultipart: { query: 'lifecycle', body: () => '<LifecycleConfiguration><Rule><Status>Enabled</Status><AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule></LifecycleConfiguration>' },
};

/** S3 over real HTTPS, with exactly the keys and CA certificates that were given. */
export function s3Door(outside: Outside): BucketDoor {
  const ask = send.bind(undefined, outside);
  return {
    head: async (place, bucket) => (await ask(place, { method: 'HEAD', bucket })).fault,
    create: async (place, bucket) => (await ask(place, { method: 'PUT', bucket })).fault,
    async set(place, bucket, setting, value) {
      const what = SETTINGS[setting];
      return what && (await ask(place, { method: 'PUT', bucket, query: [[what.query, '']], body: what.body(value) })).fault;
    },
    async wipe(place, bucket) {
      for (;;) {
        const { fault, answer } = await ask(place, { method: 'GET', bucket, query: [['list-type', '2'], ['encoding-type', 'url']] });
        if (fault) return fault;
        const keys = texts(answer?.body.toString() ?? '', 'Key').map(decodeURIComponent);
        if (keys.length === 0) return (await ask(place, { method: 'DELETE', bucket })).fault;
        const names = keys.map((k) => `<Object><Key>${k.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</Key></Object>`).join('');
        const many = await ask(place, { method: 'POST', bucket, query: [['delete', '']], body: `<Delete><Quiet>true</Quiet>${names}</Delete>` });
        if (many.fault) return many.fault;
      }
    },
  };
}

interface Result {
  fault: StoreFault | undefined;
  answer?: Answer;
}

async function send(outside: Outside, place: StorePlace, ask: Ask): Promise<Result> {
  const { endpoint, region, credentials } = place;
  if (region === '') return { fault: { code: 'MissingRegion', text: 'MissingRegion: could not find region configuration' } };
  const given = endpoint ?? `https://s3.${region}.amazonaws.com`;
  if (!URL.canParse(given.includes('://') ? given : `https://${given}`)) {
    return { fault: { code: 'InvalidEndpointURL', text: `InvalidEndpointURL: invalid endpoint uri\ncaused by: parse "${given}": invalid URL` } };
  }
  // Amazon's own is always virtual-hosted, another when it was asked for
  const { origin, host, path } = bucketAt(given, ask.bucket, place.virtualHosted ?? endpoint === undefined);
  const query = ask.query ?? [];
  const keys = { accessKey: credentials['accessKey'] ?? '', secretKey: credentials['secretKey'] ?? '' };
  const trust = { ...(place.ca === undefined ? {} : { ca: place.ca }), systemRoots: place.systemRoots };
  try {
    const body = Buffer.from(ask.body ?? '');
    // the SDK adds it where Amazon wants it
    const headers: Record<string, string> = query.some(([name]) => name === 'lifecycle') ? { 'content-md5': createHash('md5').update(body).digest('base64') } : {};
    const answer = await sendSigned(outside, origin, { method: ask.method, host, path, query, headers, body }, { keys, region, trust });
    return { answer, fault: answer.status < 300 ? undefined : faultOf(answer) };
  } catch (error) {
    const verb = ask.method.charAt(0) + ask.method.slice(1).toLowerCase();
    const shown = `${origin}${path}${query.length === 0 ? '' : `?${query.map(([k, v]) => `${k}=${v}`).join('&')}`}`;
    return { fault: { code: 'RequestError', text: `RequestError: send request failed\ncaused by: ${verb} "${shown}": ${error instanceof Error ? error.message : String(error)}` } };
  }
}

/** A refusal as the Go SDK prints it: code and words of the body, or of the status where there is no body (a HEAD, or a page that is not S3's). */
function faultOf(answer: Answer): StoreFault {
  const document = answer.body.toString();
  const words = STATUS_CODES[answer.status] ?? `status ${answer.status}`;
  const named = texts(document, 'Code')[0];
  const code = named ?? words.replaceAll(' ', '');
  const message = named === undefined ? words : (texts(document, 'Message')[0] ?? '');
  const ids = `request id: ${answer.headers['x-amz-request-id'] ?? ''}, host id: ${answer.headers['x-amz-id-2'] ?? ''}`;
  return { code, status: answer.status, text: `${code}: ${message}\n\tstatus code: ${answer.status}, ${ids}` };
}
