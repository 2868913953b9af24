import fc from 'fast-check';
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBed, swift, writes, type Asked, type Bed } from './bed.ts';

let bed: Bed;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
beforeAll(async () => void (bed = await openBed()));
afterAll(() => bed.stop());

/** How a secret may come back. */
const CODINGS: ((value: string) => string)[] = [
  (value) => value,
  (value) => JSON.stringify(value).slice(1, -1),
  (value) => encodeURIComponent(value),
  (value) => Buffer.from(value).toString('base64'),
  (value) => Buffer.from(value).toString('base64url'),
  (value) => `https://user:${encodeURIComponent(value)}@host/path?X-Amz-Signature=${encodeURIComponent(value)}`,
];

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** An answer in every dialect at once that says everything it heard, and whatever else it may know. */
function parrot(status: number, known: string): (heard: string) => { headers: Record<string, string>; body: string } {
  return (heard) => {
    const words = `${known} ${heard}`;
    const dialect = status % 2 === 0
      ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error: { code: status, message: words, title: 'Echo', errors: [{ reason: 'echo', message: words }] }, error_description: words }) }
      : { headers: { 'content-type': 'application/xml' }, body: `<Error><Code>AccessDenied</Code><Message>${escaped(words)}</Message></Error>` };
    return dialect;
  };
}

/** What a secret may look like: long enough not to stand in a sentence by chance. */
const secret = fc.stringMatching(/^[!-~]{9,40}$/).filter((word) => !/^[a-z-]+$/u.test(word));

const KINDS: { kind: string; question: () => Asked; secrets: (a: string, b: string) => Record<string, string>; hidden: (a: string, b: string) => string[] }[] = [
  {
    kind: 's3',
    question: () => ({ kind: 's3', bucket: 'lab-registry', region: 'us-east-1', virtualHosted: false }),
    secrets: (a, b) => ({ REGISTRY_STORAGE_S3_ACCESSKEY: a.replaceAll(/[^A-Za-z0-9]/gu, 'x'), REGISTRY_STORAGE_S3_SECRETKEY: b }),
    hidden: (_a, b) => [b],
  },
  {
    kind: 's3, minted',
    question: () => ({ kind: 's3', bucket: 'lab-registry', region: 'us-east-1', virtualHosted: true }),
    secrets: (_a, b) => ({ credentials: `[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = ${b}\n` }),
    hidden: (_a, b) => [b],
  },
  {
    kind: 'gcs',
    question: () => ({ kind: 'gcs', bucket: 'lab-registry' }),
    secrets: (a) => ({ REGISTRY_STORAGE_GCS_KEYFILE: JSON.stringify({ type: 'service_account', client_email: 'x@y.example.com', private_key_id: a, private_key: pem, token_uri: 'https://oauth2.googleapis.com/token' }) }),
    hidden: (a) => [a, ...pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('---'))],
  },
  {
    kind: 'azure',
    question: () => ({ kind: 'azure', account: 'labregistry', container: 'lab-registry', cloud: '' }),
    secrets: (a, b) => ({ REGISTRY_STORAGE_AZURE_ACCOUNTKEY: Buffer.from(a + b).toString('base64') }),
    hidden: (a, b) => [Buffer.from(a + b).toString('base64')],
  },
  {
    kind: 'swift',
    question: () => swift(bed),
    secrets: (a, b) => ({ REGISTRY_STORAGE_SWIFT_USERNAME: a, REGISTRY_STORAGE_SWIFT_PASSWORD: b }),
    hidden: (_a, b) => [b],
  },
  {
    kind: 'swift, by application credential',
    question: () => swift(bed),
    secrets: (a, b) => ({ REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID: a, REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET: b }),
    hidden: (_a, b) => [b],
  },
];

describe.each(KINDS)('$kind', ({ question, secrets, hidden }) => {
  it('tells nothing of a secret, whatever a store answers, and writes nothing', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(secret, secret, fc.constantFrom(400, 401, 403, 404, 409, 500, 503), fc.constantFrom(...CODINGS), async (a, b, status, coding) => {
        const signatures: string[] = [];
        const given = hidden(a, b);
        const say = parrot(status, given.map(coding).join(' '));
        bed.spoil((request, response) => {
          const parts: Buffer[] = [];
          request.on('data', (part: Buffer) => parts.push(part));
          request.on('end', () => {
            const { authorization = '', 'x-auth-token': token = '' } = request.headers;
            const body = Buffer.concat(parts).toString();
            signatures.push(...(/[Ss]ignature=(\S+)$/u.exec(authorization)?.slice(1) ?? []), ...(/^SharedKey \w+:(\S+)$/u.exec(authorization)?.slice(1) ?? []), ...(/assertion=([^&]+)/u.exec(body)?.slice(1) ?? []), String(token));
            const { headers, body: said } = say(`${body} ${authorization} ${request.url ?? ''} ${JSON.stringify(request.headers)}`);
            response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : said);
          });
        });
        const answer = JSON.stringify(await bed.ask(question(), secrets(a, b)));
        for (const value of [...given, ...signatures].filter((word) => word.length > 5)) for (const way of CODINGS.slice(0, 5)) expect(answer).not.toContain(JSON.stringify(way(value)).slice(1, -1));
        expect(answer.length).toBeLessThan(700);
        expect(writes(bed.heard.splice(0))).toEqual([]);
      }),
      { numRuns: 20, seed: 20261122 },
    );
  });
});

it.each([
  ['a login', () => ({ question: swift(bed), secrets: { REGISTRY_STORAGE_SWIFT_USERNAME: 'u', REGISTRY_STORAGE_SWIFT_PASSWORD: 'pass-word-9' } })],
])('a token that %s gave is one as well', async (_what, make) => {
  const token = 'gAAAA-a-token-that-was-given-out';
  const catalog = [{ type: 'object-store', endpoints: [{ interface: 'public', region: 'RegionOne', url: 'https://swift.lab.example.com/v1/a' }] }];
  bed.spoil((request, response) => {
    if (request.method === 'POST') return void response.writeHead(201, { 'x-subject-token': token }).end(JSON.stringify({ token: { catalog } }));
    response.writeHead(500, { 'x-trans-id': '1', 'content-type': 'application/json' }).end();
  });
  const { question, secrets } = make();
  const answer = await bed.ask(question, secrets);
  expect(answer.state).toBe('unclear');
  expect(JSON.stringify(answer)).not.toContain(token);
});

it('Google\'s token is one as well', async () => {
  const token = 'ya29.a-token-that-was-given-out';
  bed.spoil((request, response) => {
    const denied = JSON.stringify({ error: { code: 401, message: `Bearer token ${token} is no good`, errors: [{ reason: 'authError' }] } });
    response.writeHead(request.method === 'POST' ? 200 : 401, { 'content-type': 'application/json' }).end(request.method === 'POST' ? JSON.stringify({ access_token: token }) : denied);
  });
  const answer = await bed.ask({ kind: 'gcs', bucket: 'lab-registry' }, { REGISTRY_STORAGE_GCS_KEYFILE: JSON.stringify({ type: 'service_account', client_email: 'x@y.example.com', private_key: pem }) });
  expect(answer.state).toBe('refused');
  expect(JSON.stringify(answer)).not.toContain(token);
});
