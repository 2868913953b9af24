import { R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { DOMAIN, make, RELEASE, uuidOf } from './make.ts';
import type { PlatformFacts } from './platforms.ts';

const CAPABILITIES = ['Build', 'CSISnapshot', 'Console', 'DeploymentConfig', 'ImageRegistry', 'Insights', 'MachineAPI', 'NodeTuning', 'Storage', 'baremetal', 'marketplace', 'openshift-samples'];
const AT = '2026-01-01T00:00:00Z';
const SHIPPED = { 'include.release.openshift.io/ibm-cloud-managed': 'true', 'include.release.openshift.io/self-managed-high-availability': 'true', 'include.release.openshift.io/single-node-developer': 'true' };

/** The namespaces of every cluster, with the security ranges that OpenShift gives them. */
function namespaces(): KubeObject[] {
  const ids = ['default', 'kube-system', 'openshift', 'openshift-config', 'openshift-config-managed', 'openshift-image-registry', 'openshift-ingress', 'openshift-ingress-operator', 'openshift-monitoring'];
  return ids.map((id, i) => {
    const range = `${1000330000 + (i - 5) * 10000}/10000`;
    const annotations = { 'openshift.io/sa.scc.mcs': `s0:c${18 + i},c${12 + i}`, 'openshift.io/sa.scc.supplemental-groups': range, 'openshift.io/sa.scc.uid-range': range };
    const labels = id === 'openshift-image-registry' ? { 'openshift.io/cluster-monitoring': 'true' } : undefined;
    return make(R.Namespace, id, {}, { annotations, ...(labels ? { labels } : {}) });
  });
}

/** The singletons of config.openshift.io. */
function configs(scenario: string, facts: PlatformFacts, single: boolean): KubeObject[] {
  const topology = single ? 'SingleReplica' : 'HighlyAvailable';
  const platformSpec = { type: facts.type };
  const condition = (type: string, status: string, message = ''): unknown => ({ type, status, message, lastTransitionTime: AT });
  const release = { version: RELEASE, image: `quay.example.com/release@sha256:${'1'.repeat(64)}`, channels: ['stable-4.14'] };
  const capabilities = { enabledCapabilities: CAPABILITIES, knownCapabilities: CAPABILITIES };
  return [
    make(R.Infrastructure, 'cluster', {
      spec: { cloudConfig: { name: '' }, platformSpec },
      status: {
        apiServerInternalURI: 'https://api-int.lab.example.com:6443', apiServerURL: 'https://api.lab.example.com:6443', controlPlaneTopology: topology, cpuPartitioning: 'None', etcdDiscoveryDomain: '',
        infrastructureName: 'lab-x7k2p', infrastructureTopology: topology, platform: facts.type, platformStatus: { type: facts.type, ...facts.status },
      },
    }),
    make(R.ClusterVersion, 'version', {
      spec: { channel: 'stable-4.14', clusterID: uuidOf(scenario) },
      status: {
        availableUpdates: null, capabilities, desired: release, observedGeneration: 1, versionHash: 'lab',
        conditions: [condition('Available', 'True', `Done applying ${RELEASE}`), condition('Failing', 'False'), condition('Progressing', 'False', `Cluster version is ${RELEASE}`)],
        history: [{ state: 'Completed', version: RELEASE, image: release.image, startedTime: AT, completionTime: AT, verified: false }],
      },
    }),
    make(R.ClusterOperator, 'image-registry', { spec: {} }, { annotations: { 'capability.openshift.io/name': 'ImageRegistry', ...SHIPPED } }),
    make(R.Image, 'cluster', { spec: {} }),
    make(R.Proxy, 'cluster', { spec: { trustedCA: { name: '' } }, status: {} }),
    make(R.Ingress, 'cluster', { spec: { domain: DOMAIN }, status: { defaultPlacement: single ? 'ControlPlane' : 'Workers' } }),
    make(R.IngressController, 'openshift-ingress-operator/default', {
      spec: { httpErrorCodePages: { name: '' } },
      status: { domain: DOMAIN, availableReplicas: single ? 1 : 2, endpointPublishingStrategy: { type: facts.gateway ? 'HostNetwork' : 'LoadBalancerService' }, conditions: [condition('Available', 'True')] },
    }),
  ];
}

/** Secrets and config maps that the installer and other operators leave for the registry's. */
function given(facts: PlatformFacts): KubeObject[] {
  const auths = { auths: { 'quay.example.com': { auth: Buffer.from('lab:pull').toString('base64'), email: 'lab@example.com' } } };
  const dockerconfig = { '.dockerconfigjson': Buffer.from(JSON.stringify(auths)).toString('base64') };
  return [
    make(R.Secret, 'openshift-config/pull-secret', { type: 'kubernetes.io/dockerconfigjson', data: dockerconfig }),
    make(R.ConfigMap, 'openshift-image-registry/trusted-ca', { data: { 'ca-bundle.crt': '' } }, { labels: { 'config.openshift.io/inject-trusted-cabundle': 'true' } }),
    ...(facts.credentials ? [make(R.Secret, 'openshift-image-registry/installer-cloud-credentials', { type: 'Opaque', stringData: facts.credentials })] : []),
    ...(facts.keys ? [make(R.Secret, 'default/my-store', { type: 'Opaque', stringData: facts.keys.own })] : []),
    ...(facts.keys?.foreign ? [make(R.Secret, 'default/somebody-elses-store', { type: 'Opaque', stringData: facts.keys.foreign })] : []),
  ];
}

/** A cluster of the platform right after installation, without nodes, classes and roles. The operator makes its own Config. */
export function cluster(scenario: string, facts: PlatformFacts, single: boolean): KubeObject[] {
  return [...namespaces(), ...configs(scenario, facts, single), ...given(facts)];
}
