import fc from 'fast-check';
import { at, isRecord } from '../../src/api/json.ts';
import type { Call, Case } from './call.ts';
import { JSON_PATCH, MERGE, NAMESPACE, STRATEGIC } from './call.ts';
import { SAMPLES } from './bodies.ts';
import type { Sample } from './bodies.ts';

const LONG = 'x'.repeat(254);
const VALUES: readonly unknown[] = [null, true, 0, 7, 1.5, -1, '', 'text', [], ['x'], [1], [null], {}, { a: 1 }, { a: 'b' }, [{}]];
const NAMES = ['Upper', 'under_score', 'a..b', '-a', 'a-', 'with space', 'dot.ted', 'x'.repeat(64), LONG, 'a/b', 'a%b', '.', '', 'ünï', '9', 'a.-b'];
const META: readonly (readonly [string, unknown])[] = [
  ['labels', { 'not a key': 'x' }], ['labels', { a: 'not a value' }], ['labels', { a: 'x'.repeat(64) }], ['labels', { 'a/b/c': 'x' }], ['labels', { '/a': 'x' }], ['labels', { [LONG]: 'x' }],
  ['labels', { a: null, b: '' }], ['labels', ['a']], ['labels', { a: 1 }], ['annotations', { 'bad key!': 'x' }], ['annotations', { 'Example.com/Key': 'any thing' }], ['annotations', { a: true }],
  ['annotations', 'text'], ['finalizers', ['plain']], ['finalizers', ['a.b/c', 'a.b/c']], ['finalizers', ['a b/c']], ['finalizers', 'x'], ['finalizers', [7]], ['ownerReferences', [{}]],
  ['ownerReferences', [{ apiVersion: 'v1', kind: 'Node', name: 'n' }]], ['ownerReferences', 'me'], ['uid', 'mine'], ['uid', 7], ['generation', 9], ['generation', 'nine'],
  ['creationTimestamp', '2020-01-01T00:00:00Z'], ['creationTimestamp', 'once'], ['creationTimestamp', null], ['deletionTimestamp', '2020-01-01T00:00:00Z'], ['namespace', 'other'], ['namespace', ''], ['name', '{name}-x'],
  ['name', 7], ['resourceVersion', '1'], ['resourceVersion', 'abc'], ['resourceVersion', 7], ['selfLink', '/x'], ['managedFields', []], ['managedFields', 'x'], ['unknown', 1],
];
const QUERIES = ['', '', '', '', 'fieldValidation=Strict', 'fieldValidation=Warn', 'fieldValidation=Ignore', 'fieldValidation=Never', 'dryRun=All', 'dryRun=Some', 'dryRun=All&fieldValidation=Strict', 'fieldManager=registryctl', 'pretty=true'];
const SELECTORS = ['labelSelector=a%3Db', 'labelSelector=a', 'labelSelector=!a', 'labelSelector=a in (b,c)', 'labelSelector=a notin (b)', 'labelSelector=a%3D%3D%3Db', 'labelSelector=(a)', 'labelSelector=a in b', 'labelSelector=,', 'labelSelector=a!%3Db,c', 'labelSelector=a>1', 'labelSelector=not a key%3Dx', 'fieldSelector=metadata.name%3D{name}', 'fieldSelector=spec.bogus%3Dx', 'fieldSelector=bogus', 'limit=x', 'limit=-1', 'limit=1', 'continue=nonsense', 'resourceVersion=abc', 'resourceVersion=0', 'resourceVersionMatch=Exact', 'resourceVersion=0&resourceVersionMatch=Exact', 'resourceVersion=1&resourceVersionMatch=Sometimes', 'timeoutSeconds=x'];

const copy = <T>(value: T): T => structuredClone(value);

/** Paths (with dots) of everything inside a value that has a name. */
export function pathsIn(value: unknown, before = ''): string[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key.includes('.') ? [] : [`${before}${key}`, ...pathsIn(inner, `${before}${key}.`)]));
}

/** A copy with another value at the path; records are made on the way. */
export function put(value: unknown, path: string, given: unknown): Record<string, unknown> {
  const whole: Record<string, unknown> = isRecord(value) ? copy(value) : {};
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let here = whole;
  for (const step of steps) {
    const next = here[step];
    if (isRecord(next)) here = next;
    else here = (here[step] = {}) as Record<string, unknown>;
  }
  if (given === undefined) delete here[last];
  else here[last] = given;
  return whole;
}

