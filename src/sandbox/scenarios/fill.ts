import { isRecord } from '../../api/json.ts';

/** The value with every `${NAME}` in its texts replaced; a name that is not known stays as it is. */
export function fill<T>(value: T, names: Record<string, string>): T {
  if (typeof value === 'string') return value.replaceAll(/\$\{([A-Z0-9_]+)\}/g, (whole, name: string) => names[name] ?? whole) as T;
  if (Array.isArray(value)) return value.map((v: unknown) => fill(v, names)) as T;
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fill(v, names)])) as T;
  return value;
}

/** The object with a Secret's `stringData` turned into `data`, as the API server does on the way in. */
export function packed<T extends Record<string, unknown>>(object: T): T {
  if (object['kind'] !== 'Secret' || !isRecord(object['stringData'])) return object;
  const { stringData, ...rest } = object;
  const data = Object.fromEntries(Object.entries(stringData as Record<string, unknown>).map(([k, v]) => [k, Buffer.from(String(v)).toString('base64')]));
  return { ...rest, data: { ...(isRecord(rest['data']) ? rest['data'] : {}), ...data } } as unknown as T;
}
