import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { badRequest } from './fault.ts';
import type { Reply } from './request.ts';
import { forwardSpdy } from './spdy-forward.ts';

/** Opens one connection to a port of a pod. */
export type Forward = (namespace: string, pod: string, port: number) => Promise<Duplex>;

type Upgrade = (reply: Reply, request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Answers requests to upgrade: port-forwards over WebSocket or SPDY; all others get their plain answer and the door. */
export function forwarder(forward: Forward | undefined): Upgrade {
  const sockets = forwardSockets(forward);
  return (reply, request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (!('pod' in reply)) refuse(socket, reply.code, 'body' in reply ? reply.body : {});
    else if (/websocket/i.test(request.headers.upgrade ?? '')) sockets(reply.namespace, reply.pod, request, socket, head);
    else if (/^spdy\/3\.1$/i.test(request.headers.upgrade ?? '')) forwardSpdy(forward, reply.namespace, reply.pod, socket, head);
    else refuse(socket, 400, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'unable to upgrade: only WebSocket and SPDY/3.1 are spoken here', reason: 'BadRequest', code: 400 });
  };
}

function refuse(socket: Duplex, code: number, body: unknown): void {
  const text = JSON.stringify(body);
  socket.end(`HTTP/1.1 ${code} ${code === 403 ? 'Forbidden' : 'Refused'}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`);
}

/**
 * Port-forward over WebSocket, as a kubelet speaks it: the ports are in the query, each has a data
 * and an error channel (2n and 2n+1), every message begins with its channel's number, and each
 * channel opens with the port in two bytes.
 */
export function forwardSockets(forward: Forward | undefined): (namespace: string, pod: string, request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer({ noServer: true, handleProtocols: (offered) => ['v4.channel.k8s.io', 'v5.channel.k8s.io'].find((p) => offered.has(p)) ?? false });
  return (namespace, pod, request, socket, head) => {
    const ports = new URL(`https://api${request.url ?? '/'}`).searchParams.getAll('ports').flatMap((p) => p.split(',')).map(Number);
    if (ports.length === 0) return refuse(socket, 400, badRequest('query parameter "ports" is required').status);
    const odd = ports.find((port) => !Number.isInteger(port) || port < 1 || port > 65535);
    if (odd !== undefined) return refuse(socket, 400, badRequest('the ports to forward must be numbers from 1 to 65535').status);
    server.handleUpgrade(request, socket, head, (ws) => {
      void Promise.all(ports.map((port, i) => channel(ws, i * 2, port, forward ? forward(namespace, pod, port) : Promise.reject(new Error('nothing listens there'))))).then(() => ws.close(1000));
    });
  };
}

/** Serves one port until its connection ends; the others go on meanwhile. */
async function channel(ws: WebSocket, number: number, port: number, opening: Promise<Duplex>): Promise<void> {
  const send = (to: number, data: Buffer): void => ws.send(Buffer.concat([Buffer.from([to]), data]));
  const opened = Buffer.alloc(2);
  opened.writeUInt16LE(port);
  const early: Buffer[] = [];
  let pod: Duplex | undefined;
  ws.on('message', (raw: RawData) => {
    const data = Array.isArray(raw) ? Buffer.concat(raw) : Buffer.from(raw as Buffer);
    if (data[0] !== number) return;
    if (pod) pod.write(data.subarray(1));
    else early.push(data.subarray(1));
  });
  ws.on('close', () => pod?.destroy());
  send(number, opened);
  send(number + 1, opened);
  try {
    pod = await opening;
    for (const data of early) pod.write(data);
    pod.on('data', (data: Buffer) => send(number, data));
    pod.on('error', (error: Error) => send(number + 1, Buffer.from(error.message)));
    const connection = pod;
    await new Promise<void>((resolve) => void connection.once('close', resolve));
  } catch (error) {
    send(number + 1, Buffer.from(`error forwarding port ${port}: ${error instanceof Error ? error.message : String(error)}`));
  }
}
