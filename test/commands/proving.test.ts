import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import { makeProver } from '../../src/commands/proving.ts';
import { makeCa } from '../../src/sandbox/tls/authority.ts';
import { HOST, STORE, ca, cleaning, netTo, served } from '../probe/bed.ts';
import { apiError, MemoryKube } from '../support/memory-kube.ts';
import { startRegistry } from '../support/registry-server.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { atEnd } from '../probe/bed.ts';

cleaning();
const SERVICE = 'image-registry.openshift-image-registry.svc';
const admitted = (host: string, status = 'True') => ({ spec: { host, to: { name: 'image-registry' } }, status: { ingress: [{ host, conditions: [{ type: 'Admitted', status }] }] } });

async function bed(dnsName = HOST) {
  const { server } = await served(ca.issue({ commonName: dnsName, dnsNames: [dnsName] }));
  server.tokens.add('token-of-proof');
  const kube = new MemoryKube();
  const stop = new AbortController();
  const states: string[] = [];
  const prover = makeProver({ kube, net: netTo(server), clock: new VirtualClock(new Date().toISOString()), signal: stop.signal, random: randomBytes });
  kube.door = async () => connect(server.port, '127.0.0.1');
  const trust = (): void => void kube.put(ref(R.ConfigMap, 'default-ingress-cert', NS.managed), { data: { 'ca-bundle.crt': ca.cert } });
  const route = (name: string, body: object): void => void kube.put(ref(R.Route, name, NS.registry), body as Record<string, unknown>);
  const pod = (status: string): void => void kube.put(ref(R.Pod, 'image-registry-1', NS.registry), { metadata: { labels: { 'docker-registry': 'default' } }, status: { conditions: [{ type: 'Ready', status }] } });
  return { server, kube, stop, states, trust, route, pod, prove: (name: string, params = {}) => prover(name, params, (state) => void states.push(state)) };
}

const left = (kube: MemoryKube): string[] => [...kube.objects.keys()].filter((name) => name.includes('proof'));

