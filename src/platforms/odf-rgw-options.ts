import { nameOf, NS, R, ref } from '../api/resources.ts';
import type { Ref } from '../api/types.ts';
import { Failure } from '../errors.ts';
import { caSource } from './ca-source.ts';
import type { CaSource } from './ca-source.ts';
import { apiName, count, hostName, parse, word } from '../forms/parse.ts';
import type { Given, Option } from '../forms/types.ts';

export const RGW_OPTIONS: readonly Option[] = [
  { flag: 'claim', value: 'NAME', about: 'Name of the object bucket claim', fallback: 'rgwbucket' },
  { flag: 'claim-namespace', value: 'NAMESPACE', about: 'Namespace of the claim', fallback: NS.storage },
  { flag: 'storage-class', value: 'NAME', about: 'Storage class whose provisioner makes Ceph RGW buckets', fallback: 'ocs-storagecluster-ceph-rgw' },
  { flag: 'bucket-prefix', value: 'PREFIX', about: 'First part of the name of a new bucket (generateBucketName)', fallback: 'rgwbucket' },
  { flag: 'host', value: 'KIND', about: 'How the registry reaches the object store: by its route, or by its service with redirects off', fallback: 'route', choices: ['route', 'service'] },
  { flag: 'endpoint-host', value: 'HOST', about: 'Host (and port) of the object store instead, for instance of an external Ceph cluster; needs --ca-source' },
  { flag: 'route', value: 'NAME', about: 'Route of the object store', fallback: 'ocs-storagecluster-cephobjectstore' },
  { flag: 'route-namespace', value: 'NAMESPACE', about: 'Namespace of the route and the service of the object store', fallback: NS.storage },
  { flag: 'service', value: 'NAME', about: 'Service of the object store', fallback: 'rook-ceph-rgw-ocs-storagecluster-cephobjectstore' },
  { flag: 'ca-source', value: 'SOURCE', about: 'CA that signed the host: ingress, service, or NAMESPACE/CONFIGMAP[:KEY]; the one that belongs to the host by default' },
  { flag: 'ca-config-map', value: 'NAME', about: 'Config map in openshift-config that the CA is copied to', fallback: 'image-registry-s3-bundle' },
  { flag: 'region', value: 'REGION', about: 'Region; Ceph ignores it, the registry insists on one', fallback: 'us-east-1' },
  { flag: 'replicas', value: 'N', about: 'Pods of the registry; 2, or what is there, or 1 where there is room for no more' },
  { flag: 'rollout-strategy', value: 'NAME', about: 'How pods are replaced; RollingUpdate, or what is there', choices: ['RollingUpdate', 'Recreate'] },
];

export interface RgwSettings {
  claim: Ref;
  bucket: Ref;
  storageClass: string;
  prefix: string;
  host: { kind: 'route'; route: Ref } | { kind: 'service'; service: Ref } | { kind: 'given'; host: string };
  ca: CaSource;
  caConfigMap: string;
  region: string;
  replicas?: number;
  rolloutStrategy?: 'RollingUpdate' | 'Recreate';
}

function hostOf(given: Given, value: (flag: string) => string): RgwSettings['host'] {
  const namespace = apiName('route-namespace', value('route-namespace'));
  if (given['endpoint-host'] === undefined) {
    const route = apiName('route', value('route'));
    return value('host') === 'service' ? { kind: 'service', service: ref(R.Service, apiName('service', value('service')), namespace) } : { kind: 'route', route: ref(R.Route, route, namespace) };
  }
  const host = hostName('endpoint-host', value('endpoint-host'));
  if (given['host'] !== undefined) throw new Failure('usage', `--endpoint-host: given ${JSON.stringify(host)} besides --host ${value('host')}, allowed: one of the two.`);
  if (given['ca-source'] === undefined) throw new Failure('usage', `--ca-source: not given, and nothing tells which CA signed the certificate of ${host}; allowed: ingress, service, NAMESPACE/CONFIGMAP or NAMESPACE/CONFIGMAP:KEY.`);
  return { kind: 'given', host };
}

/** The options as settings, checked for shape. Fails (usage) naming the option, what was given and what is allowed. */
export function rgwSettings(given: Given): RgwSettings {
  const value = parse(RGW_OPTIONS, given);
  const [claim, namespace] = [apiName('claim', value('claim')), apiName('claim-namespace', value('claim-namespace'))];
  const host = hostOf(given, value);
  const replicas = count('replicas', value('replicas'));
  const strategy = value('rollout-strategy');
  return {
    claim: ref(R.ObjectBucketClaim, claim, namespace),
    bucket: ref(R.ObjectBucket, `obc-${namespace}-${claim}`),
    storageClass: apiName('storage-class', value('storage-class')),
    prefix: apiName('bucket-prefix', value('bucket-prefix')),
    host,
    ca: caSource('ca-source', value('ca-source') || (host.kind === 'service' ? 'service' : 'ingress')),
    caConfigMap: apiName('ca-config-map', value('ca-config-map')),
    region: word('region', value('region')),
    ...(replicas === undefined ? {} : { replicas }),
    ...(strategy === 'RollingUpdate' || strategy === 'Recreate' ? { rolloutStrategy: strategy } : {}),
  };
}

/** The secret and the config map that a bucket provisioner leaves beside a claim, under its name. */
export function besideClaim({ claim }: RgwSettings): { secret: Ref; map: Ref } {
  return { secret: ref(R.Secret, claim.name, claim.namespace), map: ref(R.ConfigMap, claim.name, claim.namespace) };
}

/** The subject of findings about the claim. */
export const claimName = ({ claim }: RgwSettings): string => nameOf(claim);
