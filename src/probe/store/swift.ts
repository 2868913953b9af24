import { list, text } from '../../api/json.ts';
import { json } from '../answers.ts';
import type { Reply } from '../http.ts';
import { loginBody, loginOf, type Login, type SwiftQuestion } from './swift-login.ts';
import { isPage, quoted, toldInJson, unclear } from './told.ts';
import type { Counter, Look, Verdict } from './types.ts';

/** Looks for a container: a login at Keystone v3, the object store of the region in its catalog, a HEAD there. */
export function swiftLook(question: SwiftQuestion, secrets: Readonly<Record<string, string>>, counter: Counter): Look {
  const login = loginOf(question, secrets);
  const of = [login.tenant || login.tenantID, login.regionName].filter((word) => word !== '').join(', ');
  const at = URL.canParse(login.authURL) ? new URL(login.authURL).host : login.authURL;
  return { place: `container ${question.container}${of === '' ? '' : ` (${of})`} by way of ${at}`, run: () => run(question, login, counter) };
}

/** Where tokens are asked for; undefined for an address that is none, not over TLS, or of an older version of Keystone. */
function tokens(authURL: string): URL | undefined {
  const url = URL.canParse(authURL) ? new URL(authURL) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || /\/v2(?:\.0)?\/?$/u.test(url.pathname)) return undefined;
  const base = url.pathname.replace(/\/+$/u, '');
  return new URL(`${url.origin}${base.endsWith('/v3') ? base : `${base}/v3`}/auth/tokens`);
}

async function run({ container, ca }: SwiftQuestion, login: Login, counter: Counter): Promise<Verdict> {
  const { veil } = counter;
  veil.add(login.password, login.credentialSecret);
  const body = loginBody(login);
  const url = tokens(login.authURL);
  if (body === undefined) return { state: 'unclear', detail: 'there is neither a password nor an application credential to ask with' };
  if (url === undefined) return { state: 'unclear', detail: 'the address of Keystone is none of version 3 over TLS, so nothing was sent there' };
  if (container === '' || container.includes('/') || Buffer.byteLength(container) > 256) return { state: 'absent', detail: 'no container can have that name' };
  const given = await counter.ask(url.origin, { method: 'POST', path: url.pathname, headers: { 'content-type': 'application/json', accept: 'application/json' }, body: Buffer.from(JSON.stringify(body)) }, ca);
  const token = given.headers['x-subject-token'];
  if (given.status !== 201 || typeof token !== 'string') return judgeLogin(given, counter);
  veil.add(token);
  const store = endpointIn(json(given), login.regionName);
  if ('state' in store) return store;
  const found = await counter.ask(store.origin, { method: 'HEAD', path: `${store.pathname.replace(/\/+$/u, '')}/${encodeURIComponent(container)}`, headers: { 'x-auth-token': token } }, ca);
  return judgeContainer(found, store.host, counter);
}

function judgeLogin(reply: Reply, { veil }: Counter): Verdict {
  const told = toldInJson(reply);
  if (isPage(reply) || ![401, 403].includes(reply.status) || told.code === '') return unclear(reply, told, veil);
  return { state: 'refused', detail: `Keystone does not let this user into this project${quoted(told, reply, veil)}` };
}

/** The public address of the object store, of the region where one is named. The catalog comes from a Keystone that was verified. */
function endpointIn(answer: unknown, region: string): URL | Verdict {
  const entry = list(answer, 'token', 'catalog').find((service) => text(service, 'type') === 'object-store');
  const all = list(entry, 'endpoints').filter((one) => text(one, 'interface') === 'public');
  const here = all.find((one) => region === '' || text(one, 'region') === region || text(one, 'region_id') === region);
  const url = text(here, 'url') ?? '';
  if (entry === undefined) return { state: 'unclear', detail: 'this cloud has no object store in its catalog, or none for this project' };
  if (here === undefined) return { state: 'unclear', detail: `the catalog has no public object store of the region ${region}` };
  return URL.canParse(url) && new URL(url).protocol === 'https:' ? new URL(url) : { state: 'unclear', detail: "the catalog's object store is not over TLS, so the token was not sent there" };
}

/** A HEAD has no words, so the headers must tell that it was an object store that answered. */
function judgeContainer(reply: Reply, host: string, { veil }: Counter): Verdict {
  const swift = Object.keys(reply.headers).some((name) => /^x-(?:container|trans|openstack)-/u.test(name));
  if (!swift) return unclear(reply, toldInJson(reply), veil);
  if (reply.status === 204 || reply.status === 200) return { state: 'ours', detail: `it is there, at ${host}, and this user may use it` };
  if (reply.status === 404) return { state: 'absent', detail: `there is no container of that name at ${host} (HTTP 404)` };
  if (reply.status === 401 || reply.status === 403) return { state: 'refused', detail: `${host} does not let this user in (HTTP ${reply.status}): a role for object storage may be lacking` };
  return unclear(reply, toldInJson(reply), veil);
}
