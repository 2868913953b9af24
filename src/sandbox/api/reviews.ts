import { at, isRecord, list, num, record, text } from '../../api/json.ts';
import { R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import { badRequest, Fault, invalid, notFound } from './fault.ts';
import { decode } from './decode.ts';
import type { Kind } from './kind.ts';
import { kindOf } from './kinds.ts';
import { KIND_OF } from './reviews-kinds.ts';
import type { Named } from './path.ts';
import type { Ruling, Wish } from './rbac.ts';
import { rule, rulesFor } from './rbac.ts';
import type { Answer, Ask } from './request.ts';
import type { Store, User } from './store.ts';
import { issueToken, ISSUER, ownerOf } from './tokens.ts';
import { bodyOf, writeOf } from './verbs.ts';
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
export function review(store: Store, who: User, place: Named, ask: Ask): Answer | undefined {
  if (ask.method !== 'POST') return undefined;
  if (place.group === '' && place.plural === 'serviceaccounts' && place.subresource === 'token') return token(store, place, ask);
  if (place.group === 'project.openshift.io' && place.plural === 'projectrequests') return project(store, ask);
  const answer = ANSWERS[`${place.group}/${place.plural}`];
  if (!answer || place.version !== 'v1' || place.name !== undefined) return undefined;
  const { body, warnings } = bodyAs(KIND_OF[place.plural], ask);
  delete body['status'];
  const spec = record(body, 'spec');
  const shown = { kind: body['kind'], apiVersion: body['apiVersion'], metadata: { ...record(body, 'metadata') }, spec: said(spec) };
  return { code: 201, body: { ...shown, status: answer(store, who, body, place) }, warnings };
}

function subjectOf(body: unknown): User {
  if ((text(body, 'spec', 'user') ?? '') === '' && list(body, 'spec', 'groups').length === 0)
    throw invalid({ group: 'authorization.k8s.io', version: 'v1', plural: '', kind: '', namespaced: false }, '', [{ field: 'spec.user', reason: 'FieldValueInvalid', message: 'Invalid value: "": at least one of user or group must be specified' }]);
  return { user: text(body, 'spec', 'user') ?? '', groups: list(body, 'spec', 'groups').filter((g): g is string => typeof g === 'string') };
}

function judged(store: Store, who: User, body: unknown): Record<string, unknown> {
  const of = record(body, 'spec', 'resourceAttributes');
  const path = record(body, 'spec', 'nonResourceAttributes');
  const [given, other] = [isRecord(at(body, 'spec', 'resourceAttributes')), isRecord(at(body, 'spec', 'nonResourceAttributes'))];
  const none = !given;
  if (given === other) {
    const said = `authorization.NonResourceAttributes{Path:${JSON.stringify(text(path, 'path') ?? '')}, Verb:${JSON.stringify(text(path, 'verb') ?? '')}}`;
    const field = none ? 'spec.resourceAttributes' : 'spec.nonResourceAttributes';
    const why = none ? 'Invalid value: "null": exactly one of nonResourceAttributes or resourceAttributes must be specified' : `Invalid value: ${said}: cannot be specified in combination with resourceAttributes`;
    throw invalid({ group: 'authorization.k8s.io', version: 'v1', plural: '', kind: '', namespaced: false }, '', [{ field, reason: 'FieldValueInvalid', message: why }]);
  }
  const word = (key: string): string | undefined => (text(of, key) === '' ? undefined : text(of, key));
  const wish: Wish = none
    ? { verb: text(path, 'verb') ?? '', path: text(path, 'path') ?? '' }
    : { verb: word('verb') ?? '', group: word('group'), resource: word('resource'), subresource: word('subresource'), namespace: word('namespace'), name: word('name') };
  const { allowed, reason }: Ruling = rule(store, who, wish);
  return { allowed, ...(reason === '' ? {} : { reason }) };
}

/** Empty words are left out, as Go does. */
function said(spec: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== '').map(([key, value]) => [key, isRecord(value) ? said(value) : value]));
}

/** TokenRequest: ten minutes at least, an hour when nothing is asked. */
function token(store: Store, place: Named, ask: Ask): Answer {
  const { body, warnings } = bodyAs(KIND_OF['tokens'], ask);
  const account = store.get(R.ServiceAccount, place.name ?? '', place.namespace);
  if (!account) throw notFound(R.ServiceAccount, place.name ?? '');
  const seconds = num(body, 'spec', 'expirationSeconds') ?? 3600;
  const bounds: [boolean, string][] = [[seconds < 600, 'may not specify a duration less than 10 minutes'], [seconds > 2 ** 32, 'may not specify a duration larger than 2^32 seconds']];
  const broken = bounds.find(([is]) => is);
  if (broken) throw invalid({ group: 'authentication.k8s.io', version: 'v1', plural: '', kind: 'TokenRequest', namespaced: true }, '', [{ field: 'spec.expirationSeconds', reason: 'FieldValueInvalid', message: `Invalid value: ${seconds}: ${broken[1]}` }]);
  const bound = at(body, 'spec', 'boundObjectRef') ?? null;
  bindable(store, place.namespace ?? '', bound);
  const asked = list(body, 'spec', 'audiences').filter((a): a is string => typeof a === 'string');
  const made = asked.length > 0 ? issueToken(store, account, seconds, asked) : issueToken(store, account, seconds);
  const audiences = asked.length > 0 ? asked : [ISSUER];
  const spec = { audiences, expirationSeconds: seconds, boundObjectRef: bound };
  const status = { token: made.token, expirationTimestamp: made.expires };
  return { code: 201, body: { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: { name: place.name, namespace: place.namespace, creationTimestamp: store.stamp() }, spec, status }, warnings };
}

/** A token may be bound to a pod or secret that is there. */
function bindable(store: Store, namespace: string, to: unknown): void {
  if (to === null) return;
  const resource = text(to, 'kind') === 'Pod' ? R.Pod : text(to, 'kind') === 'Secret' ? R.Secret : undefined;
  if (!resource) throw badRequest(`cannot bind token for serviceaccount to object of type ${text(to, 'apiVersion') ?? ''}, Kind=${text(to, 'kind') ?? ''}`);
  if (!store.get(resource, text(to, 'name') ?? '', namespace)) throw notFound(resource, text(to, 'name') ?? '');
}

/** The body of a request that is answered but not stored, with its warnings. */
function bodyAs(kind: Kind | undefined, ask: Ask): { body: Record<string, unknown>; warnings: string[] } {
  const warnings: string[] = [];
  const write = writeOf(ask, 'CreateOptions', warnings);
  const { value, twice } = bodyOf(ask, kind?.resource.kind ?? '');
  const body: unknown = value;
  if (kind) decode(kind, body, { ...write, twice });
  return { body: record({ body }, 'body'), warnings };
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
