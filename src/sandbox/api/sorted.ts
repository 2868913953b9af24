/** The value with the keys of every record in order, as a server keeps what it reads into maps. The value itself is left alone. */
export function sorted<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => sorted(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const from = value as Record<string, unknown>;
  // the way etcd orders: by bytes, no locale
  const keys = Object.keys(from).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(from[key])])) as T;
}
