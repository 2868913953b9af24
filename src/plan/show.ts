import { nameOf } from '../api/resources.ts';
import type { Json, JsonObject } from '../api/types.ts';
import { readKey } from '../snapshot/access.ts';
import { pending } from './changes.ts';
import { shown } from './resolve.ts';
import { maskedBody } from './secrets.ts';
import type { Plan, Step } from './types.ts';

function stepOf(step: Step): JsonObject {
  const { id, kind, title } = step;
  if (step.kind === 'ensure' || step.kind === 'patch') {
    return {
      id, kind, title, object: nameOf(step.ref), action: step.action,
      ...(step.kind === 'ensure' ? { live: step.live } : step.temporary === true ? { temporary: true } : {}),
      ...(step.resourceVersion === undefined ? {} : { resourceVersion: step.resourceVersion }),
      changes: step.changes.map((change) => ({ ...change })),
      body: maskedBody(step.ref, step.body) as JsonObject,
    };
  }
  if (step.kind === 'bucket') return { id, kind, title, bucket: step.place, setting: step.setting, action: step.action, changes: step.changes.map((change) => ({ ...change })), command: step.command };
  const params = shown(step.params) as JsonObject;
  if (step.kind === 'prove') return { id, kind, title, proof: step.proof, params };
  return { id, kind, title, judge: step.judge, params, reads: step.reads.map(readKey), samples: step.samples, apartSeconds: step.apartSeconds };
}

/** The plan as plain data for JSON and YAML (`registryctl.dev/plan/v1`): no secret, references as they are shown. */
export function showPlan(plan: Plan): JsonObject {
  const { schema, command, clusterId, clusterVersion, digest } = plan;
  return {
    schema, command,
    target: { ...plan.target },
    clusterId, clusterVersion, digest,
    pending: pending(plan),
    losses: plan.losses.map((loss): Json => ({ ...loss })),
    steps: plan.steps.map(stepOf),
  };
}
