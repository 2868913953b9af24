/** Remedies that several codes share. */
export const OPERATOR_LOG = 'oc -n openshift-image-registry logs deployment/cluster-image-registry-operator --tail=50';
export const DESCRIBE_POD = 'oc -n openshift-image-registry describe pod {pod}';
export const KEYS = 'registryctl credentials set';

/** The command that merges a spec, given as JSON, into the registry's Config. */
export function patchConfig(spec: string): string {
  return `oc patch configs.imageregistry.operator.openshift.io/cluster --type=merge -p '{"spec":${spec}}'`;
}

/** The command that creates something, or replaces it where it is there already. */
export function applied(what: string): string {
  return `oc create ${what} --dry-run=client -o yaml | oc apply -f -`;
}
