import { at, condition, list, num, text } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import { ALL_CHECKS } from '../checks/all.ts';
import { caCopies } from '../checks/ca.ts';
import { runChecks } from '../checks/engine.ts';
import { podProblem, podReady } from '../checks/pods.ts';
import { admission, servedCertificate } from '../checks/route.ts';
import type { Finding } from '../checks/types.ts';
import { proven } from '../checks/version.ts';
import { configCondition, worldOf, type World } from '../checks/world.ts';
import { clusterIdOf, clusterVersionOf, one, stateOf } from '../snapshot/access.ts';
import { COLLECTIONS, REGISTRY } from '../snapshot/reads.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { bucketOf, claimOf, storageOf } from './status-storage.ts';
import type { StatusReport } from './status-types.ts';

/** Platforms on which the operator starts Removed, because they have no storage that it could use. */
const WITHOUT_STORAGE = ['BareMetal', 'VSphere', 'None', 'Nutanix', 'KubeVirt', 'EquinixMetal', 'External'];

function clusterOf(snapshot: Snapshot): StatusReport['cluster'] {
  const { context, server, sandbox } = snapshot.target;
  const version = clusterVersionOf(snapshot);
  const platform = text(one(snapshot, REGISTRY.infrastructure), 'status', 'platformStatus', 'type') ?? '';
  return { context, server, id: clusterIdOf(snapshot), version, proven: proven(version), platform, sandbox };
}

function verdictOf(world: World, findings: readonly Finding[], platform: string): Pick<StatusReport, 'verdict' | 'healthy' | 'summary' | 'reasons'> {
  const reasons = findings.filter(({ level }) => level === 'error').map(({ code, message }) => `${code}: ${message}`);
  const state = stateOf(world.snapshot, REGISTRY.config);
  if (state !== 'found' && state !== 'absent') return { verdict: 'unknown', healthy: false, summary: 'Unknown', reasons: [`The registry's configuration could not be seen: ${state}.`, ...reasons] };
  if (reasons.length > 0) return { verdict: 'unhealthy', healthy: false, summary: 'Not healthy', reasons };
  if (world.state === 'Removed') {
    const summary = WITHOUT_STORAGE.includes(platform) && world.backends.length === 0 ? `Removed by design: on ${platform} a registry starts so, until it is given storage` : 'Removed, as the configuration asks';
    return { verdict: 'removed', healthy: true, summary, reasons };
  }
  return { verdict: 'healthy', healthy: true, summary: configCondition(world, 'Available')?.message ?? 'The registry is available', reasons };
}

function podsOf(world: World): StatusReport['pods'] {
  const seen = stateOf(world.snapshot, COLLECTIONS.pods) === 'found';
  if (world.deployment === undefined && !seen) return null;
  const ready = seen ? world.pods.filter(podReady).length : num(world.deployment, 'status', 'availableReplicas') ?? 0;
  const problems = world.pods.flatMap((pod) => {
    const why = podProblem(pod);
    return why === undefined ? [] : [{ pod: pod.metadata.name ?? '', why }];
  });
  return { ready, wanted: world.state === 'Removed' ? 0 : num(world.config, 'spec', 'replicas') ?? num(world.deployment, 'spec', 'replicas') ?? 0, problems };
}

function routesOf(world: World, now: string): StatusReport['routes'] {
  if (stateOf(world.snapshot, COLLECTIONS.routes) !== 'found') return null;
  return world.routes.map((route) => {
    const { state, why } = admission(route);
    const { from, days } = servedCertificate(world, route, now);
    return { name: route.metadata.name ?? '', host: text(route, 'spec', 'host') ?? '', admission: state, why: why ?? '', certificate: from, daysLeft: days ?? null };
  });
}

function prunerOf(world: World): StatusReport['pruner'] {
  if (world.pruner === undefined) return null;
  const job = one(world.snapshot, REGISTRY.cronJob);
  const args = list(at(job, 'spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers', 0), 'args');
  const failed = condition(world.pruner, 'Failed')?.status === 'True';
  const ran = text(job, 'status', 'lastSuccessfulTime') !== undefined;
  return {
    schedule: text(job, 'spec', 'schedule') ?? (text(world.pruner, 'spec', 'schedule') || '0 0 * * *'),
    suspended: at(world.pruner, 'spec', 'suspend') === true,
    lastOutcome: failed ? 'failed' : job === undefined ? 'unknown' : ran ? 'succeeded' : 'none',
    prunesBlobs: job === undefined ? null : args.includes('--prune-registry=true'),
  };
}

function unseenOf(snapshot: Snapshot): StatusReport['unseen'] {
  return Object.entries(snapshot.answers).flatMap(([what, answer]) =>
    answer.state === 'denied' ? [{ what, why: 'denied' }] : answer.state === 'failed' ? [{ what, why: answer.reason }] : []);
}

/**
 * The state of the registry, judged from a Snapshot of `statusReads` and `statusFollow`.
 * @param now the time to count certificate days from, ISO
 */
export function statusOf(snapshot: Snapshot, now: string): StatusReport {
  const world = worldOf(snapshot);
  const cluster = clusterOf(snapshot);
  const findings = runChecks(ALL_CHECKS, snapshot, { now });
  return {
    schema: 'registryctl.dev/status/v1', takenAt: snapshot.takenAt, cluster, ...verdictOf(world, findings, cluster.platform),
    registry: {
      managementState: world.state ?? null,
      replicas: num(world.config, 'spec', 'replicas') ?? null,
      rolloutStrategy: text(world.config, 'spec', 'rolloutStrategy') ?? null,
      readOnly: at(world.config, 'spec', 'readOnly') === true,
      redirects: at(world.config, 'spec', 'disableRedirect') !== true,
    },
    storage: storageOf(world), pods: podsOf(world), claim: claimOf(world), bucket: bucketOf(world), routes: routesOf(world, now),
    caCopies: caCopies(world).map(({ map, key, source, state }) => ({ copy: `${nameOf(map)} ${key}`, source: source === undefined ? null : nameOf(source), state })),
    pruner: prunerOf(world), unseen: unseenOf(snapshot), findings,
  };
}
