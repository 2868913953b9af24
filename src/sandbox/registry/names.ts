import { R } from '../../api/resources.ts';
import type { Client } from '../client.ts';
import { RegistryError } from './errors.ts';
import type { Ask, Reply } from './request.ts';
import { tagsOf } from './streams.ts';

/** One page of sorted names after `last`, and the Link header that leads on. */
function paged(names: readonly string[], query: URLSearchParams, path: string, most: number | undefined): { names: string[]; headers: Record<string, string> } {
  const n = query.get('n');
  const size = n === null ? most : Number(n);
  if (size !== undefined && (!Number.isInteger(size) || size < 0)) throw new RegistryError('PAGINATION_NUMBER_INVALID', { n });
  const rest = names.filter((name) => name > (query.get('last') ?? ''));
  const page = size === undefined ? rest : rest.slice(0, size);
  const last = page.at(-1);
  if (last === undefined || page.length === rest.length) return { names: page, headers: {} };
  return { names: page, headers: { link: `<${path}?last=${encodeURIComponent(last)}&n=${size}>; rel="next"` } };
}

/** `/v2/NAMESPACE/NAME/tags/list`, from the image stream. */
export async function onTags(ask: Ask): Promise<Reply> {
  const stream = await ask.client.get(R.ImageStream, ask.name, ask.namespace);
  if (!stream) throw new RegistryError('NAME_UNKNOWN', { name: ask.repository });
  const page = paged(tagsOf(stream), ask.query, `/v2/${ask.repository}/tags/list`, undefined);
  return { status: 200, headers: { 'content-type': 'application/json', ...page.headers }, body: JSON.stringify({ name: ask.repository, tags: page.names }) };
}

/** `/v2/_catalog`: every image stream of the cluster, a hundred at a time. */
export async function catalog(client: Client, query: URLSearchParams): Promise<Reply> {
  const names = (await client.list(R.ImageStream)).map((s) => `${s.metadata.namespace}/${s.metadata.name}`).toSorted();
  const page = paged(names, query, '/v2/_catalog', 100);
  return { status: 200, headers: { 'content-type': 'application/json', ...page.headers }, body: JSON.stringify({ repositories: page.names }) };
}
