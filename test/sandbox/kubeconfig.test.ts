import { describe, expect, it } from 'vitest';
import { kubeconfig } from '../../src/sandbox/kubeconfig.ts';
import { readKubeconfig } from './speak.ts';

const cluster = {
  url: 'https://127.0.0.1:6443',
  ca: 'CA\n',
  scenario: 'aws',
  detours: [{ host: '*.apps.lab.example.com', port: 443, address: '127.0.0.1', toPort: 8443 }],
};

describe('kubeconfig', () => {
  it('holds a token, and where the hosts are', () => {
    expect(readKubeconfig(kubeconfig(cluster, 'admin', { token: 't' }))).toEqual({
      server: cluster.url,
      ca: 'CA\n',
      scenario: 'aws',
      detours: cluster.detours,
      user: 'admin',
      token: 't',
    });
  });

  it('holds a client certificate instead', () => {
    const read = readKubeconfig(kubeconfig(cluster, 'admin', { certificate: 'C', key: 'K' }));
    expect(read).toMatchObject({ cert: 'C', key: 'K' });
    expect(read).not.toHaveProperty('token');
  });

  it.each([
    { login: 'a token', credential: { token: 't' }, user: { token: 't' } },
    {
      login: 'a certificate',
      credential: { certificate: 'C', key: 'K' },
      user: { 'client-certificate-data': 'Qw==', 'client-key-data': 'Sw==' },
    },
  ])('is whole, and has nothing but what it must, for $login', ({ credential, user }) => {
    const written = kubeconfig(cluster, 'admin', credential);
    expect(written.endsWith('}\n')).toBe(true);
    expect(JSON.parse(written)).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'sandbox-aws',
      preferences: {},
      clusters: [
        {
          name: 'sandbox-aws',
          cluster: {
            server: cluster.url,
            'certificate-authority-data': Buffer.from('CA\n').toString('base64'),
            extensions: [{ name: 'registryctl.dev/detours', extension: { sandbox: 'aws', detours: cluster.detours } }],
          },
        },
      ],
      contexts: [{ name: 'sandbox-aws', context: { cluster: 'sandbox-aws', user: 'admin', namespace: 'default' } }],
      users: [{ name: 'admin', user }],
    });
  });

  it('says which scenario it is of in the name of its context', () => {
    expect(JSON.parse(kubeconfig(cluster, 'admin', { token: 't' }))).toMatchObject({
      'current-context': 'sandbox-aws',
      kind: 'Config',
      apiVersion: 'v1',
    });
  });

  it('writes an authority once, and its name with the hosts that it is for', () => {
    const [plain] = cluster.detours as [(typeof cluster.detours)[number]];
    const detours = [plain, { ...plain, host: 'a', ca: 'ONE' }, { ...plain, host: 'b', ca: 'TWO' }, { ...plain, host: 'c', ca: 'ONE' }];
    const written = JSON.parse(kubeconfig({ ...cluster, detours }, 'admin', { token: 't' })) as { clusters: { cluster: { extensions: { extension: unknown }[] } }[] };
    expect(written.clusters[0]!.cluster.extensions[0]!.extension).toEqual({
      sandbox: 'aws',
      detours: [plain, { ...plain, host: 'a', ca: 'world-1' }, { ...plain, host: 'b', ca: 'world-2' }, { ...plain, host: 'c', ca: 'world-1' }],
      authorities: { 'world-1': Buffer.from('ONE').toString('base64'), 'world-2': Buffer.from('TWO').toString('base64') },
    });
  });
});
