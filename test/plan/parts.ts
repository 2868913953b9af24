import { ref, R, NS, nameOf } from '../../src/api/resources.ts';
import type { EnsureStep, Loss, PatchStep, Plan, ProveStep, Reference, Step, WaitStep } from '../../src/plan/types.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { TARGET } from '../registry/world.ts';

export const MAP = ref(R.ConfigMap, 'bundle', NS.config);
export const CLAIM = ref(R.ObjectBucketClaim, 'rgw', NS.storage);

export const reference = (path: string[], more: Partial<Reference['$ref']> = {}): Reference => ({ $ref: { step: 'wait', path, show: '(later)', secret: false, ...more } });
export const ensure = (id: string, more: Partial<EnsureStep> = {}): EnsureStep => ({ kind: 'ensure', id, title: `Object ${id}`, ref: MAP, action: 'update', body: {}, changes: [], live: false, ...more });
export const patch = (id: string, more: Partial<PatchStep> = {}): PatchStep => ({ kind: 'patch', id, title: `Patch ${id}`, ref: OBJECT.config, action: 'update', body: { spec: { replicas: 2 } }, changes: [], ...more });
export const wait = (id: string, more: Partial<WaitStep> = {}): WaitStep => ({ kind: 'wait', id, title: `Wait ${id}`, judge: 'obc-bound', reads: [CLAIM], params: {}, samples: 1, apartSeconds: 0, ...more });
export const prove = (id: string, proof = 'push-pull'): ProveStep => ({ kind: 'prove', id, title: `Prove ${id}`, proof, params: {} });

export function planOf(steps: Step[], losses: Loss[] = [], more: Partial<Plan> = {}): Plan {
  return { schema: 'registryctl.dev/plan/v1', command: 'setup odf-rgw', target: TARGET, clusterId: 'c1', clusterVersion: '4.14.60', steps, losses, digest: digestOf(steps, losses), ...more };
}

export const ids = (steps: readonly Step[]): string[] => steps.map((step) => step.id);
export { nameOf };
