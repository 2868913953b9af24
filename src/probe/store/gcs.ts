import { list, text } from '../../api/json.ts';
import type { StoreQuestion } from '../../snapshot/types.ts';
import { json } from '../answers.ts';
import type { Reply } from '../http.ts';
import { gcsSettings } from './gcs-settings.ts';
import { readServiceKey, tokenFor, type Scope, type ServiceKey } from './gcs-token.ts';
import { skewWords } from './skew.ts';
import { isPage, quoted, toldInJson, unclear } from './told.ts';
import type { Counter, Look, Verdict } from './types.ts';

const HOST = 'storage.googleapis.com';
const KEYS = ['REGISTRY_STORAGE_GCS_KEYFILE', 'service_account.json', 'key.json'];

/** Looks for a bucket by its metadata, which the operator reads at every pass, and by a listing of one object. */
export function gcsLook({ bucket }: Extract<StoreQuestion, { kind: 'gcs' }>, secrets: Readonly<Record<string, string>>, counter: Counter, scope: Scope = 'read'): Look {
  const file = KEYS.map((name) => secrets[name] ?? '').find((value) => value !== '') ?? '';
  const look: Look = {
    place: `bucket ${bucket} at ${HOST}`,
    run: () => run(bucket, file, counter, scope, (token) => {
      const headers = { authorization: `Bearer ${token}` };
      look.setting = gcsSettings((method, query, body) => counter.ask(`https://${HOST}`, { method, path: `/storage/v1/b/${encodeURIComponent(bucket)}?${query}`, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body }) }), counter.veil);
    }),
  };
  return look;
}

async function run(bucket: string, file: string, counter: Counter, scope: Scope, open: (token: string) => void): Promise<Verdict> {
  if (file === '') return { state: 'unclear', detail: 'there is no key file to ask with' };
  if (!/^[\w.-]{3,222}$/u.test(bucket)) return { state: 'absent', detail: 'no bucket can have that name' };
  const key = readServiceKey(file);
  if ('state' in key) return key;
  counter.veil.add(key.key.export({ type: 'pkcs8', format: 'pem' }).toString(), key.id);
  const got = await tokenFor(key, counter, scope);
  if ('state' in got) return got;
  open(got.token);
  const ask = (path: string): Promise<Reply> => counter.ask(`https://${HOST}`, { method: 'GET', path: `/storage/v1/b${path}`, headers: { authorization: `Bearer ${got.token}` } });
  const verdict = await judge(bucket, key, ask, counter);
  return got.ahead === 0 ? verdict : { ...verdict, detail: `${verdict.detail}; ${skewWords(got.ahead)}` };
}

async function judge(bucket: string, key: ServiceKey, ask: (path: string) => Promise<Reply>, { veil }: Counter): Promise<Verdict> {
  const metadata = await ask(`/${encodeURIComponent(bucket)}?fields=name,location`);
  const told = toldInJson(metadata);
  const words = quoted(told, metadata, veil);
  if (isPage(metadata) || (metadata.status >= 400 && told.code === '')) return unclear(metadata, told, veil);
  if (metadata.status === 404) return { state: 'absent', detail: `there is no bucket of that name${words}` };
  if (metadata.status === 401) return { state: 'refused', detail: `it does not accept the token of the account${words}` };
  if (told.code === 'vpcServiceControls') return { state: 'unclear', detail: `a perimeter does not let this network in; whether it lets the cluster in is not known from here${words}` };
  if (metadata.status === 403) return whose(bucket, key, ask, words, veil);
  if (metadata.status !== 200 || text(json(metadata), 'name') !== bucket) return unclear(metadata, told, veil);
  const objects = await ask(`/${encodeURIComponent(bucket)}/o?maxResults=1&fields=items(name)`);
  if (objects.status === 200) return { state: 'ours', detail: 'it is there, and this account may list it' };
  if (objects.status === 403) return { state: 'refused', detail: `the bucket is there, but this account may not list its objects${quoted(toldInJson(objects), objects, veil)}` };
  return unclear(objects, toldInJson(objects), veil);
}

/** Google answers alike for a bucket of somebody else and for one whose metadata the account may not read; objects and the project's own buckets tell more. */
async function whose(bucket: string, { project }: ServiceKey, ask: (path: string) => Promise<Reply>, words: string, veil: Parameters<typeof quoted>[2]): Promise<Verdict> {
  const objects = await ask(`/${encodeURIComponent(bucket)}/o?maxResults=1&fields=items(name)`);
  if (objects.status === 200) return { state: 'refused', detail: `this account may use the bucket's objects but not read the bucket itself, which the operator does at every pass${words}` };
  const own = await ask(`?project=${encodeURIComponent(project)}&prefix=${encodeURIComponent(bucket)}&fields=items(name)`);
  if (own.status !== 200 || isPage(own)) return { state: 'refused', detail: `this account may not read the bucket: it is of another project, or the account lacks the right${words}` };
  const mine = list(json(own), 'items').some((item) => text(item, 'name') === bucket);
  if (mine) return { state: 'refused', detail: `the bucket is of the project ${veil.plain(project)}, but this account may not read it${words}` };
  return { state: 'foreign', detail: `there is a bucket of that name, and it is not among those of the project ${veil.plain(project)}${words}` };
}
