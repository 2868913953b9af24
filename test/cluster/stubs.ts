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
      versions: [{ name: resource.version, served: true, storage: true, subresources: {}, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
    },
  };
}
