import { describe, expect, it } from 'vitest';
import { loginLine, proveRoute } from '../../src/probe/route.ts';
import type { Found } from '../../src/probe/push-pull.ts';
import { makeCa } from '../../src/sandbox/tls/authority.ts';
import type { RegistryServer } from '../support/registry-server.ts';
import { HOST, cleaning, said, served, trusted } from './bed.ts';

cleaning();

async function bed(bundles = trusted): Promise<{ server: RegistryServer; slept: number[]; run(hasToken?: boolean): Promise<Found> }> {
  const { server, net } = await served();
  const slept: number[] = [];
  return { server, slept, run: (hasToken = true) => proveRoute({ door: net.door(HOST, 443), bundles, now: () => new Date(), hasToken, sleep: async (ms) => void slept.push(ms), emit: () => undefined }) };
}

describe('a route', () => {
  it('is proven with its certificate, its challenge and its token endpoint; no password is sent', async () => {
    const { server, run } = await bed();
    const proof = await run();
    expect(proof).toMatchObject({ proof: 'route', ok: true });
    expect(Object.fromEntries(proof.facts)).toMatchObject({ route: HOST, 'trusted by': 'ingress', '/v2/': `401, login at https://${HOST}/openshift/token` });
    expect(server.requests.map((request) => [request.path, request.authorization])).toEqual([['/v2/', undefined], ['/openshift/token', undefined]]);
  });

  it('gives a login line with a neutral user and no token in it', async () => {
    const { run } = await bed();
    expect(Object.fromEntries((await run()).facts)['login']).toBe(`oc whoami -t | podman login --username unused --password-stdin ${HOST}`);
    expect(Object.fromEntries((await run(false)).facts)['login']).toMatch(/^oc create token \S+ -n \S+ \| podman login/);
    expect(loginLine('h:5000', true)).toMatch(/ h:5000$/);
  });

  it('may be open to everybody', async () => {
    const { server, run } = await bed();
    server.fault = () => ({ kind: 'status', status: 200, body: '{}' });
    expect(Object.fromEntries((await run()).facts)['/v2/']).toBe('200, open to everybody');
  });

  it('is waited for while routers learn of it', async () => {
    const { server, slept, run } = await bed();
    server.fault = (_request, nth) => (nth <= 2 ? { kind: 'status', status: 503, body: '<h1>Application is not available</h1>', type: 'text/html' } : undefined);
    expect((await run()).ok).toBe(true);
    expect(slept.length).toBeGreaterThanOrEqual(2);
    server.fault = () => ({ kind: 'status', status: 503 });
    expect(await said(run())).toContain('HTTP 503');
  });

  it.each([404, 500])('is not proven by HTTP %i', async (status) => {
    const { server, slept, run } = await bed();
    server.fault = () => ({ kind: 'status', status });
    expect(await said(run())).toContain(`HTTP ${status}`);
    expect(slept).toEqual([]);
  });

  it('is not proven when its token endpoint fails', async () => {
    const { server, run } = await bed();
    server.fault = (request) => (request.path === '/openshift/token' ? { kind: 'status', status: 500 } : undefined);
    expect(await said(run())).toContain('Asking the token endpoint');
  });

  it('is not proven behind a certificate that nobody vouches for, and nothing is sent', async () => {
    const { server, run } = await bed([{ name: 'other', pem: makeCa('other').cert }]);
    expect(await said(run())).toContain(`The certificate of ${HOST} cannot be trusted`);
    expect(server.requests).toEqual([]);
  });
});