describe('push-pull', () => {
  it('goes through an admitted route, the default one first, and leaves nothing', async () => {
    const { server, kube, trust, route, prove } = await bed();
    trust();
    route('a-custom', admitted('custom.apps.lab.example.com'));
    route('default-route', admitted(HOST));
    const proof = await prove('push-pull');
    expect(proof).toMatchObject({ ok: true, summary: expect.stringContaining(`route ${HOST}`) as string });
    expect(Object.fromEntries(proof.facts)['certificate']).toContain('trusted by the default ingress certificate');
    expect(left(kube)).toEqual([]);
    expect(server.requests.some((request) => /^\/v2\/registryctl-proof-[0-9a-f]{10}\/proof\/manifests\/latest$/.test(request.path))).toBe(true);
  });

  it('pushes other content each time', async () => {
    const { server, trust, route, prove } = await bed();
    trust();
    route('default-route', admitted(HOST));
    await prove('push-pull');
    const first = server.blobs.size;
    await prove('push-pull');
    expect(server.blobs.size).toBe(2 * first);
  });

  it.each([['no route', undefined], ['a route that no router has admitted', admitted(HOST, 'False')], ['a route to something else', { ...admitted(HOST), spec: { host: HOST, to: { name: 'other' } } }]])('goes through a tunnel to a Ready pod with %s', async (_what, body) => {
    const { server, kube, route, pod, prove } = await bed(SERVICE);
    if (body !== undefined) route('default-route', body);
    kube.put(ref(R.ConfigMap, 'serviceca', NS.registry), { data: { 'service-ca.crt': ca.cert } });
    pod('True');
    const proof = await prove('push-pull');
    expect(proof).toMatchObject({ ok: true, summary: expect.stringContaining('pod image-registry-1') as string });
    expect(Object.fromEntries(proof.facts)['certificate']).toContain('the service CA');
    expect(server.requests.every((request) => request.host === `${SERVICE}:5000`)).toBe(true);
    expect(kube.calls.some((call) => call.verb === 'forward' && call.name === 'image-registry-1')).toBe(true);
  });

  it('trusts storage by the CA that the Config names, and by no other of the cluster\'s for the registry itself', async () => {
    const storeCa = makeCa('store');
    const store = await startRegistry(storeCa.issue({ commonName: STORE, dnsNames: [STORE] }));
    atEnd(store.stop);
    const { server, kube, pod } = await bed(SERVICE);
    server.storage = `https://${STORE}`;
    store.fault = (request) => ({ kind: 'status', status: 200, body: server.blobs.get(request.path.split('/').at(-1) ?? '') as unknown as string });
    pod('True');
    const prover = makeProver({ kube, net: netTo(server, store), clock: new VirtualClock(new Date().toISOString()), signal: new AbortController().signal, random: randomBytes });
    const prove = () => prover('push-pull', {}, () => undefined);
    kube.put(ref(R.ConfigMap, 'serviceca', NS.registry), { data: { 'service-ca.crt': ca.cert } });
    expect(await prove()).toMatchObject({ ok: false, summary: expect.stringContaining(`certificate of ${STORE} cannot be trusted`) as string });
    kube.put(ref(R.Config, 'cluster'), { spec: { storage: { s3: { trustedCA: { name: 'mine' } } } } });
    kube.put(ref(R.ConfigMap, 'mine', NS.config), { data: { 'ca-bundle.crt': storeCa.cert } });
    expect(Object.fromEntries((await prove()).facts)['redirected to']).toBe(STORE);
    kube.objects.delete('configs.imageregistry.operator.openshift.io/cluster');
    kube.put(ref(R.ConfigMap, 'default-ingress-cert', NS.managed), { data: { 'ca-bundle.crt': storeCa.cert } });
    expect((await prove()).ok).toBe(true);
    kube.objects.delete('configmaps/openshift-image-registry/serviceca');
    kube.put(ref(R.ConfigMap, 'default-ingress-cert', NS.managed), { data: { 'ca-bundle.crt': ca.cert } });
    expect(await prove()).toMatchObject({ ok: false, summary: expect.stringContaining(`${SERVICE}:5000 cannot be trusted`) as string });
  });

  it('is no proof without a door', async () => {
    const { kube, pod, prove } = await bed();
    expect(await prove('push-pull')).toMatchObject({ ok: false, summary: expect.stringContaining('no Ready registry pod') as string });
    pod('False');
    expect(await prove('push-pull')).toMatchObject({ ok: false });
    expect(kube.writes()).toEqual([]);
  });

  it('is no proof behind an unknown CA, and trusts the CA of the route itself', async () => {
    const { kube, route, prove } = await bed();
    route('default-route', admitted(HOST));
    const proof = await prove('push-pull');
    expect(proof).toMatchObject({ ok: false, summary: expect.stringContaining('cannot be trusted') as string });
    expect(left(kube)).toEqual([]);
    const body = admitted(HOST);
    route('default-route', { ...body, spec: { ...body.spec, tls: { caCertificate: ca.cert } } });
    expect(Object.fromEntries((await prove('push-pull')).facts)['certificate']).toContain('the CA of the route');
  });

  it('tells which CA may not be read, beside the certificate that it would vouch for', async () => {
    const { kube, trust, route, prove } = await bed();
    trust();
    route('default-route', admitted(HOST));
    kube.fault = (call) => (call.verb === 'get' && call.name.includes('default-ingress-cert') ? { error: apiError(403, 'you may not') } : undefined);
    const { ok, summary } = await prove('push-pull');
    expect({ ok, summary }).toEqual({ ok: false, summary: expect.stringMatching(/cannot be trusted: .*; the default ingress certificate could not be read and was not tried\./) as string });
    // each is named once, however often it was asked for
    expect(summary.match(/not tried/g)).toHaveLength(1);
  });

  it('gives the remedy for storage that clients cannot reach', async () => {
    const { server, trust, route, prove } = await bed();
    trust();
    route('default-route', admitted(HOST));
    server.storage = 'https://s3.storage.example.com';
    expect(Object.fromEntries((await prove('push-pull')).facts)['remedy']).toContain('disableRedirect');
  });

  it('throws an interruption, having tidied up', async () => {
    const { server, kube, stop, trust, route, prove } = await bed();
    trust();
    route('default-route', admitted(HOST));
    server.fault = (request) => {
      if (request.method === 'PATCH') stop.abort();
      return undefined;
    };
    await expect(prove('push-pull')).rejects.toMatchObject({ outcome: 'interrupted' });
    expect(left(kube)).toEqual([]);
  });

  it('throws what is wrong with the cluster, not with the registry', async () => {
    const { kube, trust, route, prove } = await bed();
    trust();
    route('default-route', admitted(HOST));
    kube.fault = (call) => (call.verb === 'create' ? { error: apiError(403, 'you may not') } : undefined);
    await expect(prove('push-pull')).rejects.toMatchObject({ outcome: 'cluster' });
  });

  it('sweeps what a killed run left', async () => {
    const { kube, trust, route, prove } = await bed();
    trust();
    route('default-route', admitted(HOST));
    kube.put(ref(R.Namespace, 'registryctl-proof-old'), { metadata: { labels: { 'app.kubernetes.io/managed-by': 'registryctl' }, creationTimestamp: '2020-01-01T00:00:00Z' } });
    await prove('push-pull');
    expect(left(kube)).toEqual([]);
  });
});

describe('route', () => {
  it('proves the default route, or the one that is named', async () => {
    const { trust, route, prove } = await bed();
    trust();
    route('default-route', admitted(HOST));
    expect(await prove('route')).toMatchObject({ proof: 'route', ok: true });
    expect(await prove('route', { name: 'other' })).toMatchObject({ ok: false, summary: 'No router has admitted the route openshift-image-registry/other.' });
  });

  it('is no proof when the bundle is of another CA', async () => {
    const { kube, route, prove } = await bed();
    route('default-route', admitted(HOST));
    kube.put(ref(R.ConfigMap, 'default-ingress-cert', NS.managed), { data: { 'ca-bundle.crt': makeCa('older').cert } });
    expect(await prove('route')).toMatchObject({ ok: false, summary: expect.stringContaining('cannot be trusted') as string });
  });
});

it('knows no other proof', async () => {
  const { prove } = await bed();
  await expect(prove('magic')).rejects.toMatchObject({ outcome: 'unexpected' });
});

it('needs the registry itself, not only something with its certificate', async () => {
  const other = await startRegistry(ca.issue({ commonName: HOST, dnsNames: [HOST] }));
  atEnd(other.stop);
  other.fault = () => ({ kind: 'status', status: 200, body: '<html>', type: 'text/html' });
  const { kube } = await bed();
  kube.put(ref(R.Route, 'default-route', NS.registry), admitted(HOST));
  kube.put(ref(R.ConfigMap, 'default-ingress-cert', NS.managed), { data: { 'ca-bundle.crt': ca.cert } });
  const prover = makeProver({ kube, net: netTo(other), clock: new VirtualClock(), signal: new AbortController().signal, random: randomBytes });
  expect(await prover('route', {}, () => undefined)).toMatchObject({ ok: false, summary: expect.stringContaining('a web page came back') as string });
});
