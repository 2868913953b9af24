import { describe, expect, it } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import type { Kube } from '../../../src/kube/port.ts';
import { MAX_SOCKETS } from '../../../src/kube/http/wire.ts';
import { api, config, deadPort, fault, json, kubeconfig, open } from '../api.ts';

const what = ref(R.Node, 'n');

describe('connections', () => {
  it('are none before the first request', async () => {
    const server = await api((_seen, response) => json(response, config()));
    await open(kubeconfig(server.url));
    expect(server.connections()).toBe(0);
  });

  it('are one for requests that follow each other', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const { kube } = await open(kubeconfig(server.url));
    for (let i = 0; i < 10; i++) await kube.get(what);
    await kube.patch(what, {});
    expect(server.seen).toHaveLength(11);
    expect(server.connections()).toBe(1);
  });

  it('are few for requests at once', async () => {
    const server = await api((_seen, response) => void setTimeout(() => json(response, config()), 5));
    const { kube } = await open(kubeconfig(server.url));
    await Promise.all(Array.from({ length: 26 }, () => kube.get(what)));
    expect(server.seen).toHaveLength(26);
    expect(server.connections()).toBe(MAX_SOCKETS);
  });

  it('resume their TLS session', async () => {
    const server = await api((_seen, response) => json(response, config(), 200, { Connection: 'close' }));
    const { kube } = await open(kubeconfig(server.url));
    for (let i = 0; i < 3; i++) await kube.get(what);
    expect(server.connections()).toBe(3);
    expect(server.resumed()).toBe(2);
  });

  it('end with close, so that the process can end', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const { kube } = await open(kubeconfig(server.url));
    await kube.get(what);
    expect(server.open()).toBe(1);
    kube.close();
    await expect.poll(() => server.open()).toBe(0);
  });

  it('end under way with close', async () => {
    const server = await api(() => undefined);
    const { kube } = await open(kubeconfig(server.url));
    const asking = fault(kube.patch(what, {}));
    await expect.poll(() => server.seen.length).toBe(1);
    kube.close();
    expect(await asking).toMatchObject({ status: 0 });
  });

  it('go to a server without TLS too', async () => {
    const server = await api((_seen, response) => json(response, config()), { plain: true });
    const { kube } = await open(kubeconfig(server.url));
    expect(await kube.get(what)).toEqual(config());
    expect(server.seen[0]?.headers.authorization).toBe('Bearer sha256~secret-token');
  });

  /** Fills every connection, lets them all go at once, and breaks the write that waited for one of them. */
  async function queued(ask: (kube: Kube) => Promise<unknown>): Promise<{ error: Record<string, unknown>; writes: number; connections: number }> {
    const waiting: (() => void)[] = [];
    let writes = 0;
    const server = await api((seen, response) => {
      if (seen.method !== 'GET') {
        writes += 1;
        return void response.socket?.destroy();
      }
      waiting.push(() => json(response, config()));
    });
    const { kube } = await open(kubeconfig(server.url));
    const busy = Array.from({ length: MAX_SOCKETS }, () => kube.get(what));
    await expect.poll(() => waiting.length).toBe(MAX_SOCKETS);
    const asking = fault(ask(kube));
    for (const answer of waiting) answer();
    await Promise.all(busy);
    return { error: await asking, writes, connections: server.connections() };
  }

  const writes: [name: string, ask: (kube: Kube) => Promise<unknown>][] = [
    ['patch', (kube) => kube.patch(what, { spec: {} })],
    ['create', (kube) => kube.create(what, config('n'))],
    ['remove', (kube) => kube.remove(what)],
  ];
  it.each(writes)('count a %s as sent that waited for a kept one and was broken on it', async (_name, ask) => {
    const { error, writes: seen, connections } = await queued(ask);
    expect(error).toMatchObject({ outcome: 'cluster', status: 0, reason: 'OutcomeUnknown' });
    expect(error['message']).toMatch(/whether it took effect is not known\.$/);
    expect([seen, connections]).toEqual([1, MAX_SOCKETS]);
  });

  it('count a write as not sent when nothing could be connected to', async () => {
    const { kube } = await open(kubeconfig(`https://127.0.0.1:${await deadPort()}`));
    const error = await fault(kube.patch(what, {}));
    expect(error).toMatchObject({ outcome: 'cluster', status: 0, reason: 'ECONNREFUSED' });
    expect(error.message).not.toContain('not known');
  });
});
