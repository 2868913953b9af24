import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Resource } from '../../../src/api/types.ts';
import { RULE } from '../../../src/probe/store/lifecycle.ts';
import { setSetting, type SetOutcome } from '../../../src/probe/store/set.ts';
import type { BucketSetting, SettingAnswer, StoreAnswer, StoreQuestion } from '../../../src/snapshot/types.ts';
import { openBed, s3Keys, type Asked, type Bed, type Handler } from './bed.ts';

let bed: Bed;
beforeAll(async () => void (bed = await openBed()));
afterAll(() => bed.stop());

const BOTH: readonly BucketSetting[] = ['abort-uploads', 'block-public-access'];
const EXPIRE = '<Rule><ID>logs</ID><Filter><Prefix>logs/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>30</Days></Expiration></Rule>';
const GRULE = { action: { type: 'Delete' }, condition: { age: 30, matchesPrefix: ['logs/'] } };
const S3: Asked = { kind: 's3', bucket: 'lab-registry', region: 'us-east-1', virtualHosted: true };
const GCS: Asked = { kind: 'gcs', bucket: 'lab-registry' };
const CASES = { s3: S3, gcs: GCS } as const;
type Kind = keyof typeof CASES;
const secrets = (kind: Kind): Record<string, string> => (kind === 's3' ? s3Keys(bed) : { REGISTRY_STORAGE_GCS_KEYFILE: bed.value('GCS_KEYFILE') });
const look = (kind: Kind, more: Partial<Asked> = {}): Promise<StoreAnswer> => bed.ask({ ...CASES[kind], settings: BOTH, ...more } as Asked, secrets(kind));

let naps = 0;
async function set(kind: Kind, setting: BucketSetting, seen: string, more: Partial<Asked> = {}, during: () => void = () => undefined): Promise<SetOutcome> {
  const question = { ...CASES[kind], ...more, secret: { resource: {} as Resource, name: 's' }, keys: {} } as StoreQuestion;
  const sleep = async (): Promise<void> => {
    naps += 1;
    during();
  };
  return setSetting(question, setting, seen, secrets(kind), bed.net, { now: () => new Date(), sleep });
}
const read = (answer: StoreAnswer, setting: BucketSetting): Extract<SettingAnswer, { state: 'read' }> => {
  const found = answer.settings?.[setting];
  if (found?.state !== 'read') throw new Error(`not read: ${JSON.stringify(answer)}`);
  return found;
};
const seenOf = async (kind: Kind, setting: BucketSetting): Promise<string> => read(await look(kind), setting).seen;

const s3Bucket = () => bed.s3.memory.buckets.get('lab-registry')!;
const gcsBucket = () => bed.clouds.gcs.buckets.get('lab-registry')!;
const lifecycle = (...rules: string[]): string => `<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${rules.join('')}</LifecycleConfiguration>`;
const rules = (): unknown => (gcsBucket().metadata?.fields['lifecycle'] as { rule?: unknown } | undefined)?.rule;

/** What is stored of the setting, whichever store it is. */
const stored = (kind: Kind, setting: BucketSetting): string => {
  if (kind === 's3') return s3Bucket().settings.get(setting === 'abort-uploads' ? 'lifecycle' : 'publicAccessBlock') ?? '';
  return JSON.stringify(gcsBucket().metadata?.fields ?? {});
};
const isSet = (kind: Kind, setting: BucketSetting): boolean => {
  const text = stored(kind, setting);
  if (setting === 'block-public-access') return kind === 's3' ? (text.match(/>true</gu) ?? []).length === 4 : text.includes('"publicAccessPrevention":"enforced"');
  return text.includes(kind === 's3' ? `<ID>${RULE}</ID>` : 'AbortIncompleteMultipartUpload');
};

beforeEach(() => {
  naps = 0;
  bed.heard.length = 0;
  s3Bucket().settings.clear();
  s3Bucket().settings.set('lifecycle', lifecycle(EXPIRE));
  gcsBucket().metadata = { generation: 7, fields: { lifecycle: { rule: [GRULE] } } };
});
afterEach(() => {
  bed.spoil();
  // whatever happens, nothing of a bucket is deleted, and nobody's rule is lost
  expect(bed.heard.filter((one) => one.startsWith('DELETE'))).toEqual([]);
  expect(s3Bucket()).toBeDefined();
});

