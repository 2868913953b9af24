import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import { connect } from '../../../src/kube/connect.ts';
import { api, CA, config, fault, json, jumpingClock, kubeconfig, open, refuse, type Api } from '../api.ts';

const what = ref(R.Node, 'n');
const dir = mkdtempSync(join(tmpdir(), 'renewal-'));
afterAll(() => rmSync(dir, { recursive: true }));

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (claims: object): string => `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2ln`;
const old = jwt({ exp: 1 });

/** The issuer is trusted by the machine, as a public one is: its requests alone go with the test's own CA. */
function trustIssuer(): void {
  vi.stubGlobal('fetch', (url: string | URL, init: RequestInit = {}) => new Promise<Response>((resolve, reject) => {
    const headers = Object.fromEntries(new Headers(init.headers).entries());
    const asked = https.request(url, { method: init.method ?? 'GET', headers, ca: CA.cert, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (bytes: Buffer) => parts.push(bytes)).on('end', () => {
        resolve(new Response(Buffer.concat(parts), { status: answer.statusCode ?? 0, headers: { 'content-type': 'application/json' } }));
      });
    });
    asked.on('error', reject);
    asked.end(init.body instanceof URLSearchParams ? init.body.toString() : '');
  }));
  onTestFinished(() => void vi.unstubAllGlobals());
}

interface Issuer extends Api {
  /** refresh tokens as they were given to it */
  refreshed: (string | null)[];
}

/** An issuer over TLS that exchanges refresh tokens, each for a new one; `refuses` is its error instead. */
async function issuer(refuses?: string): Promise<Issuer> {
  const refreshed: Issuer['refreshed'] = [];
  const server: Api = await api((seen, response) => {
    const issuer = server.url;
    if (seen.path === '/.well-known/openid-configuration') {
      return json(response, { issuer, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`, authorization_endpoint: `${issuer}/auth` });
    }
    if (seen.path !== '/token') return json(response, {}, 404);
    refreshed.push(new URLSearchParams(seen.body).get('refresh_token'));
    if (refuses !== undefined) return json(response, { error: refuses }, 400);
    const now = Math.floor(Date.now() / 1000);
    const id = jwt({ iss: issuer, aud: 'kube', sub: 'jane', iat: now, exp: now + 3600, nth: refreshed.length });
    json(response, { access_token: 'a', token_type: 'Bearer', expires_in: 3600, id_token: id, refresh_token: `r${refreshed.length}` });
  });
  return { ...server, refreshed };
}

const user = (from: Issuer): object => ({
  'auth-provider': {
    name: 'oidc',
    config: { 'id-token': old, 'refresh-token': 'hunter2', 'client-id': 'kube', 'idp-issuer-url': from.url },
  },
});
const nthOf = (authorization: string | undefined): unknown =>
  (JSON.parse(Buffer.from(authorization?.split('.')[1] ?? '', 'base64url').toString()) as { nth?: number }).nth;

describe('an OIDC login that has ended', () => {
  it('is renewed once for requests at once, and kept', async () => {
    trustIssuer();
    const from = await issuer();
    const server = await api((_seen, response) => json(response, config()));
    const { kube } = await open(kubeconfig(server.url, user(from)));
    await Promise.all([kube.get(what), kube.get(what), kube.patch(what, {})]);
    await kube.get(what);
    expect(from.refreshed).toEqual(['hunter2']);
    expect(server.seen.map((seen) => nthOf(seen.headers.authorization))).toEqual([1, 1, 1, 1]);
  });

  it('is renewed with the newer refresh token when what it gave is refused', async () => {
    trustIssuer();
    const from = await issuer();
    const server = await api((seen, response) => (nthOf(seen.headers.authorization) === 1 ? refuse(response, 401, 'Unauthorized', 'x') : json(response, config())));
    const { kube } = await open(kubeconfig(server.url, user(from)));
    expect(await kube.get(what)).toEqual(config());
    expect(from.refreshed).toEqual(['hunter2', 'r1']);
  });

  it.each(['invalid_grant', 'invalid_client'])('needs a new one when its issuer says %s, and tells no token', async (error) => {
    trustIssuer();
    const from = await issuer(error);
    const { kube } = await open(kubeconfig('https://127.0.0.1:1', user(from)));
    const told = await fault(kube.get(what));
    expect(told).toMatchObject({ outcome: 'cluster', message: expect.stringContaining('log in again') as string });
    expect(`${told.message}${String(told.stack)}`).not.toContain('hunter2');
    expect(from.refreshed).toEqual(['hunter2']);
  });
});

describe('in a pod', () => {
  const put = (name: string, content: string): void => writeFileSync(join(dir, name), content);

  async function pod(server: Api): Promise<{ kube: Awaited<ReturnType<typeof connect>>; clock: ReturnType<typeof jumpingClock> }> {
    put('ca.crt', CA.cert);
    put('namespace', 'tools\n');
    const clock = jumpingClock();
    const kube = await connect({
      env: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(server.port) },
      home: '/nonexistent',
      serviceAccountDir: dir,
      warn: () => undefined,
      userAgent: 'registryctl/test',
      clock,
    });
    onTestFinished(() => kube.close());
    return { kube, clock };
  }

  it('the token is read again as it is exchanged, and the last one is kept while there is none', async () => {
    const server = await api((_seen, response) => json(response, config()));
    put('token', 'first');
    const { kube, clock } = await pod(server);
    await kube.get(what);
    put('token', 'second\n');
    await kube.get(what);
    clock.forward(11_000);
    await kube.get(what);
    put('token', '');
    clock.forward(11_000);
    await kube.get(what);
    rmSync(join(dir, 'token'));
    clock.forward(11_000);
    await kube.get(what);
    const bearers = server.seen.map((seen) => seen.headers.authorization?.replace('Bearer ', ''));
    expect(bearers).toEqual(['first', 'first', 'second', 'second', 'second']);
    expect([kube.hasToken, kube.target.context]).toEqual([true, 'in-cluster']);
  });

  it('a token that is refused is read again at once', async () => {
    put('token', 'revoked');
    const server = await api((seen, response) => {
      if (seen.headers.authorization !== 'Bearer revoked') return json(response, config());
      put('token', 'fresh');
      refuse(response, 401, 'Unauthorized', 'x');
    });
    const { kube } = await pod(server);
    expect(await kube.get(what)).toEqual(config());
    expect(server.seen.map((seen) => seen.headers.authorization)).toEqual(['Bearer revoked', 'Bearer fresh']);
  });
});
