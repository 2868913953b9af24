/** A small language for the shapes of API objects: what the API server's own schemas can say, no more. */
export interface Schema {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'int-or-string' | 'any';
  properties?: Record<string, Schema>;
  required?: readonly string[];
  /** the values of a map */
  values?: Schema;
  items?: Schema;
  /** unknown fields stay */
  preserve?: boolean;
  nullable?: boolean;
  enum?: readonly string[];
  pattern?: string;
  format?: 'duration' | 'date-time' | 'byte';
  /** judged by Go's own type: a list is none of it */
  typed?: boolean;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  /** a list whose items differ in these keys; `[]` for a set */
  unique?: readonly string[];
  default?: unknown;
  /** integers or strings spelled out by anyOf, which doubles the complaints */
  spelled?: boolean;
  /** what no field alone can say; gives `[field, message]` pairs */
  rule?: (value: Record<string, unknown>, path: string) => [string, string][];
}

type More = Partial<Schema>;

export const str = (more: More = {}): Schema => ({ type: 'string', ...more });
export const int = (more: More = {}): Schema => ({ type: 'integer', ...more });
export const bool = (more: More = {}): Schema => ({ type: 'boolean', ...more });
export const any = (): Schema => ({ type: 'any', preserve: true });
export const list = (items: Schema, more: More = {}): Schema => ({ type: 'array', items, ...more });
export const map = (values: Schema = str()): Schema => ({ type: 'object', values });
/** An object of these fields; `required` names those that must be there, in a string with spaces. */
export const obj = (properties: Record<string, Schema>, required = '', more: More = {}): Schema => ({
  type: 'object',
  properties,
  ...(required === '' ? {} : { required: required.split(' ') }),
  ...more,
});
/** Several strings at once, named in one string with spaces. */
export const strs = (names: string, more: More = {}): Record<string, Schema> => Object.fromEntries(names.split(' ').map((name) => [name, str(more)]));
/** An object that is taken as it is, or null. */
export const free = (): Schema => ({ type: 'object', preserve: true, nullable: true });
/** An object that is taken as it is. */
export const open = (): Schema => ({ type: 'object', preserve: true });
export const oneOf = (...values: string[]): Schema => str({ enum: values });
export const intOrString = (): Schema => ({ type: 'int-or-string' });
export const duration = (): Schema => str({ format: 'duration' });
export const time = (): Schema => str({ format: 'date-time' });
export const strings = (): Schema => list(str());

/** A quantity such as `100Gi` or `0.5`; `spelled` as custom resource definitions write it. */
export const quantity = (): Schema => ({
  type: 'int-or-string',
  spelled: true,
  pattern: '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$',
});

/** The whole object: `apiVersion`, `kind` and `metadata` are everywhere and judged elsewhere. */
export const root = (fields: Record<string, Schema>, required = ''): Schema => obj({ apiVersion: str(), kind: str(), metadata: open(), ...fields }, required);
