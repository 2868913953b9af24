import { request as plain, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as secure } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { Failure } from '../errors.ts';
import { words } from './words.ts';

function login({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

function refusal({ statusCode = 0 }: IncomingMessage, name: string, authority: string): Error {
  const asks = statusCode === 407 ? '; it asks for a login, which its URL can hold' : '';
  return new Error(`the proxy ${name} refused to connect to ${authority} (HTTP ${statusCode})${asks}`);
}

/**
 * A connection to `authority` (host:port) through an http(s) proxy's CONNECT, within so many milliseconds. Rejects with an
 * error in words, which name the proxy and never its login; Failure (interrupted) when the signal is aborted.
 */
export function openTunnel(proxy: URL, authority: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<Duplex> {
  const name = proxy.host;
  return new Promise((resolve, reject) => {
    const headers = { host: authority, ...login(proxy) };
    const send = proxy.protocol === 'https:' ? secure : plain;
    const host = proxy.hostname.replace(/^\[|\]$/g, '');
    const asked: ClientRequest = send({
      host,
      // without it Node would look for the name of the Host header, the server's, in the proxy's certificate
      servername: isIP(host) === 0 ? host : '',
      port: proxy.port === '' ? (proxy.protocol === 'https:' ? 443 : 80) : Number(proxy.port),
      method: 'CONNECT',
      path: authority,
      headers,
      agent: false,
    });
    const stop = (): void => void asked.destroy(new Failure('interrupted', 'Interrupted.'));
    const timer = setTimeout(() => asked.destroy(new Error(`no answer within ${timeoutMs / 1000} seconds`)), timeoutMs);
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    signal?.addEventListener('abort', stop, { once: true });
    asked.on('error', (error) => {
      settle();
      // without its cause, whose code would be told instead of these words
      reject(error instanceof Failure ? error : new Error(`the proxy ${name}: ${words(error)}`));
    });
    asked.once('response', (answer) => {
      settle();
      reject(refusal(answer, name, authority));
      asked.destroy();
    });
    asked.once('connect', (answer, socket, head) => {
      settle();
      if (answer.statusCode === 200) {
        // between two users of the socket a reset must not end the process; it shows with the next read
        socket.on('error', () => undefined);
        if (head.length > 0) socket.unshift(head);
        return resolve(socket);
      }
      socket.destroy();
      reject(refusal(answer, name, authority));
    });
    asked.end();
  });
}
