import { describe, expect, it } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import { api, config, deadPort, fault, json, kubeconfig, open, refuse } from '../api.ts';

const map = ref(R.ConfigMap, 'trusted-ca', 'openshift-config');
const strict = { fieldManager: 'registryctl', fieldValidation: 'Strict' };

describe('create', () => {
  it('posts to the collection, strictly and under our name', async () => {
    const server = await api((_seen, response) => json(response, config('made'), 201));
    const { kube } = await open(kubeconfig(server.url));
    expect(await kube.create(map, config('trusted-ca', { data: { a: 'ü' } }))).toEqual(config('made'));
    expect(server.seen[0]).toMatchObject({ method: 'POST', path: '/api/v1/namespaces/openshift-config/configmaps', query: strict });
    expect(server.seen[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(server.seen[0]!.body)) });
    expect(JSON.parse(server.seen[0]!.body)).toEqual(config('trusted-ca', { data: { a: 'ü' } }));
  });

  it('can be a dry run', async () => {
    const server = await api((_seen, response) => json(response, config(), 201));
    const { kube } = await open(kubeconfig(server.url));
    await kube.create(map, config(), { dryRun: true });
    expect(server.seen[0]?.query).toEqual({ ...strict, dryRun: 'All' });
  });
});

describe('patch', () => {
  it.each([
    [undefined, 'application/merge-patch+json', { spec: { storage: { s3: null } } }],
    ['merge', 'application/merge-patch+json', { a: null }],
    ['json', 'application/json-patch+json', [{ op: 'test', path: '/a', value: 1 }]],
    ['strategic', 'application/strategic-merge-patch+json', { spec: { tolerations: [] } }],
  ] as const)('sends the type %s as %s', async (type, contentType, change) => {
    const server = await api((_seen, response) => json(response, config()));
    const { kube } = await open(kubeconfig(server.url));
    await kube.patch(ref(R.Config, 'cluster'), change, type === undefined ? {} : { type });
    expect(server.seen[0]).toMatchObject({ method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster', query: strict });
    expect(server.seen[0]?.headers['content-type']).toBe(contentType);
    expect(JSON.parse(server.seen[0]!.body)).toEqual(change);
  });

  it('reaches a subresource', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const { kube } = await open(kubeconfig(server.url));
    await kube.patch(map, {}, { subresource: 'status', dryRun: true });
    expect(server.seen[0]).toMatchObject({ path: '/api/v1/namespaces/openshift-config/configmaps/trusted-ca/status', query: { ...strict, dryRun: 'All' } });
  });
});

describe('remove', () => {
  it('deletes in the background, only the object with the uid', async () => {
    const server = await api((_seen, response) => json(response, { kind: 'Status', apiVersion: 'v1', status: 'Success' }));
    const { kube } = await open(kubeconfig(server.url));
    expect(await kube.remove(map, { uid: 'u-1' })).toBe(true);
    expect(server.seen[0]).toMatchObject({ method: 'DELETE', path: '/api/v1/namespaces/openshift-config/configmaps/trusted-ca', query: { propagationPolicy: 'Background' } });
    expect(JSON.parse(server.seen[0]!.body)).toEqual({ kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', preconditions: { uid: 'u-1' } });
  });

  it('can be a dry run, in the query and in the options', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const { kube } = await open(kubeconfig(server.url));
    await kube.remove(map, { dryRun: true });
    expect(server.seen[0]?.query['dryRun']).toBe('All');
    expect(JSON.parse(server.seen[0]!.body)).toMatchObject({ dryRun: ['All'] });
  });

  it('is false when there is nothing to delete, and an error when another object has the name', async () => {
    const server = await api((seen, response) => (seen.path.endsWith('gone') ? refuse(response, 404, 'NotFound', 'not found') : refuse(response, 409, 'Conflict', 'the UID in the precondition does not match')));
    const { kube } = await open(kubeconfig(server.url));
    expect(await kube.remove(ref(R.Secret, 'gone', 'ns'))).toBe(false);
    expect(await fault(kube.remove(ref(R.Secret, 'new', 'ns'), { uid: 'old' }))).toMatchObject({ status: 409, outcome: 'conflict', message: 'Cannot delete secrets/ns/new: the UID in the precondition does not match (409 Conflict).' });
  });
});

describe('a write is sent once', () => {
  it.each([500, 503])('when the server answers %d', async (code) => {
    const server = await api((_seen, response) => refuse(response, code, 'X', 'busy'));
    const { kube, clock } = await open(kubeconfig(server.url));
    expect(await fault(kube.patch(map, {}))).toMatchObject({ status: code, outcome: 'cluster', reason: 'X' });
    expect(server.seen).toHaveLength(1);
    expect(clock.slept).toEqual([]);
  });

  it.each([
    [502, 'cluster'],
    [504, 'timeout'],
  ])('when something on the way answers %d, and nobody knows what came of it', async (code, outcome) => {
    const server = await api((_seen, response) => void response.writeHead(code).end('<html>'));
    const { kube } = await open(kubeconfig(server.url));
    expect(await fault(kube.create(map, config()))).toMatchObject({ status: code, outcome, reason: 'OutcomeUnknown' });
    expect(server.seen).toHaveLength(1);
  });

  it('when the connection breaks after it was sent', async () => {
    const server = await api((_seen, response) => void response.socket?.destroy());
    const { kube } = await open(kubeconfig(server.url));
    const error = await fault(kube.create(map, config('x', { data: { key: 'hunter2' } })));
    expect(error).toMatchObject({ status: 0, outcome: 'cluster', reason: 'OutcomeUnknown' });
    expect(error.message).toBe(`Cannot create configmaps/openshift-config/trusted-ca: the connection to 127.0.0.1:${server.port} broke (ECONNRESET); whether it took effect is not known.`);
    expect(server.seen).toHaveLength(1);
  });

  it.each(['{"kind":"Config', ''])('when its answer breaks off: %j', async (body) => {
    const server = await api((_seen, response) => void response.writeHead(200).end(body));
    const { kube } = await open(kubeconfig(server.url));
    expect(await fault(kube.patch(map, {}))).toMatchObject({ status: 200, reason: 'OutcomeUnknown' });
    expect(server.seen).toHaveLength(1);
  });

  it('when its answer stops in the middle', async () => {
    const server = await api((_seen, response) => {
      response.writeHead(200, { 'Content-Length': 100 }).write('{"kind":');
      setTimeout(() => response.destroy(), 10);
    });
    const { kube } = await open(kubeconfig(server.url));
    expect(await fault(kube.patch(map, {}))).toMatchObject({ status: 0, reason: 'OutcomeUnknown' });
    expect(server.seen).toHaveLength(1);
  });

  it('when no answer comes in time', async () => {
    const server = await api(() => undefined);
    const { kube } = await open(kubeconfig(server.url), { requestTimeout: '100ms' });
    expect(await fault(kube.patch(map, {}))).toMatchObject({ status: 0, outcome: 'timeout', reason: 'OutcomeUnknown', message: expect.stringMatching(/no answer from 127\.0\.0\.1:\d+ within 0\.1 s; whether it took effect is not known/) as string });
    expect(server.seen).toHaveLength(1);
  });
});

describe('a write is sent again', () => {
  it('after 429, when the server says', async () => {
    const server = await api((_seen, response, nth) => (nth <= 2 ? refuse(response, 429, 'TooManyRequests', 'slow down', { headers: { 'Retry-After': '2' } }) : json(response, config())));
    const { kube, clock } = await open(kubeconfig(server.url));
    await kube.patch(map, { data: { a: '1' } });
    expect(server.seen.map((s) => s.body)).toEqual(['{"data":{"a":"1"}}', '{"data":{"a":"1"}}', '{"data":{"a":"1"}}']);
    expect(clock.slept).toEqual([2200, 2200]);
  });

  it('when nothing listened, because then nothing was sent', async () => {
    const port = await deadPort();
    let started: Promise<unknown> | undefined;
    const clock = {
      now: () => new Date(0),
      async sleep() {
        started ??= api((_seen, response) => json(response, config('late')), { port });
        await started;
      },
    };
    const { kube } = await open(kubeconfig(`https://127.0.0.1:${port}`), { clock });
    expect((await kube.create(map, config())).metadata.name).toBe('late');
  });

  it('in a dry run, which does nothing', async () => {
    const server = await api((_seen, response, nth) => (nth === 1 ? refuse(response, 503, 'ServiceUnavailable', 'starting') : json(response, config())));
    const { kube } = await open(kubeconfig(server.url));
    await kube.patch(map, {}, { dryRun: true });
    expect(server.seen).toHaveLength(2);
  });
});

describe('reviews', () => {
  const access = { verb: 'patch', resource: R.Config, name: 'cluster' };

  it.each([
    [{ allowed: true, reason: 'RBAC: allowed' }, { allowed: true, reason: 'RBAC: allowed' }],
    [{ allowed: false }, { allowed: false, reason: '' }],
    [{ allowed: false, evaluationError: 'role not found' }, { allowed: false, reason: 'role not found' }],
    [{}, { allowed: false, reason: '' }],
  ])('reads %j', async (status, verdict) => {
    const server = await api((_seen, response) => json(response, { status }, 201));
    const { kube } = await open(kubeconfig(server.url));
    expect(await kube.may(access)).toEqual(verdict);
  });

  it('asks for exactly what is meant', async () => {
    const server = await api((_seen, response, nth) => (nth === 1 ? refuse(response, 503, 'x', 'x') : json(response, { status: { allowed: true } })));
    const { kube } = await open(kubeconfig(server.url));
    await kube.may({ verb: 'create', resource: R.ServiceAccount, subresource: 'token', namespace: 'ns', name: 'sa' });
    expect(server.seen).toHaveLength(2);
    expect(server.seen[1]).toMatchObject({ method: 'POST', url: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews' });
    expect(JSON.parse(server.seen[1]!.body)).toEqual({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb: 'create', group: '', version: 'v1', resource: 'serviceaccounts', subresource: 'token', namespace: 'ns', name: 'sa' } },
    });
  });
});

describe('token', () => {
  it('asks for one and keeps it covered', async () => {
    const server = await api((_seen, response) => json(response, { status: { token: 'eyJ.fresh' } }, 201));
    const { kube } = await open(kubeconfig(server.url));
    const token = await kube.token('ns', 'pusher', 900);
    expect(token.reveal()).toBe('eyJ.fresh');
    expect(JSON.stringify({ token })).not.toContain('eyJ');
    expect(server.seen[0]?.path).toBe('/api/v1/namespaces/ns/serviceaccounts/pusher/token');
    expect(JSON.parse(server.seen[0]!.body)).toEqual({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 900 } });
  });

  it.each([{}, { status: {} }, { status: { token: '' } }])('refuses an answer without one: %j', async (body) => {
    const server = await api((_seen, response) => json(response, body, 201));
    const { kube } = await open(kubeconfig(server.url));
    expect((await fault(kube.token('ns', 'sa', 600))).message).toBe('Cannot request a token of serviceaccounts/ns/sa: the answer holds none.');
  });

  it('never shows a token that a broken answer holds', async () => {
    const server = await api((_seen, response) => void response.writeHead(201).end('{"status":{"token":"eyJ.secret'));
    const { kube } = await open(kubeconfig(server.url));
    const error = await fault(kube.token('ns', 'sa', 600));
    expect(`${error.message} ${JSON.stringify(error)} ${String(error.stack)}`).not.toContain('eyJ');
  });
});
