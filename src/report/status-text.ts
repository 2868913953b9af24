import type { Paint } from './paint.ts';
import type { StatusReport } from './status-types.ts';
import { clean, fit, middle, wrap } from './text.ts';

const LABEL = 10;
const WIDTH = 80;
const HEIGHT = 24;

type Tone = keyof Paint | 'none';

/** A labelled part of the screen: the lines of each of its texts. Of parts that do not fit, those of the least weight shrink to one line first, then go. */
interface Row {
  label: string;
  texts: string[][];
  tone: Tone;
  weight: number;
  /** lines that stay until there is no other way; 0 for what must be whole or go, as a command must */
  least: 0 | 1;
}

export interface Screen {
  width: number;
  height: number;
}

const KIND = { healthy: 'good', removed: 'good', unhealthy: 'bad', unknown: 'bad' } as const;
const WORD = { healthy: 'HEALTHY', removed: 'REMOVED', unhealthy: 'NOT HEALTHY', unknown: 'UNKNOWN' } as const;

function healthLine({ verdict, healthy, summary }: StatusReport): string {
  if (verdict === 'removed') return summary.replace(/^Removed/, WORD.removed);
  return `${WORD[verdict]}${healthy ? `: ${summary}` : ''}`;
}

function registryLine({ registry }: StatusReport): string {
  const { managementState, replicas, rolloutStrategy, readOnly, redirects } = registry;
  return [managementState ?? 'not seen', ...(replicas === null ? [] : [`${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`]), rolloutStrategy ?? '',
    readOnly ? 'read-only' : '', managementState === null || redirects ? '' : 'no redirects'].filter(Boolean).join(', ');
}

function podLines({ pods }: StatusReport): string[] {
  if (pods === null) return ['not seen'];
  return [`${pods.ready} of ${pods.wanted} ready`, ...pods.problems.map(({ pod, why }) => `${pod}: ${why}`)];
}

function routeLine(route: NonNullable<StatusReport['routes']>[number], width: number): string {
  const days = route.daysLeft === null ? '' : route.daysLeft < 0 ? ', certificate ended' : `, ${route.daysLeft} days left`;
  const tail = ` ${route.admission}${route.certificate === 'route' ? ', own certificate' : ''}${days}`;
  return `${middle(clean(route.host || route.name), width - tail.length)}${tail}`;
}

function bucketLine({ name, endpoint, claim, phase }: NonNullable<StatusReport['bucket']>): string {
  return `${name}${endpoint === '' ? '' : ` at ${endpoint}`}${claim === null ? '' : `, claim ${claim} ${phase ?? ''}`}`;
}

function prunerLine({ pruner }: StatusReport): string {
  if (pruner === null) return 'not seen';
  const last = { succeeded: 'last run succeeded', failed: 'LAST RUN FAILED', none: 'has not run yet', unknown: 'last run not seen' }[pruner.lastOutcome];
  const blobs = pruner.prunesBlobs === null ? '' : pruner.prunesBlobs ? ', prunes blobs too' : ', does not prune blobs';
  return `${pruner.suspended ? 'SUSPENDED' : `at ${pruner.schedule}`}, ${last}${blobs}`;
}

/** A row of a command, broken at its blanks only so that it can be copied; nothing where the screen is too narrow for it. */
function command(label: string, text: string, width: number, weight: number): Row {
  const lines = wrap(text, width);
  const copied = text !== '' && lines.length <= 3 && lines.join(' ') === clean(text);
  return { label, texts: copied ? [lines] : [], tone: 'none', weight, least: 0 };
}

