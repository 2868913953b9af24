import { record } from '../../src/api/json.ts';
import { R } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { remoteClient } from '../../src/sandbox/client-remote.ts';
import { applyScenario, makePki, pkiObjects, scenario, startActors, startKubelet, startSurroundings } from '../../src/sandbox/index.ts';
import { kubeconfig } from '../../src/sandbox/kubeconfig.ts';
import { makeLab, settled, type Lab, type LabOptions } from '../e2e/lab.ts';
import { startCluster } from './server.ts';

/** The published definition is older than the capability ImageRegistry, and refuses its name. */
function accepted(object: KubeObject): KubeObject {
  if (object.kind !== 'ClusterVersion') return object;
  const { capabilities: _, ...status } = record(object, 'status');
  return { ...object, status };
}

/** A lab on a real kube-apiserver of its own, on which the sandbox's actors work as ordinary clients. */
export async function clusterLab({ scenario: name = 'baremetal-odf', without = [] }: LabOptions = {}): Promise<Lab> {
  const ends: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.reverse()) await end();
  };
  try {
    const cluster = await startCluster();
    ends.push(() => cluster.stop());
    const client = remoteClient({ server: cluster.url, ca: cluster.ca, token: cluster.token });
    ends.push(() => client.close());
    const pki = makePki(0, undefined);
    const around = await startSurroundings(pki);
    ends.push(() => around.stop());
    const { objects } = scenario(name);
    await applyScenario(client, { objects: [...objects.map(accepted), ...pkiObjects(pki)] }, around.values);
    const faults: string[] = [];
    const actors = startActors({ client, pki, around, without, pace: 0, fault: (actor, error) => faults.push(`${actor}: ${String(error)}`) });
    ends.push(() => actors.stop());
    const kubelet = await startKubelet(client, cluster.kubelet, (namespace, pod, port) => actors.connect(namespace, pod, port));
    ends.push(() => kubelet.stop());
    const config = await settled(async () => client.get(R.Config, 'cluster'), (found) => Array.isArray((found?.['status'] as { conditions?: unknown } | undefined)?.conditions));
    if (config?.['status'] === undefined) throw new Error(`the operator did not begin: ${[...new Set(faults)].slice(0, 5).join('; ')}`);

    const about = { url: cluster.url, ca: cluster.ca, scenario: name, detours: around.detours };
    return await makeLab({
      kind: 'kube-apiserver',
      client,
      kubeconfig: (login = 'token') =>
        kubeconfig(about, 'admin', login === 'token' ? { token: cluster.token } : { certificate: cluster.clientCertificate.cert, key: cluster.clientCertificate.key }),
      async kubeconfigFor(user, roles, namespace) {
        const { cert, key } = cluster.issue(user);
        for (const role of roles) {
          const resource = namespace === undefined ? R.ClusterRoleBinding : R.RoleBinding;
          await client.create(resource, {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: resource.kind,
            metadata: { name: `${user}-${role}`.replaceAll(':', '-'), ...(namespace === undefined ? {} : { namespace }) },
            roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
            subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
          });
        }
        return kubeconfig(about, user, { certificate: cert, key });
      },
      stop,
    });
  } catch (error) {
    await stop();
    throw error;
  }
}
