import net from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import { Failure } from '../../../src/errors.ts';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';
import { api, CA, config, deadPort, fault, json, kubeconfig, open, OTHER_CA, serverCertificate } from '../api.ts';

const what = ref(R.Node, 'n');
const asked = 'Cannot get nodes/n: ';
const ok = (): Parameters<typeof api>[0] => (_seen, response) => json(response, config());

/** A server that says something that is not HTTP over TLS to whoever comes. */
async function blurt(text: string): Promise<number> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as net.AddressInfo).port;
}

describe('a server that cannot be reached', () => {
  it('is said to not listen', async () => {
    const port = await deadPort();
    const { kube } = await open(kubeconfig(`https://127.0.0.1:${port}`));
    expect(await fault(kube.get(what))).toMatchObject({
      name: 'ApiError',
      outcome: 'cluster',
      status: 0,
      reason: 'ECONNREFUSED',
      message: `${asked}nothing listens at 127.0.0.1:${port} (connection refused); check that the cluster runs and that this is its address.`,
    });
  });

  it('is said to have no address', async () => {
    const { kube } = await open(kubeconfig('https://no-such-host.invalid:6443'));
    const error = await fault(kube.get(what));
    expect(error).toMatchObject({ outcome: 'cluster', status: 0 });
    expect(error.message).toMatch(/^Cannot get nodes\/n: the name of no-such-host\.invalid:6443 cannot be resolved \((ENOTFOUND|EAI_AGAIN)\); check the network, VPN and the server in the kubeconfig\.$/);
  });
});

