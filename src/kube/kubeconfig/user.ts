import { resolve, sep } from 'node:path';
import { isRecord } from '../../api/json.ts';
import { Failure } from '../../errors.ts';
import { bool, object, optional, stringList, strings, type Where } from './fields.ts';
import type { ExecPlugin, User } from './types.ts';

/** Reads one `users[].user`; file names in it are relative to `base`. Throws Failure('input') naming the field. */
export function readUser(raw: Record<string, unknown>, at: Where, base: string): User {
  const exec = object(raw, 'exec', at);
  const provider = object(raw, 'auth-provider', at);
  return {
    asGroups: stringList(raw, 'as-groups', at),
    asUserExtra: extra(raw, at),
    ...strings(raw, at, { token: 'token', clientCertificateData: 'client-certificate-data', clientKeyData: 'client-key-data', username: 'username', password: 'password', as: 'as', asUid: 'as-uid' }),
    ...files(raw, at, base),
    ...(exec === undefined ? {} : { exec: readExec(exec, { ...at, at: `${at.at}.exec` }, base) }),
    ...(provider === undefined ? {} : { authProvider: { name: optional(provider, 'name', { ...at, at: `${at.at}.auth-provider` }) ?? '', config: flat(provider['config']) } }),
  };
}

function files(raw: Record<string, unknown>, at: Where, base: string): Pick<User, 'tokenFile' | 'clientCertificate' | 'clientKey'> {
  const found = strings(raw, at, { tokenFile: 'tokenFile', clientCertificate: 'client-certificate', clientKey: 'client-key' });
  return Object.fromEntries(Object.entries(found).map(([field, file]) => [field, resolve(base, file)]));
}

function extra(raw: Record<string, unknown>, at: Where): Record<string, string[]> {
  const found = object(raw, 'as-user-extra', at) ?? {};
  return Object.fromEntries(Object.keys(found).map((key) => [key, stringList(found, key, { ...at, at: `${at.at}.as-user-extra` })]));
}

function flat(raw: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(isRecord(raw) ? raw : {}).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
}

const MODES = ['Never', 'IfAvailable', 'Always'] as const;

function readExec(raw: Record<string, unknown>, at: Where, base: string): ExecPlugin {
  const command = optional(raw, 'command', at);
  const apiVersion = optional(raw, 'apiVersion', at);
  if (command === undefined || apiVersion === undefined) throw new Failure('input', `${at.file}: ${at.at} needs both "command" and "apiVersion".`);
  const given = optional(raw, 'interactiveMode', at) ?? 'IfAvailable';
  const interactiveMode = MODES.find((mode) => mode === given);
  if (interactiveMode === undefined) throw new Failure('input', `${at.file}: ${at.at}.interactiveMode must be one of ${MODES.join(', ')}, not "${given}".`);
  const env = Array.isArray(raw['env']) ? raw['env'] : [];
  return {
    apiVersion,
    // a bare name is looked up in PATH, anything with a separator is relative to the file
    command: command.includes('/') || command.includes(sep) ? resolve(base, command) : command,
    args: stringList(raw, 'args', at),
    env: env.flatMap((e: unknown) => (isRecord(e) && typeof e['name'] === 'string' ? [{ name: e['name'], value: typeof e['value'] === 'string' ? e['value'] : '' }] : [])),
    provideClusterInfo: bool(raw, 'provideClusterInfo', at),
    interactiveMode,
    ...strings(raw, at, { installHint: 'installHint' }),
  };
}
