import { spawn } from 'node:child_process';
import https from 'node:https';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { build } from 'rolldown';
import { proxyHeaders, proxyName } from '../../../src/kube/http/tunnel.ts';
import { api, CA, config, json, kubeconfig, serverCertificate } from '../api.ts';

describe('a proxy', () => {
  it.each([
    ['http://p', 'p:80'],
    ['https://p', 'p:443'],
    ['http://p:3128', 'p:3128'],
    ['http://jane:hunter2@p:3128', 'p:3128'],
    ['http://[fd00::1]:3128', '[fd00::1]:3128'],
  ])('%s is shown as %s', (url, name) => {
    expect(proxyName(new URL(url))).toBe(name);
  });

  it.each([
    ['http://p', undefined],
    ['http://jane@p', 'jane:'],
    ['http://jane:a%3Ab%40c@p', 'jane:a:b@c'],
    ['http://:pw@p', ':pw'],
  ])('%s is logged in to with %s', (url, pair) => {
    const headers = pair === undefined ? {} : { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
    expect(proxyHeaders(new URL(url))).toEqual(headers);
  });
});

describe('a proxy over TLS', () => {
  it('leads to the server, and to a route, when its authority is one of this machine', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'tunnel-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const server = await api((_seen, response) => json(response, config()));
    const asked: string[] = [];
    const certificate = serverCertificate({});
    const proxy = https.createServer({ key: certificate.key, cert: certificate.chain });
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.on('error', () => undefined);
      const through = net.connect(server.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        through.pipe(socket).pipe(through);
      });
      through.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    // Node reads its further authorities only when it starts
    writeFileSync(join(dir, 'ca.pem'), CA.cert);
    writeFileSync(join(dir, 'config'), kubeconfig('https://api.cluster.example:6443'));
    const { port } = proxy.address() as AddressInfo;
    const program = `
      import { connect } from '${process.cwd()}/src/kube/connect.ts';
      import { makeNet } from '${process.cwd()}/src/probe/net.ts';
      import { R, ref } from '${process.cwd()}/src/api/resources.ts';
      const options = { kubeconfig: process.argv[2], proxyUrl: 'https://127.0.0.1:${port}', env: {}, home: '/', userAgent: 'x' };
      const kube = await connect({ ...options, warn: () => undefined });
      console.log(JSON.stringify(await kube.get(ref(R.Node, 'n'))));
      kube.close();
      (await makeNet({ proxy: () => new URL(options.proxyUrl) }).connect('reg.example', 443)).destroy();`;
    writeFileSync(join(dir, 'run.ts'), program);
    const bundle = { dir: join(dir, 'bundle'), format: 'esm', entryFileNames: 'run.mjs' } as const;
    // what a static kubeconfig needs is bundled, all else stays out
    await build({ input: join(dir, 'run.ts'), platform: 'node', external: [/^@kubernetes/, 'yaml'], output: bundle, logLevel: 'silent' });
    const child = spawn(process.execPath, [join(dir, 'bundle', 'run.mjs'), join(dir, 'config')], {
      env: { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: join(dir, 'ca.pem') },
    });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (out += part.toString()));
    await new Promise((ended) => child.on('close', ended));
    expect(out.trim()).toBe(JSON.stringify(config()));
    expect(asked).toEqual(['api.cluster.example:6443', 'reg.example:443']);
    expect(server.seen[0]?.headers.host).toBe('api.cluster.example:6443');
  });
});
