import { R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { DOMAIN, make } from './make.ts';
import { storageClass } from './platforms.ts';

const RGW = 'rook-ceph-rgw-ocs-storagecluster-cephobjectstore';
const SERVING = 'service.beta.openshift.io/serving-cert-secret-name';

/** What OpenShift Data Foundation 4.14 adds: classes, the object gateways' services and routes. `gateway` says whether RGW is among them. */
export function odf(gateway: boolean): KubeObject[] {
  const parameters = { clusterID: 'openshift-storage' };
  const bucketClass = (id: string, provisioner: string, more: Record<string, string>): KubeObject =>
    storageClass([id, provisioner, false], { allowVolumeExpansion: undefined, volumeBindingMode: 'Immediate', parameters: more });
  return [
    make(R.Namespace, 'openshift-storage', {}, { labels: { 'openshift.io/cluster-monitoring': 'true' } }),
    storageClass(['ocs-storagecluster-ceph-rbd', 'openshift-storage.rbd.csi.ceph.com', false], { volumeBindingMode: 'Immediate', parameters }),
    storageClass(['ocs-storagecluster-cephfs', 'openshift-storage.cephfs.csi.ceph.com', false], { volumeBindingMode: 'Immediate', parameters }),
    bucketClass('openshift-storage.noobaa.io', 'openshift-storage.noobaa.io/obc', { bucketclass: 'noobaa-default-bucket-class' }),
    service('s3', 'noobaa-s3-serving-cert', [['s3', 80, 6001], ['s3-https', 443, 6443]], { 'noobaa-s3': 'noobaa' }),
    route('s3', 's3', 's3-https', { termination: 'reencrypt', insecureEdgeTerminationPolicy: 'Allow' }),
    ...(gateway
      ? [
          bucketClass('ocs-storagecluster-ceph-rgw', 'openshift-storage.ceph.rook.io/bucket', { region: 'us-east-1', objectStoreName: 'ocs-storagecluster-cephobjectstore', objectStoreNamespace: 'openshift-storage' }),
          service(RGW, 'ocs-storagecluster-cos-ceph-rgw-tls-cert', [['http', 80, 8080], ['https', 443, 443]], { app: 'rook-ceph-rgw' }),
          route('ocs-storagecluster-cephobjectstore', RGW, 'http', { termination: 'edge', insecureEdgeTerminationPolicy: 'Allow' }),
          route('ocs-storagecluster-cephobjectstore-secure', RGW, 'https', { termination: 'reencrypt', insecureEdgeTerminationPolicy: 'Redirect' }),
        ]
      : []),
  ];
}

function service(id: string, secret: string, ports: [string, number, number][], selector: Record<string, string>): KubeObject {
  const listed = ports.map(([port, number, target]) => ({ name: port, port: number, protocol: 'TCP', targetPort: target }));
  return make(R.Service, `openshift-storage/${id}`, { spec: { type: 'ClusterIP', selector, ports: listed } }, { annotations: { [SERVING]: secret } });
}

function route(id: string, to: string, targetPort: string, tls: Record<string, string>): KubeObject {
  return make(R.Route, `openshift-storage/${id}`, {
    spec: { host: `${id}-openshift-storage.${DOMAIN}`, to: { kind: 'Service', name: to, weight: 100 }, port: { targetPort }, tls, wildcardPolicy: 'None' },
  });
}
