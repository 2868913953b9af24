import { isRecord, record } from '../../api/json.ts';
import { Fault } from './fault.ts';

/** The key that joins the items of a list of records, by the list's name; lists not named here are replaced. */
const KEYS: Readonly<Record<string, string>> = {
  containers: 'name', initContainers: 'name', ephemeralContainers: 'name', volumes: 'name', env: 'name', imagePullSecrets: 'name',
  volumeMounts: 'mountPath', volumeDevices: 'devicePath', topologySpreadConstraints: 'topologyKey', hostAliases: 'ip',
  conditions: 'type', ownerReferences: 'uid', secrets: 'name', addresses: 'type',
};
const SETS = new Set(['finalizers']);

/**
 * A strategic merge patch, as built-in kinds take it: like a merge patch, but lists of records are
 * joined by their key, and `$patch: delete|replace`, `$retainKeys` and `$deleteFromPrimitiveList/…` are obeyed.
 */
export function strategicPatch(target: unknown, patch: unknown, field = ''): unknown {
  if (Array.isArray(patch)) return joinLists(Array.isArray(target) ? target : [], patch, field);
  if (!isRecord(patch)) return patch;
  if (patch['$patch'] === 'replace') return without(patch);
  if (patch['$patch'] === 'delete') return {};
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  const kept = patch['$retainKeys'];
  if (Array.isArray(kept)) for (const key of Object.keys(merged)) if (!kept.includes(key)) delete merged[key];
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const of = key.slice('$deleteFromPrimitiveList/'.length);
      const gone = Array.isArray(value) ? value : [];
      const had = merged[of];
      if (Array.isArray(had)) merged[of] = had.filter((item) => !gone.includes(item));
    } else if (key.startsWith('$')) continue;
    else if (value === null) delete merged[key];
    // a service account's are replaced, a pod's are joined
    else merged[key] = field === '' && key === 'imagePullSecrets' ? value : strategicPatch(merged[key], value, key);
  }
  return merged;
}

function joinLists(target: unknown[], patch: unknown[], field: string): unknown[] {
  const first = patch.find(isRecord);
  if (patch.some((item) => isRecord(item) && item['$patch'] === 'replace')) return patch.filter((item) => !(isRecord(item) && item['$patch'] === 'replace'));
  if (SETS.has(field)) return [...target, ...patch.filter((item) => !target.includes(item))];
  const key = field === 'ports' && first ? portKey(first) : Object.hasOwn(KEYS, field) ? KEYS[field] : undefined;
  if (key === undefined) return patch;
  if (target.length > 0) joinable(target, patch, key);
  if (!first) return patch;
  const given: Record<string, unknown>[] = [];
  let left = target.filter(isRecord);
  for (const item of patch) {
    if (!isRecord(item)) continue;
    const old = left.find((one) => one[key] === item[key]);
    left = left.filter((one) => one !== old);
    if (item['$patch'] !== 'delete') given.push(old ? record({ p: strategicPatch(old, item) }, 'p') : without(item));
  }
  return interleave(left, given, target.filter(isRecord).map((item) => item[key]), key);
}

/** A server that cannot join lists has a fault of its own (500). */
function joinable(target: unknown[], patch: unknown[], key: string): void {
  const odd = patch.find((item) => !isRecord(item));
  if (odd !== undefined) throw new Fault(500, '', `list element types are not identical: ${JSON.stringify([target, patch])}`, {});
  const keyless = patch.find((item) => isRecord(item) && item[key] === undefined && item['$patch'] === undefined);
  if (keyless !== undefined) throw new Fault(500, '', `map: ${JSON.stringify(keyless)} does not contain declared merge key: ${key}`, {});
}

/** The items that the patch left alone go before a patched one only where they stood before it; new ones come first. */
function interleave(left: Record<string, unknown>[], given: Record<string, unknown>[], order: unknown[], key: string): unknown[] {
  const all: unknown[] = [];
  const place = (item: Record<string, unknown> | undefined): number => order.indexOf(item?.[key]);
  const [rest, next] = [[...left], [...given]];
  while (rest.length > 0 && next.length > 0) all.push(place(next[0]) >= 0 && place(rest[0]) < place(next[0]) ? rest.shift() : next.shift());
  return [...all, ...rest, ...next];
}

/** Ports of a container are joined by their number, those of a service by theirs. */
const portKey = (item: Record<string, unknown>): string => ('containerPort' in item ? 'containerPort' : 'port');

function without(item: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([key]) => !key.startsWith('$')));
}
