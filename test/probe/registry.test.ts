import { describe, expect, it } from 'vitest';
import { makeImage } from '../../src/probe/image.ts';
import { SecretText } from '../../src/secret.ts';
import { startRegistry, type Fault, type Request } from '../support/registry-server.ts';
import { HOST, STORE, atEnd, ca, cleaning, client, netTo, said, served } from './bed.ts';

cleaning();
const token = new SecretText('good');
const image = makeImage('registry test');
const [layer, large] = image.layers as [typeof image.config, typeof image.config];

async function loggedIn(more: Parameters<typeof client>[1] = {}) {
  const bed = await served();
  const registry = client(bed.net, more);
  await registry.login(token);
  return { ...bed, registry };
}

describe('logging in', () => {
  it('gets a bearer from the token endpoint with a neutral user name', async () => {
    const { server, registry } = await loggedIn();
    const asked = server.requests.find((request) => request.path === '/openshift/token');
    expect(Buffer.from(asked!.authorization!.slice(6), 'base64').toString()).toBe('unused:good');
    expect(await registry.has('ns/a', layer.digest)).toBe(false);
    expect(server.requests.at(-1)?.authorization).toBe('Bearer bearer-good');
    expect(server.requests.every((request) => request.host === HOST)).toBe(true);
  });

  it('sends the token as it is where the registry asks for Basic', async () => {
    const { server, net } = await served();
    server.fault = (request) => (request.authorization === undefined ? { kind: 'status', status: 401, headers: { 'www-authenticate': 'Basic realm=openshift' } } : undefined);
    await client(net).login(token);
    expect(server.requests.some((request) => request.path === '/openshift/token')).toBe(false);
  });

  it('needs no login where nobody asks for one', async () => {
    const { server, net } = await served();
    server.fault = () => ({ kind: 'status', status: 200, body: '{}' });
    await client(net).login(token);
    expect(server.requests).toHaveLength(1);
  });

  const refusals: [what: string, fault: (request: Request) => Fault | undefined, says: RegExp][] = [
    ['token refused', (r) => (r.path === '/openshift/token' ? { kind: 'status', status: 401 } : undefined), /does not accept the token \(HTTP 401\)/],
    ['endpoint broken', (r) => (r.path === '/openshift/token' ? { kind: 'status', status: 500, body: 'x' } : undefined), /Logging in: .*HTTP 500/],
    ['endpoint without a token', (r) => (r.path === '/openshift/token' ? { kind: 'status', status: 200, body: '{}' } : undefined), /without a token/],
    ['endpoint without JSON', (r) => (r.path === '/openshift/token' ? { kind: 'status', status: 200, body: '<html>' } : undefined), /without a token/],
    ['no challenge', () => ({ kind: 'status', status: 401 }), /HTTP 401/],
    ['a router page', () => ({ kind: 'status', status: 503, body: '<html>Application is not available</html>', type: 'text/html' }), /router knows no ready registry pod/],
    ['another site', () => ({ kind: 'status', status: 200, body: '<html>Welcome</html>', type: 'text/html' }), /something else answers under that name/],
    ['storage down', () => ({ kind: 'status', status: 503, body: JSON.stringify({ errors: [{ code: 'UNAVAILABLE', message: 'health check failed: please see /debug/health' }] }) }), /HTTP 503 UNAVAILABLE \(health check failed: please see \/debug\/health\): it is up, but cannot reach its storage/],
    ['404', () => ({ kind: 'status', status: 404 }), /HTTP 404/],
    ['403', () => ({ kind: 'status', status: 403, body: JSON.stringify({ errors: [{ code: 'DENIED' }] }) }), /HTTP 403 DENIED: access was denied/],
    ['a reset', () => ({ kind: 'reset' }), /GET https:\/\/default-route.*\/v2\/: the connection was (reset|closed) by the other side/],
    ['a broken answer', () => ({ kind: 'truncate' }), /broke off/],
  ];
  it.each(refusals)('%s: one sentence', async (_what, fault, says) => {
    const { server, net } = await served();
    server.fault = fault;
    const message = await said(client(net).login(token));
    expect(message).toMatch(says);
    expect(message).not.toContain('good');
    expect(message).toMatch(/^[^\n]+\.$/);
  });

  it('does not wait for ever', async () => {
    const { server, net } = await served();
    server.fault = () => ({ kind: 'hang' });
    expect(await said(client(net, { idleMs: 80 }).login(token))).toMatch(/no answer within 0.08 seconds/);
  });

  it('sends no password to another host, nor without TLS', async () => {
    for (const realm of ['https://evil.example.com/token', `http://${HOST}/openshift/token`, `https://${HOST}:444/token`]) {
      const { server, net } = await served();
      server.realm = () => realm;
      expect(await said(client(net).login(token))).toContain('no password is sent there');
    }
    const { server, net } = await served();
    server.realm = () => 'https://';
    expect(await said(client(net).login(token))).toContain('no address');
  });

  it('logs in again once when the bearer has run out, and not for ever', async () => {
    const { server, registry } = await loggedIn();
    server.fault = (request, nth) => (request.method === 'HEAD' && nth === 1 ? { kind: 'status', status: 401 } : undefined);
    expect(await registry.has('ns/a', layer.digest)).toBe(false);
    server.fault = (request) => (request.method === 'HEAD' ? { kind: 'status', status: 401 } : undefined);
    const before = server.requests.length;
    expect(await said(registry.has('ns/a', layer.digest))).toContain('the token was not accepted, or has no right');
    expect(server.requests.length - before).toBe(4);
  });
});

