import { createHash } from 'node:crypto';
import { at, isRecord, list, record, text } from '../../api/json.ts';
import type { Json } from '../../api/types.ts';
import type { BucketSetting } from '../../snapshot/types.ts';
import { json } from '../answers.ts';
import type { Reply } from '../http.ts';
import { isPage, quoted, toldInJson } from './told.ts';
import type { Look, Setting } from './types.ts';
import type { Veil } from './veil.ts';

const RULE = { action: { type: 'AbortIncompleteMultipartUpload' }, condition: { age: 1 } };

/** Whether the rule aborts every upload of the bucket within a day. */
function covers(rule: unknown): boolean {
  const condition = record(rule, 'condition');
  const age = condition['age'];
  return text(rule, 'action', 'type') === RULE.action.type && typeof age === 'number' && age <= 1 && Object.keys(condition).length === 1;
}

/** What a bucket's metadata lacks of a setting: the patch, which keeps all of the administrator's rules, and what it changes. */
export function gcsMerged(setting: BucketSetting, bucket: unknown): Pick<Setting, 'changes' | 'kept'> & { patch: Record<string, unknown> } {
  if (setting === 'abort-uploads') {
    const rules = list(bucket, 'lifecycle', 'rule');
    const kept = rules.map((rule) => JSON.stringify(rule));
    const changes = rules.some(covers) ? [] : [{ path: `lifecycle.rule[${rules.length}]`, after: RULE }];
    return { patch: { lifecycle: { ...record(bucket, 'lifecycle'), rule: [...rules, RULE] } }, changes, kept };
  }
  const before = at(bucket, 'iamConfiguration', 'publicAccessPrevention');
  const changes = before === 'enforced' ? [] : [{ path: 'iamConfiguration.publicAccessPrevention', ...(before === undefined ? {} : { before: before as Json }), after: 'enforced' }];
  return { patch: { iamConfiguration: { publicAccessPrevention: 'enforced' } }, changes, kept: [] };
}

/** A request on the bucket's metadata that is let in by its token. */
export type AskMetadata = (method: 'GET' | 'PATCH', query: string, body?: Buffer) => Promise<Reply>;

/** Reads settings of a bucket of Google's. A patch is refused when anything of the metadata has changed since. */
export function gcsSettings(ask: AskMetadata, veil: Veil): NonNullable<Look['setting']> {
  return async (setting) => {
    const reply = await ask('GET', 'fields=metageneration,lifecycle,iamConfiguration(publicAccessPrevention)');
    const bucket = json(reply);
    const generation = text(bucket, 'metageneration') ?? '';
    if (reply.status !== 200 || isPage(reply)) return { state: 'unread', detail: `its settings cannot be read${quoted(toldInJson(reply), reply, veil)}` };
    if (!isRecord(bucket) || !/^\d+$/u.test(generation)) return { state: 'unread', detail: 'its settings are not understood' };
    const { patch, changes, kept } = gcsMerged(setting, bucket);
    const part = setting === 'abort-uploads' ? bucket['lifecycle'] : bucket['iamConfiguration'];
    return {
      state: 'read', changes, kept, seen: createHash('sha256').update(JSON.stringify(part ?? null)).digest('hex'),
      send: async () => ask('PATCH', `ifMetagenerationMatch=${generation}&fields=metageneration`, Buffer.from(JSON.stringify(patch))),
    };
  };
}
