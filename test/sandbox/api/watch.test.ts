import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { text } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject, WatchEvent } from '../../../src/api/types.ts';
import { remoteClient } from '../../../src/sandbox/client-remote.ts';
import { fieldOf, MERGE, room, seed } from './support.ts';
import type { Room } from './support.ts';

const CM = '/api/v1/namespaces/default/configmaps';
const map = (name: string, labels: Record<string, string> = {}): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', labels } });
let here: Room;
beforeEach(async () => {
  here = await room({ keep: 50, forward: (_ns, _pod, port) => new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
  }) });
});
afterEach(() => here.stop());

/** Opens a watch; `next` waits for one more event, or undefined at the end. */
function watch(query: string): Promise<{ next(): Promise<WatchEvent | undefined> }> {
  return new Promise((resolve, reject) => {
    const call = request(`${here.api.url}${CM}?watch=1${query}`, { ca: here.ca, headers: { authorization: 'Bearer admin' } }, (response: IncomingMessage) => {
      const lines = createInterface({ input: response })[Symbol.asyncIterator]();
      resolve({
        next: async () => {
          const line = await lines.next();
          return line.done === true ? undefined : (JSON.parse(line.value) as WatchEvent);
        },
      });
    });
    call.on('error', reject);
    call.end();
  });
}

const brief = (event: WatchEvent | undefined): string => (event === undefined ? 'end' : `${event.type} ${String(fieldOf(event.object, 'metadata', 'name') ?? fieldOf(event.object, 'reason'))}`);

describe('watch over HTTPS', () => {
  it('begins with what is there, when no version is given', async () => {
    await here.ask('POST', CM, map('a'));
    const events = await watch('');
    expect(brief(await events.next())).toBe('ADDED a');
    await here.ask('POST', CM, map('b'));
    await here.ask('DELETE', `${CM}/a`);
    expect([brief(await events.next()), brief(await events.next())]).toEqual(['ADDED b', 'DELETED a']);
  });

  it('begins after the version that is given, and misses nothing', async () => {
    await here.ask('POST', CM, map('a'));
    const from = here.store.version;
    await here.ask('PATCH', `${CM}/a`, { data: { x: 'y' } }, { type: MERGE });
    await here.ask('DELETE', `${CM}/a`);
    const events = await watch(`&resourceVersion=${from}`);
    expect([brief(await events.next()), brief(await events.next())]).toEqual(['MODIFIED a', 'DELETED a']);
  });

  it('ends with Expired when the version is no longer kept', async () => {
    const from = here.store.version;
    await here.ask('POST', CM, map('a'));
    await here.ask('POST', CM, map('b'));
    here.store.compact();
    const events = await watch(`&resourceVersion=${from}`);
    const first = await events.next();
    expect(brief(first)).toBe('ERROR Expired');
    expect(fieldOf(first?.object, 'code')).toBe(410);
    expect(brief(await events.next())).toBe('end');
  });

  it('tells an object that begins or ceases to be picked as added or deleted', async () => {
    await here.ask('POST', CM, map('a', { on: 'no' }));
    const events = await watch(`&resourceVersion=${here.store.version}&labelSelector=on%3Dyes`);
    for (const on of ['yes', 'yes', 'no', 'no']) await here.ask('PATCH', `${CM}/a`, { metadata: { labels: { on } }, data: { at: String(here.store.version) } }, { type: MERGE });
    await here.ask('POST', CM, map('z', { on: 'yes' }));
    const told = [await events.next(), await events.next(), await events.next(), await events.next()].map(brief);
    expect(told).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a', 'ADDED z']);
  });

  it('ends after its time, with a bookmark when the client takes them', async () => {
    const events = await watch('&timeoutSeconds=0&allowWatchBookmarks=true');
    const mark = await events.next();
    expect([mark?.type, fieldOf(mark?.object, 'metadata', 'resourceVersion')]).toEqual(['BOOKMARK', String(here.store.version)]);
    expect(brief(await events.next())).toBe('end');
  });
});

describe('paging', () => {
  it.each([1, 2, 3, 5, 7])('pages of %i give everything once, in order', async (limit) => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await here.ask('POST', CM, map(name));
    const seen: unknown[] = [];
    let more = '';
    do {
      const { body } = await here.ask('GET', `${CM}?limit=${limit}${more === '' ? '' : `&continue=${more}`}`);
      const items = fieldOf(body, 'items') as unknown[];
      expect(items.length).toBeLessThanOrEqual(limit);
      seen.push(...items.map((item) => fieldOf(item, 'metadata', 'name')));
      more = text(body, 'metadata', 'continue') ?? '';
      if (more !== '') expect(fieldOf(body, 'metadata', 'remainingItemCount')).toBe(names.length - seen.length);
    } while (more !== '');
    expect(seen).toEqual(names);
  });
});

