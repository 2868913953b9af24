import { isRecord, list, record, text } from '../../api/json.ts';
import { bool, int, obj, strings, strs } from '../schemas/dsl.ts';
import { judge, typeOf } from '../schemas/judge.ts';
import { Fault, invalid, optionsOf } from './fault.ts';
import type { Cause } from './fault.ts';
import { readBody, TextFault } from './json-text.ts';
import type { Removal } from './remove.ts';
import type { Ask } from './request.ts';

const OPTIONS = obj({
  ...strs('kind apiVersion propagationPolicy'),
  gracePeriodSeconds: int(),
  preconditions: obj(strs('uid resourceVersion')),
  orphanDependents: bool(),
  dryRun: strings(),
});
const POLICIES = ['Foreground', 'Background', 'Orphan'] as const;

/** `DeleteOptions`: those of the body, or, where there is none, of the query. Throws what the API server answers. */
export function removalOf(ask: Ask): Removal {
  const body = ask.body.length === 0 ? ofQuery(ask.query) : ofBody(ask.body.toString());
  const causes: Cause[] = [];
  const policy = text(body, 'propagationPolicy');
  const found = POLICIES.find((one) => one === policy);
  if (policy !== undefined && body['orphanDependents'] !== undefined)
    causes.push({ field: 'propagationPolicy', reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(policy)}: orphanDependents and deletionPropagation cannot be both set` });
  else if (policy !== undefined && !found)
    causes.push({ field: 'propagationPolicy', reason: 'FieldValueNotSupported', message: `Unsupported value: ${JSON.stringify(policy)}: supported values: "Foreground", "Background", "Orphan", "nil"` });
  const dry = list(body, 'dryRun');
  if (dry.some((one) => one !== 'All'))
    causes.push({ field: 'dryRun', reason: 'FieldValueNotSupported', message: `Unsupported value: []string{${dry.map((one) => JSON.stringify(one)).join(', ')}}: supported values: "All"` });
  if (causes.length > 0) throw invalid(optionsOf('DeleteOptions'), '', causes);
  const conditions = record(body, 'preconditions');
  const orphaned = body['orphanDependents'] === true ? 'Orphan' : found;
  return { dryRun: dry.length > 0, ...(orphaned ? { propagation: orphaned } : {}), uid: text(conditions, 'uid'), resourceVersion: text(conditions, 'resourceVersion') };
}

function ofQuery(query: URLSearchParams): Record<string, unknown> {
  const policy = query.get('propagationPolicy') ?? '';
  return { dryRun: query.getAll('dryRun').filter((one) => one !== ''), ...(policy === '' ? {} : { propagationPolicy: policy }) };
}

/** A body that cannot be read is, to the API server, a fault of its own (500). */
function ofBody(said: string): Record<string, unknown> {
  let body: unknown;
  try {
    body = readBody(said).value;
  } catch (error) {
    if (error instanceof TextFault) throw new Fault(500, '', `couldn't get version/kind; json parse error: ${error.message}`, {});
    throw error;
  }
  if (body === null) return {};
  if (!isRecord(body)) throw new Fault(500, '', `couldn't get version/kind; json parse error: json: cannot unmarshal ${typeOf(body)} into Go value of type struct`, {});
  const wrong = judge(body, OPTIONS).find((one) => one.reason === 'FieldValueTypeInvalid');
  if (wrong) throw new Fault(500, '', `json: cannot unmarshal ${wrong.message} into Go struct field DeleteOptions.${wrong.field}`, {});
  return body;
}
