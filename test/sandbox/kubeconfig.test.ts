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

  it('says which scenario it is of in the name of its context', () => {
    expect(JSON.parse(kubeconfig(cluster, 'admin', { token: 't' }))).toMatchObject({
      'current-context': 'sandbox-aws',
      kind: 'Config',
      apiVersion: 'v1',
    });
  });
});
