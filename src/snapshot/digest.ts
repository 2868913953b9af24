import { createHmac } from 'node:crypto';
import { isRecord } from '../api/json.ts';
import { apiVersion, R } from '../api/resources.ts';
import type { KubeObject, Resource } from '../api/types.ts';
import type { Digested } from './types.ts';

const MASK = '(secret)';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Environment variables whose plain value is a credential, REGISTRY_HTTP_SECRET among them. */
const SECRET_ENV = /SECRET|PASSWORD|TOKEN|ACCOUNTKEY|ACCESSKEY|KEYFILE|IAMAPIKEY/;

/**
 * A secret's value as a Snapshot may hold it.
 * @param value the bytes, as base64 text (`data`) or as plain text (`stringData`)
 * @param key this run's key: digests of two runs cannot be compared
 */
export function digested(value: string, key: Buffer, encoding: 'base64' | 'utf8' = 'base64'): Digested {
  const bytes = Buffer.from(value, encoding);
  const padded = /^\s|\s$/u.test(bytes.toString());
  return { bytes: bytes.length, digest: createHmac('sha256', key).update(bytes).digest('hex'), ...(padded ? { padded } : {}) };
}

/** The text without user names and passwords of URLs, signatures of presigned URLs and private keys. */
export function maskText(value: string): string {
  // nearly every text of a cluster is plain; looking for what the patterns cannot do without costs a tenth of them
  if (!value.includes('@') && !value.includes('=') && !value.includes('-----BEGIN')) return value;
  return value
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'<>]*@/gi, '$1***@')
    .replace(/([?&](?:X-Amz-(?:Signature|Credential|Security-Token)|sig|Signature|GoogleAccessId|AWSAccessKeyId)=)[^&\s"'<>]+/gi, '$1***')
    .replace(/-----BEGIN ([A-Z ]*)PRIVATE KEY-----[\s\S]*?(-----END \1PRIVATE KEY-----|$)/g, MASK);
}

function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) return value.map(masked);
  if (!isRecord(value)) return value;
  if (typeof value['name'] === 'string' && typeof value['value'] === 'string' && SECRET_ENV.test(value['name'])) return { ...value, value: MASK };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner)]));
}

function digestAll(data: unknown, key: Buffer, encoding: 'base64' | 'utf8'): Record<string, unknown> {
  if (!isRecord(data)) return {};
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, digested(typeof value === 'string' ? value : '', key, encoding)]));
}

function without(source: unknown, ...keys: string[]): Record<string, unknown> {
  return isRecord(source) ? Object.fromEntries(Object.entries(source).filter(([name]) => !keys.includes(name))) : {};
}

/**
 * The object as a Snapshot holds it: no secret's text, no managed fields, no `spec.httpSecret`, no key of a route,
 * nothing in last-applied annotations; kind and version filled in, which items of a list do not carry.
 */
export function guarded(object: KubeObject, resource: Resource, key: Buffer): KubeObject {
  const metadata = without(object.metadata, 'managedFields');
  if (isRecord(metadata['annotations'])) metadata['annotations'] = without(metadata['annotations'], LAST_APPLIED);
  const rest = without(object, 'metadata', 'data', 'stringData');
  if (isRecord(rest['spec']) && 'httpSecret' in rest['spec']) rest['spec'] = without(rest['spec'], 'httpSecret');
  if (resource.kind === R.Route.kind && isRecord(rest['spec']) && isRecord(rest['spec']['tls']) && 'key' in rest['spec']['tls']) {
    rest['spec'] = { ...rest['spec'], tls: { ...rest['spec']['tls'], key: MASK } };
  }
  const secret = resource.kind === R.Secret.kind && resource.group === '';
  const data = secret
    ? { data: { ...digestAll(object['data'], key, 'base64'), ...digestAll(object['stringData'], key, 'utf8') } }
    : object['data'] === undefined ? {} : { data: masked(object['data']) };
  const kept = masked(rest);
  return {
    ...(isRecord(kept) ? kept : {}), ...data,
    apiVersion: object.apiVersion ?? apiVersion(resource), kind: object.kind ?? resource.kind, metadata: without(masked(metadata)),
  };
}
