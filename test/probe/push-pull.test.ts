import { describe, expect, it } from 'vitest';
import { makeImage } from '../../src/probe/image.ts';
import { provePushPull, type Found } from '../../src/probe/push-pull.ts';
import { SecretText } from '../../src/secret.ts';
import { startRegistry, type Fault, type RegistryServer, type Request } from '../support/registry-server.ts';
import { STORE, atEnd, ca, cleaning, client, netTo, said, served } from './bed.ts';

cleaning();
const image = makeImage('push-pull');

interface Bed {
  server: RegistryServer;
  states: string[];
  slept: number[];
  run(): Promise<Found>;
}

async function bed(net?: (server: RegistryServer) => ReturnType<typeof netTo>): Promise<Bed> {
  const { server, net: own } = await served();
  const registry = client(net?.(server) ?? own);
  const states: string[] = [];
  const slept: number[] = [];
  const sleep = async (ms: number): Promise<void> => void slept.push(ms);
  return { server, states, slept, run: () => provePushPull({ registry, where: 'route h', repo: 'ns/proof', tag: 'latest', image, token: new SecretText('good'), sleep, emit: (state) => void states.push(state) }) };
}

describe('push and pull', () => {
  it('stores every byte, reads it back, and deletes it', async () => {
    const { server, states, run } = await bed();
    const proof = await run();
    expect(proof).toMatchObject({ proof: 'push-pull', ok: true });
    expect([...server.blobs.keys()].sort()).toEqual([...image.layers, image.config].map((blob) => blob.digest).sort());
    expect(server.manifests.has(image.manifest.digest)).toBe(false);
    expect(states).toEqual(['logging in to route h', 'pushing', 'pulling', 'deleting']);
    const facts = Object.fromEntries(proof.facts);
    expect(facts['image']).toBe(`ns/proof@${image.manifest.digest}`);
    expect(facts['redirected to']).toMatch(/^nowhere/);
    expect(facts['deleted']).toBe('yes');
    expect(facts['certificate']).toContain('trusted by ingress');
    expect(Number(facts['bytes'])).toBeGreaterThan(65_000);
    expect(JSON.stringify(proof)).not.toContain('good');
  });

  it('sends one layer in a single piece and one in three', async () => {
    const { server, run } = await bed();
    await run();
    const uploads = server.requests.filter((request) => request.path.includes('/uploads/')).map((request) => request.method);
    expect(uploads).toEqual(['POST', 'PUT', 'POST', 'PATCH', 'PATCH', 'PATCH', 'PUT', 'POST', 'PUT']);
  });

  it('names the storage that it was redirected to', async () => {
    const store = await startRegistry(ca.issue({ commonName: STORE, dnsNames: [STORE] }));
    atEnd(store.stop);
    const { server, run } = await bed((registry) => netTo(registry, store));
    server.storage = `https://${STORE}`;
    store.fault = (request) => ({ kind: 'status', status: 200, body: server.blobs.get(request.path.split('/').at(-1) ?? '') as unknown as string });
    expect(Object.fromEntries((await run()).facts)['redirected to']).toBe(STORE);
    expect(store.requests.every((request) => request.authorization === undefined)).toBe(true);
  });

  it('is no failure when the account may not delete', async () => {
    const { server, run } = await bed();
    server.deletes = false;
    expect(Object.fromEntries((await run()).facts)['deleted']).toContain('this account may not');
    server.fault = (request) => (request.method === 'DELETE' ? { kind: 'reset' } : undefined);
    expect((await run()).ok).toBe(true);
  });

  it.each([401, 403, 404, 503])('waits while new rights become known: HTTP %i at first', async (status) => {
    const { server, slept, run } = await bed();
    server.fault = (request, nth) => (request.method === 'POST' && nth <= (status === 401 ? 6 : 3) ? { kind: 'status', status } : undefined);
    expect((await run()).ok).toBe(true);
    expect(slept).toEqual([1000, 1000, 1000]);
  });

  it('gives up in the end, and at once where waiting cannot help', async () => {
    const denied = await bed();
    denied.server.fault = (request) => (request.method === 'POST' ? { kind: 'status', status: 403 } : undefined);
    expect(await said(denied.run())).toContain('HTTP 403');
    expect(denied.slept).toHaveLength(14);
    const broken = await bed();
    broken.server.fault = (request) => (request.method === 'POST' ? { kind: 'status', status: 500 } : undefined);
    expect(await said(broken.run())).toContain('most often at its storage');
    expect(broken.slept).toEqual([]);
  });

  const get = (part: string, fault: Fault) => (request: Request): Fault | undefined => (request.method === 'GET' && request.path.includes(part) ? fault : undefined);
  const lies: [what: string, fault: (request: Request) => Fault | undefined, says: RegExp][] = [
    ['a blob is not kept', (request) => (request.method === 'HEAD' ? { kind: 'status', status: 404 } : undefined), /took sha256:.* and does not have it/],
    ['a blob comes back changed', get('/blobs/', { kind: 'wrong-bytes' }), /other bytes came back/],
    ['the manifest by tag comes back changed', get('/manifests/latest', { kind: 'wrong-bytes' }), /manifest that was pulled is not the one that was pushed/],
    ['the manifest by digest is lost', get('/manifests/sha256', { kind: 'status', status: 404 }), /HTTP 404/],
    ['the tag is not listed', get('/tags/', { kind: 'status', status: 200, body: '{"tags":null}' }), /tag latest is missing/],
    ['the list of tags is no list', get('/tags/', { kind: 'status', status: 200, body: 'oops' }), /tag latest is missing/],
    ['a blob breaks off', get('/blobs/', { kind: 'truncate' }), /broke off/],
    ['the storage is out of reach', get('/blobs/', { kind: 'redirect', to: `https://${STORE}/x` }), /redirected to storage that cannot be used from here/],
    ['a piece is refused', (request) => (request.method === 'PATCH' ? { kind: 'status', status: 500 } : undefined), /HTTP 500/],
    ['the manifest is refused', (request) => (request.method === 'PUT' && request.path.includes('manifests') ? { kind: 'status', status: 500 } : undefined), /Pushing the manifest of ns\/proof:latest: .*HTTP 500/],
  ];
  it.each(lies)('%s: no proof', async (_what, fault, says) => {
    const { server, run } = await bed();
    server.fault = fault;
    expect(await said(run())).toMatch(says);
  });
});
