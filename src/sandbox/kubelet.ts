import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { R } from '../api/resources.ts';
import { name } from './actors/objects.ts';
import { forwarder } from './api/forward.ts';
import type { Forward } from './api/forward.ts';
import type { Client } from './client.ts';
import { listen } from './tls/listen.ts';

export interface Kubelet {
  port: number;
  stop(): Promise<void>;
}

/**
 * The part of a kubelet that a kube-apiserver passes port-forwards on to: `/portForward/NAMESPACE/POD` over HTTPS on 127.0.0.1.
 * Every node of the cluster is told to be served there. `tls` is a certificate for 127.0.0.1 that the kube-apiserver trusts, and its key (PEM).
 */
export async function startKubelet(client: Client, tls: { cert: string; key: string }, forward: Forward): Promise<Kubelet> {
  const upgrade = forwarder(forward);
  const server = createServer({ cert: tls.cert, key: tls.key }, (_, response) => response.writeHead(404).end());
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'https://kubelet');
    const [, kind, namespace = '', pod = ''] = url.pathname.split('/').map(decodeURIComponent);
    if (kind !== 'portForward' || pod === '') return socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
    // a kubelet's parameter is `port`, the API server's `ports`
    request.url = `${url.pathname}?${url.searchParams.getAll('port').map((p) => `ports=${encodeURIComponent(p)}`).join('&')}`;
    return upgrade({ code: 101, namespace, pod }, request, socket, head);
  });
  const { port, stop } = await listen(server);
  for (const node of await client.list(R.Node)) {
    const status = { addresses: [{ type: 'InternalIP', address: '127.0.0.1' }, { type: 'Hostname', address: name(node) }], daemonEndpoints: { kubeletEndpoint: { Port: port } } };
    await client.patch(R.Node, name(node), undefined, { status }, 'merge', 'status');
  }
  return { port, stop };
}
