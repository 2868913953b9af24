import { createServer, connect } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { at } from '../../src/api/json.ts';
import { R } from '../../src/api/resources.ts';
import { startKubelet } from '../../src/sandbox/kubelet.ts';
import type { Kubelet } from '../../src/sandbox/kubelet.ts';
import { makeCa } from '../../src/sandbox/tls/authority.ts';
import { workers, world } from './actors/world.ts';
import { ask } from './speak.ts';

const ca = makeCa('kubelets');
const { cert, key } = ca.issue({ commonName: 'kubelet', ips: ['127.0.0.1'] });
let kubelet: Kubelet;
let echo: Server;
afterEach(async () => {
  await kubelet.stop();
  echo.close();
});

async function begin() {
  echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await new Promise((resolve) => echo.once('listening', resolve));
  const asked: string[] = [];
  const w = world(workers());
  kubelet = await startKubelet(w.client, { cert, key }, (namespace, pod, port) => {
    asked.push(`${namespace}/${pod}:${port}`);
    return Promise.resolve(connect((echo.address() as AddressInfo).port, '127.0.0.1'));
  });
  return { w, asked };
}

describe('startKubelet', () => {
  it('tells every node where it is', async () => {
    const { w } = await begin();
    const nodes = await w.client.list(R.Node);
    expect(nodes).toHaveLength(6);
    for (const node of nodes) {
      expect(at(node, 'status', 'daemonEndpoints', 'kubeletEndpoint', 'Port')).toBe(kubelet.port);
      expect(at(node, 'status', 'addresses', 0)).toEqual({ type: 'InternalIP', address: '127.0.0.1' });
      expect(at(node, 'status', 'conditions', 2)).toMatchObject({ type: 'Ready', status: 'True' });
    }
  });

  it('forwards to the port that the API server names', async () => {
    const { asked } = await begin();
    const ws = new WebSocket(
      `wss://127.0.0.1:${kubelet.port}/portForward/openshift-image-registry/image-registry-1?port=5000`,
      ['v4.channel.k8s.io'],
      { ca: ca.cert },
    );
    const got: Buffer[] = [];
    await new Promise<void>((resolve, reject) => {
      ws.on('message', (data: Buffer) => {
        got.push(data);
        if (got.length === 2) ws.send(Buffer.from('\0hello'));
        if (got.length === 3) resolve();
      });
      ws.on('error', reject);
    });
    ws.terminate();
    expect(asked).toEqual(['openshift-image-registry/image-registry-1:5000']);
    expect(got.slice(0, 2).map((m) => [m[0], m.readUInt16LE(1)])).toEqual([
      [0, 5000],
      [1, 5000],
    ]);
    expect(got[2]?.toString()).toBe('\0hello');
  });

  it('ends with a connection open that never says a word', async () => {
    await begin();
    const silent = connect(kubelet.port, '127.0.0.1');
    await new Promise((resolve) => silent.once('connect', resolve));
    const closed = new Promise((resolve) => silent.once('close', resolve).on('error', () => undefined));
    await kubelet.stop();
    await closed;
    await begin();
  });

  it.each(['/exec/ns/pod/c', '/portForward/ns', '/'])('has nothing else to offer: %s', async (path) => {
    await begin();
    expect((await ask(`https://127.0.0.1:${kubelet.port}${path}`, { ca: ca.cert })).status).toBe(404);
    const ws = new WebSocket(`wss://127.0.0.1:${kubelet.port}${path}`, { ca: ca.cert });
    await expect(new Promise((resolve, reject) => ws.on('open', resolve).on('error', reject))).rejects.toThrow('404');
  });
});
