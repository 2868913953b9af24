import type { BucketDoor, StoreFault, StorePlace, StoreSetting } from '../stores-door.ts';
import { exchange } from './https.ts';
import type { Answer, Outside } from './https.ts';
import { signedHeaders } from './sign.ts';
import { encode, queryString } from './sigv4.ts';
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
  const ask = (place: StorePlace, request: Ask): Promise<Result> => send(outside, place, request);
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
  if (place.region === '') return { fault: { code: 'MissingRegion', text: 'MissingRegion: could not find region configuration' } };
  const at = placeOf(place, ask.bucket);
  const query = ask.query ?? [];
  const body = Buffer.from(ask.body ?? '');
  const keys = { accessKey: place.credentials['accessKey'] ?? '', secretKey: place.credentials['secretKey'] ?? '' };
  const headers = signedHeaders({ method: ask.method, host: at.host, path: at.path, query, body }, keys, place.region, new Date());
  const url = new URL(`${at.origin}${encode(at.path, true)}${query.length === 0 ? '' : `?${queryString(query)}`}`);
  const trust = { ...(place.ca === undefined ? {} : { ca: place.ca }), systemRoots: place.systemRoots };
  try {
    const answer = await exchange(outside, { method: ask.method, url, headers: { ...headers, 'content-length': String(body.length) }, body, trust });
    return { answer, fault: answer.status < 300 ? undefined : faultOf(answer) };
  } catch (error) {
    const verb = ask.method.charAt(0) + ask.method.slice(1).toLowerCase();
    const shown = `${at.origin}${at.path}${query.length === 0 ? '' : `?${query.map(([k, v]) => `${k}=${v}`).join('&')}`}`;
    return { fault: { code: 'RequestError', text: `RequestError: send request failed\ncaused by: ${verb} "${shown}": ${error instanceof Error ? error.message : String(error)}` } };
  }
}

/** Path style with an endpoint unless virtual-hosted was asked for; Amazon's own is always virtual-hosted. */
function placeOf(place: StorePlace, bucket: string): { origin: string; host: string; path: string } {
  const given = place.endpoint ?? `https://s3.${place.region}.amazonaws.com`;
  const base = new URL(given.includes('://') ? given : `https://${given}`);
  const hosted = place.virtualHosted ?? place.endpoint === undefined;
  const host = hosted ? `${bucket}.${base.host}` : base.host;
  return { origin: `${base.protocol}//${host}`, host, path: hosted ? '/' : `${base.pathname.replace(/\/$/, '')}/${bucket}` };
}

const WORDS: Record<number, string> = { 301: 'Moved Permanently', 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found', 503: 'Service Unavailable' };

/** A refusal as the Go SDK prints it: code and words of the body, or of the status where there is no body (a HEAD, or a page that is not S3's). */
function faultOf(answer: Answer): StoreFault {
  const document = answer.body.toString();
  const words = WORDS[answer.status] ?? `status ${answer.status}`;
  const named = texts(document, 'Code')[0];
  const code = named ?? words.replaceAll(' ', '');
  const message = named === undefined ? words : (texts(document, 'Message')[0] ?? '');
  const ids = `request id: ${answer.headers['x-amz-request-id'] ?? ''}, host id: ${answer.headers['x-amz-id-2'] ?? ''}`;
  return { code, status: answer.status, text: `${code}: ${message}\n\tstatus code: ${answer.status}, ${ids}` };
}
