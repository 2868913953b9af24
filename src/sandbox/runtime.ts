import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from '../api/json.ts';
import { NS, R } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import type { PodRuntime } from './actors/pods.ts';
import type { Client } from './client.ts';
import type { Surroundings } from './outside.ts';
import type { Pki } from './pki.ts';
import type { BlobStore, Disk } from './registry/blob-store.ts';
import { startRegistry } from './registry/registry.ts';
import type { RegistryServer } from './registry/registry.ts';
import { settingsFor, storageFor } from './registry/storage.ts';
import type { RegistrySettings } from './registry/storage.ts';

/** The service that the registry's pods stand behind. */
export const REGISTRY_HOST = `image-registry.${NS.registry}.svc`;

interface Running {
  store: BlobStore;
  settings: RegistrySettings;
}

/** The registry's pods: each with its own storage, all behind one listener, which is their service. */
export interface Workload extends PodRuntime {
  /** the service's port here while any pod runs */
  port(): number | undefined;
  /** one connection to a port of a pod */
  connect(namespace: string, pod: string, port: number): Promise<Duplex>;
  stop(): Promise<void>;
}

/** `changed` is called when the service comes or goes. */
export function registryWorkload(client: Client, around: Surroundings, pki: Pki, changed: () => void): Workload {
  const running = new Map<string, Running>();
  const disks = new Map<string, Disk>();
  let server: Promise<RegistryServer> | undefined;
  let port: number | undefined;
  let turn = 0;
  let last: Running | undefined;
  const next = (): Running | undefined => (last = [...running.values()][turn++ % Math.max(1, running.size)]);

  const serve = async (): Promise<void> => {
    const { chain, key } = pki.service.issue({ commonName: REGISTRY_HOST, dnsNames: [REGISTRY_HOST, `${REGISTRY_HOST}.cluster.local`, 'localhost'], ips: ['127.0.0.1'] });
    server ??= startRegistry({
      client, tls: { cert: chain + pki.service.cert, key }, storage: () => next()?.store, settings: () => last?.settings ?? { readOnly: false, disableRedirect: false },
    });
    port = (await server).port;
  };
  return {
    async start(pod) {
      const { store, settings } = await furnish(client, around, disks, pod);
      await serve();
      const name = pod.metadata.name ?? '';
      running.set(name, { store, settings });
      if (running.size === 1) changed();
      return {
        unready: () => store.check().then(() => undefined, () => 'HTTP probe failed with statuscode: 503'),
        stop() {
          if (running.delete(name) && running.size === 0) changed();
          disks.delete(`pod/${pod.metadata.uid}`);
          return Promise.resolve();
        },
      };
    },
    port: () => (running.size > 0 ? port : undefined),
    connect(namespace, pod, wanted) {
      if (namespace !== NS.registry || wanted !== 5000 || !running.has(pod) || port === undefined) return Promise.reject(new Error(`nothing listens on port ${wanted} of pod ${namespace}/${pod}`));
      const socket = connect(port, '127.0.0.1');
      return new Promise((resolve, reject) => socket.once('connect', () => resolve(socket)).once('error', reject));
    },
    async stop() {
      running.clear();
      await (await server)?.stop();
    },
  };
}

/** The storage and settings that the pod's environment, secret and certificates amount to. */
async function furnish(client: Client, around: Surroundings, disks: Map<string, Disk>, pod: KubeObject): Promise<Running> {
  const [secret, certificates] = await Promise.all([client.get(R.Secret, 'image-registry-private-configuration', NS.registry), client.get(R.ConfigMap, 'image-registry-certificates', NS.registry)]);
  const ca = text(certificates, 'data', 'storage-ca-bundle.pem');
  // of a Deployment only the template is looked at, and that is what the pod was made of
  const like: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, spec: { template: { spec: pod['spec'] } } };
  const store = storageFor(like, pod, { disks, outside: around.outside, clouds: around.clouds, secret, trust: { systemRoots: true, ...(ca === undefined ? {} : { ca }) } });
  return { store, settings: settingsFor(like) };
}
