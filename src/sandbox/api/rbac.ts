import { list, text } from '../../api/json.ts';
import { R } from '../../api/resources.ts';
import type { KubeObject, Resource } from '../../api/types.ts';
import type { Store, User } from './store.ts';

/** What somebody wants to do: with a resource, or with a path that is none. */
export interface Wish {
  verb: string;
  path?: string;
  group?: string | undefined;
  resource?: string | undefined;
  subresource?: string | undefined;
  namespace?: string | undefined;
  name?: string | undefined;
}

export interface Ruling {
  allowed: boolean;
  reason: string;
}

/** Whether a user may do something, by the cluster's (cluster) roles and their bindings; system:masters may everything. */
export function rule(store: Store, who: User, wish: Wish): Ruling {
  if (who.groups.includes('system:masters')) return { allowed: true, reason: '' };
  for (const { binding, rules, subject } of grants(store, who, wish.namespace)) {
    if (!rules.some((r) => covers(r, wish))) continue;
    const scope = binding.metadata.namespace === undefined ? `"${binding.metadata.name ?? ''}"` : `"${binding.metadata.name ?? ''}/${binding.metadata.namespace}"`;
    return { allowed: true, reason: `RBAC: allowed by ${binding.kind} ${scope} of ${text(binding, 'roleRef', 'kind') ?? ''} "${text(binding, 'roleRef', 'name') ?? ''}" to ${subject}` };
  }
  return { allowed: false, reason: '' };
}

/** The rules that hold for a user in a namespace and cluster-wide. */
export function rulesFor(store: Store, who: User, namespace: string): unknown[] {
  const everything = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, { verbs: ['*'], nonResourceURLs: ['*'] }];
  return who.groups.includes('system:masters') ? everything : grants(store, who, namespace).flatMap(({ rules }) => rules);
}

interface Grant {
  binding: KubeObject;
  rules: unknown[];
  subject: string;
}

function grants(store: Store, who: User, namespace: string | undefined): Grant[] {
  const bindings = [...store.all(R.ClusterRoleBinding), ...(namespace === undefined || namespace === '' ? [] : store.all(R.RoleBinding, namespace))];
  return bindings.flatMap((binding) => {
    const subject = list(binding, 'subjects').find((s) => isWho(s, who, binding.metadata.namespace));
    if (subject === undefined) return [];
    const role: Resource = text(binding, 'roleRef', 'kind') === 'Role' ? R.Role : R.ClusterRole;
    const found = store.get(role, text(binding, 'roleRef', 'name') ?? '', binding.metadata.namespace);
    return found ? [{ binding, rules: list(found, 'rules'), subject: `${text(subject, 'kind') ?? ''} "${nameOf(subject)}"` }] : [];
  });
}

function nameOf(subject: unknown): string {
  const [name, namespace] = [text(subject, 'name') ?? '', text(subject, 'namespace')];
  return namespace === undefined ? name : `${name}/${namespace}`;
}

function isWho(subject: unknown, who: User, home: string | undefined): boolean {
  const name = text(subject, 'name') ?? '';
  const kind = text(subject, 'kind');
  if (kind === 'User') return name === who.user;
  if (kind === 'Group') return who.groups.includes(name);
  return kind === 'ServiceAccount' && who.user === `system:serviceaccount:${text(subject, 'namespace') ?? home ?? ''}:${name}`;
}

function covers(policy: unknown, wish: Wish): boolean {
  const has = (field: string, value: string): boolean => list(policy, field).some((v) => v === '*' || v === value);
  if (!has('verbs', wish.verb)) return false;
  const path = wish.path;
  if (path !== undefined)
    return list(policy, 'nonResourceURLs').some((u) => u === '*' || u === path || (typeof u === 'string' && u.endsWith('*') && path.startsWith(u.slice(0, -1))));
  const whole = wish.subresource === undefined ? (wish.resource ?? '') : `${wish.resource ?? ''}/${wish.subresource}`;
  const named = list(policy, 'resourceNames');
  return (
    has('apiGroups', wish.group ?? '') &&
    (has('resources', whole) || (wish.subresource !== undefined && list(policy, 'resources').includes(`*/${wish.subresource}`))) &&
    (named.length === 0 || (wish.name !== undefined && named.includes(wish.name)))
  );
}
