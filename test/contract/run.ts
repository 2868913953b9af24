import { Agent, request } from 'node:https';
import { isRecord, record, text } from '../../src/api/json.ts';
import type { Call, Case, Difference, Said } from './call.ts';
import { pending, quiet, Turns } from './quiet.ts';

/** A server that answers as an administrator is asked for. */
export interface Server {
  url: string;
  ca: string;
  token: string;
}

const VOLATILE = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'deletionTimestamp', 'managedFields', 'token', 'expirationTimestamp', 'remainingItemCount', 'continue']);

/** The value without what differs from run to run, its keys in the order that they came in. */
export function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lasting);
  if (!isRecord(value)) return value;
  const made = value['generateName'] === undefined ? [] : ['name', 'labels'];
  return Object.fromEntries(Object.entries(value).filter(([key]) => !VOLATILE.has(key) && !made.includes(key)).map(([key, inner]) => [key, lasting(inner)]));
}

/** One that speaks with a server about one object. */
interface Session {
  /** sends a call; what its answer says of versions and uids goes into the next ones */
  tell(call: Call): Promise<Said>;
  /** what is at a path now, and nothing is learned from it */
  look(path: string): Promise<unknown>;
  /** the object that was last told of, as it came */
  last(): unknown;
}

export function session(server: Server, agent: Agent, name: string): Session {
  const known: Record<string, string> = { name, rv: '0', old: '0', uid: 'none' };
  const filled = (given: string): string => given.replaceAll(/\{(name|rv|old|uid)\}/g, (_, key: string) => known[key] ?? '');
  const send = (call: Call): Promise<{ code: number; said: string }> =>
    new Promise((resolve, reject) => {
      const given = call.body === undefined ? undefined : filled(typeof call.body === 'string' ? call.body : JSON.stringify(call.body));
      const bytes = given === undefined ? undefined : Buffer.from(given);
      const type = call.type ?? 'application/json';
      const headers = {
        accept: 'application/json',
        authorization: `Bearer ${server.token}`,
        ...(bytes === undefined ? {} : { 'content-length': bytes.length, ...(type === '' ? {} : { 'content-type': type }) }),
        ...(call.as === undefined ? {} : { 'impersonate-user': call.as }),
      };
      const path = filled(call.path).replaceAll(' ', '%20');
      const asked = request(`${server.url}${path}`, { method: call.method, agent, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve({ code: response.statusCode ?? 0, said: Buffer.concat(parts).toString() }));
        response.on('error', reject);
      });
      asked.on('error', reject);
      asked.end(bytes);
    });
  const told = (message: string): string => {
    let plain = message;
    for (const [key, value] of [['uid', known['uid']], ['rv', known['rv']], ['old', known['old']]] as const) if (value !== undefined && value.length > 1) plain = plain.replaceAll(value, `<${key}>`);
    return plain.replaceAll(/"(resourceVersion|uid|creationTimestamp)":"[^"]*"/g, '"$1":""').replaceAll(/"managedFields":\[.*?\}\}\}\],?/g, '');
  };
  let last: unknown;
  const look = async (path: string): Promise<unknown> => {
    const answer = await send({ method: 'GET', path });
    return answer.code < 300 ? parsed(answer.said) : undefined;
  };
  const tell = async (call: Call): Promise<Said> => {
    // any version will do: then a real server answers from a cache, which may be behind; one that must be as new as what is known is waited for
    if (/[?&]resourceVersion=[01]\b/.test(call.path) && known['rv'] !== '0') await look(`${call.path.replace(/\?.*/, '')}?resourceVersion={rv}&resourceVersionMatch=NotOlderThan&fieldSelector=metadata.name%3D{name}`);
    const answer = await send(call);
    const { code } = answer;
    const said = answer.said.replaceAll(GENERATED, '$1');
    const body = (last = parsed(said));
    const version = text(body, 'metadata', 'resourceVersion');
    if (code < 300 && version !== undefined && text(body, 'metadata', 'uid') !== undefined && !call.path.includes('dryRun')) {
      if (known['uid'] === 'none') known['old'] = version;
      known['rv'] = version;
      known['uid'] = text(body, 'metadata', 'uid') ?? '';
    }
    return { code, reason: text(body, 'reason') ?? '', message: told(text(body, 'message') ?? (typeof body === 'string' ? body : '')), object: code < 300 ? lasting(body) : lasting(record(body, 'details')) };
  };
  return { tell, look, last: () => last };
}

