import { nameOf, NS, R, ref } from '../api/resources.ts';
import type { Ref } from '../api/types.ts';
import { apiName, parse, word } from '../forms/parse.ts';
import { POD_OPTIONS, podSettings, type PodSettings } from '../forms/steps.ts';
import type { Given, Option } from '../forms/types.ts';
import type { Code } from '../registry/codes.ts';
import { caSource } from './ca-source.ts';
import type { CaSource } from './ca-source.ts';
import { storeHost } from './odf-bucket-host.ts';
import type { StoreHost } from './odf-bucket-host.ts';

/** What tells one object store of ODF from another: names as the manual and ODF 4.14 have them. */
export interface Gateway {
  name: string;
  title: string;
  manual: string;
  /** how people call its buckets */
  buckets: string;
  /** what the provisioner's name ends in; before it stands the namespace of the operator */
  provisioner: string;
  claim: string;
  storageClass: string;
  route: string;
  service: string;
  /** the finding where no class makes such buckets, by the platform's type */
  classless(platform: string): Code;
}

/** The options of a form whose bucket comes from a claim. */
export function bucketOptions({ buckets, claim, storageClass, route, service }: Gateway): readonly Option[] {
  return [
    { flag: 'claim', value: 'NAME', about: 'Name of the object bucket claim', fallback: claim },
    { flag: 'claim-namespace', value: 'NAMESPACE', about: 'Namespace of the claim', fallback: NS.storage },
    { flag: 'storage-class', value: 'NAME', about: `Storage class whose provisioner makes ${buckets} buckets`, fallback: storageClass },
    { flag: 'bucket-prefix', value: 'PREFIX', about: 'First part of the name of a new bucket (generateBucketName)', fallback: claim },
    { flag: 'host', value: 'KIND', about: 'How the registry reaches the object store: by its route, or by its service with redirects off', fallback: 'route', choices: ['route', 'service'] },
    { flag: 'endpoint-host', value: 'HOST', about: 'Host (and port) of the object store instead, for instance of an external cluster; needs --ca-source, but for http://HOST' },
    { flag: 'route', value: 'NAME', about: 'Route of the object store', fallback: route },
    { flag: 'route-namespace', value: 'NAMESPACE', about: 'Namespace of the route and the service of the object store', fallback: NS.storage },
    { flag: 'service', value: 'NAME', about: 'Service of the object store', fallback: service },
    { flag: 'ca-source', value: 'SOURCE', about: 'CA that signed the host: ingress, service, or NAMESPACE/CONFIGMAP[:KEY]; the one that belongs to the host by default' },
    { flag: 'ca-config-map', value: 'NAME', about: 'Config map in openshift-config that the CA is copied to', fallback: 'image-registry-s3-bundle' },
    { flag: 'region', value: 'REGION', about: 'Region; the object store ignores it, the registry insists on one', fallback: 'us-east-1' },
    ...POD_OPTIONS,
  ];
}

export interface BucketSettings extends PodSettings {
  claim: Ref;
  bucket: Ref;
  storageClass: string;
  prefix: string;
  host: StoreHost;
  /** none where the host has no certificate */
  ca?: CaSource;
  caConfigMap: string;
  region: string;
}

/** The options as settings, checked for shape. Fails (usage) naming the option, what was given and what is allowed. */
export function bucketSettings(options: readonly Option[], given: Given): BucketSettings {
  const value = parse(options, given);
  const [claim, namespace] = [apiName('claim', value('claim')), apiName('claim-namespace', value('claim-namespace'))];
  const host = storeHost(given, value);
  const plain = host.kind === 'given' && host.scheme === 'http';
  return {
    claim: ref(R.ObjectBucketClaim, claim, namespace),
    bucket: ref(R.ObjectBucket, `obc-${namespace}-${claim}`),
    storageClass: apiName('storage-class', value('storage-class')),
    prefix: apiName('bucket-prefix', value('bucket-prefix')),
    host,
    ...(plain ? {} : { ca: caSource('ca-source', value('ca-source') || (host.kind === 'service' ? 'service' : 'ingress')) }),
    caConfigMap: apiName('ca-config-map', value('ca-config-map')),
    region: word('region', value('region')),
    ...podSettings(value),
  };
}

/** The secret and the config map that a bucket provisioner leaves beside a claim, under its name. */
export function besideClaim({ claim }: BucketSettings): { secret: Ref; map: Ref } {
  return { secret: ref(R.Secret, claim.name, claim.namespace), map: ref(R.ConfigMap, claim.name, claim.namespace) };
}

/** The subject of findings about the claim. */
export const claimName = ({ claim }: BucketSettings): string => nameOf(claim);
