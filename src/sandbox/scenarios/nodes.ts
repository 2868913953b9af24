import { R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { make } from './make.ts';

const capacity = { cpu: '8', memory: '32Gi', pods: '250', 'ephemeral-storage': '120Gi' };

/** One node, ready. */
function node(id: string, roles: string[], index: number, zone: string | undefined): KubeObject {
  const address = `192.168.126.${11 + index}`;
  const labels = {
    'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': id, 'node.openshift.io/os_id': 'rhcos',
    ...Object.fromEntries(roles.map((r) => [`node-role.kubernetes.io/${r}`, ''])),
    ...(zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }),
  };
  const tainted = !roles.includes('worker');
  const condition = (type: string, status: string, reason: string): unknown => ({ type, status, reason, message: '', lastTransitionTime: '2026-01-01T00:00:00Z', lastHeartbeatTime: '2026-01-01T00:00:00Z' });
  return make(R.Node, id, {
    spec: tainted ? { taints: [{ key: 'node-role.kubernetes.io/master', effect: 'NoSchedule' }] } : {},
    status: {
      addresses: [{ type: 'InternalIP', address }, { type: 'Hostname', address: id }],
      capacity, allocatable: capacity,
      conditions: [condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'), condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'), condition('Ready', 'True', 'KubeletReady')],
      nodeInfo: {
        architecture: 'amd64', bootID: '', containerRuntimeVersion: 'cri-o://1.27.8', kernelVersion: '5.14.0-284.el9.x86_64', kubeProxyVersion: 'v1.27.16',
        kubeletVersion: 'v1.27.16', machineID: '', operatingSystem: 'linux', osImage: 'Red Hat Enterprise Linux CoreOS 414.92', systemUUID: '',
      },
    },
  }, { labels });
}

/** Three control plane nodes and three workers over the zones; or one that is both. */
export function nodes(single: boolean, zones: string[] = []): KubeObject[] {
  if (single) return [node('lab-0', ['control-plane', 'master', 'worker'], 0, undefined)];
  const zone = (i: number): string | undefined => zones[i % Math.max(1, zones.length)];
  return [0, 1, 2].flatMap((i) => [node(`lab-master-${i}`, ['control-plane', 'master'], i, zone(i)), node(`lab-worker-${i}`, ['worker'], 3 + i, zone(i))]);
}
