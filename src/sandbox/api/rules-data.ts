import { record } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Cause } from './fault.ts';
import type { Rules } from './kind.ts';
import { refused, required, unchanged, wrong } from './rules-words.ts';
import { same } from './same.ts';

const MIB = 1024 * 1024;
const KEY = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

function keys(object: KubeObject, field: string): Cause[] {
  return Object.keys(record(object, field)).flatMap((key) => {
    const at = `${field}[${key}]`;
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) return [wrong(at, key, KEY)];
    if (key.length > 253) return [wrong(at, key, 'must be no more than 253 characters')];
    if (key === '.' || key === '..' || key.startsWith('..')) return [wrong(at, key, key === '.' ? "must not be '.'" : key === '..' ? "must not be '..'" : "must not start with '..'")];
    return [];
  });
}

function frozen(object: KubeObject, before: KubeObject, fields: readonly string[]): Cause[] {
  if (before['immutable'] !== true) return [];
  return [
    ...(object['immutable'] === true ? [] : [refused('immutable', 'field is immutable when `immutable` is set')]),
    ...fields.filter((field) => !same(object[field], before[field])).map((field) => refused(field, 'field is immutable when `immutable` is set')),
  ];
}

const size = (values: Record<string, unknown>, bytes: (text: string) => number): number => Object.values(values).reduce<number>((sum, value) => sum + (typeof value === 'string' ? bytes(value) : 0), 0);
const tooLong = (field: string): Cause => ({ field, reason: 'FieldValueTooLong', message: `Too long: must have at most ${MIB} bytes` });
const decoded = (value: string): number => Buffer.byteLength(value, 'base64');

export const configMap: Rules = {
  check: (object) => {
    const binary = record(object, 'binaryData');
    return [
      ...keys(object, 'data'),
      ...Object.keys(record(object, 'data')).filter((key) => Object.hasOwn(binary, key)).map((key) => wrong(`data[${key}]`, key, 'duplicate of key present in binaryData')),
      ...keys(object, 'binaryData'),
      ...(size(record(object, 'data'), (value) => Buffer.byteLength(value)) + size(binary, decoded) > MIB ? [tooLong('')] : []),
    ];
  },
  checkUpdate: (object, before) => frozen(object, before, ['data', 'binaryData']),
};

/** What a secret of a type must hold. */
const NEEDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
]);

export const secret: Rules = {
  fill: (object) => {
    const plain = Object.entries(record(object, 'stringData')).map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')]);
    if (plain.length > 0) object['data'] = { ...record(object, 'data'), ...Object.fromEntries(plain) };
    delete object['stringData'];
    if ((object['type'] ?? '') === '') object['type'] = 'Opaque';
  },
  check: (object) => {
    const data = record(object, 'data');
    const type = String(object['type']);
    return [
      ...keys(object, 'data'),
      ...(size(data, decoded) > MIB ? [tooLong('data')] : []),
      ...(NEEDS.get(type) ?? []).filter((key) => data[key] === undefined).map((key) => required(`data[${key}]`)),
      ...(type === 'kubernetes.io/basic-auth' && data['username'] === undefined && data['password'] === undefined ? [required('data[username]'), required('data[password]')] : []),
      ...docker(type, data),
    ];
  },
  checkUpdate: (object, before) => [...unchanged(object, before, ['type']), ...frozen(object, before, ['data'])],
};

function docker(type: string, data: Record<string, unknown>): Cause[] {
  const key = NEEDS.get(type)?.find((name) => name.startsWith('.docker'));
  const value = key === undefined ? undefined : data[key];
  if (typeof value !== 'string') return [];
  try {
    JSON.parse(Buffer.from(value, 'base64').toString());
    return [];
  } catch {
    return [wrong(`data[${key ?? ''}]`, '<secret contents redacted>', 'invalid character')];
  }
}
