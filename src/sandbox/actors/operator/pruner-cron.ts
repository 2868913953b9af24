import { isRecord, list, num, record, text } from '../../../api/json.ts';
import { blank, R, ref } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import { goDuration, nanoseconds } from './duration.ts';
import { HOME, PRUNER } from './names.ts';

type Fields = Record<string, unknown>;

const LEVELS: Record<string, number> = { Debug: 4, Trace: 6, TraceAll: 8 };
/** the output is kept for the message of a failed job, the exit code is the pruner's */
const SCRIPT = 'said=$("$@" 2>&1)\ncode=$?\nprintf "%s\\n" "$said"\nexit $code\n';

function youngerThan(spec: Fields): string {
  const ns = nanoseconds(text(spec, 'keepYoungerThanDuration') ?? '') ?? num(spec, 'keepYoungerThan');
  return ns === undefined ? '60m' : goDuration(ns);
}

/** The pruning command; the registry's own blobs are pruned only where the cluster knows a registry. */
export function pruneArgs(spec: Fields, host: string): string[] {
  return [
    'oc', 'adm', 'prune', 'images', '--confirm=true',
    '--certificate-authority=/var/run/configmaps/serviceca/service-ca.crt',
    `--keep-tag-revisions=${num(spec, 'keepTagRevisions') ?? 3}`,
    `--keep-younger-than=${youngerThan(spec)}`,
    `--ignore-invalid-refs=${String(spec['ignoreInvalidImageReferences'] === true)}`,
    `--loglevel=${LEVELS[text(spec, 'logLevel') ?? ''] ?? 1}`,
    ...(host === '' ? ['--prune-registry=false'] : ['--prune-registry=true', `--registry-url=https://${host}`]),
  ];
}

/** The job that prunes, from the pruner's settings and the registry's host in the cluster (empty when it has none). */
export function cronJob(spec: Fields, host: string, image: string): KubeObject {
  const container = {
    name: PRUNER,
    image,
    command: ['/bin/sh'],
    args: ['-c', SCRIPT, 'arg0', ...pruneArgs(spec, host)],
    resources: isRecord(spec['resources']) ? spec['resources'] : { requests: { cpu: '100m', memory: '256Mi' } },
    volumeMounts: [{ name: 'serviceca', readOnly: true, mountPath: '/var/run/configmaps/serviceca' }],
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'FallbackToLogsOnError',
    imagePullPolicy: 'IfNotPresent',
  };
  const pod = {
    volumes: [{ name: 'serviceca', configMap: { name: 'serviceca', defaultMode: 420 } }],
    containers: [container],
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'pruner',
    serviceAccount: 'pruner',
    securityContext: {},
    affinity: record(spec, 'affinity'),
    schedulerName: 'default-scheduler',
    priorityClassName: 'system-cluster-critical',
    ...(Object.keys(record(spec, 'nodeSelector')).length > 0 ? { nodeSelector: spec['nodeSelector'] } : {}),
    ...(list(spec, 'tolerations').length > 0 ? { tolerations: spec['tolerations'] } : {}),
  };
  return {
    ...blank(ref(R.CronJob, PRUNER, HOME)),
    spec: {
      schedule: (text(spec, 'schedule') ?? '') || '0 0 * * *',
      startingDeadlineSeconds: 3600,
      concurrencyPolicy: 'Forbid',
      suspend: spec['suspend'] === true,
      jobTemplate: { metadata: { labels: { 'created-by': PRUNER } }, spec: { backoffLimit: 0, template: { metadata: {}, spec: pod } } },
      successfulJobsHistoryLimit: num(spec, 'successfulJobsHistoryLimit') ?? 3,
      failedJobsHistoryLimit: num(spec, 'failedJobsHistoryLimit') ?? 3,
    },
  };
}