function rowsOf(report: StatusReport, width: number): Row[] {
  const { cluster, claim, bucket, routes } = report;
  const row = (label: string, texts: readonly string[], weight: number, max = 1, tone: Tone = 'none'): Row =>
    ({ label, texts: texts.map((text) => fit(text, width, max)), tone, weight, least: 1 });
  const warnings = report.findings.filter(({ level }) => level === 'warning').map(({ message }) => message);
  const mend = report.findings.find(({ level }) => level === 'error')?.remedy ?? '';
  const copies = report.caCopies.filter(({ source, state }) => source !== null || state !== 'current').map(({ copy, source, state }) => `${copy.replace(/^configmaps\//, '')} ${source === null ? state : `${state === 'current' ? 'equals' : `${state}, from`} ${source.replace(/^configmaps\//, '')}`}`);
  return [
    row('Cluster', [`OpenShift ${cluster.version || '(version unknown)'}${cluster.platform === '' ? '' : `, ${cluster.platform}`}, id ${cluster.id || 'unknown'}`], 90),
    row('API', [`${cluster.sandbox ? 'SANDBOX ' : ''}${cluster.server}, context ${cluster.context}`], 90, 1, cluster.sandbox ? 'warn' : 'none'),
    row('Registry', [registryLine(report)], 95),
    row('Health', [healthLine(report)], 100, 2, KIND[report.verdict]),
    row('', report.reasons, 85, 4, 'bad'),
    command('Mend', mend, width, 86),
    row('Storage', [report.storage.target || 'not seen'], 80),
    row('Owner', report.storage.owner === '' ? [] : [report.storage.owner], 78, 2),
    row('Pods', podLines(report), 75, 2, report.pods !== null && report.pods.ready < report.pods.wanted ? 'bad' : 'none'),
    row('Claim', claim === null ? [] : [`${claim.name} ${claim.phase}, ${claim.size}, class ${claim.storageClass}, ${claim.accessModes.join(' ')}${claim.volumeMode === 'Block' ? ', raw block' : ''}`], 70, 1, claim === null || claim.phase === 'Bound' ? 'none' : 'bad'),
    row('Bucket', bucket === null ? [] : [bucketLine(bucket)], 70, 2, bucket === null || bucket.phase === null || bucket.phase === 'Bound' ? 'none' : 'bad'),
    row('Routes', routes === null ? ['not seen'] : routes.length === 0 ? ['none: reached from inside the cluster only'] : routes.map((route) => routeLine(route, width)), 68),
    row('CA copies', copies, 55, 2, report.caCopies.some(({ state }) => ['stale', 'missing', 'keyless'].includes(state)) ? 'warn' : 'none'),
    row('Pruner', [prunerLine(report)], 50, 1, report.pruner?.lastOutcome === 'failed' ? 'warn' : 'none'),
    row('Warnings', warnings, 65, 2, 'warn'),
    row('Not seen', report.unseen.length === 0 ? [] : [`could not see: ${report.unseen.map(({ what, why }) => `${what}${why === 'denied' ? '' : ` (${why})`}`).join(', ')}`], 66, 2, 'warn'),
  ].filter(({ texts }) => texts.length > 0);
}

/** One line less, or a few: the last text loses its middle, then goes; what must be whole goes at once. */
function shorter({ texts, least }: Row, width: number): string[][] {
  const last = texts.at(-1) ?? [];
  const rest = texts.slice(0, -1);
  return last.length > 1 && least > 0 ? [...rest, fit(last.join(' '), width, last.length - 1)] : rest;
}

/** Takes lines away, the least important first, until no more than so many are left. */
function shrunk(rows: Row[], width: number, height: number): Row[] {
  const left = rows.map((row) => ({ ...row }));
  const count = (some: Row[]): number => some.reduce((sum, { texts }) => sum + texts.flat().length, 0);
  for (const least of [1, 0]) {
    for (const row of [...left].sort((a, b) => a.weight - b.weight)) {
      while (count(left) > height && row.texts.flat().length > Math.min(least, row.least)) row.texts = shorter(row, width);
    }
  }
  return left;
}

/** The report on one screen: never wider than 80 columns nor longer than 24 lines, less where the terminal is smaller. */
export function renderStatus(report: StatusReport, paint: Paint, screen: Screen): string {
  const width = Math.max(Math.min(screen.width, WIDTH) - LABEL, 10);
  const rows = shrunk(rowsOf(report, width), width, Math.min(screen.height, HEIGHT));
  return rows.flatMap(({ label, texts, tone }) => texts.flat().map((line, index) =>
    `${paint.dim((index === 0 ? label : '').padEnd(LABEL))}${tone === 'none' ? line : paint[tone](line)}`.trimEnd())).join('\n');
}