interface Edit {
  path: string;
  /** undefined takes the field away */
  value: unknown;
}

/** One change of a body that is mostly for the worse. */
function edits(of: Sample): fc.Arbitrary<Edit> {
  const paths = pathsIn(of.body).filter((path) => !path.startsWith('metadata'));
  const inside = ['', ...paths.filter((path) => isRecord(at(of.body, ...path.split('.'))))];
  const some = paths.length > 0 ? paths : ['spec'];
  return fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...of.odd).map(([path, value]) => ({ path, value })) },
    { weight: 4, arbitrary: fc.record({ path: fc.constantFrom(...some), value: fc.constantFrom(...VALUES) }) },
    { weight: 2, arbitrary: fc.constantFrom(...inside).map((path) => ({ path: `${path}${path === '' ? '' : '.'}bogus`, value: { x: 1 } })) },
    { weight: 3, arbitrary: fc.constantFrom(...META).map(([key, value]) => ({ path: `metadata.${key}`, value })) },
    { weight: 1, arbitrary: fc.constantFrom(...some, 'metadata', 'kind', 'apiVersion').map((path) => ({ path, value: undefined })) },
    { weight: 1, arbitrary: fc.record({ path: fc.constantFrom('kind', 'apiVersion', 'metadata'), value: fc.constantFrom<unknown>('v2', 'Pod', '', 7, 'a/b', null) }) },
  );
}

const withQuery = (path: string, query: string): string => (query === '' ? path : `${path}?${query}`);
const pointer = (path: string): string => `/${path.replaceAll('/', '~1').replaceAll('.', '/')}`;
const BAD_PATCHES: readonly unknown[] = [
  [], {}, 'text', null, [{}], [7], [{ op: 'bend', path: '/a' }], [{ op: 'remove', path: '/nothing/here' }], [{ op: 'test', path: '/metadata/name', value: 'wrong' }], [{ op: 'test', path: '/kind', value: null }],
  [{ op: 'add', path: 'no-slash', value: 1 }], [{ op: 'add', path: '/metadata/labels/x~1y', value: 'z' }], [{ op: 'copy', from: '/metadata/name', path: '/metadata/labels/copied' }], [{ op: 'copy', from: '/no', path: '/metadata/x' }],
  [{ op: 'move', from: '/metadata/labels', path: '/metadata/annotations' }], [{ op: 'replace', path: '/metadata/labels/none', value: 'x' }], [{ op: 'replace', path: '/no/parent', value: 1 }], [{ op: 'remove', path: '' }],
  [{ op: 'add', path: '/metadata/finalizers', value: ['a.b/c'] }, { op: 'add', path: '/metadata/finalizers/-', value: 'a.b/d' }], [{ op: 'add', path: '/metadata/finalizers/5', value: 'a.b/d' }], [{ op: 'replace', path: '/metadata/name', value: 'other' }],
  [{ op: 'test', path: '/metadata/resourceVersion', value: '{rv}' }, { op: 'add', path: '/metadata/labels/t', value: 'ok' }], [{ op: 'test', path: '/metadata/resourceVersion', value: '1' }], [{ op: 'test', path: '/not/there', value: null }], [{ op: 'add', path: '/metadata/labels/n' }],
];

function patches(of: Sample): fc.Arbitrary<Pick<Call, 'body' | 'type'>> {
  const merged = edits(of).map(({ path, value }) => put({}, path, value ?? null));
  return fc.oneof(
    { weight: 4, arbitrary: merged.map((body) => ({ body, type: MERGE })) },
    { weight: 3, arbitrary: merged.map((body) => ({ body, type: STRATEGIC })) },
    { weight: 2, arbitrary: fc.tuple(edits(of), fc.constantFrom('add', 'replace', 'test')).map(([{ path, value }, op]) => ({ body: [value === undefined ? { op: 'remove', path: pointer(path) } : { op, path: pointer(path), value }], type: JSON_PATCH })) },
    { weight: 2, arbitrary: fc.constantFrom(...BAD_PATCHES).map((body) => ({ body, type: JSON_PATCH })) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom<unknown>([], 'text', null, 7, {}, '{"a":', ''), fc.constantFrom(MERGE, STRATEGIC)).map(([body, type]) => ({ body, type })) },
    { weight: 1, arbitrary: fc.constantFrom('application/json', 'text/plain', 'application/apply-patch', '').map((type) => ({ body: { metadata: { labels: { x: 'y' } } }, type })) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>({ metadata: { resourceVersion: '{old}', labels: { x: 'y' } } }, { metadata: { resourceVersion: '{rv}', labels: { x: 'y' } } }, { metadata: { uid: 'wrong' } }, { metadata: { uid: '{uid}', labels: { u: 'v' } } }).map((body) => ({ body, type: MERGE })) },
  );
}

