import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { layout } from '../../../src/sandbox/registry/layout.ts';
import { digest, HOST, rig } from './rig.ts';
import type { Reply, Rig } from './rig.ts';

const rigs: Rig[] = [];
let r: Rig;
beforeEach(async () => {
  r = await rig();
  rigs.push(r);
});
afterAll(() => Promise.all(rigs.map((each) => each.server.stop())));

const start = (): Promise<Reply> => r.call('POST', '/v2/demo/app/blobs/uploads/');
const at = (reply: Reply): string => reply.headers['location']!;
const piece = (reply: Reply, body: string, range?: string) => r.call('PATCH', at(reply), { body, headers: range === undefined ? {} : { 'content-range': range } });

describe('an upload', () => {
  it('in one piece', async () => {
    const sum = await r.pushBlob('demo/app', Buffer.from('hello'));
    const head = await r.call('HEAD', `/v2/demo/app/blobs/${sum}`);
    expect([head.status, head.headers['content-length'], head.headers['docker-content-digest']]).toEqual([200, '5', sum]);
    expect((await r.call('GET', `/v2/demo/app/blobs/${sum}`)).text).toBe('hello');
  });

  it('begins with a place on the host that was asked, an id and an empty range', async () => {
    const begun = await start();
    expect(begun.status).toBe(202);
    expect(at(begun)).toMatch(new RegExp(`^https://${HOST}/v2/demo/app/blobs/uploads/${begun.headers['docker-upload-uuid']}\\?_state=.+`));
    expect(begun.headers['range']).toBe('0-0');
  });

  it('in pieces, with and without their range, and the last with the end', async () => {
    let last = await piece(await start(), 'abc', '0-2');
    expect([last.status, last.headers['range']]).toEqual([202, '0-2']);
    last = await piece(last, 'def');
    expect(last.headers['range']).toBe('0-5');
    const done = await r.call('PUT', `${at(last)}&digest=${digest('abcdefgh')}`, { body: 'gh', headers: { 'content-range': '6-7' } });
    expect([done.status, done.headers['location']]).toEqual([201, `https://${HOST}/v2/demo/app/blobs/${digest('abcdefgh')}`]);
  });

  it.each([
    ['a gap', 'xy', '5-6', 'RANGE_INVALID'],
    ['what was sent before', 'xy', '0-1', 'RANGE_INVALID'],
    ['nonsense', 'xy', 'a-b', 'RANGE_INVALID'],
    ['a range that is longer than the body', 'xy', '3-9', 'SIZE_INVALID'],
  ])('refuses %s, and can go on after that', async (_what, body, range, code) => {
    const first = await piece(await start(), 'abc');
    expect((await piece(first, body, range)).code).toBe(code);
    expect((await piece(first, 'd', '3-3')).status).toBe(202);
  });

  it('can be asked how far it came', async () => {
    const first = await piece(await start(), 'abcd');
    const state = await r.call('GET', at(first));
    expect([state.status, state.headers['range'], state.headers['docker-upload-uuid']]).toEqual([204, '0-3', first.headers['docker-upload-uuid']]);
  });

  it('whose digest is wrong is lost', async () => {
    const begun = await start();
    expect((await r.call('PUT', `${at(begun)}&digest=${digest('other')}`, { body: 'this' })).code).toBe('DIGEST_INVALID');
    expect((await r.call('GET', at(begun))).code).toBe('BLOB_UPLOAD_UNKNOWN');
    expect((await r.call('HEAD', `/v2/demo/app/blobs/${digest('other')}`)).status).toBe(404);
  });

  it.each(['', '&digest=', '&digest=md5:abc', '&digest=sha256:short'])('cannot end with %j, and lives on', async (query) => {
    const begun = await start();
    expect((await r.call('PUT', `${at(begun)}${query}`, { body: 'x' })).code).toBe('DIGEST_INVALID');
    expect((await r.call('GET', at(begun))).status).toBe(204);
  });

  it('needs the state that its place carries', async () => {
    const begun = await start();
    expect((await r.call('GET', at(begun).split('?')[0]!)).code).toBe('BLOB_UPLOAD_INVALID');
    expect((await r.call('GET', `${at(begun).split('?')[0]!}?_state=other`)).code).toBe('BLOB_UPLOAD_INVALID');
  });

  it('is cancelled by those who may prune, and leaves nothing', async () => {
    const first = await piece(await start(), 'abc');
    expect((await r.call('DELETE', at(first))).status).toBe(401);
    expect((await r.call('DELETE', at(first), { token: 'admin-token' })).status).toBe(204);
    expect([...r.disk.files.keys()]).toEqual([]);
    expect((await r.call('GET', at(first))).code).toBe('BLOB_UPLOAD_UNKNOWN');
  });

  it('leaves only the blob and its link behind', async () => {
    const sum = await r.pushBlob('demo/app', Buffer.from('hello'));
    const hex = sum.slice(7);
    expect([...r.disk.files.keys()].toSorted()).toEqual([layout.blob(hex), layout.layer('demo/app', hex)].toSorted());
  });
});

