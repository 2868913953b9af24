import { applied } from './commands.ts';
import type { CodeText } from './types.ts';

/** Findings about the CAs that the registry and the nodes are told to trust, and those to copy. */
export const trust = {
  'RC-CA-MISSING': {
    level: 'error', title: 'A CA config map does not exist',
    cause: 'It must be in openshift-config under the name that is configured.',
    remedy: applied('configmap {map} -n openshift-config --from-file={key}=ca.pem'),
  },
  'RC-CA-KEY': {
    level: 'error', title: 'A CA config map lacks its key',
    cause: 'The operator reads the key ca-bundle.crt only.',
    remedy: applied('configmap {map} -n openshift-config --from-file=ca-bundle.crt=ca.pem'),
  },
  'RC-CA-COPY-STALE': {
    level: 'warning', title: 'A copied CA no longer equals its source',
    cause: 'The source was renewed after it was copied, and the copy trusts the old certificate only; setup renews it.',
    remedy: 'registryctl setup {platform}',
  },
  'RC-CA-EXPIRED': {
    level: 'error', title: 'A trusted CA has expired',
    cause: 'A chain that ends in it is refused.',
    remedy: applied('configmap {map} -n openshift-config --from-file=ca-bundle.crt=ca.pem'),
  },
  'RC-CA-SOURCE-ABSENT': {
    level: 'error', title: 'The CA to copy is not there',
    cause: 'The config map does not exist, or lacks the key.',
    remedy: 'registryctl setup {platform} --ca-source NAMESPACE/CONFIGMAP:KEY',
  },
  'RC-CA-NOT-PEM': {
    level: 'error', title: 'The CA to copy is no PEM bundle',
    cause: 'Every certificate in it must parse.',
    remedy: 'oc -n {namespace} get configmap {name} -o yaml',
  },
  'RC-CA-SOURCE-EXPIRED': {
    level: 'error', title: 'A certificate to copy is not valid now',
    cause: 'The chain that ends in it is refused.',
    remedy: 'oc -n {namespace} get configmap {name} -o yaml',
  },
  'RC-CA-LEAF-ONLY': {
    level: 'warning', title: 'The bundle holds no CA',
    cause: 'It pins the served certificate and stops to match when that is renewed.',
    remedy: 'registryctl setup {platform} --ca-source NAMESPACE/CONFIGMAP:KEY',
  },
  'RC-HOST-CA-MIXED': {
    level: 'error', title: 'The host and the CA do not belong together',
    cause: 'Routes are signed by the ingress CA, services by the service CA.',
    remedy: 'registryctl setup {platform} --host {host} --ca-source {ca}',
  },
  'RC-ADDITIONAL-CA-KEY': {
    level: 'warning', title: 'A CA is filed under a name that is no host',
    cause: 'Keys are HOST or HOST..PORT, with two dots for the colon.',
    remedy: 'oc -n openshift-config edit configmap {map}',
  },
} as const satisfies Record<string, CodeText>;
