import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { R, ref } from '../../../src/api/resources.ts';
import { api, CA, config, json, kubeconfig, open } from '../api.ts';

const dir = mkdtempSync(join(tmpdir(), 'bearing-'));
afterAll(() => rmSync(dir, { recursive: true }));
writeFileSync(join(dir, 'token'), 'from-file\n');

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const admin = CA.issue({ commonName: 'system:admin', organizations: ['system:masters'], client: true });
const certificate = { 'client-certificate-data': base64(admin.cert), 'client-key-data': base64(admin.key) };
const jwt = `e30.${Buffer.from(JSON.stringify({ exp: Date.parse('2026-03-01T13:00:00Z') / 1000 })).toString('base64url')}.sig`;

/** A credential plugin that gives this status. */
const exec = (status: object): object => ({
  exec: {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-p', JSON.stringify(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }))],
    interactiveMode: 'Never',
  },
});

describe('whether a user logs in with a token', () => {
  const cases: [what: string, user: object, before: boolean, after: boolean][] = [
    ['a token', { token: 't' }, true, true],
    ['a token file', { tokenFile: join(dir, 'token') }, true, true],
    ['a token beside a certificate', { token: 't', ...certificate }, true, true],
    ['a token, acting for another', { token: 't', as: 'jane' }, true, true],
    ['a client certificate', certificate, false, false],
    ['a client certificate, acting for another', { ...certificate, as: 'jane' }, false, false],
    ['a password', { username: 'jane', password: 'p' }, false, false],
    ['nothing', {}, false, false],
    ['an OIDC login', { 'auth-provider': { name: 'oidc', config: { 'id-token': jwt } } }, true, true],
    ['a plugin that gives a token', exec({ token: 't' }), true, true],
    ['a plugin that gives a certificate', exec({ clientCertificateData: admin.cert, clientKeyData: admin.key }), true, false],
  ];
  it.each(cases)('%s', async (_what, user, before, after) => {
    const server = await api((_seen, response) => json(response, config()));
    const { kube } = await open(kubeconfig(server.url, user));
    expect(kube.hasToken).toBe(before);
    await kube.get(ref(R.Node, 'n'));
    expect(kube.hasToken).toBe(after);
    expect(server.seen[0]?.headers.authorization?.startsWith('Bearer ') ?? false).toBe(after);
  });
});
