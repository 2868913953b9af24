import { describe, expect, it } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import { tidy } from '../../../src/kube/errors/refused.ts';
import { api, config, fault, kubeconfig, open, refuse } from '../api.ts';

const what = ref(R.Config, 'cluster');

describe('an answer that is no success', () => {
  it.each([
    [400, 'BadRequest', 'input', 'strict decoding error: unknown field "spec.storage.s3.bukket"'],
    [401, 'Unauthorized', 'cluster', undefined],
    [403, 'Forbidden', 'cluster', 'configs "cluster" is forbidden: User "jane" cannot patch resource "configs"'],
    [404, 'NotFound', 'conflict', 'configs "cluster" not found'],
    [405, 'MethodNotAllowed', 'unexpected', 'the server does not allow this method'],
    [409, 'Conflict', 'conflict', 'the object has been modified'],
    [413, 'RequestEntityTooLarge', 'input', 'limit is 3145728'],
    [415, 'UnsupportedMediaType', 'unexpected', 'the body was in an unknown format'],
    [422, 'Invalid', 'input', 'Config "cluster" is invalid: spec.replicas: Invalid value: -1'],
    [500, 'InternalError', 'cluster', 'failed calling webhook'],
    [503, 'ServiceUnavailable', 'cluster', 'the server is currently unable to handle the request'],
  ])('%d %s of a write is the outcome of its own', async (code, reason, outcome, message) => {
    const server = await api((_seen, response) => refuse(response, code, reason, message ?? 'Unauthorized'));
    const { kube } = await open(kubeconfig(server.url));
    const error = await fault(kube.patch(what, {}));
    expect(error).toMatchObject({ name: 'ApiError', status: code, reason, outcome });
    expect(error.message.startsWith('Cannot patch configs.imageregistry.operator.openshift.io/cluster: ')).toBe(true);
    if (message !== undefined) expect(error.message).toContain(message);
    expect(error.message).toContain(`(${code} ${reason})`);
  });

  it('says who is not logged in, and where', async () => {
    const server = await api((_seen, response) => refuse(response, 401, 'Unauthorized', 'Unauthorized'));
    const { kube } = await open(kubeconfig(server.url));
    expect((await fault(kube.get(what))).message).toBe(`Cannot get configs.imageregistry.operator.openshift.io/cluster: you are not logged in to 127.0.0.1:${server.port}, or the login has ended (401 Unauthorized).`);
  });

  it('says what is forbidden, even when the server does not', async () => {
    const server = await api((_seen, response) => refuse(response, 403, 'Forbidden', ''));
    const { kube } = await open(kubeconfig(server.url));
    expect((await fault(kube.list(R.Secret, { namespace: 'ns' }))).message).toBe('Cannot list secrets in ns: it is forbidden: you may not list it (403 Forbidden).');
  });

  it('does not blame rights for the 403 of a proxy', async () => {
    const server = await api((_seen, response) => void response.writeHead(403, { 'Content-Type': 'text/html' }).end('<HTML><TITLE>Access denied by policy</TITLE>'));
    const { kube } = await open(kubeconfig(server.url));
    const { message } = await fault(kube.get(what));
    expect(message).toContain('web page ("Access denied by policy") (403 Forbidden)');
    expect(message).not.toContain('it is forbidden');
  });

  it('keeps causes and the time to wait', async () => {
    const causes = [{ field: 'spec.replicas', reason: 'FieldValueInvalid', message: 'Invalid value: -1' }];
    const server = await api((_seen, response) => refuse(response, 422, 'Invalid', 'x', { details: { causes, retryAfterSeconds: 7 } }));
    const { kube } = await open(kubeconfig(server.url));
    expect(await fault(kube.create(what, config()))).toMatchObject({ causes, retryAfterSeconds: 7 });
  });

  it('takes Retry-After before the details', async () => {
    const server = await api((_seen, response) => refuse(response, 429, 'TooManyRequests', 'x', { details: { retryAfterSeconds: 7 }, headers: { 'Retry-After': '3' } }));
    const { kube } = await open(kubeconfig(server.url));
    expect(await fault(kube.create(what, config()))).toMatchObject({ retryAfterSeconds: 3, outcome: 'cluster' });
    expect(server.seen).toHaveLength(5);
  });

  it.each([301, 302, 307, 308])('does not follow a redirect (%d)', async (code) => {
    const other = await api((_seen, response) => void response.end('{}'));
    const server = await api((_seen, response) => void response.writeHead(code, { Location: `${other.url}/login` }).end());
    const { kube } = await open(kubeconfig(server.url));
    const error = await fault(kube.get(what));
    expect(error).toMatchObject({ status: code, outcome: 'cluster' });
    expect(error.message).toContain('answered with a redirect');
    expect(other.seen).toHaveLength(0);
  });

  it('repeats nothing of a body that is not Kubernetes\' own', async () => {
    const server = await api((seen, response) => void response.writeHead(502, { 'Content-Type': 'text/plain' }).end(`upstream failed for ${String(seen.headers.authorization)} ${seen.body}`));
    const { kube } = await open(kubeconfig(server.url));
    const error = await fault(kube.create(ref(R.Secret, 's', 'ns'), config('s', { stringData: { key: 'hunter2' } })));
    for (const secret of ['sha256~', 'hunter2']) expect(`${error.message}${String(error.stack)}${JSON.stringify(error)}`).not.toContain(secret);
    expect(error.message).toMatch(/no Kubernetes answer \(502 BadGateway, text\/plain\)/);
  });
});

describe('tidy', () => {
  it.each([
    ['a  b\n\tc.', 'a b c'],
    ['\u001b[31mred\u001b[0m', '[31mred [0m'],
    ['', ''],
    ['x'.repeat(900), `${'x'.repeat(800)}…`],
  ])('makes %j one plain line', (words, line) => {
    expect(tidy(words)).toBe(line);
  });
});
