import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Duplex } from 'node:stream';
import { CA, fault, kubeconfig, linesOf, open, serverCertificate } from '../api.ts';

interface Kubelet {
  url: string;
  asked: { url: string; lines: [string, string][]; certificate: string | undefined }[];
}

/** An API server that leads to a "pod": what it does with an open port is the test's. */
async function kubelet(pod: (socket: WebSocket) => void, refusal?: number): Promise<Kubelet> {
  const asked: Kubelet['asked'] = [];
  const { key, chain } = serverCertificate({});
  const server = https.createServer({ key, cert: chain, ca: CA.cert, requestCert: true, rejectUnauthorized: false });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => (offered.has('v4.channel.k8s.io') ? 'v4.channel.k8s.io' : false) });
  server.on('upgrade', (request, socket, head) => {
    const lines: [string, string][] = [];
    for (let i = 0; i < request.rawHeaders.length; i += 2) lines.push([request.rawHeaders[i]!, request.rawHeaders[i + 1]!]);
    const peer = (request.socket as TLSSocket).getPeerCertificate();
    asked.push({ url: request.url ?? '', lines, certificate: peer.subject?.CN as string | undefined });
    if (refusal === 0) return;
    if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal} No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      // each channel begins with the number of the port
      opened.send(Buffer.from([0, 0x88, 0x13]));
      opened.send(Buffer.from([1, 0x88, 0x13]));
      pod(opened);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
    server.closeAllConnections();
    server.close();
  });
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const say = (channel: number, text: string | Buffer): Buffer => Buffer.concat([Buffer.from([channel]), Buffer.from(text)]);

async function take(stream: Duplex, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size >= bytes) break;
  }
  return Buffer.concat(parts);
}

describe('forward', () => {
  it('carries bytes both ways, whole and in order', async () => {
    const server = await kubelet((pod) => pod.on('message', (data: Buffer) => pod.send(data)));
    const { kube } = await open(kubeconfig(server.url));
    const stream = await kube.forward('ns', 'registry-0', 5000);
    const sent = Buffer.alloc(600_000, 'abcdefghijklmnop');
    for (let i = 0; i < sent.length; i += 50_000) stream.write(sent.subarray(i, i + 50_000));
    expect((await take(stream, sent.length)).equals(sent)).toBe(true);
    expect(server.asked[0]?.url).toBe('/api/v1/namespaces/ns/pods/registry-0/portforward?ports=5000');
  });

  it('carries who asks', async () => {
    const admin = CA.issue({ commonName: 'system:admin', client: true });
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const server = await kubelet(() => undefined);
    const { kube } = await open(kubeconfig(server.url, { token: 't', 'client-certificate-data': base64(admin.cert), 'client-key-data': base64(admin.key) }), { as: 'jane', asGroup: ['a', 'b'] });
    await kube.forward('ns', 'p', 1);
    const { certificate, lines } = server.asked[0]!;
    expect(certificate).toBe('system:admin');
    const seen = { lines } as Parameters<typeof linesOf>[0];
    expect(linesOf(seen, 'Authorization')).toEqual(['Bearer t']);
    expect(linesOf(seen, 'Impersonate-Group')).toEqual(['a', 'b']);
    expect(linesOf(seen, 'User-Agent')).toEqual(['registryctl/test']);
  });

  it('ends when the pod ends', async () => {
    const server = await kubelet((pod) => {
      pod.send(say(0, 'bye'));
      pod.close();
    });
    const { kube } = await open(kubeconfig(server.url));
    expect((await take(await kube.forward('ns', 'p', 1), Infinity)).toString()).toBe('bye');
  });

  it('closes the pod\'s side with ours', async () => {
    let closed = false;
    const server = await kubelet((pod) => pod.on('close', () => (closed = true)));
    const { kube } = await open(kubeconfig(server.url));
    (await kube.forward('ns', 'p', 1)).destroy();
    await expect.poll(() => closed).toBe(true);
  });

  it('fails with what the kubelet says', async () => {
    const server = await kubelet((pod) => void setTimeout(() => pod.send(say(1, 'error forwarding port 5000 to pod: connection refused\n')), 20));
    const { kube } = await open(kubeconfig(server.url));
    const stream = await kube.forward('ns', 'p', 5000);
    expect(await fault(take(stream, 1))).toMatchObject({ name: 'ApiError', reason: 'PortForward', message: 'Cannot forward port 5000 of pods/ns/p: error forwarding port 5000 to pod: connection refused.' });
  });

  it.each([
    [401, 'cluster', /not logged in/],
    [403, 'cluster', /403 Forbidden/],
    [404, 'conflict', /: the WebSocket was refused \(404 NotFound\)/],
    [200, 'cluster', /: the WebSocket was refused \(200\)/],
    [500, 'cluster', /500 InternalError/],
  ])('is refused with %d', async (code, outcome, words) => {
    const server = await kubelet(() => undefined, code);
    const { kube } = await open(kubeconfig(server.url));
    const error = await fault(kube.forward('ns', 'p', 1));
    expect(error).toMatchObject({ name: 'ApiError', status: code, outcome });
    expect(error.message).toMatch(words);
  });

  it.each([429, 503])('is opened again after %d, which passes', async (code) => {
    const server = await kubelet(() => undefined, code);
    const { kube, clock } = await open(kubeconfig(server.url));
    expect(await fault(kube.forward('ns', 'p', 1))).toMatchObject({ status: code });
    expect({ asked: server.asked.length, slept: clock.slept.length }).toEqual({ asked: 5, slept: 4 });
  });

  it('ends in time when nothing answers, and with the signal', async () => {
    const server = await kubelet(() => undefined, 0);
    const timed = await open(kubeconfig(server.url), { requestTimeout: '80ms' });
    expect(await fault(timed.kube.forward('ns', 'p', 1))).toMatchObject({ outcome: 'timeout', status: 0 });
    const controller = new AbortController();
    const { kube } = await open(kubeconfig(server.url));
    const asking = fault(kube.forward('ns', 'p', 1, { signal: controller.signal }));
    await expect.poll(() => server.asked.length).toBe(2);
    controller.abort();
    expect(await asking).toMatchObject({ outcome: 'interrupted' });
  });

  it('ends an open stream with the signal', async () => {
    const server = await kubelet(() => undefined);
    const { kube } = await open(kubeconfig(server.url));
    const controller = new AbortController();
    const stream = await kube.forward('ns', 'p', 1, { signal: controller.signal });
    controller.abort();
    expect(await fault(take(stream, 1))).toMatchObject({ outcome: 'interrupted' });
  });

  it('trusts nobody whom the kubeconfig does not', async () => {
    const server = await kubelet(() => undefined);
    const { kube } = await open(kubeconfig(server.url, {}, { 'tls-server-name': 'other.example' }));
    expect(await fault(kube.forward('ns', 'p', 1))).toMatchObject({ reason: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(server.asked).toEqual([]);
  });
});
