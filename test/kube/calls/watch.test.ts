import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { R } from '../../../src/api/resources.ts';
import type { WatchEvent } from '../../../src/api/types.ts';
import type { WatchOptions } from '../../../src/kube/port.ts';
import { api, config, fault, json, kubeconfig, open, refuse, type Opened } from '../api.ts';

const line = (type: string, object: unknown): string => `${JSON.stringify({ type, object })}\n`;
const begin = (response: ServerResponse): ServerResponse => response.writeHead(200, { 'Content-Type': 'application/json' });

/** All events until the watch ends, and what it ended with. */
async function drain({ kube }: Opened, options: WatchOptions = {}): Promise<{ events: WatchEvent[]; error: unknown }> {
  const events: WatchEvent[] = [];
  try {
    for await (const event of kube.watch(R.ConfigMap, options)) events.push(event);
  } catch (error) {
    return { events, error };
  }
  return { events, error: undefined };
}

describe('watch', () => {
  it('gives every event, bookmarks too, and ends with the server', async () => {
    const server = await api((_seen, response) => {
      const text = line('ADDED', config('a')) + line('MODIFIED', config('é')) + line('BOOKMARK', config('b')) + '\n' + line('DELETED', config('a')).trimEnd();
      // in pieces that fit neither lines nor characters
      const bytes = Buffer.from(text);
      begin(response);
      for (let i = 0; i < bytes.length; i += 7) response.write(bytes.subarray(i, i + 7));
      response.end();
    });
    const { events, error } = await drain(await open(kubeconfig(server.url)));
    expect(error).toBeUndefined();
    expect(events.map((e) => [e.type, (e.object as { metadata: { name: string } }).metadata.name])).toEqual([
      ['ADDED', 'a'],
      ['MODIFIED', 'é'],
      ['BOOKMARK', 'b'],
      ['DELETED', 'a'],
    ]);
  });

  it.each<[WatchOptions, string, Record<string, string>]>([
    [{}, '/api/v1/configmaps', { watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: '300' }],
    [
      { namespace: 'ns', name: 'x', resourceVersion: '42', seconds: 10, labelSelector: 'a=b' },
      '/api/v1/namespaces/ns/configmaps',
      { watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: '10', resourceVersion: '42', fieldSelector: 'metadata.name=x', labelSelector: 'a=b' },
    ],
  ])('asks for what is wanted: %j', async (options, path, query) => {
    const server = await api((_seen, response) => void begin(response).end());
    await drain(await open(kubeconfig(server.url)), options);
    expect(server.seen[0]).toMatchObject({ path, query });
  });

  it('throws an ERROR event with its own code', async () => {
    const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'too old resource version: 1 (2)', reason: 'Expired', code: 410 };
    const server = await api((_seen, response) => void begin(response).end(line('ADDED', config('a')) + line('ERROR', status)));
    const { events, error } = await drain(await open(kubeconfig(server.url)), { namespace: 'ns' });
    expect(events).toHaveLength(1);
    expect(error).toMatchObject({ name: 'ApiError', status: 410, reason: 'Expired', outcome: 'conflict', message: 'Cannot watch configmaps/ns: too old resource version: 1 (2) (410 Expired).' });
  });

  it.each([
    [403, 'Forbidden', 'cluster'],
    [410, 'Expired', 'conflict'],
    [401, 'Unauthorized', 'cluster'],
    [503, 'ServiceUnavailable', 'cluster'],
  ])('throws a refusal with %d', async (code, reason, outcome) => {
    const server = await api((_seen, response) => refuse(response, code, reason, 'no'));
    expect((await drain(await open(kubeconfig(server.url)))).error).toMatchObject({ status: code, reason, outcome });
  });

  it.each([
    ['broken JSON', '{"type":"ADDED","obj\n', /no JSON/],
    ['half a line at the end', '{"type":"ADDED"', /no JSON/],
    ['an event without an object', '{"type":"ADDED"}\n', /no event/],
    ['an unknown type', line('RENAMED', config()), /no event/],
    ['a web page', '<html>\n', /no JSON/],
  ])('throws on %s', async (_name, body, words) => {
    const server = await api((_seen, response) => void begin(response).end(line('ADDED', config('a')) + body));
    const { events, error } = await drain(await open(kubeconfig(server.url)));
    expect(events).toHaveLength(1);
    expect(error).toMatchObject({ status: 0, reason: 'BrokenWatch', outcome: 'cluster' });
    expect(String(error)).toMatch(words);
  });

  it('throws when the connection is reset', async () => {
    const server = await api((_seen, response) => {
      begin(response).write(line('ADDED', config('a')));
      setTimeout(() => response.socket?.destroy(), 20);
    });
    const { events, error } = await drain(await open(kubeconfig(server.url)));
    expect(events).toHaveLength(1);
    expect(error).toMatchObject({ status: 0, outcome: 'cluster', reason: 'ECONNRESET' });
  });

  it('throws after silence, and bookmarks break the silence', async () => {
    const server = await api((_seen, response) => {
      begin(response);
      let n = 0;
      const timer = setInterval(() => (++n <= 5 ? response.write(line('BOOKMARK', config('b'))) : clearInterval(timer)), 60);
    });
    const { events, error } = await drain(await open(kubeconfig(server.url)), { idleMs: 600 });
    expect(events).toHaveLength(5);
    expect(error).toMatchObject({ status: 0, outcome: 'timeout', reason: 'Timeout' });
  });

  it('throws when not even a head comes', async () => {
    const server = await api(() => undefined);
    expect((await drain(await open(kubeconfig(server.url)), { idleMs: 50 })).error).toMatchObject({ status: 0, outcome: 'timeout' });
  });

  it('does not count the time that the caller takes', async () => {
    const server = await api((_seen, response) => void begin(response).end(line('ADDED', config('a')) + line('ADDED', config('b'))));
    const { kube } = await open(kubeconfig(server.url));
    const names: (string | undefined)[] = [];
    for await (const event of kube.watch(R.ConfigMap, { idleMs: 40 })) {
      await new Promise((resolve) => setTimeout(resolve, 90));
      names.push('metadata' in event.object ? (event.object.metadata as { name?: string }).name : undefined);
    }
    expect(names).toEqual(['a', 'b']);
  });

  it('is not ended by the timeout of requests', async () => {
    const server = await api((_seen, response) => {
      begin(response).write(line('ADDED', config('a')));
      setTimeout(() => response.end(line('ADDED', config('b'))), 150);
    });
    const opened = await open(kubeconfig(server.url), { requestTimeout: '50ms' });
    expect((await drain(opened)).events).toHaveLength(2);
  });

  it('ends with the signal, whose reason is kept', async () => {
    const server = await api((_seen, response) => void begin(response).write(line('ADDED', config('a'))));
    const controller = new AbortController();
    const { kube } = await open(kubeconfig(server.url));
    const seen: string[] = [];
    const error = await fault(
      (async () => {
        for await (const event of kube.watch(R.ConfigMap, { signal: controller.signal })) {
          seen.push(event.type);
          controller.abort();
        }
      })(),
    );
    expect(seen).toEqual(['ADDED']);
    expect(error).toMatchObject({ name: 'Failure', outcome: 'interrupted', message: 'Interrupted at: watch configmaps.' });
  });

  it('closes its connection when the loop is left', async () => {
    const server = await api((_seen, response) => void begin(response).write(line('ADDED', config('a'))));
    const { kube } = await open(kubeconfig(server.url));
    for await (const event of kube.watch(R.ConfigMap)) if (event.type === 'ADDED') break;
    await expect.poll(() => server.open()).toBe(0);
  });

  it('leaves requests their connections, however many watches are open', async () => {
    const server = await api((seen, response) => (seen.query['watch'] === 'true' ? void begin(response).write(line('ADDED', config('a'))) : json(response, { metadata: {}, items: [] })));
    const { kube } = await open(kubeconfig(server.url));
    const open20 = Array.from({ length: 20 }, () => kube.watch(R.ConfigMap)[Symbol.asyncIterator]());
    await Promise.all(open20.map((watch) => watch.next()));
    expect(await kube.list(R.Pod)).toMatchObject({ items: [] });
    await Promise.all(open20.map((watch) => Promise.resolve(watch.return?.())));
  });
});
