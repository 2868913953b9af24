import { apiVersion } from '../../api/resources.ts';
import type { Schema } from '../schemas/dsl.ts';
import { KINDS } from './kinds.ts';
import type { Kind } from './kind.ts';
import type { Answer } from './request.ts';
import { VERSION } from './discovery.ts';

const INFO = { title: 'Kubernetes', version: VERSION.gitVersion };
const nameOf = ({ resource: r }: Kind): string => `io.sandbox.${r.group === '' ? 'core' : r.group}.${r.version}.${r.kind}`;
const gvk = ({ resource: r }: Kind): unknown[] => [{ group: r.group, version: r.version, kind: r.kind }];

const tagged = (field: number, bytes: Buffer): Buffer => Buffer.concat([Buffer.from([field * 8 + 2, bytes.length]), bytes]);

/** swagger, info (title and version), paths and definitions of an OpenAPI 2 document, the last two empty. */
const PROTOBUF = Buffer.concat([
  tagged(1, Buffer.from('2.0')),
  tagged(2, Buffer.concat([tagged(1, Buffer.from(INFO.title)), tagged(2, Buffer.from(INFO.version))])),
  tagged(8, Buffer.alloc(0)),
  tagged(9, Buffer.alloc(0)),
]);

/** A schema in OpenAPI's words. */
function words(schema: Schema): Record<string, unknown> {
  if (schema.type === 'any') return { 'x-kubernetes-preserve-unknown-fields': true };
  if (schema.type === 'int-or-string') return { 'x-kubernetes-int-or-string': true };
  return {
    type: schema.type,
    ...(schema.properties ? { properties: Object.fromEntries(Object.entries(schema.properties).map(([key, inner]) => [key, words(inner)])) } : {}),
    ...(schema.values ? { additionalProperties: words(schema.values) } : {}),
    ...(schema.items ? { items: words(schema.items) } : {}),
    ...(schema.required ? { required: schema.required } : {}),
    ...(schema.enum ? { enum: schema.enum } : {}),
    ...(schema.preserve === true ? { 'x-kubernetes-preserve-unknown-fields': true } : {}),
  };
}

const described = (kind: Kind): Record<string, unknown> => ({ description: `${kind.resource.kind} of ${apiVersion(kind.resource)}`, ...words(kind.schema), 'x-kubernetes-group-version-kind': gvk(kind) });

/**
 * `/openapi/v2` and `/openapi/v3`, as far as kubectl's validation, apply and explain need them.
 * kubectl asks for the first in protobuf, and is content with a document that defines nothing.
 */
export function openapi(path: string, accept: string): Answer | undefined {
  if (path === '/openapi/v2') {
    if (accept.includes('protobuf') && !accept.includes('json')) return { code: 200, body: PROTOBUF };
    return { code: 200, body: { swagger: '2.0', info: INFO, paths: {}, definitions: Object.fromEntries(KINDS.map((kind) => [nameOf(kind), described(kind)])) } };
  }
  const bases = [...new Set(KINDS.map((kind) => baseOf(kind)))];
  if (path === '/openapi/v3') return { code: 200, body: { paths: Object.fromEntries(bases.map((base) => [base, { serverRelativeURL: `/openapi/v3/${base}?hash=1` }])) } };
  const base = path.slice('/openapi/v3/'.length);
  if (!path.startsWith('/openapi/v3/') || !bases.includes(base)) return undefined;
  const own = KINDS.filter((kind) => baseOf(kind) === base);
  return { code: 200, body: { openapi: '3.0.0', info: INFO, paths: Object.fromEntries(own.flatMap(pathsOf)), components: { schemas: Object.fromEntries(own.map((kind) => [nameOf(kind), described(kind)])) } } };
}

const baseOf = ({ resource: r }: Kind): string => (r.group === '' ? `api/${r.version}` : `apis/${r.group}/${r.version}`);

/** kubectl reads here whether writes take `fieldValidation`. */
function pathsOf(kind: Kind): [string, unknown][] {
  const { namespaced, plural } = kind.resource;
  const param = (name: string): unknown => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } });
  const verb = { parameters: [param('dryRun'), param('fieldManager'), param('fieldValidation')], 'x-kubernetes-group-version-kind': gvk(kind)[0], responses: { 200: { description: 'OK' } } };
  const path = `/${baseOf(kind)}${namespaced ? '/namespaces/{namespace}' : ''}/${plural}`;
  return [[path, { post: { ...verb, 'x-kubernetes-action': 'post' } }], [`${path}/{name}`, { patch: { ...verb, 'x-kubernetes-action': 'patch' }, put: { ...verb, 'x-kubernetes-action': 'put' } }]];
}
