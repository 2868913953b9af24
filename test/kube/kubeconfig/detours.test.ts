import { describe, expect, it } from 'vitest';
import { detours } from '../../../src/kube/connect.ts';
import { DETOURS } from '../../../src/kube/kubeconfig/detours.ts';
import { fault, kubeconfig, open } from '../api.ts';

const one = { host: '*.apps.lab.example.com', port: 443, address: '127.0.0.1', toPort: 40001 };
const cluster = (extension: unknown): { extensions: { name: string; extension: unknown }[] } => ({ extensions: [{ name: 'other', extension: 1 }, { name: DETOURS, extension }] });

describe('detours', () => {
  it('are none on a real cluster', async () => {
    expect(detours({ extensions: [] })).toBeUndefined();
    const { kube } = await open(kubeconfig('https://api.example:6443'));
    expect(kube.detours).toEqual([]);
    expect(kube.scenario).toBeUndefined();
    expect(kube.target).toEqual({ context: 'lab', server: 'https://api.example:6443', user: 'admin', sandbox: false });
  });

  it('are what a sandbox says', async () => {
    expect(detours(cluster({ sandbox: 'aws', detours: [one] }))).toEqual({ scenario: 'aws', detours: [one] });
    expect(detours(cluster({ sandbox: 'none' }))).toEqual({ scenario: 'none', detours: [] });
    const { kube } = await open(kubeconfig('https://127.0.0.1:1', { token: 't', as: 'jane' }, cluster({ sandbox: 'aws', detours: [{ ...one, more: 1 }] })));
    expect(kube.detours).toEqual([one]);
    expect(kube.scenario).toBe('aws');
    expect(kube.target).toEqual({ context: 'lab', server: 'https://127.0.0.1:1', user: 'jane (acted for by admin)', sandbox: true });
  });

  it.each([
    [{ detours: [one] }, /names no "sandbox"/],
    [null, /names no "sandbox"/],
    [{ sandbox: 'x', detours: ['here'] }, /detours\[0\]/],
    [{ sandbox: 'x', detours: [one, { ...one, port: '443' }] }, /detours\[1\]/],
    [{ sandbox: 'x', detours: [{ ...one, toPort: 0 }] }, /detours\[0\]/],
    [{ sandbox: 'x', detours: [{ ...one, port: 70_000 }] }, /detours\[0\]/],
    [{ sandbox: 'x', detours: [{ ...one, host: undefined }] }, /must have host, port, address and toPort/],
  ])('of another shape are refused: %j', async (extension, words) => {
    expect(() => detours(cluster(extension))).toThrow(words);
    expect(await fault(open(kubeconfig('https://c', {}, cluster(extension))))).toMatchObject({ outcome: 'input' });
  });

  const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
  const authorities = { world: Buffer.from(pem).toString('base64'), empty: '', other: Buffer.from('no certificate').toString('base64') };

  it('carry an authority for the hosts that name it, and for no other', () => {
    const said = detours(cluster({ sandbox: 'aws', detours: [{ ...one, ca: 'world' }, one], authorities }));
    expect(said?.detours).toEqual([{ ...one, ca: pem }, one]);
  });

  it.each([
    ['none of that name', 'elsewhere', authorities],
    ['an empty one', 'empty', authorities],
    ['one that is no certificate', 'other', authorities],
    ['what every object has', 'constructor', authorities],
    ['a number', 1, authorities],
    ['no authorities at all', 'world', undefined],
    ['authorities of another shape', 'world', ['x']],
  ])('that name an authority of which there is %s are refused', (_what, ca, all) => {
    expect(() => detours(cluster({ sandbox: 'aws', detours: [{ ...one, ca }], authorities: all }))).toThrow(/detours\[0\].* names a ca that is no certificate among the authorities/);
  });
});