const DELETES: readonly unknown[] = [
  undefined, {}, { propagationPolicy: 'Background' }, { propagationPolicy: 'Never' }, { preconditions: { uid: 'wrong' } }, { preconditions: { uid: '{uid}' } }, { preconditions: { resourceVersion: '1' } }, { preconditions: { resourceVersion: '{rv}' } },
  { gracePeriodSeconds: 0 }, { gracePeriodSeconds: -1 }, { gracePeriodSeconds: 'x' }, { dryRun: ['All'] }, { dryRun: ['x'] }, { orphanDependents: true, propagationPolicy: 'Orphan' }, { kind: 'DeleteOptions', apiVersion: 'v1', bogus: 1 }, 'text', [], { preconditions: 'x' },
];

/** What is asked of an object that was made before. */
function second(of: Sample): fc.Arbitrary<Call> {
  const one = `${of.path}/{name}`;
  const versions = fc.constantFrom<unknown>('{rv}', '{rv}', '{rv}', '{old}', '', '0', '1', 'abc', undefined, 7);
  const subs = fc.constantFrom('', '', '', '/status', ...(of.status ? ['/status'] : []));
  const query = fc.constantFrom(...QUERIES);
  return fc.oneof(
    { weight: 5, arbitrary: fc.tuple(edits(of), versions, subs, query).map(([edit, version, sub, q]) => ({ method: 'PUT', path: withQuery(`${one}${sub}`, q), body: put(put(of.body, 'metadata.resourceVersion', version), edit.path, edit.value) })) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...VALUES), subs).map(([status, sub]) => ({ method: 'PUT', path: `${one}${sub}`, body: { ...put(of.body, 'metadata.resourceVersion', '{rv}'), status: status ?? of.status } })) },
    { weight: 9, arbitrary: fc.tuple(patches(of), subs, query).map(([patch, sub, q]) => ({ method: 'PATCH', path: withQuery(`${one}${sub}`, q), ...patch })) },
    { weight: 1, arbitrary: fc.constantFrom(...VALUES).map((status) => ({ method: 'PATCH', path: `${one}/status`, body: { status: isRecord(status) ? { ...of.status, ...status } : status }, type: MERGE })) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...DELETES), query).map(([body, q]) => ({ method: 'DELETE', path: withQuery(one, q), ...(body === undefined ? {} : { body }) })) },
    { weight: 2, arbitrary: fc.constantFrom(...SELECTORS).map((q) => ({ method: 'GET', path: `${of.path}?${q}${!q.includes('fieldSelector') ? '&fieldSelector=metadata.name%3D{name}' : ''}` })) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom('GET', 'PUT', 'PATCH', 'POST', 'DELETE'), fc.constantFrom(`${of.path}/missing`, of.path, `${one}/bogus`, `${one}/status`, `${one}/status/more`)).map(([method, path]) => (method === 'DELETE' && path === of.path ? 'PUT' : method) === method ? sent(of, method, path) : sent(of, 'PUT', path)) },
    { weight: 1, arbitrary: fc.constantFrom('GET', 'PUT', 'PATCH', 'DELETE').map((method) => ({ ...sent(of, method, one), as: 'bob' })) },
  );
}

function sent(of: Sample, method: string, path: string): Call {
  // what others make meanwhile is not looked at
  if (method === 'GET' && path === of.path) return { method, path: `${path}?fieldSelector=metadata.name%3D{name}` };
  if (method === 'PATCH') return { method, path, body: { metadata: { labels: { x: 'y' } } }, type: MERGE };
  return { method, path, ...(method === 'PUT' || method === 'POST' ? { body: put(of.body, 'metadata.name', '{name}-2') } : {}) };
}

