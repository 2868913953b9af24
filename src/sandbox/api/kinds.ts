import { R } from '../../api/resources.ts';
import type { Resource } from '../../api/types.ts';
import type { Kind } from './kind.ts';

const CUSTOM = ['imageregistry.operator.openshift.io', 'config.openshift.io', 'operator.openshift.io', 'route.openshift.io', 'objectbucket.io'];
const STATUS: readonly Resource[] = [
  R.Namespace, R.Node, R.PersistentVolume, R.Service, R.PersistentVolumeClaim, R.Pod, R.Deployment, R.DaemonSet, R.ReplicaSet, R.CronJob, R.Job, R.PodDisruptionBudget, R.CustomResourceDefinition,
  R.Config, R.ImagePruner, R.Image, R.Infrastructure, R.ClusterVersion, R.ClusterOperator, R.Proxy, R.Ingress, R.IngressController, R.Route, R.ObjectBucketClaim, R.ObjectBucket, R.ImageStream,
];
const GENERATION: readonly Resource[] = [R.Deployment, R.DaemonSet, R.ReplicaSet, R.CronJob, R.Job, R.PodDisruptionBudget, R.CustomResourceDefinition];

/** Everything that is served. */
export const KINDS: readonly Kind[] = Object.values(R).map((resource: Resource) => {
  const custom = CUSTOM.includes(resource.group);
  return { resource, singular: resource.kind.toLowerCase(), shortNames: [], custom, status: STATUS.includes(resource), generation: custom || GENERATION.includes(resource) };
});

/** The kind of a resource, or undefined when it is not served. */
export function kindOf(resource: Pick<Resource, 'group' | 'plural'>): Kind | undefined {
  return KINDS.find((kind) => kind.resource.group === resource.group && kind.resource.plural === resource.plural);
}

/** The kind that an object says it is of, or undefined when it is not served. */
export function kindFor(object: { apiVersion: string; kind: string }): Kind | undefined {
  const slash = object.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : object.apiVersion.slice(0, slash);
  const version = object.apiVersion.slice(slash + 1);
  return KINDS.find(({ resource }) => resource.group === group && resource.version === version && resource.kind === object.kind);
}
