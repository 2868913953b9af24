import { isRecord, list, record, text } from '../../src/api/json.ts';
import { R } from '../../src/api/resources.ts';
import type { KubeObject, Resource } from '../../src/api/types.ts';

/** OpenShift serves these from API servers of its own, without CRDs; here a schema-less one stands in. */
export function stubs(): KubeObject[] {
  return [R.ImageStream, R.StoredImage, R.Project, R.IngressController].map(stub);
}

function stub(resource: Resource): KubeObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${resource.plural}.${resource.group}` },
    spec: {
      group: resource.group,
      scope: resource.namespaced ? 'Namespaced' : 'Cluster',
      names: { plural: resource.plural, singular: resource.kind.toLowerCase(), kind: resource.kind, listKind: `${resource.kind}List` },
      versions: [{ name: resource.version, served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
    },
  };
}

/** A definition of the first beta, which 1.27 no longer takes, said in the words of v1; any other as it is. */
export function current(crd: KubeObject): KubeObject {
  if (crd.apiVersion !== 'apiextensions.k8s.io/v1beta1') return crd;
  const spec = record(crd, 'spec');
  const given = record(spec, 'validation', 'openAPIV3Schema');
  const schema = { type: 'object', ...given, properties: { ...record(given, 'properties'), metadata: { type: 'object' } } };
  const columns = list(spec, 'additionalPrinterColumns').filter(isRecord).map(({ JSONPath, ...rest }) => ({ ...rest, jsonPath: JSONPath }));
  const versions = list(spec, 'versions')
    .filter(isRecord)
    .map((version) => ({
      ...version,
      subresources: record(spec, 'subresources'),
      additionalPrinterColumns: columns,
      schema: { openAPIV3Schema: spec['preserveUnknownFields'] === false ? schema : preserving(schema) },
    }));
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: crd.kind,
    metadata: { name: crd.metadata.name ?? '' },
    spec: { group: text(spec, 'group') ?? '', scope: text(spec, 'scope') ?? 'Cluster', names: spec['names'], versions },
  };
}

/** The first beta keeps fields that it does not know; v1 has to say so at every object. */
function preserving(schema: unknown): unknown {
  if (!isRecord(schema)) return schema;
  const properties = Object.fromEntries(Object.entries(record(schema, 'properties')).map(([key, inner]) => [key, key === 'metadata' ? inner : preserving(inner)]));
  const kept = schema['type'] === 'object' && schema['additionalProperties'] === undefined;
  return { ...schema, ...(schema['properties'] === undefined ? {} : { properties }), ...(kept ? { 'x-kubernetes-preserve-unknown-fields': true } : {}) };
}
