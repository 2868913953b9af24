import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { makeNet, parseResolve } from '../../src/probe/net.ts';
import { codeOf, hostPort, words } from '../../src/probe/words.ts';

let server: Server;
let port = 0;
beforeAll(async () => {
  server = createServer((socket) => void socket.on('error', () => undefined).end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

async function greeting(net: ReturnType<typeof makeNet>, host: string, at: number): Promise<string> {
  const socket = await net.connect(host, at);
  let text = '';
  for await (const part of socket) text += String(part);
  return text;
}

describe('--resolve', () => {
  const good: [given: string, detours: object[]][] = [
    ['reg.example.com:443:10.0.0.1', [{ host: 'reg.example.com', port: 443, address: '10.0.0.1', toPort: 443 }]],
    ['reg.example.com:8443:[::1]', [{ host: 'reg.example.com', port: 8443, address: '::1', toPort: 8443 }]],
    ['*:443:127.0.0.1', [{ host: '*', port: 443, address: '127.0.0.1', toPort: 443 }]],
    ['[fd00::1]:443:[fd00::2]', [{ host: 'fd00::1', port: 443, address: 'fd00::2', toPort: 443 }]],
    ['a:1:10.0.0.1,[::1]', [{ host: 'a', port: 1, address: '10.0.0.1', toPort: 1 }, { host: 'a', port: 1, address: '::1', toPort: 1 }]],
  ];
  it.each(good)('%s', (given, detours) => expect(parseResolve(given)).toEqual(detours));

  const bad: [given: string, says: string][] = [
    ['', 'three parts'], ['host', 'three parts'], ['host:443', 'three parts'], [':443:10.0.0.1', 'host is empty'], ['h::10.0.0.1', 'port is ""'],
    ['h:x:10.0.0.1', 'port is "x"'], ['h:0:10.0.0.1', 'port is "0"'], ['h:65536:10.0.0.1', 'port is "65536"'], ['h:-1:10.0.0.1', 'port is "-1"'],
    ['h:443:', '"" is not an IP address'], ['h:443:name', '"name" is not an IP address'], ['h:443:::1', 'in brackets'], ['h:443:[10.0.0.1]', '"[10.0.0.1]" is not'],
    ['h:443:10.0.0.1,', '"" is not'], ['h:443:10.0.0.256', '"10.0.0.256" is not'],
  ];
  it.each(bad)('"%s" is refused: %s', (given, says) => {
    const make = (): unknown => makeNet({ resolve: [given] });
    expect(make).toThrow(Failure);
    expect(make).toThrow(says);
    expect(make).toThrow(`--resolve ${given}: `);
    try {
      make();
    } catch (error) {
      expect((error as Failure).outcome).toBe('usage');
    }
  });
});

describe('connecting', () => {
  it('follows a detour of the exact name, of any case, of a wildcard for one label', async () => {
    const to = { address: '127.0.0.1', toPort: port };
    const net = makeNet({ detours: [{ host: 'Exact.example.com', port: 443, ...to }, { host: '*.apps.example.com', port: 443, ...to }] });
    for (const host of ['exact.example.com', 'EXACT.EXAMPLE.COM', 'reg.apps.example.com']) expect(await greeting(net, host, 443)).toBe('hello');
    for (const [host, at] of [['a.b.apps.example.com', 443], ['apps.example.com', 443], ['exact.example.com', 444]] as const) await expect(net.connect(host, at)).rejects.toMatchObject({ outcome: 'unhealthy' });
  });

  it('lets --resolve win over a detour, and tries each of its addresses', async () => {
    const net = makeNet({ resolve: [`h:${port}:[::1],127.0.0.1`], detours: [{ host: 'h', port, address: '127.0.0.1', toPort: 1 }] });
    expect(await greeting(net, 'h', port)).toBe('hello');
    const any = makeNet({ resolve: [`*:${port}:127.0.0.1`] });
    expect(await greeting(any, 'whatever.example.com', port)).toBe('hello');
  });

  it('connects directly where no detour leads', async () => {
    const door = makeNet({}).door('127.0.0.1', port);
    expect(door).toMatchObject({ host: '127.0.0.1', port });
    (await door.connect()).destroy();
  });

  it('says in words what is wrong', async () => {
    await expect(makeNet({}).connect('127.0.0.1', 1)).rejects.toThrow('No connection to 127.0.0.1:1: the connection was refused: nothing listens there.');
    await expect(makeNet({ resolve: ['h:1:127.0.0.1'] }).connect('h', 1)).rejects.toThrow('No connection to h:1: the connection was refused: nothing listens there (tried 127.0.0.1:1).');
    await expect(makeNet({}).connect('no-such-host.invalid', 443)).rejects.toThrow(/No connection to no-such-host.invalid: .*--resolve HOST:PORT:ADDRESS/);
  });

  it('stops when interrupted, before and while connecting', async () => {
    await expect(makeNet({}).connect('127.0.0.1', port, AbortSignal.abort())).rejects.toMatchObject({ outcome: 'interrupted' });
    const stop = new AbortController();
    const pending = makeNet({}).connect('127.0.0.1', port, stop.signal);
    stop.abort();
    await expect(pending).rejects.toMatchObject({ outcome: 'interrupted' });
  });
});

describe('words', () => {
  it.each([[443, 'h', 'h'], [5000, 'h', 'h:5000'], [443, '::1', '[::1]'], [80, '::1', '[::1]:80']])('port %i of %s is %s', (at, host, shown) => expect(hostPort(host, at)).toBe(shown));

  it('finds the code in causes and in several errors', () => {
    const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    expect(codeOf(new Error('y', { cause: refused }))).toBe('ECONNREFUSED');
    expect(codeOf(new AggregateError([refused]))).toBe('ECONNREFUSED');
    expect(codeOf('text')).toBe('');
    expect(words(new Error('socket hang up'))).toContain('closed by the other side');
    expect(words(new Error('something new'))).toBe('something new');
    expect(words(7)).toBe('7');
  });
});

describe('a door', () => {
  const way = { port: 443, address: '127.0.0.1', toPort: 1 };
  const detours = [{ host: 's3.cloud.example', ca: 'CLOUD', ...way }, { host: '*.cloud.example', ...way }, { host: '*.blob.example', ca: 'BLOB', ...way }];

  it.each([
    ['s3.cloud.example', 443, 'CLOUD'],
    ['S3.CLOUD.EXAMPLE', 443, 'CLOUD'],
    ['acct.blob.example', 443, 'BLOB'],
    ['s3.cloud.example', 444, undefined],
    ['other.cloud.example', 443, undefined],
    ['a.b.blob.example', 443, undefined],
    ['api.example', 443, undefined],
  ])('of %s:%d has the CA %s', (host, at, ca) => {
    const door = makeNet({ detours }).door(host, at);
    expect(door.ca).toBe(ca);
    expect('ca' in door).toBe(ca !== undefined);
  });

  it('has none where --resolve leads elsewhere than the detour', () => {
    const net = makeNet({ detours, resolve: ['s3.cloud.example:443:10.0.0.1'] });
    expect(net.door('s3.cloud.example', 443)).not.toHaveProperty('ca');
    expect(net.door('acct.blob.example', 443).ca).toBe('BLOB');
  });
});
