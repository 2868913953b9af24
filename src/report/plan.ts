import { isRecord, record, text } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import { keeps } from '../plan/changes.ts';
import type { FieldChange, Plan, Step } from '../plan/types.ts';
import type { Paint } from './paint.ts';
import { clean, middle, wrap } from './text.ts';

const INDENT = '     ';

/** A value in words: a Reference as what it waits for, a secret as a mask, everything else as JSON. */
function shown(value: unknown, secret: boolean): string {
  const reference = record(value, '$ref');
  const later = isRecord(value) && '$ref' in value ? text(reference, 'show') ?? 'known later' : undefined;
  if (later !== undefined) return secret || reference['secret'] === true ? `(secret, ${later})` : `(${later})`;
  if (typeof value === 'string' && /^\(?known after /.test(value)) return value.startsWith('(') ? value : `(${value})`;
  if (secret) return typeof value === 'string' && /^\(.*\)$/.test(value) ? value : '(secret)';
  return clean(JSON.stringify(value, (_key, inner: unknown) => (isRecord(inner) && '$ref' in inner ? `(${text(inner, '$ref', 'show') ?? 'known later'})` : inner)));
}

function changeLine(change: FieldChange, paint: Paint, width: number): string {
  const secret = change.secret === true;
  const before = 'before' in change ? shown(change.before, secret) : undefined;
  const after = 'after' in change ? shown(change.after, secret) : undefined;
  const mark = before === undefined ? '+' : after === undefined ? '-' : '~';
  const values = [before, after].filter((side) => side !== undefined).join(' -> ');
  const line = `${INDENT}${mark} ${middle(`${clean(change.path)}: ${values}`, width - INDENT.length - 2)}`;
  return mark === '+' ? paint.good(line) : mark === '-' ? paint.bad(line) : paint.warn(line);
}

/** What a step does, in one line, and the fields that it changes below. */
function stepLines(step: Step, number: number, paint: Paint, width: number): string[] {
  const lead = `${String(number).padStart(3)}. `;
  const title = (verb: string, what: string): string => `${lead}${verb} ${paint.bold(middle(clean(what), Math.max(width - lead.length - verb.length - 1, 8)))}`;
  if (step.kind === 'wait') return [title('wait ', `${step.title}${step.samples > 1 ? `, ${step.samples} times ${step.apartSeconds} s apart` : ''}`)];
  if (step.kind === 'prove') return [title('prove', step.title)];
  const what = step.kind === 'bucket' ? step.place : nameOf(step.ref);
  if (step.action === 'keep') return [title('keep ', step.kind === 'bucket' ? `${step.setting} of ${what}` : what)];
  const about = step.title === '' ? [] : [paint.dim(`${INDENT}${middle(clean(step.title), width - INDENT.length)}`)];
  return [title(step.kind === 'ensure' ? step.action : step.kind === 'patch' ? 'patch' : 'set  ', what), ...about, ...step.changes.map((change) => changeLine(change, paint, width))];
}

/** Whether a plan writes nothing: every object is kept as it is. */
export function changesNothing(plan: Plan): boolean {
  return plan.steps.every((step) => keeps(step) || step.kind === 'wait' || step.kind === 'prove');
}

/**
 * The plan in words: on which cluster, then every step with its fields before and after, then what would be lost.
 * @param width columns of a line; longer values are cut in the middle
 */
export function renderPlan(plan: Plan, paint: Paint, width: number): string {
  const { context, server, sandbox } = plan.target;
  const head = [
    `Cluster ${paint.bold(clean(context))} at ${paint.bold(clean(server))}${sandbox ? paint.warn(' (SANDBOX)') : ''}`,
    `id ${clean(plan.clusterId) || 'unknown'}, OpenShift ${clean(plan.clusterVersion) || '(version unknown)'}`,
  ];
  const losses = plan.losses.flatMap(({ what, why, images, examples = [] }) => [
    ...wrap(`LOST: ${what}${images === undefined ? ', how many images is not known' : `, ${images} ${images === 1 ? 'image' : 'images'}`}`, width).map(paint.bad),
    ...[why, ...(examples.length === 0 ? [] : [`images of ${examples.map(clean).join(', ')}${examples.length < 5 ? '' : ', …'}`])].flatMap((line) => wrap(line, Math.max(width - 6, 20))).map((line) => `      ${line}`),
  ]);
  const body = changesNothing(plan) ? ['No changes.'] : plan.steps.flatMap((step, index) => stepLines(step, index + 1, paint, width));
  return [...head, '', ...body, ...(losses.length === 0 ? [] : ['', ...losses])].join('\n');
}
