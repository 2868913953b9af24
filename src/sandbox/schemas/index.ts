import { R } from '../../api/resources.ts';
import type { Resource } from '../../api/types.ts';
import * as core from './core.ts';
import type { Schema } from './dsl.ts';
import * as platform from './platform.ts';
import { pod } from './pods.ts';
import * as registry from './registry.ts';

/** How a kind is written down: its shape, and whether `status` is apart and generations are counted. */
export interface Entry {
  resource: Resource;
  schema: Schema;
  status?: boolean;
  generation?: boolean;
  putMakes?: boolean;
  /** a custom resource, judged by its schema */
  custom?: boolean;
  short?: string;
  /** how its names may look; a subdomain when not given */
  names?: 'subdomain' | 'label' | 'label1035' | 'path';
}

const own = { status: true, generation: true, custom: true };
const works = { status: true, generation: true };

/** Everything that is served. */
export const ENTRIES: readonly Entry[] = [
  { resource: R.Namespace, schema: core.namespace, status: true, short: 'ns', names: 'label' },
  { resource: R.Node, schema: core.node, status: true, short: 'no' },
  { resource: R.PersistentVolume, schema: core.volume, status: true, short: 'pv' },
  { resource: R.Secret, schema: core.secret },
  { resource: R.ConfigMap, schema: core.configMap, short: 'cm' },
  { resource: R.Service, schema: core.service, status: true, short: 'svc', names: 'label1035' },
  { resource: R.ServiceAccount, schema: core.serviceAccount, short: 'sa' },
  { resource: R.PersistentVolumeClaim, schema: core.claim, status: true, short: 'pvc' },
  { resource: R.Pod, schema: pod, status: true, short: 'po' },
  { resource: R.Event, schema: core.event, putMakes: true, short: 'ev' },
  { resource: R.Deployment, schema: core.deployment, ...works, short: 'deploy' },
  { resource: R.DaemonSet, schema: core.daemonSet, ...works, short: 'ds' },
  { resource: R.ReplicaSet, schema: core.replicaSet, ...works, short: 'rs' },
  { resource: R.CronJob, schema: core.cronJob, ...works, short: 'cj' },
  { resource: R.Job, schema: core.job, ...works },
  { resource: R.PodDisruptionBudget, schema: core.budget, ...works, short: 'pdb' },
  { resource: R.StorageClass, schema: core.storageClass, short: 'sc' },
  { resource: R.Role, schema: core.role, putMakes: true, names: 'path' },
  { resource: R.RoleBinding, schema: core.binding, putMakes: true, names: 'path' },
  { resource: R.ClusterRole, schema: core.clusterRole, putMakes: true, names: 'path' },
  { resource: R.ClusterRoleBinding, schema: core.binding, putMakes: true, names: 'path' },
  { resource: R.CustomResourceDefinition, schema: core.definition, ...works, short: 'crd' },
  { resource: R.Lease, schema: core.lease, putMakes: true },
  { resource: R.Config, schema: registry.config, ...own },
  { resource: R.ImagePruner, schema: registry.imagePruner, ...own },
  { resource: R.Image, schema: platform.image, ...own },
  { resource: R.Infrastructure, schema: platform.infrastructure, ...own },
  { resource: R.ClusterVersion, schema: platform.clusterVersion, ...own },
  { resource: R.ClusterOperator, schema: platform.clusterOperator, ...own, short: 'co' },
  { resource: R.Proxy, schema: platform.proxy, ...own },
  { resource: R.Ingress, schema: platform.ingress, ...own },
  { resource: R.IngressController, schema: platform.ingressController, ...own },
  { resource: R.Route, schema: registry.route, ...own },
  { resource: R.ObjectBucketClaim, schema: platform.objectBucketClaim, ...own, short: 'obc' },
  { resource: R.ObjectBucket, schema: platform.objectBucket, ...own, short: 'ob' },
  { resource: R.ImageStream, schema: platform.imageStream, ...works, short: 'is' },
  { resource: R.StoredImage, schema: platform.storedImage, names: 'path' },
  { resource: R.Project, schema: platform.project, status: true },
];
