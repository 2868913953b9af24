import http from 'node:http';
import https from 'node:https';
import { connect as dial, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openNet } from '../../src/commands/proving.ts';
import { makeNet, type Net } from '../../src/probe/net.ts';
import { openTunnel } from '../../src/probe/tunnel.ts';
import { HOST, ca, cleaning, client, said, served } from './bed.ts';

cleaning();

interface Proxy {
  url: URL;
  asked: { target: string; login: string | undefined }[];
}

/** A proxy that leads every CONNECT to one port, refuses with a code, or (0) never answers. */
async function proxy(to: number, refusal?: number, tls = false): Promise<Proxy> {
  const asked: Proxy['asked'] = [];
  const { key, chain } = ca.issue({ commonName: 'localhost', dnsNames: ['localhost'], ips: ['127.0.0.1'] });
  const server = tls ? https.createServer({ key, cert: chain }) : http.createServer();
  server.on('connect', (request, socket) => {
    asked.push({ target: request.url ?? '', login: request.headers['proxy-authorization'] });
    socket.on('error', () => undefined);
    if (refusal === 0) return;
    if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal} No\r\nContent-Length: 0\r\n\r\n`);
    const through = dial(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      through.pipe(socket).pipe(through);
    });
    through.on('error', () => socket.destroy());
    socket.on('close', () => through.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`${tls ? 'https' : 'http'}://127.0.0.1:${port}`), asked };
}

const through = (url: URL, more: Parameters<typeof makeNet>[0] = {}): Net => makeNet({ proxy: () => url, timeoutMs: 2000, ...more });

describe('a proxy', () => {
  it('leads to a registry that only it can name, whose certificate is verified inside', async () => {
    const { server } = await served();
    server.tokens.add('t');
    const via = await proxy(server.port);
    const registry = client(through(via.url));
    await expect(registry.tags('a/b')).rejects.toThrow(/HTTP 401/);
    expect(registry.chain()).toMatchObject({ trusted: true, by: 'ingress' });
    expect(new Set(via.asked.map(({ target }) => target))).toEqual(new Set([`${HOST}:443`]));
  });

  it('does not make another certificate acceptable', async () => {
    const { server } = await served(ca.issue({ commonName: 'other', dnsNames: ['other.example.com'] }));
    const via = await proxy(server.port);
    expect(await said(client(through(via.url)).tags('a/b'))).toContain('it is for other.example.com, not for');
  });

  it('gets the login that its URL holds, and nobody is shown it', async () => {
    const via = await proxy(1, 407);
    via.url.username = 'jane';
    via.url.password = 'p%40ss';
    const message = await said(through(via.url).connect('h.example.com', 443));
    expect(via.asked).toEqual([{ target: 'h.example.com:443', login: `Basic ${Buffer.from('jane:p@ss').toString('base64')}` }]);
    expect(message).toBe(`No connection to h.example.com: the proxy ${via.url.host} refused to connect to h.example.com:443 (HTTP 407); it asks for a login, which its URL can hold.`);
  });

  it.each([403, 502, 503])('that refuses with %i is said to do so', async (code) => {
    const via = await proxy(1, code);
    await expect(through(via.url).connect('h.example.com', 8443)).rejects.toMatchObject({
      outcome: 'unhealthy',
      message: `No connection to h.example.com:8443: the proxy ${via.url.host} refused to connect to h.example.com:8443 (HTTP ${code}).`,
    });
  });

  it('that is not there is named', async () => {
    expect(await said(through(new URL('http://127.0.0.1:1')).connect('h', 443))).toBe('No connection to h: the proxy 127.0.0.1:1: the connection was refused: nothing listens there.');
  });

  it('that never answers is left', async () => {
    const via = await proxy(1, 0);
    await expect(openTunnel(via.url, 'h:443', 50, undefined)).rejects.toThrow(`the proxy ${via.url.host}: no answer within 0.05 seconds`);
    const stop = new AbortController();
    const pending = through(via.url).connect('h', 443, stop.signal);
    await expect.poll(() => via.asked.length).toBe(2);
    stop.abort();
    await expect(pending).rejects.toMatchObject({ outcome: 'interrupted' });
  });

  it('of an authority that this machine does not know is not spoken to', async () => {
    const via = await proxy(1, undefined, true);
    expect(await said(through(via.url).connect('h', 443))).toMatch(/^No connection to h: the proxy 127\.0\.0\.1:\d+: .*certificate/);
    expect(via.asked).toEqual([]);
  });

  it('is asked for an IPv6 address in brackets', async () => {
    const via = await proxy(1, 503);
    await said(through(via.url).connect('fd00::7', 443));
    expect(via.asked[0]?.target).toBe('[fd00::7]:443');
  });
});

describe('which way is taken', () => {
  const ways: [what: string, env: Record<string, string>, more: { resolve?: string[]; detour?: boolean }, proxied: boolean][] = [
    ['HTTPS_PROXY', {}, {}, true],
    ['NO_PROXY for the domain', { NO_PROXY: '.example.com' }, {}, false],
    ['NO_PROXY for something else', { NO_PROXY: 'other.org' }, {}, true],
    ['--resolve for the host', {}, { resolve: ['h.example.com:1:127.0.0.1'] }, false],
    ['--resolve for another port', {}, { resolve: ['h.example.com:2:127.0.0.1'] }, true],
    ['a detour of the kubeconfig', {}, { detour: true }, false],
  ];
  it.each(ways)('%s', async (_what, env, { resolve, detour }, proxied) => {
    const via = await proxy(1, 503);
    const detours = detour === true ? [{ host: '*.example.com', port: 1, address: '127.0.0.1', toPort: 1 }] : [];
    const globals = resolve === undefined ? {} : { resolve };
    const net = openNet({ globals, env: { HTTPS_PROXY: via.url.href, ...env } }, { detours });
    await expect(net.connect('h.example.com', 1)).rejects.toMatchObject({ outcome: 'unhealthy' });
    expect(via.asked.length > 0).toBe(proxied);
  });
});
