import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeNet, parseResolve } from '../../src/probe/net.ts';
import { hostPort, words } from '../../src/probe/words.ts';
import { loginLine } from '../../src/probe/route.ts';
import { digestOf, makeImage, tar } from '../../src/probe/image.ts';

let server: Server;
let port = 0;
let six: Server | undefined;
let sixPort = 0;

const listening = async (host: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const made = createServer((socket) => void socket.on('error', () => undefined).end('hello'));
    made.once('error', reject).listen(0, host, () => resolve(made));
  });

beforeAll(async () => {
  server = await listening('127.0.0.1');
  port = (server.address() as AddressInfo).port;
  // some machines have no IPv6
  six = await listening('::1').catch(() => undefined);
  sixPort = six === undefined ? 0 : (six.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  six?.close();
});

describe('which way leads to a host', () => {
  const ways: [detour: string, host: string, leads: boolean][] = [
    ['reg.example.com', 'reg.example.com', true],
    ['reg.example.com', 'REG.Example.com', true],
    ['reg.example.com', 'xreg.example.com', false],
    ['reg.example.com', 'reg.example.com.', false],
    ['*', 'anything', true],
    ['*.apps.lab', 'a.apps.lab', true],
    ['*.apps.lab', 'A.APPS.LAB', true],
    ['*.APPS.lab', 'a.apps.lab', true],
    ['*.apps.lab', 'a.b.apps.lab', false],
    ['*.apps.lab', 'apps.lab', false],
    ['*.apps.lab', '.apps.lab', true],
    ['*.apps.lab', 'aapps.lab', false],
    ['a.*', 'a.b', false],
  ];
  it.each(ways)('%s for %s: %s', async (detour, host, leads) => {
    // where it does not lead, the proxy is asked for
    const proxied: string[] = [];
    const proxy = (name: string): URL => (proxied.push(name), new URL('http://127.0.0.1:1'));
    const net = makeNet({ detours: [{ host: detour, port: 443, address: '127.0.0.1', toPort: port }], proxy, timeoutMs: 2000 });
    const done = await net.connect(host, 443).then((socket) => (socket.destroy(), true), () => false);
    expect([done, proxied]).toEqual(leads ? [true, []] : [false, [host]]);
  });

  it('is only for its own port', async () => {
    const net = makeNet({ detours: [{ host: '*', port: 443, address: '127.0.0.1', toPort: port }], proxy: () => new URL('http://127.0.0.1:1') });
    await expect(net.connect('h', 8443)).rejects.toMatchObject({ outcome: 'unhealthy' });
  });

  it('is the first of the detours that fit', async () => {
    const to = { port: 443, address: '127.0.0.1' };
    const net = makeNet({ detours: [{ host: 'h', ...to, toPort: port }, { host: '*', ...to, toPort: 1 }] });
    (await net.connect('h', 443)).destroy();
    await expect(net.connect('other', 443)).rejects.toThrow('(tried 127.0.0.1:1)');
  });

  it('names every address that it tried last', async () => {
    const net = makeNet({ resolve: ['h:1:127.0.0.1,127.0.0.2'], timeoutMs: 2000 });
    await expect(net.connect('h', 1)).rejects.toThrow('nothing listens there (tried 127.0.0.2:1).');
  });

  it('is IPv6 where that is said', async () => {
    if (six === undefined) return expect(sixPort).toBe(0);
    const net = makeNet({ resolve: [`h:${sixPort}:[::1]`] });
    (await net.connect('h', sixPort)).destroy();
    (await makeNet({}).connect('::1', sixPort)).destroy();
    await expect(makeNet({}).connect('::1', 1)).rejects.toThrow('No connection to [::1]:1: ');
  });

  it('ends when its time is over', async () => {
    // nobody answers at an address that is kept for documentation
    const net = makeNet({ resolve: ['h:443:192.0.2.1'], timeoutMs: 30 });
    await expect(net.connect('h', 443)).rejects.toThrow(/^No connection to h: (no connection within 0\.03 seconds|.+) \(tried 192\.0\.2\.1\)\.$/);
  });
});

describe('--resolve', () => {
  it.each([
    ['h:443:10.0.0.1,10.0.0.2,[fd00::1]', ['10.0.0.1', '10.0.0.2', 'fd00::1']],
    ['h:1:0.0.0.0', ['0.0.0.0']],
    ['h:65535:[::ffff:10.0.0.1]', ['::ffff:10.0.0.1']],
    ['*.apps.lab:443:10.0.0.1', ['10.0.0.1']],
  ])('%s leads to %j', (given, addresses) => {
    expect(parseResolve(given).map(({ address }) => address)).toEqual(addresses);
  });

  it.each(['h:443:10.0.0.1:80', 'h:443: 10.0.0.1', 'h:443:010.0.0.1', 'h:443:10.0.0.1,,10.0.0.2', 'h:443:[fd00::1', 'h:443:fd00::1]', '[fd00::1:443:10.0.0.1', 'h: 443:10.0.0.1', 'h:4e2:10.0.0.1', 'h:443:[]', '[]:443:10.0.0.1'])('refuses "%s"', (given) => {
    expect(() => parseResolve(given)).toThrow(`--resolve ${given}: `);
    expect(() => parseResolve(given)).toThrow('it must be HOST:PORT:ADDRESS, an IPv6 address in brackets.');
  });
});

describe('a fault in words', () => {
  it.each([
    ['ENOTFOUND', 'give its address with --resolve'],
    ['EAI_AGAIN', 'DNS does not answer'],
    ['ECONNREFUSED', 'nothing listens there'],
    ['ECONNRESET', 'reset by the other side'],
    ['EPIPE', 'while sending'],
    ['ETIMEDOUT', 'timed out'],
    ['EHOSTUNREACH', 'no way to that host'],
    ['ENETUNREACH', 'no way to that network'],
    ['EPROTO', 'does not speak TLS'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak TLS'],
  ])('%s', (code, says) => {
    const error = Object.assign(new Error('raw'), { code });
    expect(words(error)).toContain(says);
    expect(words(new Error('outer', { cause: error }))).toContain(says);
    expect(words(new AggregateError([error, new Error('other')]))).toContain(says);
  });
});

describe('a login line', () => {
  it.each([
    [hostPort('reg.example.com', 443), true, 'oc whoami -t | podman login --username unused --password-stdin reg.example.com'],
    [hostPort('reg.example.com', 8443), true, 'oc whoami -t | podman login --username unused --password-stdin reg.example.com:8443'],
    [hostPort('fd00::1', 443), true, 'oc whoami -t | podman login --username unused --password-stdin [fd00::1]'],
    [hostPort('h', 443), false, 'oc create token SERVICEACCOUNT -n PROJECT | podman login --username unused --password-stdin h'],
  ])('for %s, with a token %s', (host, hasToken, line) => {
    expect(loginLine(host, hasToken)).toBe(line);
  });
});

describe('what an image is made of', () => {
  it('has digests that everybody computes alike', () => {
    expect(digestOf('')).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(digestOf('abc')).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(digestOf(Buffer.from('abc'))).toBe(digestOf('abc'));
  });

  it.each(['', 'seed', 'größer', '0'.repeat(64)])('of the seed "%s" is the same twice, byte for byte', (seed) => {
    const [one, two] = [makeImage(seed), makeImage(seed)];
    expect(two.manifest.bytes.equals(one.manifest.bytes)).toBe(true);
    expect(two.layers.map(({ digest }) => digest)).toEqual(one.layers.map(({ digest }) => digest));
    expect(JSON.parse(one.config.bytes.toString())).toMatchObject({ os: 'linux', config: { Labels: { 'registryctl.dev/proof': seed } } });
  });

  it.each([[0, 1536], [1, 2048], [512, 2048], [513, 2560]])('a file of %i bytes is an archive of %i', (length, size) => {
    const made = tar('a.txt', Buffer.alloc(length, 'x'));
    expect(made.length).toBe(size);
    expect(made.subarray(257, 262).toString()).toBe('ustar');
    expect(parseInt(made.subarray(124, 135).toString(), 8)).toBe(length);
    const sum = [...made.subarray(0, 512)].reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
    expect(parseInt(made.subarray(148, 154).toString(), 8)).toBe(sum);
  });
});
