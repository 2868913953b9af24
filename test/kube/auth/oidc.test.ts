import { describe, expect, it } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import { api, config, deadPort, fault, json, kubeconfig, open, refuse } from '../api.ts';

const what = ref(R.Node, 'n');
const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
const good = jwt({ exp: Date.parse('2026-03-01T13:00:00Z') / 1000 });
const old = jwt({ exp: Date.parse('2026-03-01T11:00:00Z') / 1000 });
const user = (more: object): object => ({ 'auth-provider': { name: 'oidc', config: more } });

describe('an OIDC login', () => {
  it('is used as it is while it lasts', async () => {
    const server = await api((_seen, response) => json(response, config()));
    const { kube } = await open(kubeconfig(server.url, user({ 'id-token': good })));
    await Promise.all([kube.get(what), kube.get(what)]);
    expect(server.seen.map((s) => s.headers.authorization)).toEqual([`Bearer ${good}`, `Bearer ${good}`]);
  });

  it.each([
    ['has ended', { 'id-token': old }],
    ['ends while it is used', { 'id-token': good }],
    ['is no JWT', { 'id-token': 'opaque' }],
    ['does not say when it ends', { 'id-token': jwt({}) }],
    ['is not there', {}],
    ['cannot be renewed without a client', { 'id-token': old, 'refresh-token': 'r', 'idp-issuer-url': 'https://i' }],
  ])('that %s asks for a new login', async (_name, given) => {
    const server = await api((_seen, response) => json(response, config()));
    const { kube, clock } = await open(kubeconfig(server.url, user(given)));
    clock.forward(3_600_000);
    expect(await fault(kube.get(what))).toMatchObject({ outcome: 'cluster', message: 'The OIDC login of the user "admin" has ended and the kubeconfig cannot renew it: log in again.' });
    expect(server.seen).toHaveLength(0);
  });

  it('that is refused before its time asks for a new one', async () => {
    const server = await api((_seen, response) => refuse(response, 401, 'Unauthorized', 'x'));
    const { kube } = await open(kubeconfig(server.url, user({ 'id-token': good })));
    expect(await fault(kube.get(what))).toMatchObject({ outcome: 'cluster', message: expect.stringContaining('log in again') as string });
    expect(server.seen).toHaveLength(1);
  });

  it('says when the issuer cannot be reached, without its tokens', async () => {
    const { kube } = await open(kubeconfig('https://127.0.0.1:1', user({ 'id-token': old, 'refresh-token': 'hunter2', 'client-id': 'kube', 'idp-issuer-url': `https://127.0.0.1:${await deadPort()}` })));
    const error = await fault(kube.get(what));
    expect(error.message).toMatch(/^The OIDC login of the user "admin" has ended and its issuer did not renew it \(ECONNREFUSED\): log in again\.$/);
    expect(`${error.message}${String(error.stack)}`).not.toContain('hunter2');
  });

  it('of another provider is not supported', async () => {
    expect(await fault(open(kubeconfig('https://127.0.0.1:1', { 'auth-provider': { name: 'gcp' } })))).toMatchObject({ outcome: 'input', message: expect.stringContaining('"gcp"; only "oidc" is supported') as string });
  });
});