describe('remoteClient', () => {
  const client = (token = 'admin'): ReturnType<typeof remoteClient> => remoteClient({ server: here.api.url, ca: here.ca, token, pause: 1 });

  it('does what a client does', async () => {
    const remote = client();
    try {
      expect(await remote.get(R.ConfigMap, 'a', 'default')).toBeUndefined();
      const made = await remote.create(R.ConfigMap, map('a'));
      expect(await remote.update(R.ConfigMap, { ...made, data: { k: '1' } })).toMatchObject({ data: { k: '1' } });
      expect(await remote.patch(R.ConfigMap, 'a', 'default', { data: { l: '2' } })).toMatchObject({ data: { k: '1', l: '2' } });
      expect((await remote.list(R.ConfigMap, 'default')).map((o) => [o.kind, o.apiVersion, o.metadata.name])).toEqual([['ConfigMap', 'v1', 'a']]);
      await expect(remote.create(R.ConfigMap, map('a'))).rejects.toMatchObject({ name: 'Refused', code: 409, reason: 'AlreadyExists' });
      await remote.remove(R.ConfigMap, 'a', 'default');
      await remote.remove(R.ConfigMap, 'a', 'default');
      expect(await remote.whoIs('bob')).toEqual({ user: 'bob', groups: ['dev', 'system:authenticated'] });
      expect(await remote.whoIs('none')).toBeUndefined();
      expect(await remote.may({ user: 'bob', groups: [] }, { verb: 'get', group: '', resource: 'pods' })).toBe(false);
    } finally {
      remote.close();
    }
  });

  it('is refused where it has no right', async () => {
    const remote = client('bob');
    await expect(remote.list(R.Secret, 'default')).rejects.toMatchObject({ code: 403, reason: 'Forbidden' });
    remote.close();
  });

  it('follows on after its connection broke, telling what went meanwhile', async () => {
    const remote = client();
    const seen: string[] = [];
    let wake = (): void => undefined;
    const until = async (count: number): Promise<void> => {
      while (seen.length < count) await new Promise<void>((resolve) => void (wake = resolve));
    };
    await remote.create(R.ConfigMap, map('a'));
    const end = remote.watch(R.ConfigMap, 'default', (event) => {
      seen.push(brief(event));
      wake();
    });
    await until(1);
    await here.restart(() => {
      here.store.drop(R.ConfigMap, 'a', 'default');
      seed(here.store, [map('b')]);
    });
    await until(3);
    expect(seen).toEqual(['ADDED a', 'DELETED a', 'ADDED b']);
    end();
    remote.close();
  });
});

describe('port-forward over WebSocket', () => {
  const open = (port: number): WebSocket => new WebSocket(`${here.api.url.replace('https', 'wss')}/api/v1/namespaces/default/pods/p/portforward?ports=${port}`, 'v4.channel.k8s.io', { ca: here.ca, headers: { authorization: 'Bearer admin' } });
  const pod = (): void => seed(here.store, [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' } }]);

  it('carries bytes both ways on channel 0, after the port on both channels', async () => {
    pod();
    const echo = createServer((socket) => socket.pipe(socket));
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    const { port } = echo.address() as AddressInfo;
    const ws = open(port);
    const got = await new Promise<Buffer[]>((resolve) => {
      const all: Buffer[] = [];
      ws.on('open', () => ws.send(Buffer.concat([Buffer.from([0]), Buffer.from('hello')])));
      ws.on('message', (data: Buffer) => {
        all.push(data);
        if (all.length === 3) resolve(all);
      });
    });
    expect(got.map((m) => m[0])).toEqual([0, 1, 0]);
    expect(got[0]?.readUInt16LE(1)).toBe(port);
    expect(got[2]?.subarray(1).toString()).toBe('hello');
    ws.terminate();
    echo.close();
  });

  it('says on the error channel that nothing listens', async () => {
    pod();
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise<void>((resolve) => void gone.close(() => resolve()));
    const ws = open(port);
    const texts: string[] = [];
    ws.on('message', (data: Buffer) => void texts.push(`${data[0]}:${data.subarray(1).toString()}`));
    await new Promise((resolve) => ws.on('close', resolve));
    expect(texts.at(-1)).toMatch(/^1:error forwarding port \d+: connect ECONNREFUSED/);
  });

  it('refuses a pod that is not there with a 404', async () => {
    const ws = open(1);
    const error = await new Promise<Error>((resolve) => ws.on('error', resolve));
    expect(error.message).toBe('Unexpected server response: 404');
  });
});
