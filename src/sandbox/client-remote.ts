import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { at, isRecord, list, num, text } from '../api/json.ts';
import { apiVersion, pathOf } from '../api/resources.ts';
import type { KubeObject, Resource, WatchEvent } from '../api/types.ts';
import type { Client } from './client.ts';
import { Refused } from './client.ts';

/** Where a cluster is and who speaks: PEM texts, and a token or a certificate with its key. */
export interface RemoteOptions {
  server: string;
  ca: string;
  token?: string;
  cert?: string;
  key?: string;
  /** how long (ms) a watch waits before it begins anew; 1000 when not given */
  pause?: number;
}

const TYPES = { merge: 'application/merge-patch+json', json: 'application/json-patch+json', strategic: 'application/strategic-merge-patch+json' };

/** A client of a real API server, for actors. Refusals are `Refused`; connection faults are thrown as they are. */
export function remoteClient(options: RemoteOptions): Client & { close(): void } {
  const agent = new Agent({ keepAlive: true, ca: options.ca, cert: options.cert, key: options.key });
  const send = (method: string, path: string, body?: unknown, type = 'application/json'): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = { accept: 'application/json', ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }), ...(body === undefined ? {} : { 'content-type': type }) };
      const call = request(`${options.server}${path}`, { method, agent, headers }, resolve);
      call.on('error', reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  const call = async (method: string, path: string, body?: unknown, type?: string): Promise<unknown> => {
    const response = await send(method, path, body, type);
    const said = await read(response);
    if ((response.statusCode ?? 0) < 300) return said;
    throw new Refused(num(said, 'code') ?? response.statusCode ?? 0, text(said, 'reason') ?? '', text(said, 'message') ?? `HTTP ${response.statusCode ?? 0}`);
  };
  const object = async (...args: Parameters<typeof call>): Promise<KubeObject> => (await call(...args)) as KubeObject;
  const unlessMissing = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof Refused && error.code === 404) return undefined;
      throw error;
    }
  };
  const review = (group: string, plural: string, kind: string, spec: unknown): Promise<unknown> => call('POST', `/apis/${group}/v1/${plural}`, { apiVersion: `${group}/v1`, kind, spec });

  return {
    get: (resource, name, namespace) => unlessMissing(object('GET', pathOf(resource, namespace, name))),
    list: async (resource, namespace) => itemsOf(resource, await call('GET', pathOf(resource, namespace))),
    create: (resource, body) => object('POST', pathOf(resource, body.metadata.namespace), body),
    update: (resource, body, subresource) => object('PUT', sub(pathOf(resource, body.metadata.namespace, body.metadata.name), subresource), body),
    patch: (resource, name, namespace, body, how = 'merge', subresource) => object('PATCH', sub(pathOf(resource, namespace, name), subresource), body, TYPES[how]),
    remove: async (resource, name, namespace, graceSeconds, propagation) => {
      await unlessMissing(call('DELETE', `${pathOf(resource, namespace, name)}${asked({ gracePeriodSeconds: graceSeconds, propagationPolicy: propagation })}`));
    },
    watch: (resource, namespace, seen) => follow(resource, namespace, seen, (path) => call('GET', path), (path) => send('GET', path), options.pause ?? 1000),
    whoIs: async (token) => {
      const answer = await review('authentication.k8s.io', 'tokenreviews', 'TokenReview', { token });
      if (at(answer, 'status', 'authenticated') !== true) return undefined;
      return { user: text(answer, 'status', 'user', 'username') ?? '', groups: list(answer, 'status', 'user', 'groups').map(String) };
    },
    may: async (who, access) => {
      const answer = await review('authorization.k8s.io', 'subjectaccessreviews', 'SubjectAccessReview', { ...who, resourceAttributes: access });
      return at(answer, 'status', 'allowed') === true;
    },
    close: () => agent.destroy(),
  };
}

const sub = (path: string, subresource: string | undefined): string => (subresource === undefined ? path : `${path}/${subresource}`);

/** A query of the parameters that are given. */
function asked(parameters: Record<string, string | number | undefined>): string {
  const given = Object.entries(parameters).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
  return given.length === 0 ? '' : `?${given.join('&')}`;
}

/** The items of a list, with the kind that built-in resources leave out. */
function itemsOf(resource: Resource, answer: unknown): KubeObject[] {
  return list(answer, 'items').filter(isRecord).map((item) => ({ apiVersion: apiVersion(resource), kind: resource.kind, metadata: {}, ...item }));
}

async function read(response: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
  const said = Buffer.concat(parts).toString();
  try {
    return JSON.parse(said) as unknown;
  } catch {
    return { message: said.trim() };
  }
}

/** Lists, then follows; anew after the watch ends or faults, telling what changed or went meanwhile. */
function follow(resource: Resource, namespace: string | undefined, seen: (event: WatchEvent) => void, call: (path: string) => Promise<unknown>, open: (path: string) => Promise<IncomingMessage>, pause: number): () => void {
  const base = pathOf(resource, namespace);
  const known = new Map<string, KubeObject>();
  let ended = false;
  let current: IncomingMessage | undefined;
  let timer: NodeJS.Timeout | undefined;

  const tell = (event: WatchEvent): void => {
    if (ended || event.type === 'ERROR' || event.type === 'BOOKMARK') return;
    const key = `${event.object.metadata.namespace ?? ''}/${event.object.metadata.name ?? ''}`;
    if (event.type === 'DELETED') known.delete(key);
    else known.set(key, event.object);
    seen(event);
  };
  const relist = async (): Promise<string> => {
    const answer = await call(base);
    const now = itemsOf(resource, answer);
    const uids = new Set(now.map((item) => item.metadata.uid));
    for (const object of Array.from(known.values())) if (!uids.has(object.metadata.uid)) tell({ type: 'DELETED', object });
    for (const object of now) {
      const old = known.get(`${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`);
      if (!old) tell({ type: 'ADDED', object });
      else if (old.metadata.resourceVersion !== object.metadata.resourceVersion) tell({ type: 'MODIFIED', object });
    }
    return text(answer, 'metadata', 'resourceVersion') ?? '';
  };
  const once = async (): Promise<void> => {
    const version = await relist();
    if (ended) return;
    current = await open(`${base}?watch=1&resourceVersion=${version}`);
    // what was asked for before the end may be answered after it
    if (ended) current.destroy();
    for await (const line of createInterface({ input: current })) {
      const event = JSON.parse(line) as WatchEvent;
      if (event.type === 'ERROR') return;
      tell(event);
    }
  };
  const round = (): void => {
    if (ended) return;
    // whatever the fault was, the next round begins from a list
    once().catch(() => undefined).finally(() => {
      if (!ended) timer = setTimeout(round, pause);
    });
  };
  round();
  return () => {
    ended = true;
    clearTimeout(timer);
    current?.destroy();
  };
}
