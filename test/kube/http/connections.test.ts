import { describe, expect, it } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import { MAX_SOCKETS } from '../../../src/kube/http/wire.ts';
import { api, config, fault, json, kubeconfig, open } from '../api.ts';

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
});
