import { at, isRecord, list, num, text } from '../api/json.ts';
import type { KubeObject } from '../api/types.ts';
import { backendOf } from './backends.ts';
import type { Backend } from './backends.ts';

/** Which variable of the registry's container names the storage, and which field of the backend it repeats. */
const NAMED_BY: Partial<Record<Backend, [variable: string, field: string]>> = {
  s3: ['REGISTRY_STORAGE_S3_BUCKET', 'bucket'],
  gcs: ['REGISTRY_STORAGE_GCS_BUCKET', 'bucket'],
  swift: ['REGISTRY_STORAGE_SWIFT_CONTAINER', 'container'],
  azure: ['REGISTRY_STORAGE_AZURE_CONTAINER', 'container'],
};

const unquoted = (value: string): string => value.replace(/^(["'])(.*)\1$/su, '$2');

function variable(deployment: KubeObject, wanted: string): string | undefined {
  const env = list(deployment, 'spec', 'template', 'spec', 'containers', 0, 'env');
  const found = text(env.find((entry) => text(entry, 'name') === wanted), 'value');
  return found === undefined ? undefined : unquoted(found);
}

/** Whether the pods' template shows the storage of the Config: the operator writes values as YAML, so a bucket `123` is quoted. */
export function showsStorage(deployment: KubeObject, storage: unknown): boolean {
  const backend = backendOf(storage);
  if (backend === undefined) return false;
  const volume = list(deployment, 'spec', 'template', 'spec', 'volumes').find((v) => text(v, 'name') === 'registry-storage');
  if (backend === 'emptyDir') return isRecord(at(volume, 'emptyDir'));
  if (backend === 'pvc') return text(volume, 'persistentVolumeClaim', 'claimName') === text(storage, 'pvc', 'claim');
  const named = NAMED_BY[backend];
  return named === undefined || variable(deployment, named[0]) === text(storage, backend, named[1]);
}

/** Why the rollout is not complete, in a few words, or undefined when every wanted pod is new and available. */
export function rollingOut(deployment: KubeObject): string | undefined {
  const observed = num(deployment, 'status', 'observedGeneration');
  const wanted = num(deployment, 'spec', 'replicas') ?? 1;
  const count = (field: string): number => num(deployment, 'status', field) ?? 0;
  if (deployment.metadata.generation !== undefined && (observed ?? 0) < deployment.metadata.generation) return 'the rollout has not begun';
  if (count('updatedReplicas') < wanted) return `${count('updatedReplicas')} of ${wanted} pods are new`;
  if (count('availableReplicas') < wanted) return `${count('availableReplicas')} of ${wanted} pods are available`;
  return count('replicas') > wanted || count('availableReplicas') > wanted ? 'old pods are still ending' : undefined;
}
