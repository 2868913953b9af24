import { describe, expect, it } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import { api, config, fault, json, kubeconfig, open, refuse } from '../api.ts';

describe('get', () => {
  it.each([
    [ref(R.Config, 'cluster'), '/apis/imageregistry.operator.openshift.io/v1/configs/cluster'],
    [ref(R.Secret, 'a b', 'ns'), '/api/v1/namespaces/ns/secrets/a%20b'],
    [ref(R.Node, 'worker-0'), '/api/v1/nodes/worker-0'],
  ])('asks for the object by its path', async (what, path) => {
    const server = await api((_seen, response) => json(response, config('x', { data: { a: '1' } })));
    const { kube } = await open(kubeconfig(server.url));
    expect(await kube.get(what)).toEqual(config('x', { data: { a: '1' } }));
    expect(server.seen.map((s) => [s.method, s.url])).toEqual([['GET', path]]);
  });

  it('sends who asks, with what, and what is accepted', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const { kube } = await open(kubeconfig(server.url));
    await kube.get(ref(R.Config, 'cluster'));
    expect(server.seen[0]?.headers).toMatchObject({ authorization: 'Bearer sha256~secret-token', 'user-agent': 'registryctl/test', accept: 'application/json', host: `127.0.0.1:${server.port}` });
    expect(server.seen[0]?.headers['accept-encoding']).toBeUndefined();
    expect(server.seen[0]?.headers['content-type']).toBeUndefined();
  });

  it.each([
    ['a missing object', (r: Parameters<typeof refuse>[0]) => refuse(r, 404, 'NotFound', 'secrets "x" not found')],
    ['a resource that is not served', (r: Parameters<typeof refuse>[0]) => void r.writeHead(404, { 'Content-Type': 'text/plain' }).end('404 page not found\n')],
    ['an empty 404', (r: Parameters<typeof refuse>[0]) => void r.writeHead(404).end()],
  ])('gives undefined for %s', async (_name, answer) => {
    const server = await api((_seen, response) => answer(response));
    const { kube } = await open(kubeconfig(server.url));
    expect(await kube.get(ref(R.Secret, 'x', 'ns'))).toBeUndefined();
    expect(await kube.list(R.Route)).toBeUndefined();
  });

  it('does not take the 404 page of something else for a missing object', async () => {
    const server = await api((_seen, response) => void response.writeHead(404, { 'Content-Type': 'text/html' }).end('<html><head><title>nginx</title></head></html>'));
    const { kube } = await open(kubeconfig(server.url));
    expect((await fault(kube.get(ref(R.Secret, 'x', 'ns')))).message).toBe(
      `Cannot get secrets/ns/x: 127.0.0.1:${server.port} answered with a web page ("nginx") (404 NotFound); a proxy or load balancer stands before the API server.`,
    );
  });

  it('keeps the path that the server is mounted under', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const { kube } = await open(kubeconfig(`${server.url}/k8s/clusters/c-1/`));
    await kube.get(ref(R.Node, 'n'));
    expect(server.seen[0]?.url).toBe('/k8s/clusters/c-1/api/v1/nodes/n');
  });

  it('takes text of any length and language whole', async () => {
    const big = 'é'.repeat(300_000);
    const server = await api((_seen, response) => json(response, config('x', { data: { big } })));
    const { kube } = await open(kubeconfig(server.url));
    expect((await kube.get(ref(R.ConfigMap, 'x', 'ns')))?.['data']).toEqual({ big });
  });

  it.each([
    ['JSON that breaks off', '{"kind":"Secret","apiVers', /breaks off/],
    ['an empty answer', '', /empty answer/],
    ['a list instead of an object', '[1]', /no Kubernetes answer/],
    ['text', 'hello', /no Kubernetes answer/],
    ['an object that is none of Kubernetes', '{"a":1}', /no Kubernetes answer/],
    ['a login page', '<!DOCTYPE html><html><title>Log in\n to Corp</title>', /web page \("Log in to Corp"\)/],
  ])('recognises %s in a success', async (_name, body, words) => {
    const server = await api((_seen, response) => void response.writeHead(200, { 'Content-Type': 'application/json' }).end(body));
    const { kube } = await open(kubeconfig(server.url));
    const error = await fault(kube.get(ref(R.Config, 'cluster')));
    expect(error).toMatchObject({ name: 'ApiError', outcome: 'cluster', reason: 'BadAnswer', status: 200 });
    expect(error.message).toMatch(words);
  });

  it('says each warning of the server once', async () => {
    const server = await api((seen, response) => json(response, config(), 200, { Warning: ['299 - "config.example/v1 is old, use \\"v2\\""', `299 - "about ${seen.path.at(-1)}"`] }));
    const { kube, warned } = await open(kubeconfig(server.url));
    await kube.get(ref(R.Node, 'a'));
    await kube.get(ref(R.Node, 'a'));
    await kube.get(ref(R.Node, 'b'));
    expect(warned).toEqual(['the API server says: config.example/v1 is old, use "v2"', 'the API server says: about a', 'the API server says: about b']);
  });
});

