import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import { proxyFor } from '../../../src/kube/http/proxy.ts';
import { api, config, deadPort, fault, json, kubeconfig, open } from '../api.ts';

const what = ref(R.Node, 'n');

interface Proxy {
  url: string;
  place: string;
  asked: { target: string; authorization: string | undefined }[];
}

/** A proxy that leads every CONNECT to one port of this machine, or refuses with a code. */
async function proxy(to: number, refusal?: number): Promise<Proxy> {
  const asked: Proxy['asked'] = [];
  const server = http.createServer((request, response) => {
    asked.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    const { 'proxy-authorization': _secret, ...headers } = request.headers;
    request.pipe(http.request({ host: '127.0.0.1', port: to, path: new URL(request.url ?? '').pathname, method: request.method, headers }, (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers))));
  });
  server.on('connect', (request, socket) => {
    asked.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    socket.on('error', () => undefined);
    if (refusal !== undefined) return socket.end(`HTTP/1.1 ${refusal} No Way\r\n\r\n`);
    const through = net.connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      through.pipe(socket).pipe(through);
    });
    through.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = (server.address() as AddressInfo).port;
  return { url: `http://127.0.0.1:${port}`, place: `127.0.0.1:${port}`, asked };
}

describe('a tunnel', () => {
  it('leads to a server that only the proxy can name, verified inside', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const via = await proxy(server.port);
    const { kube } = await open(kubeconfig('https://api.cluster.example:6443'), { env: { HTTPS_PROXY: via.url } });
    for (let i = 0; i < 3; i++) expect(await kube.get(what)).toEqual(config());
    expect(via.asked).toEqual([{ target: 'api.cluster.example:6443', authorization: undefined }]);
    expect(server.seen[0]?.headers.host).toBe('api.cluster.example:6443');
  });

  it('does not make another name acceptable', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const via = await proxy(server.port);
    const { kube } = await open(kubeconfig('https://evil.example:6443'), { env: { HTTPS_PROXY: via.url } });
    expect(await fault(kube.get(what))).toMatchObject({ reason: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it('logs in to the proxy, and never shows how', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const via = await proxy(server.port);
    const withUser = via.url.replace('//', '//jane:p%40ss@');
    const { kube } = await open(kubeconfig(server.url, {}, { 'proxy-url': withUser }));
    expect(await kube.get(what)).toEqual(config());
    expect(via.asked[0]?.authorization).toBe(`Basic ${Buffer.from('jane:p@ss').toString('base64')}`);
    expect(server.seen[0]?.headers['proxy-authorization']).toBeUndefined();
    const refusing = await proxy(server.port, 407);
    const other = await open(kubeconfig(server.url, {}, { 'proxy-url': refusing.url.replace('//', '//jane:p%40ss@') }));
    const { message } = await fault(other.kube.get(what));
    expect(message).toBe(`Cannot get nodes/n: the proxy ${refusing.place} refused to connect to 127.0.0.1:${server.port} (407 No Way); it asks for a login, which its URL can hold.`);
  });

  it.each([403, 503])('that is refused with %d is said to be the proxy\'s doing', async (code) => {
    const via = await proxy(1, code);
    const { kube } = await open(kubeconfig('https://api.cluster.example:6443'), { proxyUrl: via.url });
    expect(await fault(kube.get(what))).toMatchObject({ outcome: 'cluster', status: 0, message: `Cannot get nodes/n: the proxy ${via.place} refused to connect to api.cluster.example:6443 (${code} No Way).` });
    expect(via.asked).toHaveLength(code === 503 ? 3 : 1);
  });

  it('names the proxy when that cannot be reached', async () => {
    const port = await deadPort();
    const { kube } = await open(kubeconfig('https://api.cluster.example:6443'), { proxyUrl: `http://127.0.0.1:${port}` });
    expect((await fault(kube.get(what))).message).toBe(`Cannot get nodes/n: the proxy 127.0.0.1:${port} cannot be reached (ECONNREFUSED); check HTTPS_PROXY or proxy-url.`);
  });

  it('is not needed for a server without TLS', async () => {
    const server = await api((_seen, response) => json(response, config()), { plain: true });
    const via = await proxy(server.port);
    const { kube } = await open(kubeconfig('http://api.cluster.example:8080'), { env: { HTTP_PROXY: via.url } });
    expect(await kube.get(what)).toEqual(config());
    expect(via.asked[0]?.target).toBe('http://api.cluster.example:8080/api/v1/nodes/n');
    expect(server.seen[0]?.headers.host).toBe('api.cluster.example:8080');
  });

  it('is not used for loopback when only the environment asks', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const via = await proxy(server.port);
    const { kube } = await open(kubeconfig(server.url), { env: { HTTPS_PROXY: via.url } });
    await kube.get(what);
    expect(via.asked).toEqual([]);
  });

  it('may itself be reached over TLS', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const front = await open(kubeconfig(server.url), { proxyUrl: `https://127.0.0.1:${server.port}` });
    // this one is no proxy, and of an authority that this machine does not know
    expect((await fault(front.kube.get(what))).message).toMatch(/the proxy 127\.0\.0\.1:\d+ cannot be reached \(\w+\)/);
    expect(https.globalAgent.options.rejectUnauthorized).not.toBe(false);
  });
});