describe('pushing', () => {
  it.each([1, 2, 3, 7])('uploads in %i pieces', async (pieces) => {
    const { server, registry } = await loggedIn();
    await registry.upload('ns/a', large, pieces);
    expect(server.blobs.get(large.digest)?.equals(large.bytes)).toBe(true);
    expect(server.requests.filter((request) => request.method === 'PATCH')).toHaveLength(pieces === 1 ? 0 : pieces);
    expect(await registry.has('ns/a', large.digest)).toBe(true);
  });

  const faults: [method: string, fault: Fault, says: RegExp][] = [
    ['POST', { kind: 'status', status: 401, body: JSON.stringify({ errors: [{ code: 'DENIED', message: 'access denied' }] }) }, /HTTP 401 DENIED/],
    ['POST', { kind: 'status', status: 405 }, /may be read-only/],
    ['POST', { kind: 'status', status: 429 }, /too busy/],
    ['POST', { kind: 'status', status: 500, body: JSON.stringify({ errors: [{ code: 'UNKNOWN', message: 'unknown error' }] }) }, /HTTP 500 UNKNOWN \(unknown error\): it failed inside, most often at its storage/],
    ['POST', { kind: 'status', status: 202 }, /did not say where to go on/],
    ['POST', { kind: 'status', status: 202, headers: { location: 'https://evil.example.com/upload' } }, /not its own address/],
    ['POST', { kind: 'status', status: 202, headers: { location: `http://${HOST}/upload` } }, /not its own address/],
    ['PATCH', { kind: 'status', status: 413 }, /too large/],
    ['PATCH', { kind: 'status', status: 504, body: '<html>', type: 'text/html' }, /a web page came back \(HTTP 504\)/],
    ['PATCH', { kind: 'reset' }, /by the other side/],
    ['PUT', { kind: 'status', status: 400, body: JSON.stringify({ errors: [{ code: 'DIGEST_INVALID', message: 'no match' }] }) }, /DIGEST_INVALID \(no match\)/],
    ['PUT', { kind: 'status', status: 201, headers: { 'docker-content-digest': 'sha256:00' } }, /stored other bytes than were sent/],
  ];
  it.each(faults)('%s fails (%o): says what and why', async (method, fault, says) => {
    const { server, registry } = await loggedIn();
    server.fault = (request) => (request.method === method && request.path.includes('/uploads/') ? fault : undefined);
    const message = await said(registry.upload('ns/a', large, 2));
    expect(message).toMatch(says);
    expect(message).not.toMatch(/bearer-|_state|\n/);
  });

  it('pushes a manifest and lists its tag', async () => {
    const { server, registry } = await loggedIn();
    await registry.putManifest('ns/a', 'latest', image.manifest);
    expect(await registry.tags('ns/a')).toEqual(['latest']);
    expect(server.manifests.get('latest')?.type).toBe('application/vnd.oci.image.manifest.v1+json');
    server.fault = (request) => (request.method === 'PUT' ? { kind: 'status', status: 400, body: JSON.stringify({ errors: [{ code: 'MANIFEST_INVALID' }] }) } : undefined);
    expect(await said(registry.putManifest('ns/a', 'b', image.manifest))).toContain('MANIFEST_INVALID');
  });
});

