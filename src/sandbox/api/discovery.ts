import { R } from '../../api/resources.ts';
import { KINDS } from './kinds.ts';
import type { Kind } from './kind.ts';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

interface Virtual {
  group: string;
  version: string;
  name: string;
  kind: string;
  namespaced: boolean;
}

const virtual = (group: string, kind: string, namespaced = false): Virtual => ({ group, version: 'v1', name: `${kind.toLowerCase()}s`, kind, namespaced });

/** What can only be created, and is stored nowhere. */
export const VIRTUAL: readonly Virtual[] = [
  virtual('authentication.k8s.io', 'TokenReview'),
  virtual('authorization.k8s.io', 'SubjectAccessReview'),
  virtual('authorization.k8s.io', 'SelfSubjectAccessReview'),
  virtual('authorization.k8s.io', 'SelfSubjectRulesReview'),
  virtual('authorization.k8s.io', 'LocalSubjectAccessReview', true),
  virtual('project.openshift.io', 'ProjectRequest'),
];

const groups = (): Map<string, string> => new Map([...KINDS.map((k): [string, string] => [k.resource.group, k.resource.version]), ...VIRTUAL.map((v): [string, string] => [v.group, v.version])].filter(([group]) => group !== ''));

const groupOf = (name: string, version: string): unknown => ({ name, versions: [{ groupVersion: `${name}/${version}`, version }], preferredVersion: { groupVersion: `${name}/${version}`, version } });

function listed(kind: Kind): unknown[] {
  const { plural, kind: name, namespaced } = kind.resource;
  const base = { singularName: kind.singular, namespaced, kind: name };
  const verbs = kind.resource === R.Namespace ? VERBS.filter((v) => v !== 'deletecollection') : VERBS;
  const sub = (part: string, about: Record<string, unknown>): unknown => ({ name: `${plural}/${part}`, singularName: '', namespaced, ...about });
  return [
    { name: plural, ...base, verbs, ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}), ...(['pods', 'services', 'deployments'].includes(plural) ? { categories: ['all'] } : {}) },
    ...(kind.status ? [sub('status', { kind: name, verbs: ['get', 'patch', 'update'] })] : []),
    ...(plural === 'pods' ? [sub('portforward', { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] })] : []),
    ...(plural === 'serviceaccounts' ? [sub('token', { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest', verbs: ['create'] })] : []),
  ];
}

/** The answer to a discovery path, or undefined when the path is none (a group that is not served among them). */
export function discover(path: string): unknown {
  const parts = path.split('/').filter((p) => p !== '');
  if (parts[0] === 'api' && parts.length === 1) return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (parts[0] === 'apis' && parts.length === 1) return { kind: 'APIGroupList', apiVersion: 'v1', groups: [...groups()].map(([name, version]) => groupOf(name, version)) };
  const group = parts[0] === 'api' ? '' : (parts[1] ?? '');
  const version = parts[0] === 'api' ? parts[1] : parts[2];
  const known = parts[0] === 'api' ? 'v1' : groups().get(group);
  if (known === undefined || (parts[0] !== 'api' && parts[0] !== 'apis')) return undefined;
  if (parts[0] === 'apis' && parts.length === 2) return { kind: 'APIGroup', apiVersion: 'v1', ...(groupOf(group, known) as Record<string, unknown>) };
  if (version !== known || parts.length !== (parts[0] === 'api' ? 2 : 3)) return undefined;
  const own = KINDS.filter((kind) => kind.resource.group === group).flatMap(listed);
  const more = VIRTUAL.filter((v) => v.group === group).map((v) => ({ name: v.name, singularName: v.kind.toLowerCase(), namespaced: v.namespaced, kind: v.kind, verbs: ['create'] }));
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: group === '' ? 'v1' : `${group}/${version}`, resources: [...own, ...more] };
}

/** `/version` as OpenShift 4.14 says it. */
export const VERSION = {
  major: '1',
  minor: '27',
  gitVersion: 'v1.27.4+sandbox',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2023-11-01T00:00:00Z',
  goVersion: 'go1.20.10',
  compiler: 'gc',
  platform: 'linux/amd64',
};
