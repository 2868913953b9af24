import { describe, expect, it } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import { pause } from '../../../src/kube/http/retry.ts';
import { ProxyFault, WireFault, type Answer, type Call } from '../../../src/kube/http/types.ts';
import { api, config, deadPort, fault, json, kubeconfig, open, refuse } from '../api.ts';

const what = ref(R.Node, 'n');
const read: Call = { verb: 'get', object: 'x', method: 'GET', path: '/', safe: true };
const write: Call = { ...read, verb: 'patch', method: 'PATCH', safe: false };
const answer = (status: number, after?: string): Answer => ({ status, headers: after === undefined ? {} : { 'retry-after': after }, text: '' });
const broken = (code: string, sent = false): WireFault => new WireFault(Object.assign(new Error(code), { code }), sent);

describe('the schedule of an answer', () => {
  const rows: [jitter: number, waits: (number | undefined)[]][] = [
    [0, [200, 400, 800, 1600, undefined]],
    [0.5, [150, 300, 600, 1200, undefined]],
    [1, [100, 200, 400, 800, undefined]],
  ];
  it.each(rows)('with jitter %d is %j', (jitter, waits) => {
    expect(waits.map((_, n) => pause(read, answer(503), n, true, jitter))).toEqual(waits);
    expect(waits.map((_, n) => pause(write, answer(429), n, true, jitter))).toEqual(waits);
  });

  const asked: [after: string, wait: number][] = [
    ['0', 200],
    ['1', 1200],
    ['15', 15_200],
    ['16', 15_200],
    ['3600', 15_200],
    ['soon', 200],
  ];
  it.each(asked)('follows Retry-After: %s, within bounds: %i ms', (after, wait) => {
    expect(pause(read, answer(429, after), 0, true, 0)).toBe(wait);
    expect(pause(read, answer(503, after), 0, true, 0)).toBe(wait);
  });

  const again: [status: number, reads: boolean, writes: boolean][] = [
    [200, false, false],
    [401, false, false],
    [403, false, false],
    [404, false, false],
    [409, false, false],
    [410, false, false],
    [422, false, false],
    [429, true, true],
    [500, true, false],
    [501, false, false],
    [502, true, false],
    [503, true, false],
    [504, true, false],
  ];
  it.each(again)('%i: reads again %s, writes again %s', (status, reads, writes) => {
    expect(pause(read, answer(status), 0, true, 0) !== undefined).toBe(reads);
    expect(pause(write, answer(status), 0, true, 0) !== undefined).toBe(writes);
  });
});

describe('the schedule of a connection', () => {
  const rows: [code: string, sent: boolean, reads: boolean, writes: boolean][] = [
    ['ECONNREFUSED', false, true, true],
    ['ECONNREFUSED', true, true, false],
    ['ECONNRESET', false, true, false],
    ['ECONNRESET', true, true, false],
    ['EPIPE', true, true, false],
    ['ETIMEDOUT', false, true, false],
    ['EAI_AGAIN', false, true, false],
    ['ENOTFOUND', false, false, false],
    ['CERT_HAS_EXPIRED', false, false, false],
    ['EPROTO', false, false, false],
  ];
  it.each(rows)('%s, sent %s: reads again %s, writes again %s', (code, sent, reads, writes) => {
    expect(pause(read, broken(code, sent), 0, true, 0) !== undefined).toBe(reads);
    expect(pause(write, broken(code, sent), 0, true, 0) !== undefined).toBe(writes);
  });

  it('is shorter while nobody was reached', () => {
    const waits = (reached: boolean): (number | undefined)[] => [0, 1, 2, 3, 4].map((n) => pause(read, broken('ECONNREFUSED'), n, reached, 0));
    expect(waits(false)).toEqual([200, 400, undefined, undefined, undefined]);
    expect(waits(true)).toEqual([200, 400, 800, 1600, undefined]);
  });

  it.each([[0, false], [407, false], [403, false], [500, true], [503, true]])('through a proxy that says %i goes on: %s', (status, goes) => {
    const fault = new WireFault(new ProxyFault('p:1', status, 'x'), false);
    expect(pause(read, fault, 0, true, 0) !== undefined).toBe(goes);
    expect(pause(write, fault, 0, true, 0)).toBeUndefined();
  });
});

describe('with a real server', () => {
  it('draws the jitter anew for each wait', async () => {
    const seeds = [0, 1, 0.5, 0.25];
    const server = await api((_seen, response, nth) => (nth < 5 ? refuse(response, 503, 'X', 'busy') : json(response, config())));
    const { kube, clock } = await open(kubeconfig(server.url), { random: () => seeds.shift() ?? 0 });
    await kube.get(what);
    expect(clock.slept).toEqual([200, 200, 600, 1400]);
  });

  it('waits as the server asks, also before a write', async () => {
    const server = await api((_seen, response, nth) => (nth === 1 ? refuse(response, 429, 'TooManyRequests', 'x', { headers: { 'Retry-After': '2' } }) : json(response, config())));
    const { kube, clock } = await open(kubeconfig(server.url));
    await kube.patch(what, { metadata: { labels: { a: 'b' } } });
    expect(clock.slept).toEqual([2200]);
    expect(server.seen.map((seen) => seen.body)).toEqual(Array(2).fill('{"metadata":{"labels":{"a":"b"}}}'));
  });

  it.each([500, 502, 503, 504])('never sends a write again after %i', async (code) => {
    const server = await api((_seen, response) => refuse(response, code, 'X', 'no'));
    const { kube, clock } = await open(kubeconfig(server.url));
    await fault(kube.patch(what, {}));
    expect(server.seen).toHaveLength(1);
    expect(clock.slept).toEqual([]);
  });

  it('asks a server that was never there three times', async () => {
    const { kube, clock } = await open(kubeconfig(`https://127.0.0.1:${await deadPort()}`), { random: () => 0.5 });
    expect(await fault(kube.get(what))).toMatchObject({ reason: 'ECONNREFUSED' });
    expect(clock.slept).toEqual([150, 300]);
  });
});