describe('proxyFor', () => {
  const server = new URL('https://api.lab.example.com:6443');

  it.each<[string, Record<string, string>, string | undefined]>([
    ['nothing', {}, undefined],
    ['an empty value', { HTTPS_PROXY: '' }, undefined],
    ['a URL', { HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
    ['a name and a port', { HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
    ['lower case', { https_proxy: 'http://low:1' }, 'http://low:1/'],
    ['upper before lower case', { HTTPS_PROXY: 'http://up:1', https_proxy: 'http://low:1' }, 'http://up:1/'],
    ['only HTTP_PROXY', { HTTP_PROXY: 'http://proxy:1' }, undefined],
    ['NO_PROXY *', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
    ['the very host', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'api.lab.example.com' }, undefined],
    ['capitals', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'API.Lab.Example.COM' }, undefined],
    ['a domain above', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'other.org, example.com' }, undefined],
    ['a domain with a dot', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '.lab.example.com' }, undefined],
    ['a domain with a star', { HTTPS_PROXY: 'http://p:1', no_proxy: '*.example.com' }, undefined],
    ['a domain that only ends alike', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'ample.com' }, 'http://p:1/'],
    ['a dot before the very host', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '.api.lab.example.com' }, 'http://p:1/'],
    ['the right port', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example.com:6443' }, undefined],
    ['another port', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example.com:443' }, 'http://p:1/'],
  ])('reads %s', (_name, env, expected) => {
    expect(proxyFor(server, undefined, env)?.href).toBe(expected);
  });

  it.each([
    ['https://10.0.3.7:6443', '10.0.0.0/16', undefined],
    ['https://10.1.3.7:6443', '10.0.0.0/16', 'http://p:1/'],
    ['https://10.1.3.7:6443', '10.1.3.7', undefined],
    ['https://10.1.3.7:6443', '10.1.3.7:443', 'http://p:1/'],
    ['https://10.1.3.7:6443', '10.0.0.0/99', 'http://p:1/'],
    ['https://[fd00::7]:6443', 'fd00::/8', undefined],
    ['https://[fd00::7]:6443', 'fd00::7', undefined],
    ['https://[fd00::7]:6443', '[fd00::7]:6443', undefined],
    ['https://[2001:db8::1]:6443', 'fd00::/8', 'http://p:1/'],
    ['https://localhost:6443', '', undefined],
    ['https://127.9.9.9:6443', '', undefined],
    ['https://[::1]:6443', '', undefined],
    ['https://localhost.example:6443', '', 'http://p:1/'],
  ])('%s with NO_PROXY=%s goes through %s', (address, list, expected) => {
    expect(proxyFor(new URL(address), undefined, { HTTPS_PROXY: 'http://p:1', NO_PROXY: list })?.href).toBe(expected);
  });

  it('obeys the kubeconfig before the environment, for loopback too', () => {
    expect(proxyFor(new URL('https://127.0.0.1:6443'), 'http://own:1', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' })?.href).toBe('http://own:1/');
  });

  it.each(['socks5://p:1', 'ftp://p', 'http://', 'http://user:hunter2@:x'])('refuses %s without repeating it', (given) => {
    expect(() => proxyFor(server, given, {})).toThrow(/The (address of the )?proxy in the cluster's proxy-url/);
    expect(() => proxyFor(server, given, {})).not.toThrow(/hunter2/);
  });
});
