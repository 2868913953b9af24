import { isRecord, record, text } from '../../api/json.ts';
import { Failure } from '../../errors.ts';
import type { ExecPlugin } from '../kubeconfig/types.ts';
import type { Identity } from './tls.ts';

/** What a credential plugin gave. `expires` is in milliseconds since 1970. */
export interface PluginCredential {
  token?: string;
  identity?: Identity;
  expires?: number;
}

/** Reads an ExecCredential from a plugin's output. Throws Failure('cluster') saying what is wrong, without the output. */
export function readCredential(output: string, plugin: Pick<ExecPlugin, 'command' | 'apiVersion'>): PluginCredential {
  const bad = (why: string): Failure => new Failure('cluster', `The credential plugin ${plugin.command} of the kubeconfig ${why}.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(output);
  } catch {
    throw bad('did not print JSON');
  }
  if (!isRecord(parsed) || parsed['kind'] !== 'ExecCredential') throw bad('did not print an ExecCredential');
  if (parsed['apiVersion'] !== plugin.apiVersion) throw bad(`printed ${text(parsed, 'apiVersion') ?? 'no apiVersion'}, while the kubeconfig asks for ${plugin.apiVersion}`);
  const status = record(parsed, 'status');
  const token = text(status, 'token');
  const cert = text(status, 'clientCertificateData');
  const key = text(status, 'clientKeyData');
  if ((cert === undefined) !== (key === undefined)) throw bad('gave a client certificate without its key, or a key alone');
  if (token === undefined && cert === undefined) throw bad('gave neither a token nor a client certificate');
  const stamp = text(status, 'expirationTimestamp');
  const expires = stamp === undefined ? undefined : Date.parse(stamp);
  if (expires !== undefined && Number.isNaN(expires)) throw bad('gave an expirationTimestamp that is no date');
  return {
    ...(token === undefined ? {} : { token }),
    ...(cert === undefined || key === undefined ? {} : { identity: { cert, key } }),
    ...(expires === undefined ? {} : { expires }),
  };
}
