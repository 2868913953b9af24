import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import { pause, RETRIES } from '../../../src/kube/http/retry.ts';
import { WireFault, type Call } from '../../../src/kube/http/types.ts';
import { api, config, deadPort, fault, json, kubeconfig, open, refuse } from '../api.ts';

const what = ref(R.Node, 'n');

describe('a read', () => {
  it.each([429, 500, 502, 503, 504])('is repeated after %d', async (code) => {
    const server = await api((_seen, response, nth) => (nth < 3 ? refuse(response, code, 'X', 'busy') : json(response, config())));
    const { kube, clock } = await open(kubeconfig(server.url));
    expect(await kube.get(what)).toEqual(config());
    expect(clock.slept).toEqual([200, 400]);
  });

  it.each([400, 401, 403, 404, 405, 409, 422, 501])('is not repeated after %d', async (code) => {
    const server = await api((_seen, response) => refuse(response, code, 'X', 'no'));
    const { kube, clock } = await open(kubeconfig(server.url));
    await kube.get(what).catch(() => undefined);
    expect(server.seen).toHaveLength(1);
    expect(clock.slept).toEqual([]);
  });

  it('is given up after four more tries, with the last answer', async () => {
    const server = await api((_seen, response, nth) => refuse(response, 503, 'ServiceUnavailable', `try ${nth}`));
    const { kube, clock } = await open(kubeconfig(server.url));
    expect((await fault(kube.get(what))).message).toBe('Cannot get nodes/n: try 5 (503 ServiceUnavailable).');
    expect(clock.slept).toEqual([200, 400, 800, 1600]);
  });

  it('is repeated on a connection that breaks', async () => {
    const server = await api((_seen, response, nth) => (nth < 3 ? void response.socket?.destroy() : json(response, config())));
    const { kube } = await open(kubeconfig(server.url));
    expect(await kube.get(what)).toEqual(config());
    expect(server.seen).toHaveLength(3);
  });

  it('is repeated when the body breaks off', async () => {
    const server = await api((_seen, response, nth) => {
      if (nth > 1) return json(response, config());
      response.writeHead(200, { 'Content-Length': 50 }).write('{');
      setTimeout(() => response.destroy(), 10);
    });
    const { kube } = await open(kubeconfig(server.url));
    expect(await kube.get(what)).toEqual(config());
  });

  it('survives that a kept connection was closed meanwhile', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const { kube } = await open(kubeconfig(server.url));
    await kube.get(what);
    await server.stop();
    const again = await api((_seen, response) => json(response, config('again')), { port: server.port });
    expect((await kube.get(what))?.metadata.name).toBe('again');
    expect(again.seen).toHaveLength(1);
  });

  it('gives up soon on a server that was never there', async () => {
    const { kube, clock } = await open(kubeconfig(`https://127.0.0.1:${await deadPort()}`));
    await fault(kube.get(what));
    expect(clock.slept).toEqual([200, 400]);
  });

  it('waits longer for one that was', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const { kube, clock } = await open(kubeconfig(server.url));
    await kube.get(what);
    await server.stop();
    await fault(kube.get(what));
    expect(clock.slept).toHaveLength(4);
  });

  it.each([
    ['3', 3200],
    ['0', 200],
    ['3600', 15_200],
    ['Wed, 21 Oct 2026 07:28:00 GMT', 200],
  ])('obeys Retry-After: %s', async (header, ms) => {
    const server = await api((_seen, response, nth) => (nth === 1 ? refuse(response, 429, 'TooManyRequests', 'x', { headers: { 'Retry-After': header } }) : json(response, config())));
    const { kube, clock } = await open(kubeconfig(server.url));
    await kube.get(what);
    expect(clock.slept).toEqual([ms]);
  });
});

describe('pause', () => {
  const call = (safe: boolean): Call => ({ verb: 'v', object: 'o', method: 'GET', path: '/', safe });
  const answer = (status: number): Parameters<typeof pause>[1] => ({ status, headers: {}, text: '' });
  const broken = (code: string, sent: boolean): WireFault => new WireFault(Object.assign(new Error(code), { code }), sent);

  it('never repeats a write that may have been seen', () => {
    fc.assert(
      fc.property(fc.constantFrom('ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'ETIMEDOUT', 'ENOTFOUND', 'X'), fc.nat(6), fc.boolean(), (code, n, reached) => {
        expect(pause(call(false), broken(code, true), n, reached, 0)).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.nat(6), (status, n) => {
        if (status !== 429) expect(pause(call(false), answer(status), n, true, 0)).toBeUndefined();
      }),
    );
  });

  it('is bounded, in number and in length', () => {
    fc.assert(
      fc.property(fc.constantFrom(429, 500, 502, 503, 504), fc.nat(20), fc.double({ min: 0, max: 1, noNaN: true }), (status, n, jitter) => {
        const ms = pause(call(true), answer(status), n, true, jitter);
        if (n >= RETRIES) expect(ms).toBeUndefined();
        else {
          expect(ms).toBeGreaterThanOrEqual(100);
          expect(ms).toBeLessThanOrEqual(5000);
        }
      }),
    );
  });

  it.each([
    ['ECONNREFUSED', false, true],
    ['ETIMEDOUT', false, false],
    ['ENOTFOUND', false, false],
    ['EPROTO', false, false],
  ])('of a write after %s (seen: %s) is given: %s', (code, sent, given) => {
    expect(pause(call(false), broken(code, sent), 0, true, 0) !== undefined).toBe(given);
  });
});
