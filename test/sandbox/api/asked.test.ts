import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { R } from '../../../src/api/resources.ts';
import type { Asked } from './asked/asked.ts';
import { builtIn } from './asked/built-in.ts';
import { configMaps } from './asked/config-maps.ts';
import { registryConfig } from './asked/registry-config.ts';
import type { Room } from './support.ts';
import { messageOf, reasonOf, room, seed } from './support.ts';

const VOLATILE = new Set(['managedFields', 'uid', 'resourceVersion', 'creationTimestamp', 'deletionTimestamp', 'annotations']);
const TOKENS = { bob: 'bob', nobody: '', stranger: 'wrong' };

/** The object without what differs from run to run. */
function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lasting);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !VOLATILE.has(key)).map(([key, inner]) => [key, lasting(inner)]));
}

/** Parts of a message in one order: the API server lists several complaints in no order of its own. */
const parts = (message: string | undefined): string[] | undefined => message?.replaceAll(/[[\]]/g, '').split(', ').sort();

describe.each([
  ['config maps and requests of every kind', configMaps],
  ["the registry's Config and routes", registryConfig],
  ['built-in kinds, reviews, deletion', builtIn],
])('answers as kube-apiserver did: %s', (_, asked) => {
  let here: Room;
  beforeAll(async () => {
    here = await room();
    seed(here.store, [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kube-root-ca.crt', namespace: 'default' }, data: { 'ca.crt': '' } }]);
    expect(here.store.get(R.Namespace, 'default')).toBeDefined();
  });
  afterAll(() => here.stop());

  it.each(asked.map((one, i): [string, Asked] => [`${i + 1} ${one.method} ${one.path} ${JSON.stringify(one.body ?? '').slice(0, 80)}`, one]))('%s', async (_name, one) => {
    const { code, reason, message, object } = one.answer;
    const said = await here.ask(one.method, one.path, one.body, { ...(one.type === undefined ? {} : { type: one.type }), ...(one.who ? { token: TOKENS[one.who] } : {}), ...(one.headers ? { headers: one.headers } : {}) });
    expect({ code: said.code, reason: code < 300 ? undefined : reasonOf(said.body) }).toEqual({ code, reason });
    if (message !== undefined) expect(parts(messageOf(said.body))).toEqual(parts(message));
    if (object !== undefined) expect(lasting(said.body)).toEqual(object);
  });
});
