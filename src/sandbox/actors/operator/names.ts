import { NS } from '../../../api/resources.ts';

/** The namespace that the registry lives in. */
export const HOME = NS.registry;
export const REGISTRY = 'image-registry';
export const FINALIZER = 'imageregistry.operator.openshift.io/finalizer';
/** marks routes and claims as the operator's own */
export const OWNED = 'imageregistry.openshift.io';
export const CHECKSUM = 'imageregistry.operator.openshift.io/checksum';
export const DEPENDENCIES = 'imageregistry.operator.openshift.io/dependencies-checksum';
export const SPEC_HASH = 'operator.openshift.io/spec-hash';
export const LABELS = { 'docker-registry': 'default' };
export const SERVICE_HOST = 'image-registry.openshift-image-registry.svc:5000';
/** config map keys cannot hold a colon: two dots stand for it */
export const OWN_CA_KEYS = ['image-registry.openshift-image-registry.svc..5000', 'image-registry.openshift-image-registry.svc.cluster.local..5000'];
export const PRIVATE = 'image-registry-private-configuration';
export const USER = 'image-registry-private-configuration-user';
export const MINTED = 'installer-cloud-credentials';
export const DEFAULT_CLAIM = 'image-registry-storage';
export const DEFAULT_ROUTE = 'default-route';
export const PRUNER = 'image-pruner';
export const NODE_CA = 'node-ca';
