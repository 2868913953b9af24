import { blank, R, ref } from '../../../api/resources.ts';
import { HOME } from './names.ts';
import type { Operand } from './operands.ts';

const GROUP = 'rbac.authorization.k8s.io';
const rule = (apiGroups: string[], resources: string[], ...verbs: string[]): Record<string, unknown> => ({ apiGroups, resources, verbs });

/** What the registry itself may do: read images and streams, and record what was pushed. */
const RULES = [
  rule([''], ['limitranges', 'resourcequotas'], 'list'),
  rule([''], ['namespaces'], 'get'),
  rule(['', 'image.openshift.io'], ['images'], 'get', 'update'),
  rule(['', 'image.openshift.io'], ['imagestreamimages', 'imagestreams', 'imagestreams/secrets', 'imagestreams/layers', 'imagestreamtags'], 'get', 'list', 'watch', 'update'),
  rule(['', 'image.openshift.io'], ['imagestreammappings'], 'create'),
  rule(['operator.openshift.io'], ['imagecontentsourcepolicies'], 'list', 'watch'),
  rule(['config.openshift.io'], ['imagedigestmirrorsets', 'imagetagmirrorsets'], 'list', 'watch'),
];

/** A binding of a cluster role to a service account of the registry's namespace. */
export const binding = (name: string, role: string, account: string): Operand => ({
  room: 'clusterRoleBindings',
  name,
  type: 'v1.ClusterRoleBinding',
  make: () => ({ ...blank(ref(R.ClusterRoleBinding, name)), roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: role }, subjects: [{ kind: 'ServiceAccount', name: account, namespace: HOME }] }),
});

export const account = (name: string): Operand => ({ room: 'serviceAccounts', name, type: 'v1.ServiceAccount', make: () => blank(ref(R.ServiceAccount, name, HOME)) });

/** The registry's role, its binding and its account. */
export const grants = (): Operand[] => [
  { room: 'clusterRoles', name: 'system:registry', type: 'v1.ClusterRole', make: () => ({ ...blank(ref(R.ClusterRole, 'system:registry')), rules: RULES }) },
  binding('registry-registry-role', 'system:registry', 'registry'),
  account('registry'),
];
