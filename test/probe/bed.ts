import { afterEach } from 'vitest';
import { makeNet, type Net } from '../../src/probe/net.ts';
import { makeRegistry, type Registry } from '../../src/probe/registry.ts';
import type { Bundle } from '../../src/probe/types.ts';
import { makeCa, type CertificateAuthority } from '../../src/sandbox/tls/authority.ts';
import { startRegistry, type RegistryServer } from '../support/registry-server.ts';

export const HOST = 'default-route-openshift-image-registry.apps.lab.example.com';
export const STORE = 's3.storage.example.com';
export const ca: CertificateAuthority = makeCa('ingress-operator');
export const trusted: Bundle[] = [{ name: 'ingress', pem: ca.cert }];

const running: { stop(): Promise<void> | void }[] = [];

/** Stops what the tests of a file started, after each of them. */
export function cleaning(): void {
  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop();
  });
}

export function atEnd(stop: () => Promise<void> | void): void {
  running.push({ stop });
}

/** A registry behind a name that only a detour knows, on port 443 as a route is. */
export async function served(certificate = ca.issue({ commonName: HOST, dnsNames: [HOST] })): Promise<{ server: RegistryServer; net: Net }> {
  const server = await startRegistry(certificate);
  running.push(server);
  return { server, net: netTo(server) };
}

export function netTo(server: RegistryServer, store?: RegistryServer): Net {
  const detours = [{ host: '*.apps.lab.example.com', port: 443, address: '127.0.0.1', toPort: server.port }];
  return makeNet({ detours: [...detours, { host: STORE, port: 443, address: '127.0.0.1', toPort: store?.port ?? 1 }], timeoutMs: 2000 });
}

export function client(net: Net, more: { idleMs?: number; signal?: AbortSignal; bundles?: Bundle[] } = {}): Registry {
  const registry = makeRegistry(net.door(HOST, 443), { bundles: trusted, now: () => new Date(), reach: (host, port) => net.door(host, port), ...more });
  atEnd(() => registry.close());
  return registry;
}

/** The message that a promise fails with. */
export async function said(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it did not fail');
}
