/** The value as JSON, two blanks deep, ending in a newline. Values that mask themselves stay masked. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * The value as YAML, the same data as `toJson` gives.
 * @param stringify of the `yaml` package, which the caller loads only when YAML is asked for
 */
export function toYaml(value: unknown, stringify: (data: unknown) => string): string {
  const data: unknown = JSON.parse(JSON.stringify(value));
  return stringify(data);
}
