/** A query string from what is given; values that are undefined, empty or false are left out. Begins with `?`, or is empty. */
export function query(values: Record<string, string | number | boolean | undefined>): string {
  const given = Object.entries(values).flatMap(([key, value]): [string, string][] => (value === undefined || value === '' || value === false ? [] : [[key, String(value)]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
