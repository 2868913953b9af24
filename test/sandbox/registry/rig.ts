import { createHash } from 'node:crypto';
import type { KubeObject } from '../../../src/api/types.ts';
import { localClient } from '../../../src/sandbox/api/local.ts';
import { createStore, seed } from '../../../src/sandbox/api/seed.ts';
import type { Client } from '../../../src/sandbox/client.ts';
import { diskStore, newDisk } from '../../../src/sandbox/registry/blob-store.ts';
import type { BlobStore, Disk } from '../../../src/sandbox/registry/blob-store.ts';
import { startRegistry } from '../../../src/sandbox/registry/registry.ts';
import type { RegistryServer } from '../../../src/sandbox/registry/registry.ts';
import type { RegistrySettings } from '../../../src/sandbox/registry/storage.ts';
import { exchange } from '../../../src/sandbox/stores/https.ts';
import type { Answer } from '../../../src/sandbox/stores/https.ts';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';

export const HOST = 'image-registry.openshift-image-registry.svc:5000';
export const V2S2 = 'application/vnd.docker.distribution.manifest.v2+json';
export const OCI = 'application/vnd.oci.image.manifest.v1+json';

const ca = makeCa('service-ca');
const { chain: cert, key } = ca.issue({ commonName: 'image-registry', dnsNames: ['image-registry.openshift-image-registry.svc'] });

const RBAC = 'rbac.authorization.k8s.io/v1';
const bind = (user: string, role: string): KubeObject => ({
  apiVersion: RBAC, kind: 'RoleBinding', metadata: { name: user, namespace: 'demo' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role }, subjects: [{ kind: 'User', name: user }],
});

export interface Rig {
  client: Client;
  disk: Disk;
  settings: RegistrySettings;
  server: RegistryServer;
  /** what the next request's pod uses; undefined for no pod */
  use(store: BlobStore | undefined): void;
  call(method: string, path: string, more?: { token?: string | null; headers?: Record<string, string>; body?: Buffer | string }): Promise<Reply>;
  pushBlob(repository: string, body: Buffer, token?: string): Promise<string>;
  /** config, one layer and the manifest; the manifest's digest */
  push(repository: string, tag: string, layer?: string, token?: string): Promise<string>;
}

export interface Reply extends Answer {
  text: string;
  /** code of the first error */
  code: string | undefined;
}

export const digest = (body: Buffer | string): string => `sha256:${createHash('sha256').update(body).digest('hex')}`;

/** A registry over HTTPS in front of a real sandbox store, with an administrator, a developer (edit in `demo`) and a viewer there. */
export async function rig(): Promise<Rig> {
  const store = createStore();
  seed(store, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } }, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } }, bind('dev', 'edit'), bind('viewer', 'view')]);
  store.tokens.set('admin-token', { user: 'admin', groups: ['system:masters', 'system:authenticated'] });
  for (const user of ['dev', 'viewer', 'stranger']) store.tokens.set(`${user}-token`, { user, groups: ['system:authenticated'] });
  const client = localClient(store);
  const disk = newDisk();
  const settings = { readOnly: false, disableRedirect: false };
  let storage: BlobStore | undefined = diskStore('claim/test', disk);
  const server = await startRegistry({ client, storage: () => storage, settings: () => settings, tls: { cert, key }, healthEvery: 0 });
  const names = new Map([[HOST, `127.0.0.1:${server.port}`]]);
  const call: Rig['call'] = async (method, path, more = {}) => {
    const token = more.token === undefined ? 'dev-token' : more.token;
    const body = Buffer.from(more.body ?? '');
    const auth: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    const url = new URL(path, `https://${HOST}`);
    const answer = await exchange({ names }, { method, url, headers: { ...auth, 'content-length': String(body.length), ...more.headers }, body, trust: { ca: ca.cert, systemRoots: false } });
    const text = answer.body.toString();
    return { ...answer, text, code: /"code":"(\w+)"/.exec(text)?.[1] };
  };
  const pushBlob: Rig['pushBlob'] = async (repository, body, token = 'dev-token') => {
    const begun = await call('POST', `/v2/${repository}/blobs/uploads/`, { token });
    if (begun.status !== 202) throw new Error(`POST: ${begun.status} ${begun.text}`);
    const done = await call('PUT', `${begun.headers['location']}&digest=${digest(body)}`, { token, body });
    if (done.status !== 201) throw new Error(`PUT: ${done.status} ${done.text}`);
    return digest(body);
  };
  return {
    client, disk, settings, server, call, pushBlob,
    use(next) {
      storage = next;
    },
    async push(repository, tag, layer = 'layer', token = 'dev-token') {
      const manifest = await manifestOf(repository, layer, (r, b) => pushBlob(r, b, token));
      const put = await call('PUT', `/v2/${repository}/manifests/${tag}`, { token, body: manifest, headers: { 'content-type': V2S2 } });
      if (put.status !== 201) throw new Error(`manifest: ${put.status} ${put.text}`);
      return digest(manifest);
    },
  };
}

/** Pushes a configuration and a layer, and gives the manifest that names them. */
export async function manifestOf(repository: string, layer: string, pushBlob: (repository: string, body: Buffer) => Promise<string>): Promise<string> {
  const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', created: '2026-01-01T00:00:00Z', config: { Cmd: ['/x'] } }));
  const body = Buffer.from(layer);
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: V2S2,
    config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: config.length, digest: await pushBlob(repository, config) },
    layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size: body.length, digest: await pushBlob(repository, body) }],
  });
}
