import { isRecord } from '../../api/json.ts';

/** The key that joins the items of a list of records, by the list's name; lists not named here are replaced. */
const KEYS: Record<string, readonly string[]> = {
  containers: ['name'], initContainers: ['name'], ephemeralContainers: ['name'], volumes: ['name'], env: ['name'], imagePullSecrets: ['name'],
  volumeMounts: ['mountPath'], volumeDevices: ['devicePath'], topologySpreadConstraints: ['topologyKey'], hostAliases: ['ip'],
  conditions: ['type'], ownerReferences: ['uid'], secrets: ['name'], addresses: ['type'],
};
const SETS = new Set(['finalizers']);

/**
 * A strategic merge patch, as built-in kinds take it: like a merge patch, but lists of records are
 * joined by their key, and `$patch: delete|replace` and `$deleteFromPrimitiveList/…` are obeyed.
 */
export function strategicPatch(target: unknown, patch: unknown, field = ''): unknown {
  if (Array.isArray(patch)) return joinLists(Array.isArray(target) ? target : [], patch, field);
  if (!isRecord(patch)) return patch;
  if (patch['$patch'] === 'replace') return without(patch);
  if (patch['$patch'] === 'delete') return {};
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const of = key.slice('$deleteFromPrimitiveList/'.length);
      const gone = Array.isArray(value) ? value : [];
      const had = merged[of];
      if (Array.isArray(had)) merged[of] = had.filter((item) => !gone.includes(item));
    } else if (key.startsWith('$')) continue;
    else if (value === null) delete merged[key];
    else merged[key] = strategicPatch(merged[key], value, key);
  }
  return merged;
}

function joinLists(target: unknown[], patch: unknown[], field: string): unknown[] {
  const first = patch.find(isRecord);
  if (patch.some((item) => isRecord(item) && item['$patch'] === 'replace')) return patch.filter((item) => !(isRecord(item) && item['$patch'] === 'replace'));
  if (SETS.has(field)) return [...target, ...patch.filter((item) => !target.includes(item))];
  const keys = field === 'ports' && first ? [portKey(first)] : KEYS[field];
  if (!keys || !first) return patch;
  const joined = [...target];
  for (const item of patch) {
    if (!isRecord(item)) continue;
    const at = joined.findIndex((old) => isRecord(old) && keys.every((key) => old[key] === item[key]));
    if (item['$patch'] === 'delete') {
      if (at >= 0) joined.splice(at, 1);
    } else if (at < 0) joined.push(without(item));
    else joined[at] = strategicPatch(joined[at], item);
  }
  return joined;
}

/** Ports of a container are joined by their number, those of a service by theirs. */
const portKey = (item: Record<string, unknown>): string => ('containerPort' in item ? 'containerPort' : 'port');

function without(item: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([key]) => !key.startsWith('$')));
}
