import { num } from '../../../api/json.ts';
import { blank, R, ref } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import { setCondition } from './conditions.ts';
import type { Truth } from './conditions.ts';
import { WORKLOAD } from './deployment.ts';
import { words } from './errors.ts';
import { HOME, NODE_CA } from './names.ts';
import { applyOperand } from './operands.ts';
import { changeStatus } from './setting.ts';
import type { Setting } from './setting.ts';
import { readWorld } from './world.ts';

const LABELS = { name: NODE_CA };

/** Copies each CA to the directory that the node's runtime reads, and drops those that are no longer in the map; once a minute. */
const SCRIPT = `trap 'exit 0' TERM
while :; do
  for file in $(ls /tmp/serviceca); do
    host=$(echo "$file" | sed -r 's/(.*)\\.\\./\\1:/')
    mkdir -p "/etc/docker/certs.d/$host" && cp -u "/tmp/serviceca/$file" "/etc/docker/certs.d/$host/ca.crt"
  done
  for host in $(ls /etc/docker/certs.d); do
    file=$(echo "$host" | sed -r 's/(.*):/\\1../')
    [ -e "/tmp/serviceca/$file" ] || rm -rf "/etc/docker/certs.d/$host"
  done
  sleep 60 & wait $!
done
`;

/** The daemon set that brings the CAs to every node. */
export function daemonSet(image: string): KubeObject {
  const container = {
    name: NODE_CA,
    image,
    command: ['/bin/sh', '-c', SCRIPT],
    resources: { requests: { cpu: '10m', memory: '10Mi' } },
    volumeMounts: [{ name: 'serviceca', mountPath: '/tmp/serviceca' }, { name: 'host', mountPath: '/etc/docker/certs.d' }],
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    securityContext: { privileged: true, runAsUser: 1001, runAsGroup: 0 },
  };
  const spec = {
    volumes: [{ name: 'host', hostPath: { path: '/etc/docker/certs.d', type: '' } }, { name: 'serviceca', configMap: { name: 'image-registry-certificates', defaultMode: 420 } }],
    containers: [container],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    serviceAccountName: NODE_CA,
    serviceAccount: NODE_CA,
    hostNetwork: true,
    securityContext: {},
    schedulerName: 'default-scheduler',
    tolerations: [{ operator: 'Exists' }],
    priorityClassName: 'system-cluster-critical',
  };
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%', maxSurge: 0 } };
  return { ...blank(ref(R.DaemonSet, NODE_CA, HOME)), spec: { selector: { matchLabels: LABELS }, template: { metadata: { labels: LABELS, annotations: WORKLOAD }, spec }, updateStrategy, revisionHistoryLimit: 10 } };
}

type Said = readonly [Truth, string, string];

/** How the daemon set does: is it available, is it on its way. */
export function daemonConditions(ds: KubeObject | undefined): { available: Said; progressing: Said } {
  if (!ds) return { available: ['False', 'NotFound', 'The daemon set node-ca does not exist'], progressing: ['True', 'NotFound', 'The daemon set node-ca does not exist'] };
  const count = (field: string): number => num(ds, 'status', field) ?? 0;
  const some = count('numberAvailable') > 0;
  const seen = count('observedGeneration') >= (ds.metadata.generation ?? 0);
  const wanted = count('desiredNumberScheduled');
  const updating = !seen || count('updatedNumberScheduled') < wanted;
  const progressing: Said = updating
    ? ['True', 'Progressing', 'The daemon set node-ca is updating node pods']
    : count('numberAvailable') < wanted || !some
      ? ['True', 'Unavailable', 'The daemon set node-ca is deploying node pods']
      : ['False', 'AsExpected', 'The daemon set node-ca is deployed'];
  return { available: some ? ['True', 'AsExpected', 'The daemon set node-ca has available replicas'] : ['False', 'NoAvailableReplicas', 'The daemon set node-ca does not have available replicas'], progressing };
}

/** Keeps the daemon set, whatever the registry's state, and says how it does. */
export async function syncNodeCa(setting: Setting): Promise<void> {
  const world = await readWorld(setting.client, ['daemonSets']);
  let failed: unknown;
  try {
    await applyOperand(setting.client, world, { room: 'daemonSets', name: NODE_CA, type: 'v1.DaemonSet', make: () => daemonSet(setting.image.registry) });
  } catch (error) {
    failed = error;
  }
  const { available, progressing } = daemonConditions(await setting.client.get(R.DaemonSet, NODE_CA, HOME));
  await changeStatus(setting.client, R.Config, (status) => {
    const now = setting.clock.now();
    setCondition(status, now, 'NodeCADaemonControllerDegraded', failed === undefined ? 'False' : 'True', failed === undefined ? 'AsExpected' : 'Error', failed === undefined ? '' : words(failed));
    if (failed !== undefined) return;
    setCondition(status, now, 'NodeCADaemonAvailable', ...available);
    setCondition(status, now, 'NodeCADaemonProgressing', ...progressing);
  });
  if (failed !== undefined) throw failed;
}
