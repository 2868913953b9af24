import { list, num, record, text } from '../../api/json.ts';
import { R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { badRequest, Fault, invalid, notFound } from './fault.ts';
import { kindOf } from './kinds.ts';
import type { Named } from './path.ts';
import type { Ruling, Wish } from './rbac.ts';
import { rule, rulesFor } from './rbac.ts';
import type { Answer, Ask } from './request.ts';
import type { Store, User } from './store.ts';
import { issueToken, ownerOf } from './tokens.ts';
import { bodyOf } from './verbs.ts';
import { create } from './write.ts';

const ANSWERS: Record<string, (store: Store, who: User, body: unknown, at: Named) => unknown> = {
  'authentication.k8s.io/tokenreviews': (store, _, body) => {
    const token = text(body, 'spec', 'token') ?? '';
    const owner = token === '' ? undefined : ownerOf(store, token);
    if (!owner) return { user: {}, ...(token === '' ? {} : { error: 'invalid bearer token' }) };
    return { authenticated: true, user: { username: owner.user, groups: owner.groups, ...(owner.uid === undefined ? {} : { uid: owner.uid }) }, audiences: ['https://kubernetes.default.svc'] };
  },
  'authorization.k8s.io/selfsubjectaccessreviews': (store, who, body) => judged(store, who, body),
  'authorization.k8s.io/subjectaccessreviews': (store, _, body) => judged(store, subjectOf(body), body),
  'authorization.k8s.io/localsubjectaccessreviews': (store, _, body) => judged(store, subjectOf(body), body),
  'authorization.k8s.io/selfsubjectrulesreviews': (store, who, body) => {
    const rules = rulesFor(store, who, text(body, 'spec', 'namespace') ?? '').map((r) => record({ r }, 'r'));
    return { resourceRules: rules.filter((r) => r['resources'] !== undefined), nonResourceRules: rules.filter((r) => r['nonResourceURLs'] !== undefined), incomplete: false };
  },
};

/** POST to what is stored nowhere: reviews, tokens of service accounts, requests for projects. Undefined when it is none of these. */
export function review(store: Store, who: User, at: Named, ask: Ask): Answer | undefined {
  if (ask.method !== 'POST') return undefined;
  if (at.group === '' && at.plural === 'serviceaccounts' && at.subresource === 'token') return token(store, at, ask);
  if (at.group === 'project.openshift.io' && at.plural === 'projectrequests') return project(store, ask);
  const answer = ANSWERS[`${at.group}/${at.plural}`];
  if (!answer || at.version !== 'v1' || at.name !== undefined) return undefined;
  const { value: body } = bodyOf(ask, at.plural);
  return { code: 201, body: { ...record({ body }, 'body'), metadata: record(body, 'metadata'), status: answer(store, who, body, at) } };
}

function subjectOf(body: unknown): User {
  if ((text(body, 'spec', 'user') ?? '') === '' && list(body, 'spec', 'groups').length === 0)
    throw invalid({ group: 'authorization.k8s.io', version: 'v1', plural: '', kind: '', namespaced: false }, '', [{ field: 'spec.user', reason: 'FieldValueInvalid', message: 'Invalid value: "": at least one of user or group must be specified' }]);
  return { user: text(body, 'spec', 'user') ?? '', groups: list(body, 'spec', 'groups').filter((g): g is string => typeof g === 'string') };
}

function judged(store: Store, who: User, body: unknown): Record<string, unknown> {
  const of = record(body, 'spec', 'resourceAttributes');
  const path = record(body, 'spec', 'nonResourceAttributes');
  const none = Object.keys(of).length === 0;
  if (none === (Object.keys(path).length === 0))
    throw invalid({ group: 'authorization.k8s.io', version: 'v1', plural: '', kind: '', namespaced: false }, '', [{ field: none ? 'spec.resourceAttributes' : 'spec.nonResourceAttributes', reason: 'FieldValueInvalid', message: none ? 'Invalid value: "null": exactly one of nonResourceAttributes or resourceAttributes must be specified' : 'Invalid value: cannot be specified in combination with resourceAttributes' }]);
  const word = (key: string): string | undefined => (text(of, key) === '' ? undefined : text(of, key));
  const wish: Wish = none
    ? { verb: text(path, 'verb') ?? '', path: text(path, 'path') ?? '' }
    : { verb: word('verb') ?? '', group: word('group'), resource: word('resource'), subresource: word('subresource'), namespace: word('namespace'), name: word('name') };
  const { allowed, reason }: Ruling = rule(store, who, wish);
  return { allowed, ...(reason === '' ? {} : { reason }) };
}

/** TokenRequest: ten minutes at least, an hour when nothing is asked. */
function token(store: Store, at: Named, ask: Ask): Answer {
  const { value: body } = bodyOf(ask, 'TokenRequest');
  const account = store.get(R.ServiceAccount, at.name ?? '', at.namespace);
  if (!account) throw notFound(R.ServiceAccount, at.name ?? '');
  const seconds = num(body, 'spec', 'expirationSeconds') ?? 3600;
  if (seconds < 600) throw invalid({ group: 'authentication.k8s.io', version: 'v1', plural: '', kind: 'TokenRequest', namespaced: true }, '', [{ field: 'spec.expirationSeconds', reason: 'FieldValueInvalid', message: `Invalid value: ${seconds}: may not specify a duration less than 10 minutes` }]);
  const asked = list(body, 'spec', 'audiences').filter((a): a is string => typeof a === 'string');
  const made = asked.length > 0 ? issueToken(store, account, seconds, asked) : issueToken(store, account, seconds);
  return { code: 201, body: { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: { name: at.name, namespace: at.namespace, creationTimestamp: store.stamp() }, spec: { audiences: asked, expirationSeconds: seconds, boundObjectRef: null }, status: { token: made.token, expirationTimestamp: made.expires } } };
}

/** A request for a project makes its namespace. */
function project(store: Store, ask: Ask): Answer {
  const { value: body } = bodyOf(ask, 'ProjectRequest');
  const kind = kindOf(R.Namespace);
  const name = text(body, 'metadata', 'name');
  if (!kind || name === undefined) throw badRequest('a project needs a name');
  const notes: Record<string, string> = { 'openshift.io/display-name': text(body, 'displayName') ?? '', 'openshift.io/description': text(body, 'description') ?? '' };
  const made = create(store, kind, undefined, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, annotations: notes } });
  return { code: 201, body: asProject(made) };
}

/** A namespace as the project that mirrors it. */
export function asProject(namespace: KubeObject): KubeObject {
  return { ...namespace, apiVersion: 'project.openshift.io/v1', kind: 'Project' };
}

/** 401 */
export const unauthorized = (): Fault => new Fault(401, 'Unauthorized', 'Unauthorized');
