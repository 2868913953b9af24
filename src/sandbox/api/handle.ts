import { R } from '../../api/resources.ts';
import { discover, VERSION, VIRTUAL } from './discovery.ts';
import { badRequest, Fault, forbidden, notFound } from './fault.ts';
import { impersonate } from './identity.ts';
import type { Kind } from './kind.ts';
import { find, page } from './list.ts';
import { openapi } from './openapi.ts';
import { readPath } from './path.ts';
import type { Named } from './path.ts';
import { rule } from './rbac.ts';
import type { Wish } from './rbac.ts';
import type { Answer, Ask, Reply } from './request.ts';
import { asProject, review, unauthorized } from './reviews.ts';
import type { Store, User } from './store.ts';
import { erase, eraseAll, patched, post, put, read } from './verbs.ts';
import { watch } from './watch.ts';

const VERBS: Record<string, string> = { GET: 'get', HEAD: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

/** Answers one request from what the store holds. Never throws a `Fault`: refusals are answers. */
export function handle(store: Store, ask: Ask): Reply {
  try {
    if (!ask.who) throw unauthorized();
    const accept = ask.headers['accept'] ?? '';
    if (/^text\/[^,]*$/.test(accept) && readPath(ask.path)) throw new Fault(406, 'NotAcceptable', '406: Not Acceptable\n\nAvailable representations: application/json', {});
    const who = impersonate(store, ask.who, ask.headers);
    const at = readPath(ask.path);
    return at ? served(store, who, at, ask) : plain(store, who, ask);
  } catch (error) {
    if (error instanceof Fault) return { code: error.code, body: error.message === PAGE ? PAGE : error.status };
    throw error;
  }
}

const PAGE = '404 page not found\n';
const missing = (): Answer => ({ code: 404, body: PAGE });

/** Paths that name no resource. */
function plain(store: Store, who: User, ask: Ask): Answer {
  const { path } = ask;
  if (!rule(store, who, { verb: VERBS[ask.method] ?? ask.method.toLowerCase(), path }).allowed)
    throw new Fault(403, 'Forbidden', `forbidden: User "${who.user}" cannot ${VERBS[ask.method] ?? ''} path "${path}"`, {});
  if (['/readyz', '/livez', '/healthz'].includes(path)) return { code: 200, body: 'ok' };
  if (path === '/version' || path === '/version/') return { code: 200, body: VERSION };
  if (path.startsWith('/openapi/')) return openapi(path, ask.headers['accept'] ?? '') ?? missing();
  const found = discover(path);
  return found === undefined ? missing() : { code: 200, body: found };
}

function served(store: Store, who: User, at: Named, ask: Ask): Reply {
  const watches = ask.method === 'GET' && at.subresource === undefined && ['1', 'true'].includes(ask.query.get('watch') ?? '');
  const one = at.name !== undefined;
  const verb = watches ? 'watch' : ask.method === 'GET' && !one ? 'list' : ask.method === 'DELETE' && !one ? 'deletecollection' : (VERBS[ask.method] ?? ask.method.toLowerCase());
  allow(store, who, at, { verb, group: at.group, resource: at.plural, subresource: at.subresource, namespace: at.namespace, name: at.name });
  if (at.group === 'user.openshift.io' && at.plural === 'users' && at.name === '~') return { code: 200, body: { kind: 'User', apiVersion: 'user.openshift.io/v1', metadata: { name: who.user }, groups: who.groups } };
  const special = review(store, who, at, ask);
  if (special) return special;
  const { kind } = at;
  if (!kind) throw unknown(at);
  if (kind.resource === R.Project) return projects(store, at, ask);
  if (one) return single(store, kind, at, ask, watches);
  const namespace = kind.resource.namespaced ? at.namespace : undefined;
  if (!kind.resource.namespaced && at.namespace !== undefined) throw nothing();
  if (watches) return watch(store, kind, namespace, ask.query);
  if (ask.method === 'GET') return { code: 200, body: page(store, kind, find(store, kind, namespace, ask.query), ask.query) };
  if (ask.method === 'POST' && (namespace !== undefined || !kind.resource.namespaced)) return post(store, kind, namespace, ask);
  if (ask.method === 'DELETE' && kind.resource !== R.Namespace && (namespace !== undefined || !kind.resource.namespaced)) return eraseAll(store, kind, namespace, ask);
  if (kind.custom && (ask.method === 'PUT' || ask.method === 'PATCH')) throw badRequest('name must be provided');
  throw notAllowed();
}

function single(store: Store, kind: Kind, at: Named, ask: Ask, watches: boolean): Reply {
  const name = at.name ?? '';
  const namespace = kind.resource.namespaced ? at.namespace : undefined;
  if (kind.resource.namespaced && namespace === undefined) throw nothing();
  if (at.subresource === 'portforward' && kind.resource === R.Pod) {
    if (!store.get(R.Pod, name, namespace)) throw notFound(R.Pod, name);
    return { code: 101, namespace: namespace ?? '', pod: name };
  }
  if (at.subresource !== undefined && !(at.subresource === 'status' && kind.status)) throw unserved(kind, name);
  const place = { kind, namespace, name, subresource: at.subresource };
  if (watches) return watch(store, kind, namespace, new URLSearchParams([...ask.query, ['fieldSelector', `metadata.name=${name}`]]));
  if (ask.method === 'GET') return read(store, place);
  if (ask.method === 'PUT') return put(store, place, ask);
  if (ask.method === 'PATCH') return patched(store, place, ask);
  if (ask.method === 'DELETE' && at.subresource === undefined) return erase(store, place, ask);
  // custom resources do not mind a name in the path
  if (ask.method === 'POST' && kind.custom && at.subresource === undefined) return post(store, kind, namespace, ask);
  throw at.subresource !== undefined && kind.custom ? unmet(kind, ask.method) : notAllowed();
}

/** A subresource that the kind does not have. */
const unserved = (kind: Kind, name: string): Fault => (kind.custom ? notFound(kind.resource, name) : nothing());

/** What the status of a custom resource does not let be done. */
function unmet(kind: Kind, method: string): Fault {
  const verb = { POST: 'create', DELETE: 'delete' }[method] ?? method.toLowerCase();
  return new Fault(405, 'MethodNotAllowed', `${verb} is not supported on resources of kind "${kind.resource.plural}.${kind.resource.group}"`, { group: kind.resource.group, kind: kind.resource.plural });
}

/** Projects mirror namespaces; they are read and deleted, and requested by `projectrequests`. */
function projects(store: Store, at: Named, ask: Ask): Answer {
  if (at.name === undefined) return { code: 200, body: { kind: 'ProjectList', apiVersion: 'project.openshift.io/v1', metadata: { resourceVersion: String(store.version) }, items: store.all(R.Namespace).map(asProject) } };
  const found = store.get(R.Namespace, at.name);
  if (!found) throw notFound(R.Project, at.name);
  if (ask.method === 'GET') return { code: 200, body: asProject(found) };
  throw notAllowed();
}

function allow(store: Store, who: User, at: Named, wish: Wish): void {
  if (rule(store, who, wish).allowed) return;
  const resource = at.kind?.resource ?? { group: at.group, version: at.version, plural: at.plural, kind: '', namespaced: at.namespace !== undefined };
  const what = at.subresource === undefined ? at.plural : `${at.plural}/${at.subresource}`;
  const where = at.namespace !== undefined && at.namespace !== '' ? `in the namespace "${at.namespace}"` : 'at the cluster scope';
  throw forbidden(resource, at.name ?? '', `User "${who.user}" cannot ${wish.verb} resource "${what}" in API group "${at.group}" ${where}`);
}

const nothing = (): Fault => new Fault(404, 'NotFound', 'the server could not find the requested resource', {});
const notAllowed = (): Fault => new Fault(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

/** A resource that is not served; in a group that is not served either, there is not even a Status. */
function unknown(at: Named): Fault {
  const virtual = VIRTUAL.some((v) => v.group === at.group && v.name === at.plural);
  if (virtual) return notAllowed();
  return at.group === '' || discover(`/apis/${at.group}/${at.version}`) !== undefined ? nothing() : new Fault(404, '', PAGE);
}