function first(of: Sample): fc.Arbitrary<Call> {
  const query = fc.constantFrom(...QUERIES);
  const post = (body: unknown, q: string): Call => ({ method: 'POST', path: withQuery(of.path, q), body });
  return fc.oneof(
    { weight: 6, arbitrary: fc.tuple(edits(of), query).map(([edit, q]) => post(put(of.body, edit.path, edit.value), q)) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...NAMES), query).map(([name, q]) => post(put(of.body, 'metadata.name', name), `${q}${q === '' ? '' : '&'}dryRun=All`)) },
    { weight: 1, arbitrary: fc.constantFrom('', 'text', '{', '[]', 'null', '7', '{"kind":', '{"a":1}', '{"metadata":{"name":"{name}"}}', '{"kind":"","apiVersion":""}').map((body) => ({ ...post(body, ''), type: 'application/json' })) },
    { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/xml', '').map((type) => ({ ...post(of.body, ''), type })) },
    { weight: 1, arbitrary: fc.constant(post({ ...of.body, status: of.status ?? { x: 1 } }, '')) },
    { weight: 1, arbitrary: fc.constantFrom('Bad_Name', '{name}', 'x'.repeat(64)).map((generateName) => post(put(put(of.body, 'metadata.name', undefined), 'metadata.generateName', generateName), 'dryRun=All')) },
  );
}

const cases = fc.constantFrom(...SAMPLES).chain((of) => {
  const one = `${of.path}/{name}`;
  const made: Call = { method: 'POST', path: of.path, body: of.body };
  const touched: Call = { method: 'PATCH', path: one, body: { metadata: { labels: { touched: 'yes' } } }, type: MERGE };
  const seen: Call = { method: 'GET', path: one };
  const about = of.resource.kind;
  return fc.oneof(
    { weight: 1, arbitrary: first(of).map((call): Case => ({ about, calls: [call, seen], tidy: tidied(one, [call]) })) },
    { weight: 3, arbitrary: second(of).map((call): Case => ({ about, calls: [made, touched, call, seen], tidy: tidied(one, [call]) })) },
    { weight: 1, arbitrary: fc.tuple(second(of), second(of)).map((two): Case => ({ about, calls: [made, touched, ...two, seen], tidy: tidied(one, two) })) },
  );
});

/** What calls may have left. */
const tidied = (one: string, calls: readonly Call[]): string[] => (calls.some(({ method, body }) => method === 'POST' && JSON.stringify(body)?.includes('{name}-2')) ? [one, `${one}-2`] : [one]);

/** As many cases of bad input as wanted; the same for the same seed. */
export function generate(seed: number, count: number): Case[] {
  return fc.sample(fc.oneof({ weight: 12, arbitrary: cases }, { weight: 1, arbitrary: reviews() }), { seed, numRuns: count });
}

/** Access reviews and requests for tokens, good and bad. */
function reviews(): fc.Arbitrary<Case> {
  const review = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const account = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`;
  const attributes = fc.constantFrom<unknown>({ verb: 'get', resource: 'secrets', namespace: NAMESPACE }, { verb: 'patch', group: 'imageregistry.operator.openshift.io', resource: 'configs', name: 'cluster' }, { verb: '' }, {}, 'text', { verb: 7 }, { bogus: 1 }, null);
  const paths = fc.constantFrom<unknown>(undefined, undefined, undefined, { verb: 'get', path: '/api' }, {}, 'x');
  const asked = fc.tuple(attributes, paths, fc.constantFrom('', 'bob', 'bob'), fc.constantFrom(...QUERIES)).map(([resourceAttributes, nonResourceAttributes, as, q]): Case => ({
    about: 'SelfSubjectAccessReview',
    calls: [{ method: 'POST', path: withQuery(review, q), body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes, ...(nonResourceAttributes === undefined ? {} : { nonResourceAttributes }) } }, ...(as === '' ? {} : { as }) }],
    tidy: [],
  }));
  const spec = fc.constantFrom<unknown>({ expirationSeconds: 600 }, { expirationSeconds: 599 }, { expirationSeconds: 2 ** 33 }, { expirationSeconds: 'x' }, { audiences: ['a'] }, { audiences: 'a' }, {}, null, 'x', { bogus: 1 }, { expirationSeconds: 3600, boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'missing' } });
  const tokens = fc.tuple(spec, fc.constantFrom('{name}', '{name}', 'missing'), fc.constantFrom(...QUERIES)).map(([given, name, q]): Case => ({
    about: 'TokenRequest',
    calls: [
      { method: 'POST', path: account, body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: '{name}' } } },
      { method: 'POST', path: withQuery(`${account}/${name}/token`, q), body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: given } },
    ],
    tidy: [`${account}/{name}`],
  }));
  return fc.oneof(asked, tokens);
}
