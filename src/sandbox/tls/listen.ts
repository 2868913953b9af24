import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/**
 * Serves on 127.0.0.1, on any port for 0. `stop` ends every connection, also one whose handshake is still under way: of
 * that one an HTTPS server's own list knows nothing, and would be waited for. Rejects when the port is taken.
 */
export async function listen(server: Server, port = 0): Promise<{ port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
