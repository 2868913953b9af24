import { describe, expect, it } from 'vitest';
import { exchange } from '../../../src/kube/http/once.ts';
import { query } from '../../../src/kube/http/query.ts';
import { Late, Stopped, WireFault, type Request } from '../../../src/kube/http/types.ts';
import { warnings } from '../../../src/kube/http/warnings.ts';
import { makeWire, type Wire } from '../../../src/kube/http/wire.ts';
import { api, CA, deadPort, fault, json } from '../api.ts';

const GET: Request = { method: 'GET', path: '/version', headers: {} };
const wireTo = (url: string): Wire => makeWire(new URL(url), { verify: true, ca: CA.cert }, undefined);

describe('an exchange', () => {
  it('gives code, headers and text', async () => {
    const server = await api((_seen, response) => json(response, { gitVersion: 'v1.27' }, 201, { 'X-Own': 'yes' }));
    const answer = await exchange(wireTo(server.url), GET, {});
    expect(answer).toMatchObject({ status: 201, headers: { 'x-own': 'yes' }, text: '{"gitVersion":"v1.27"}' });
  });

  it('sends method, headers and body as they are', async () => {
    const server = await api((_seen, response) => void response.end());
    await exchange(wireTo(server.url), { method: 'PATCH', path: '/a?b=c', headers: { 'X-One': '1' }, body: 'größer' }, {});
    expect(server.seen[0]).toMatchObject({ method: 'PATCH', url: '/a?b=c', body: 'größer' });
    expect(server.seen[0]?.headers['x-one']).toBe('1');
  });

  it('without an answer in time was sent, and was late', async () => {
    const server = await api(() => undefined);
    const error = await fault(exchange(wireTo(server.url), GET, { limitMs: 30 }));
    expect(error).toBeInstanceOf(WireFault);
    expect(error['sent']).toBe(true);
    expect(error['error']).toBeInstanceOf(Late);
    expect((error['error'] as Late).ms).toBe(30);
  });

  it('with half an answer in time is late too', async () => {
    const server = await api((_seen, response) => void response.writeHead(200, { 'Content-Length': '100' }).write('half'));
    expect((await fault(exchange(wireTo(server.url), GET, { limitMs: 50 })))['error']).toBeInstanceOf(Late);
  });

  it('ends with its signal, before it is sent and while it waits', async () => {
    const stop = new AbortController();
    const server = await api(() => stop.abort());
    const waiting = await fault(exchange(wireTo(server.url), GET, { signal: stop.signal }));
    expect(waiting['error']).toBeInstanceOf(Stopped);
    const before = await fault(exchange(wireTo(server.url), GET, { signal: stop.signal }));
    expect(before['error']).toBeInstanceOf(Stopped);
    expect(server.seen).toHaveLength(1);
  });

  it('that nobody takes was not sent', async () => {
    const wire = wireTo(`https://127.0.0.1:${await deadPort()}`);
    expect(await fault(exchange(wire, GET, {}))).toMatchObject({ sent: false, error: { code: 'ECONNREFUSED' } });
    expect(wire.reached()).toBe(false);
  });

  it('over TLS that is refused was not sent', async () => {
    const server = await api((_seen, response) => void response.end());
    const wire = makeWire(new URL(server.url), { verify: true }, undefined);
    expect(await fault(exchange(wire, GET, {}))).toMatchObject({ sent: false });
    expect(server.seen).toEqual([]);
  });

  it('of more than this program holds is ended', async () => {
    const block = Buffer.alloc(1024 * 1024);
    const server = await api(async (_seen, response) => {
      response.writeHead(200);
      for (let i = 0; i < 70 && !response.destroyed; i++) {
        response.write(block);
        await new Promise((next) => setTimeout(next, 1));
      }
    }, { plain: true });
    expect((await fault(exchange(wireTo(server.url), GET, {})))['error']).toMatchObject({ name: 'TooLarge' });
  });
});

describe('a wire', () => {
  it.each([
    ['https://api.lab', 'api.lab:443'],
    ['http://api.lab', 'api.lab:80'],
    ['https://api.lab:6443/base/', 'api.lab:6443'],
    ['https://[fd00::1]:6443', '[fd00::1]:6443'],
  ])('to %s is at %s', (url, place) => {
    expect(wireTo(url).place).toBe(place);
  });

  it.each([['', '/version'], ['/', '/version'], ['/k8s/clusters/c-1', '/k8s/clusters/c-1/version'], ['/k8s/', '/k8s/version']])('keeps the path "%s" before every other', async (base, path) => {
    const server = await api((_seen, response) => void response.end());
    const wire = wireTo(`${server.url}${base}`);
    await exchange(wire, GET, {});
    expect(server.seen[0]?.path).toBe(path);
    expect(wire.reached()).toBe(true);
    wire.close();
  });
});

describe('query', () => {
  it.each([
    [{}, ''],
    [{ a: undefined, b: '', c: false }, ''],
    [{ a: 'x', b: 0, c: true }, '?a=x&b=0&c=true'],
    [{ labelSelector: 'a=b,c in (d)' }, '?labelSelector=a%3Db%2Cc+in+%28d%29'],
    [{ continue: 'a+b/c==' }, '?continue=a%2Bb%2Fc%3D%3D'],
  ])('%j is "%s"', (values, text) => {
    expect(query(values)).toBe(text);
  });
});

describe('warnings of the server', () => {
  const heard = (...headers: string[]): string[] => {
    const said: string[] = [];
    const heed = warnings((text) => void said.push(text));
    for (const warning of headers) heed({ warning });
    return said;
  };

  it.each([
    ['299 - "policy/v1beta1 is deprecated"', ['the API server says: policy/v1beta1 is deprecated']],
    ['299 - "a", 299 - "b"', ['the API server says: a', 'the API server says: b']],
    ['299 - "say \\"no\\""', ['the API server says: say "no"']],
    ['299 - ""', []],
    ['rubbish', []],
    ['', []],
  ])('%s', (header, said) => {
    expect(heard(header)).toEqual(said);
  });

  it('are said once, however often they come', () => {
    expect(heard('299 - "a"', '299 - "a"', '299 - "b", 299 - "a"')).toHaveLength(2);
  });
});