describe('mounting', () => {
  it('takes a blob over from a repository that may be read', async () => {
    const sum = await r.pushBlob('demo/base', Buffer.from('shared'));
    const got = await r.call('POST', `/v2/demo/app/blobs/uploads/?mount=${sum}&from=demo/base`);
    expect(got.status).toBe(201);
    expect((await r.call('GET', `/v2/demo/app/blobs/${sum}`)).text).toBe('shared');
  });

  it.each([
    ['one that may not be read', 'other/base'],
    ['one that does not have it', 'demo/empty'],
    ['no repository', 'demo'],
    ['nothing', ''],
  ])('from %s becomes an upload', async (_what, from) => {
    const sum = await r.pushBlob('other/base', Buffer.from('secret'), 'admin-token');
    const got = await r.call('POST', `/v2/demo/app/blobs/uploads/?mount=${sum}&from=${from}`);
    expect([got.status, at(got).includes('/blobs/uploads/')]).toEqual([202, true]);
    expect((await r.call('HEAD', `/v2/demo/app/blobs/${sum}`)).status).toBe(404);
  });
});

describe('a blob', () => {
  it.each([
    ['bytes=0-1', 206, '01', 'bytes 0-1/10'],
    ['bytes=8-', 206, '89', 'bytes 8-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    [undefined, 200, '0123456789', undefined],
  ])('range %s', async (range, status, text, shown) => {
    const sum = await r.pushBlob('demo/app', Buffer.from('0123456789'));
    const got = await r.call('GET', `/v2/demo/app/blobs/${sum}`, { headers: range === undefined ? {} : { range } });
    expect([got.status, got.text, got.headers['content-range']]).toEqual([status, text, shown]);
  });

  it('beyond its end cannot be had', async () => {
    const sum = await r.pushBlob('demo/app', Buffer.from('0123456789'));
    expect((await r.call('GET', `/v2/demo/app/blobs/${sum}`, { headers: { range: 'bytes=10-' } })).status).toBe(416);
  });

  it.each([[digest('none'), 'BLOB_UNKNOWN'], ['sha256:xyz', 'DIGEST_INVALID'], ['latest', 'DIGEST_INVALID']])('%s is %s', async (name, code) => {
    expect((await r.call('GET', `/v2/demo/app/blobs/${name}`)).code).toBe(code);
  });

  it('of one repository is not seen in another', async () => {
    const sum = await r.pushBlob('demo/app', Buffer.from('x'));
    expect((await r.call('GET', `/v2/demo/second/blobs/${sum}`)).code).toBe('BLOB_UNKNOWN');
  });

  it('is forgotten by its repository, and deleted for good by the pruner', async () => {
    const sum = await r.pushBlob('demo/app', Buffer.from('x'));
    expect((await r.call('DELETE', `/v2/demo/app/blobs/${sum}`, { token: 'admin-token' })).status).toBe(202);
    expect((await r.call('GET', `/v2/demo/app/blobs/${sum}`)).code).toBe('BLOB_UNKNOWN');
    expect(r.disk.files.has(layout.blob(sum.slice(7)))).toBe(true);
    expect((await r.call('DELETE', `/admin/blobs/${sum}`, { token: 'admin-token' })).status).toBe(204);
    expect(r.disk.files.size).toBe(0);
    expect((await r.call('DELETE', `/admin/blobs/${sum}`, { token: 'admin-token' })).code).toBe('BLOB_UNKNOWN');
  });
});