describe('a certificate that cannot be trusted', () => {
  it.each([
    ['is for another name', serverCertificate({ ips: [], dnsNames: ['other.example'] }), 'ERR_TLS_CERT_ALTNAME_INVALID', 'is for another name; if that is meant, give --tls-server-name NAME'],
    ['has expired', serverCertificate({ days: -1 }), 'CERT_HAS_EXPIRED', 'has expired'],
    ['is of an unknown authority', serverCertificate({}, OTHER_CA), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'is not signed by an authority that the kubeconfig trusts'],
    ['is not valid yet', serverCertificate({ notBefore: new Date(Date.now() + 86_400_000), notAfter: new Date(Date.now() + 2 * 86_400_000) }), 'CERT_NOT_YET_VALID', 'is not valid yet'],
  ])('%s', async (_name, certificate, reason, words) => {
    const server = await api(ok(), { certificate });
    const { kube, clock } = await open(kubeconfig(server.url));
    const error = await fault(kube.get(what));
    expect(error).toMatchObject({ outcome: 'cluster', status: 0, reason });
    expect(error.message).toContain(`${asked}the certificate of 127.0.0.1:${server.port} ${words}`);
    expect(server.seen).toHaveLength(0);
    expect(clock.slept).toEqual([]);
  });

  it('is refused whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const server = await api(ok(), { certificate: serverCertificate({}, OTHER_CA) });
    const { kube } = await open(kubeconfig(server.url));
    expect(await fault(kube.get(what))).toMatchObject({ reason: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    expect(server.seen).toHaveLength(0);
  });

  it('is refused by the authorities of this machine when the kubeconfig names none', async () => {
    const server = await api(ok());
    const { kube } = await open(kubeconfig(server.url, {}, { 'certificate-authority-data': undefined }));
    expect(await fault(kube.get(what))).toMatchObject({ outcome: 'cluster', status: 0 });
    expect(server.seen).toHaveLength(0);
  });

  it('is accepted when its name is given', async () => {
    const server = await api(ok(), { certificate: serverCertificate({ ips: [], dnsNames: ['other.example'] }) });
    const { kube } = await open(kubeconfig(server.url), { tlsServerName: 'other.example' });
    expect(await kube.get(what)).toEqual(config());
  });

  it('is accepted through an intermediate that the server sends', async () => {
    const root = makeCa('root');
    const server = await api(ok(), { certificate: serverCertificate({}, root.intermediate('between')) });
    const { kube } = await open(kubeconfig(server.url, {}, { 'certificate-authority-data': Buffer.from(`${CA.cert}${root.cert}`).toString('base64') }));
    expect(await kube.get(what)).toEqual(config());
  });

  it('is taken unseen only when the kubeconfig says so, with a loud warning', async () => {
    const server = await api(ok(), { certificate: serverCertificate({}, OTHER_CA) });
    const { kube, warned } = await open(kubeconfig(server.url, {}, { 'insecure-skip-tls-verify': true }));
    expect(await kube.get(what)).toEqual(config());
    expect(warned).toEqual([`THE CERTIFICATE OF 127.0.0.1:${server.port} IS NOT VERIFIED (insecure-skip-tls-verify in the kubeconfig): anybody on the way can read and change everything`]);
  });
});

describe('something else at the address', () => {
  it('that speaks no TLS', async () => {
    const port = await blurt('SSH-2.0-OpenSSH_9.2\r\n');
    const { kube } = await open(kubeconfig(`https://127.0.0.1:${port}`));
    expect((await fault(kube.get(what))).message).toMatch(/does not speak TLS as expected \(\w+\); check "https:\/\/" and the port/);
  });

  it('that speaks no HTTP', async () => {
    const port = await blurt('SSH-2.0-OpenSSH_9.2\r\n');
    const { kube } = await open(kubeconfig(`http://127.0.0.1:${port}`));
    expect((await fault(kube.get(what))).message).toMatch(/does not speak HTTP as expected \(HPE_\w+\)/);
  });

  it('that hangs up', async () => {
    const port = await blurt('');
    const { kube, clock } = await open(kubeconfig(`https://127.0.0.1:${port}`));
    expect((await fault(kube.get(what))).message).toMatch(/the connection to 127\.0\.0\.1:\d+ broke \(ECONNRESET\)/);
    expect(clock.slept).toHaveLength(2);
  });
});

describe('time', () => {
  it.each([
    ['no head comes', () => undefined],
    ['the body stops', (_seen, response) => void response.writeHead(200, { 'Content-Length': 100 }).write('{')],
  ] as [string, Parameters<typeof api>[0]][])('ends a request when %s', async (_name, answer) => {
    const server = await api(answer);
    const { kube } = await open(kubeconfig(server.url), { requestTimeout: '80ms' });
    expect(await fault(kube.get(what))).toMatchObject({ outcome: 'timeout', status: 0, reason: 'Timeout', message: `${asked}no answer from 127.0.0.1:${server.port} within 0.08 s.` });
    expect(server.seen).toHaveLength(1);
  });

  it('is not limited by 0', async () => {
    const server = await api((_seen, response) => void setTimeout(() => json(response, config()), 100));
    const { kube } = await open(kubeconfig(server.url), { requestTimeout: '0' });
    expect(await kube.get(what)).toEqual(config());
  });
});

describe('the signal', () => {
  const hang = (): Promise<Awaited<ReturnType<typeof api>>> => api(() => undefined);

  it('that is aborted already sends nothing', async () => {
    const server = await hang();
    const { kube } = await open(kubeconfig(server.url));
    expect(await fault(kube.get(what, { signal: AbortSignal.abort() }))).toMatchObject({ name: 'Failure', outcome: 'interrupted', message: 'Interrupted at: get nodes/n.' });
    expect(server.seen).toHaveLength(0);
  });

  it.each([
    ['a Failure', new Failure('interrupted', 'interrupted'), { outcome: 'interrupted', message: 'interrupted' }],
    ['a time that is over', new DOMException('x', 'TimeoutError'), { outcome: 'timeout', message: `${asked}the time for it was over.` }],
    ['nothing', undefined, { outcome: 'interrupted', message: 'Interrupted at: get nodes/n.' }],
  ])('whose reason is %s ends a request under way', async (_name, reason, expected) => {
    const server = await hang();
    const { kube } = await open(kubeconfig(server.url));
    const controller = new AbortController();
    const asking = fault(kube.get(what, { signal: controller.signal }));
    await expect.poll(() => server.seen.length).toBe(1);
    controller.abort(reason);
    expect(await asking).toMatchObject(expected);
    await expect.poll(() => server.open()).toBe(0);
  });

  it('ends the wait before another try', async () => {
    const server = await api((_seen, response) => void response.writeHead(503).end());
    const controller = new AbortController();
    const { kube } = await open(kubeconfig(server.url), {
      clock: {
        now: () => new Date(),
        sleep: (_ms, signal) => {
          controller.abort();
          return Promise.reject(signal?.reason as Error);
        },
      },
    });
    expect(await fault(kube.get(what, { signal: controller.signal }))).toMatchObject({ outcome: 'interrupted' });
    expect(server.seen).toHaveLength(1);
  });

  it('leaves no listener behind', async () => {
    const server = await api(ok());
    const { kube } = await open(kubeconfig(server.url));
    const controller = new AbortController();
    const added = vi.spyOn(controller.signal, 'addEventListener');
    const removed = vi.spyOn(controller.signal, 'removeEventListener');
    for (let i = 0; i < 5; i++) await kube.get(what, { signal: controller.signal });
    expect(removed.mock.calls.length).toBeGreaterThanOrEqual(added.mock.calls.length);
  });
});