describe('list', () => {
  it('reads all pages and tells each item what it is', async () => {
    const server = await api((seen, response) => {
      const page = Number(seen.query['continue'] ?? 0);
      json(response, { kind: 'SecretList', apiVersion: 'v1', metadata: { resourceVersion: '77', ...(page < 2 ? { continue: String(page + 1) } : {}) }, items: [{ metadata: { name: `s${page}` } }] });
    });
    const { kube } = await open(kubeconfig(server.url));
    const found = await kube.list(R.Secret, { namespace: 'ns', labelSelector: 'a in (b,c)', fieldSelector: 'type=Opaque', page: 1 });
    expect(found).toEqual({
      kind: 'SecretList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '77' },
      items: ['s0', 's1', 's2'].map((name) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name } })),
    });
    expect(server.seen.map((s) => s.query)).toEqual([
      { limit: '1', labelSelector: 'a in (b,c)', fieldSelector: 'type=Opaque' },
      { limit: '1', continue: '1', labelSelector: 'a in (b,c)', fieldSelector: 'type=Opaque' },
      { limit: '1', continue: '2', labelSelector: 'a in (b,c)', fieldSelector: 'type=Opaque' },
    ]);
    expect(server.seen[0]?.path).toBe('/api/v1/namespaces/ns/secrets');
  });

  it('asks for 500 at a time, over all namespaces when none is named', async () => {
    const server = await api((_seen, response) => json(response, { metadata: {}, items: [] }));
    const { kube } = await open(kubeconfig(server.url));
    expect(await kube.list(R.Route)).toEqual({ apiVersion: 'route.openshift.io/v1', kind: 'RouteList', metadata: {}, items: [] });
    expect(server.seen[0]?.url).toBe('/apis/route.openshift.io/v1/routes?limit=500');
  });

  it('keeps the kind that an item says itself', async () => {
    const server = await api((_seen, response) => json(response, { metadata: {}, items: [{ apiVersion: 'v2', kind: 'Odd', metadata: { name: 'x' } }] }));
    const { kube } = await open(kubeconfig(server.url));
    expect((await kube.list(R.Route))?.items[0]).toMatchObject({ apiVersion: 'v2', kind: 'Odd' });
  });

  it('begins again, once, when a continuation has expired', async () => {
    let expired = 0;
    const server = await api((seen, response) => {
      if (seen.query['continue'] === undefined) return json(response, { metadata: { continue: 'next' }, items: [{ metadata: { name: 'a' } }] });
      if (expired++ === 0) return refuse(response, 410, 'Expired', 'The provided continue parameter is too old');
      return json(response, { metadata: {}, items: [{ metadata: { name: 'b' } }] });
    });
    const { kube } = await open(kubeconfig(server.url));
    expect((await kube.list(R.Pod))?.items.map((i) => i.metadata.name)).toEqual(['a', 'b']);
    expect(server.seen.map((s) => s.query['continue'])).toEqual([undefined, 'next', undefined, 'next']);
  });

  it('gives up when it expires every time', async () => {
    const server = await api((seen, response) => (seen.query['continue'] === undefined ? json(response, { metadata: { continue: 'n' }, items: [] }) : refuse(response, 410, 'Expired', 'too old')));
    const { kube } = await open(kubeconfig(server.url));
    expect(await fault(kube.list(R.Pod))).toMatchObject({ status: 410, outcome: 'conflict', message: 'Cannot list pods: too old (410 Expired).' });
    expect(server.seen).toHaveLength(4);
  });

  it('refuses an answer without items', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const { kube } = await open(kubeconfig(server.url));
    expect((await fault(kube.list(R.Pod, { namespace: 'ns' }))).message).toMatch(/^Cannot list pods in ns: the answer of 127\.0\.0\.1:\d+ holds no items\.$/);
  });
});

describe('raw', () => {
  it.each([
    ['application/json', '{"gitVersion":"v1.27.16"}', { gitVersion: 'v1.27.16' }],
    ['application/json; charset=utf-8', '[1]', [1]],
    ['application/openid+json', '{}', {}],
    ['text/plain; charset=utf-8', 'ok', 'ok'],
    ['text/plain', '{"a":1}', '{"a":1}'],
  ])('reads %s', async (type, body, expected) => {
    const server = await api((_seen, response) => void response.writeHead(200, { 'Content-Type': type }).end(body));
    const { kube } = await open(kubeconfig(server.url));
    expect(await kube.raw('/readyz?verbose')).toEqual(expected);
    expect(server.seen[0]?.url).toBe('/readyz?verbose');
  });

  it('throws for a path that is not there, and for JSON that is none', async () => {
    const server = await api((seen, response) => void response.writeHead(seen.path === '/half' ? 200 : 404, { 'Content-Type': 'application/json' }).end('{"a'));
    const { kube } = await open(kubeconfig(server.url));
    expect(await fault(kube.raw('/half'))).toMatchObject({ status: 200, reason: 'BadAnswer' });
    expect(await fault(kube.raw('/none?x=secret'))).toMatchObject({ status: 404, message: expect.stringMatching(/^Cannot get \/none: /) as string });
  });
});
