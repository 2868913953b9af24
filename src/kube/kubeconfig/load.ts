import { Failure } from '../../errors.ts';
import type { ConnectOptions } from '../options.ts';
import { inCluster } from './incluster.ts';
import { readKubeconfigs } from './read.ts';
import { resolveContext } from './resolve.ts';
import type { Resolved } from './types.ts';

/**
 * Which cluster and which user the flags and the kubeconfig mean, as kubectl decides it; in a pod without any
 * kubeconfig, the pod's service account. Throws Failure('cluster') when nothing says where the cluster is, and
 * Failure('input') for a file or an entry that cannot be used.
 */
export async function loadKubeconfig(options: ConnectOptions): Promise<Resolved> {
  const loaded = await readKubeconfigs(options);
  if (loaded.any) return resolveContext(loaded.config, options);
  const pod = loaded.named ? undefined : await inCluster(options);
  if (pod !== undefined) return resolveContext({ currentContext: pod.context, contexts: new Map([[pod.context, { cluster: pod.clusterName, user: pod.userName }]]), clusters: new Map([[pod.clusterName, pod.cluster]]), users: new Map([[pod.userName, pod.user]]) }, options, pod.namespace);
  const where = `looked at ${loaded.looked.join(', ')}`;
  throw new Failure('cluster', `There is no kubeconfig that says where the cluster is (${where}).`, {
    remedy: 'oc login https://API-ADDRESS:6443, or name a kubeconfig with --kubeconfig FILE',
  });
}