describe('pulling', () => {
  it('follows a redirect to the storage, without the login', async () => {
    const store = await startRegistry(ca.issue({ commonName: STORE, dnsNames: [STORE] }));
    atEnd(store.stop);
    const { server } = await served();
    const registry = client(netTo(server, store));
    await registry.login(token);
    await registry.upload('ns/a', layer, 1);
    server.storage = `https://${STORE}`;
    store.fault = () => ({ kind: 'status', status: 200, body: layer.bytes as unknown as string });
    expect(await registry.blob('ns/a', layer.digest)).toEqual({ bytes: layer.bytes, via: STORE });
    expect(store.requests).toEqual([{ method: 'GET', path: `/bucket/${layer.digest}`, authorization: undefined, host: STORE }]);
    store.fault = () => ({ kind: 'status', status: 403, body: '<Error><Code>AccessDenied</Code></Error>' });
    expect(await said(registry.blob('ns/a', layer.digest))).toBe(`Pulling a blob of ns/a: redirected to the storage at ${STORE}, which answered HTTP 403.`);
    store.fault = () => ({ kind: 'wrong-bytes' });
    expect(await said(registry.blob('ns/a', layer.digest))).toMatch(/other bytes came back than were asked for/);
  });

  it('says that the storage cannot be reached, or is not trusted, without the signed address', async () => {
    const { server, registry } = await loggedIn();
    await registry.upload('ns/a', layer, 1);
    server.storage = `https://${STORE}`;
    const message = await said(registry.blob('ns/a', layer.digest));
    expect(message).toContain('redirected to storage that cannot be used from here');
    expect(message).toContain(`No connection to ${STORE}: the connection was refused`);
    expect(message).not.toContain('presigned');
    const store = await startRegistry(ca.issue({ commonName: 'other', dnsNames: ['other.example.com'] }));
    atEnd(store.stop);
    const second = client(netTo(server, store));
    await second.login(token);
    expect(await said(second.blob('ns/a', layer.digest))).toContain(`it is for other.example.com, not for ${STORE}`);
  });

  const redirects: [to: string, says: RegExp][] = [
    ['http://s3.storage.example.com/x', /which is without TLS/],
    ['https://', /redirected to nowhere/],
    [`https://${HOST}/v2/ns/a/blobs/sha256:loop`, /redirected more than 5 times/],
  ];
  it.each(redirects)('refuses a redirect to %s', async (to, says) => {
    const { server, registry } = await loggedIn();
    server.fault = (request) => (request.path.includes('/blobs/') ? { kind: 'redirect', to } : undefined);
    expect(await said(registry.blob('ns/a', layer.digest))).toMatch(says);
  });

  const faults: [fault: Fault, says: RegExp][] = [
    [{ kind: 'status', status: 404, body: JSON.stringify({ errors: [{ code: 'BLOB_UNKNOWN', message: 'blob unknown to registry' }] }) }, /HTTP 404 BLOB_UNKNOWN/],
    [{ kind: 'wrong-bytes' }, /other bytes came back than were asked for/],
    [{ kind: 'truncate' }, /broke off/],
    [{ kind: 'reset' }, /by the other side/],
    [{ kind: 'status', status: 200, body: '<html>hello</html>', type: 'text/html' }, /other bytes/],
  ];
  it.each(faults)('%o: one sentence', async (fault, says) => {
    const { server, registry } = await loggedIn();
    server.fault = (request) => (request.path.includes('/blobs/') || request.path.includes('/manifests/') ? fault : undefined);
    expect(await said(registry.blob('ns/a', layer.digest))).toMatch(says);
    expect(await said(registry.manifest('ns/a', image.manifest.digest, image.manifest.mediaType))).toMatch(says);
  });

  it('stops when it is interrupted', async () => {
    const stop = new AbortController();
    const { server, registry } = await loggedIn({ signal: stop.signal });
    server.fault = () => {
      stop.abort();
      return { kind: 'hang' };
    };
    expect(await said(registry.blob('ns/a', layer.digest))).toBe('Interrupted.');
    expect(await said(registry.has('ns/a', layer.digest))).toBe('Interrupted.');
  });
});

describe('deleting', () => {
  it.each([[202, true], [404, true], [401, false], [403, false], [405, false]])('HTTP %i counts as %s', async (status, gone) => {
    const { server, registry } = await loggedIn();
    server.fault = (request) => (request.method === 'DELETE' ? { kind: 'status', status } : undefined);
    expect(await registry.remove('ns/a', 'manifests', 'sha256:1')).toBe(gone);
  });

  it('a fault is none of these', async () => {
    const { server, registry } = await loggedIn();
    server.fault = (request) => (request.method === 'DELETE' ? { kind: 'status', status: 500 } : undefined);
    expect(await said(registry.remove('ns/a', 'blobs', 'sha256:1'))).toContain('HTTP 500');
  });
});