const every = (['s3', 'gcs'] as const).flatMap((kind) => BOTH.map((setting): [Kind, BucketSetting] => [kind, setting]));
const isWrite = (request: IncomingMessage): boolean => request.method === 'PUT' || request.method === 'PATCH';
/** Spoils the first so many writes. */
const spoilWrites = (times: number, how: (request: IncomingMessage, response: ServerResponse, go: () => void) => void): void => {
  let left = times;
  const handler: Handler = (request, response, real) => {
    if (!isWrite(request) || left === 0) return real(request, response);
    left -= 1;
    how(request, response, () => real(request, response));
  };
  bed.spoil(handler);
};
const writesHeard = (): number => bed.heard.filter((one) => /^(PUT|PATCH) /u.test(one)).length;

describe('settings are read with the look-up', () => {
  it.each(['s3', 'gcs'] as const)('%s: nothing is read that was not asked for, and nothing is written', async (kind) => {
    expect((await look(kind, { settings: [] })).settings).toBeUndefined();
    const found = await look(kind, { settings: ['block-public-access'] });
    expect(Object.keys(found.settings ?? {})).toEqual(['block-public-access']);
    expect(writesHeard()).toBe(0);
  });
  it('tells nothing of a bucket that is not ours', async () => {
    expect(await look('s3', { bucket: 'somebody-elses' })).not.toHaveProperty('settings');
  });
  it('reads no setting of a store that is not the cloud\'s own', async () => {
    const found = await look('s3', { bucket: 'gateway', endpoint: 'https://s3.gateway.example' });
    expect(found).toMatchObject({ state: 'ours', settings: { 'abort-uploads': { state: 'unread', detail: expect.stringMatching(/not the cloud's own/) as string } } });
    expect(bed.heard.filter((one) => one.startsWith('GET'))).toEqual([]);
  });
  it.each(['evilamazonaws.com', 'amazonaws.com.example', 's3.gateway.example'])('%s is not Amazon', async (host) => {
    const answer = await bed.ask({ ...S3, endpoint: `https://${host}`, settings: BOTH } as Asked, secrets('s3'), { timeoutMs: 500 });
    expect(JSON.stringify(answer.settings ?? {})).not.toContain('"read"');
  });
  it.each<[string, Handler, RegExp]>([
    ['denied', (_request, response) => void response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'), /AccessDenied: Access Denied/],
    ['a page', (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>'), /cannot be read/],
    ['cut off', (_request, response) => void response.writeHead(200, { 'content-type': 'application/xml' }).end('<LifecycleConfiguration><Rule>'), /not understood/],
    ['a reset', (_request, response) => void response.destroy(), /closed by the other side|reset/],
  ])('says why it does not know: %s', async (_what, handler, words) => {
    bed.spoil((request, response, real) => (/\?lifecycle/u.test(request.url ?? '') ? handler(request, response, real) : real(request, response)));
    const found = await look('s3');
    expect(found.state).toBe('ours');
    expect(found.settings).toMatchObject({ 'abort-uploads': { state: 'unread', detail: expect.stringMatching(words) as string }, 'block-public-access': { state: 'read' } });
  });
});

describe.each(every)('%s: %s', (kind, setting) => {
  it('is written beside what is there, read back, and found done the second time', async () => {
    const before = read(await look(kind), setting);
    expect(before.changes.length).toBeGreaterThan(0);
    expect(await set(kind, setting, before.seen)).toEqual({ state: 'written' });
    expect(isSet(kind, setting)).toBe(true);
    expect(s3Bucket().settings.get('lifecycle')).toContain(EXPIRE);
    expect((rules() as unknown[])[0]).toEqual(GRULE);
    const after = read(await look(kind), setting);
    expect(after.changes).toEqual([]);
    expect(await set(kind, setting, before.seen)).toEqual({ state: 'already' });
    expect(writesHeard()).toBe(1);
  });

  it.each([1, 3])('a write that is reset %i times before it is taken is sent again', async (times) => {
    const seen = await seenOf(kind, setting);
    spoilWrites(times, (_request, response) => void response.destroy());
    expect(await set(kind, setting, seen)).toEqual({ state: 'written' });
    expect(writesHeard()).toBe(times + 1);
  });

  it('a write that is taken, and its answer lost, is found and not sent again', async () => {
    const seen = await seenOf(kind, setting);
    spoilWrites(1, (_request, response, go) => {
      response.end = (() => response.destroy()) as never;
      go();
    });
    expect(await set(kind, setting, seen)).toEqual({ state: 'written' });
    expect(writesHeard()).toBe(1);
  });

  it.each([500, 503, 302])('HTTP %i instead of an answer is no refusal', async (status) => {
    const seen = await seenOf(kind, setting);
    spoilWrites(1, (_request, response) => void response.writeHead(status).end());
    expect(await set(kind, setting, seen)).toEqual({ state: 'written' });
  });

  it('a store that never takes it is given up, with nothing written', async () => {
    const seen = await seenOf(kind, setting);
    spoilWrites(99, (_request, response) => void response.writeHead(503).end());
    expect(await set(kind, setting, seen)).toMatchObject({ state: 'refused', detail: expect.stringMatching(/as it was before/) as string });
    expect(writesHeard()).toBe(4);
    expect(isSet(kind, setting)).toBe(false);
  });

  it('a refusal is told in the store\'s words', async () => {
    const seen = await seenOf(kind, setting);
    const body = kind === 's3' ? '<Error><Code>AccessDenied</Code><Message>not you</Message></Error>' : '{"error":{"code":403,"message":"not you","errors":[{"reason":"forbidden"}]}}';
    spoilWrites(9, (_request, response) => void response.writeHead(403, { 'content-type': kind === 's3' ? 'application/xml' : 'application/json' }).end(body));
    expect(await set(kind, setting, seen)).toMatchObject({ state: 'refused', detail: expect.stringContaining('not you') as string });
    expect(writesHeard()).toBe(1);
  });

  it('nobody knows, when after a lost write nothing can be read', async () => {
    const seen = await seenOf(kind, setting);
    let dead = false;
    bed.spoil((request, response, real) => {
      dead ||= isWrite(request);
      if (dead) response.destroy();
      else real(request, response);
    });
    expect((await set(kind, setting, seen)).state).toBe('unsure');
  });

  it('is not written over what is no longer as it was planned upon', async () => {
    expect(await set(kind, setting, 'another digest')).toMatchObject({ state: 'changed' });
    expect(writesHeard()).toBe(0);
  });

  it('waits for a store that shows it late, and sends it once', async () => {
    const seen = await seenOf(kind, setting);
    const late = stored(kind, setting);
    const put = (text: string): void => {
      if (kind === 's3') s3Bucket().settings.set(setting === 'abort-uploads' ? 'lifecycle' : 'publicAccessBlock', text);
      else gcsBucket().metadata = { generation: 8, fields: JSON.parse(text) as Record<string, unknown> };
    };
    let kept = '';
    spoilWrites(1, (request, response, go) => {
      response.on('finish', () => {
        kept = stored(kind, setting);
        if (kind === 's3' && late === '') s3Bucket().settings.delete('publicAccessBlock');
        else put(late);
      });
      void request;
      go();
    });
    expect(await set(kind, setting, seen, {}, () => naps === 3 && put(kept))).toEqual({ state: 'written' });
    expect(writesHeard()).toBe(1);
    expect(naps).toBeGreaterThanOrEqual(3);
  });
});

describe('what is particular', () => {
  it('S3: the size from which objects move stays with the rules', async () => {
    const sent: unknown[] = [];
    bed.spoil((request, response, real) => {
      if (request.method === 'PUT') sent.push(request.headers['x-amz-transition-default-minimum-object-size'], request.headers['content-md5']);
      response.setHeader('x-amz-transition-default-minimum-object-size', 'varies_by_storage_class');
      real(request, response);
    });
    expect(await set('s3', 'abort-uploads', await seenOf('s3', 'abort-uploads'))).toEqual({ state: 'written' });
    expect(sent).toEqual(['varies_by_storage_class', expect.stringMatching(/^[\w+/]{22}==$/u)]);
  });
  it('S3: rules that somebody takes away while ours is put are told of', async () => {
    const seen = await seenOf('s3', 'abort-uploads');
    spoilWrites(1, (_request, response, go) => {
      response.on('finish', () => void s3Bucket().settings.set('lifecycle', lifecycle()));
      go();
    });
    expect(await set('s3', 'abort-uploads', seen)).toEqual({ state: 'changed', detail: 'rules that were there are not any more: logs' });
  });
  it('Google: a change of anything else meanwhile is no reason to give up, and is not lost', async () => {
    const seen = await seenOf('gcs', 'abort-uploads');
    spoilWrites(1, (_request, _response, go) => {
      const { generation = 1, fields = {} } = gcsBucket().metadata ?? {};
      gcsBucket().metadata = { generation: generation + 1, fields: { ...fields, labels: { team: 'a' } } };
      go();
    });
    expect(await set('gcs', 'abort-uploads', seen)).toEqual({ state: 'written' });
    expect(writesHeard()).toBe(2);
    expect(gcsBucket().metadata?.fields).toMatchObject({ labels: { team: 'a' }, lifecycle: { rule: [GRULE, {}] } });
  });
  it('Google: a rule that somebody adds in between is seen', async () => {
    const seen = await seenOf('gcs', 'abort-uploads');
    const theirs = { ...GRULE, condition: { age: 3 } };
    spoilWrites(1, (_request, _response, go) => {
      gcsBucket().metadata = { generation: 8, fields: { lifecycle: { rule: [GRULE, theirs] } } };
      go();
    });
    expect((await set('gcs', 'abort-uploads', seen)).state).toBe('changed');
    expect(rules()).toEqual([GRULE, theirs]);
  });
  it('is never written to a store that is not the cloud\'s own', async () => {
    const outcome = await set('s3', 'abort-uploads', 'x', { bucket: 'gateway', endpoint: 'https://s3.gateway.example' } as Partial<Asked>);
    expect(outcome).toMatchObject({ state: 'refused', detail: expect.stringContaining('not the cloud\'s own') as string });
    expect(writesHeard()).toBe(0);
  });
  it('follows a bucket to its region', async () => {
    const eu = { bucket: 'lab-registry-eu' };
    const seen = read(await look('s3', eu), 'block-public-access').seen;
    expect(await set('s3', 'block-public-access', seen, eu)).toEqual({ state: 'written' });
    expect(bed.heard.find((one) => one.startsWith('PUT'))).toContain('eu-central-1');
  });
  it.each<[string, (request: IncomingMessage) => boolean, string]>([
    ['a write', isWrite, 'unsure'],
    ['the look before it', (request) => request.method === 'GET' && /lifecycle/u.test(request.url ?? ''), 'refused'],
  ])('does not wait for ever for a store that trickles its answer to %s', async (_what, when, state) => {
    const seen = await seenOf('s3', 'abort-uploads');
    const timers: NodeJS.Timeout[] = [];
    bed.spoil((request, response, real) => {
      if (!when(request)) return real(request, response);
      response.on('error', () => undefined);
      response.writeHead(200, { 'content-length': '60000' });
      timers.push(setInterval(() => void response.write('x'), 20));
    });
    const question = { ...S3, secret: { resource: {} as Resource, name: 's' }, keys: {} } as StoreQuestion;
    const outcome = await setSetting(question, 'abort-uploads', seen, secrets('s3'), bed.net, { now: () => new Date(), sleep: async () => undefined, timeoutMs: 150 });
    timers.forEach(clearInterval);
    expect(outcome.state).toBe(state);
  });
  it('ends when it is told to, and writes nothing', async () => {
    const stop = new AbortController();
    stop.abort();
    const question = { ...S3, secret: { resource: {} as Resource, name: 's' }, keys: {} } as StoreQuestion;
    await expect(setSetting(question, 'abort-uploads', 'x', secrets('s3'), bed.net, { now: () => new Date(), sleep: async () => undefined, signal: stop.signal })).rejects.toMatchObject({ outcome: 'interrupted' });
    expect(bed.heard).toEqual([]);
  });
});
