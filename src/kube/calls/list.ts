import { isRecord, list as items, num, text } from '../../api/json.ts';
import { apiVersion, pathOf } from '../../api/resources.ts';
import type { KubeList, KubeObject, Resource } from '../../api/types.ts';
import { ApiError } from '../../errors.ts';
import { query } from '../http/query.ts';
import type { Sender } from '../http/sender.ts';
import type { Call } from '../http/types.ts';
import type { ListOptions } from '../port.ts';
import { askFor } from './answers.ts';

const PAGE = 500;

/** All pages of a list; undefined when the resource is not served. A continuation that expired (410) is begun anew, once. Throws ApiError. */
export async function listAll(sender: Sender, resource: Resource, options: ListOptions): Promise<KubeList | undefined> {
  try {
    return await pages(sender, resource, options);
  } catch (error) {
    if (error instanceof ApiError && error.status === 410) return pages(sender, resource, options);
    throw error;
  }
}

async function pages(sender: Sender, resource: Resource, options: ListOptions): Promise<KubeList | undefined> {
  const all: KubeObject[] = [];
  let next: string | undefined;
  for (;;) {
    const call = pageCall(resource, options, next);
    const page = await askFor(sender, call);
    if (page === undefined) return undefined;
    if (!Array.isArray(page['items'])) throw new ApiError('cluster', `Cannot list ${call.object}: the answer of ${sender.wire.place} holds no items.`, { status: 200, reason: 'BadAnswer' });
    // items of a list do not repeat what they are
    for (const item of items(page, 'items')) if (isRecord(item)) all.push({ apiVersion: apiVersion(resource), kind: resource.kind, ...item } as KubeObject);
    next = text(page, 'metadata', 'continue');
    if (next === undefined || next === '') return whole(page, resource, all);
  }
}

function pageCall(resource: Resource, options: ListOptions, next: string | undefined): Call {
  const { namespace, labelSelector, fieldSelector, signal } = options;
  const plural = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
  return {
    verb: 'list',
    object: namespace === undefined || !resource.namespaced ? plural : `${plural} in ${namespace}`,
    method: 'GET',
    path: pathOf(resource, namespace) + query({ limit: options.page ?? PAGE, continue: next, labelSelector, fieldSelector }),
    safe: true,
    ...(signal === undefined ? {} : { signal }),
  };
}

function whole(last: Record<string, unknown>, resource: Resource, all: KubeObject[]): KubeList {
  const resourceVersion = text(last, 'metadata', 'resourceVersion');
  const remaining = num(last, 'metadata', 'remainingItemCount');
  return {
    apiVersion: text(last, 'apiVersion') ?? apiVersion(resource),
    kind: text(last, 'kind') ?? `${resource.kind}List`,
    metadata: { ...(resourceVersion === undefined ? {} : { resourceVersion }), ...(remaining === undefined ? {} : { remainingItemCount: remaining }) },
    items: all,
  };
}