/** names that a server made up: what it was given, and five letters of its own */
const GENERATED = /(Bad_Name|x{58})[a-z0-9]{5}\b/g;

function parsed(said: string): unknown {
  try {
    return JSON.parse(said) as unknown;
  } catch {
    return said;
  }
}

/** Parts of a message in one order: a server lists several complaints in no order of its own. */
export function parts(message: string): string {
  const [head = '', ...rest] = message.replaceAll(/[[\]]/g, '').split(' is invalid: ');
  return [head, ...new Set(rest.join(' is invalid: ').split(', '))].sort().join(', ');
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
};

/** Refusals list their causes in no order of their own. */
function causes(value: unknown): unknown {
  if (!isRecord(value) || !Array.isArray(value['causes'])) return value;
  const { causes: listed, ...rest } = value;
  return { ...rest, causes: [...new Set(listed.map((one) => (isRecord(one) ? `${text(one, 'field') ?? ''} ${text(one, 'reason') ?? ''}` : '')))].sort() };
}

/** The first thing that two answers differ in: of custom resources, the order of keys and the words count, too. */
export function differ(real: Said, ours: Said, custom: boolean): Difference['what'] | undefined {
  if (real.code !== ours.code) return 'code';
  if (real.reason !== ours.reason) return 'reason';
  if (real.code < 300) {
    const shown = (value: unknown): string => JSON.stringify(custom ? value : sorted(value));
    return shown(real.object) === shown(ours.object) ? undefined : 'object';
  }
  if (JSON.stringify(sorted(causes(real.object))) !== JSON.stringify(sorted(causes(ours.object)))) return 'object';
  return !custom || parts(real.message) === parts(ours.message) ? undefined : 'message';
}

/** Runs the cases on both servers, a few at a time; `custom` says which kinds are custom resources: there messages and the order of keys count; `heard` is told each answer of ours. */
export async function compare(real: Server, ours: Server, cases: readonly Case[], custom: (about: string) => boolean, prefix = 'c', heard: (call: Call, said: Said) => void = () => undefined): Promise<{ calls: number; differences: Difference[] }> {
  const agents = [new Agent({ keepAlive: true, ca: real.ca }), new Agent({ keepAlive: true, ca: ours.ca })] as const;
  const differences: Difference[] = [];
  const turns = new Turns(4);
  let calls = 0;
  const work = async (one: Case, i: number): Promise<void> => {
    const name = `${prefix}-${String(i).padStart(5, '0')}`;
    const [there, here] = [session(real, agents[0], name), session(ours, agents[1], name)];
    for (const call of one.calls) {
      const [r, o] = await Promise.all([there.tell(call), here.tell(call)]);
      calls += 1;
      heard(call, o);
      const what = differ(r, o, custom(one.about));
      if (what) differences.push({ about: one.about, call, what, real: r, ours: o });
      if (what === 'code' && (r.code < 300) !== (o.code < 300)) break; // the states have parted
      if (call.method !== 'GET' && r.code < 300 && one.tidy[0] !== undefined && pending(there.last())) await quiet(there, one.tidy[0], turns);
    }
    for (const path of one.tidy) {
      const free: Call = { method: 'PATCH', path, body: { metadata: { finalizers: null } }, type: 'application/merge-patch+json' };
      for (const call of [free, { method: 'DELETE', path }]) await Promise.all([there.tell(call), here.tell(call)]);
    }
  };
  try {
    await Promise.all(cases.map((one, i) => turns.take(() => work(one, i))));
  } finally {
    for (const agent of agents) agent.destroy();
  }
  return { calls, differences };
}
