import type { Duplex } from 'node:stream';
import { isRecord } from '../../src/api/json.ts';
import { nameOf } from '../../src/api/resources.ts';
import type { KubeList, KubeObject, Ref, Resource, WatchEvent } from '../../src/api/types.ts';
import { ApiError, type Outcome } from '../../src/errors.ts';
import type { Access, Kube, ListOptions, PatchOptions, Target, Verdict, WatchOptions, WriteOptions } from '../../src/kube/port.ts';
import { SecretText } from '../../src/secret.ts';

export interface Call {
  verb: 'get' | 'list' | 'watch' | 'create' | 'patch' | 'remove' | 'token' | 'forward';
  name: string;
  dryRun: boolean;
}

/** What a call is told to do: fail without effect, or take effect and then lose its answer. */
export interface Fault {
  error: Error;
  effect?: boolean;
}

export function apiError(status: number, message: string, more: { reason?: string; causes?: ApiError['causes'] } = {}): ApiError {
  const outcomes: Record<number, Outcome> = { 0: 'cluster', 400: 'input', 401: 'cluster', 403: 'cluster', 404: 'input', 409: 'conflict', 422: 'input' };
  return new ApiError(outcomes[status] ?? 'unexpected', message, { status, ...more });
}

export const lost = (): ApiError => apiError(0, 'the connection broke after sending', { reason: 'OutcomeUnknown' });

function merge(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merge(result[key], value);
  }
  return result;
}

/** An API server behind the port: stores objects with versions, patches them, and fails when it is told to. */
export class MemoryKube implements Kube {
  readonly target: Target = { context: 'test', server: 'https://127.0.0.1:6443', user: 'admin', sandbox: false };
  readonly objects = new Map<string, KubeObject>();
  readonly calls: Call[] = [];
  readonly bodies: unknown[] = [];
  private version = 100;
  private watchers = new Set<(event: WatchEvent) => void>();
  /** asked before every call */
  fault: (call: Call, nth: number) => Fault | undefined = () => undefined;
  /** runs after a write took effect, before it is answered: what an operator does meanwhile */
  after: (call: Call) => void = () => undefined;
  door: ((pod: string) => Promise<Duplex>) | undefined;

  put(ref: Ref, body: Record<string, unknown> = {}): KubeObject {
    const name = nameOf(ref);
    const before = this.objects.get(name);
    const made = merge({ apiVersion: 'v1', kind: ref.resource.kind, metadata: { name: ref.name, ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }) } }, body) as KubeObject;
    // as for custom resources: a change of the spec raises it, one of status or metadata does not
    const generation = ref.resource.kind !== 'Config' ? undefined : (before?.metadata.generation ?? 0) + (JSON.stringify(before?.['spec']) === JSON.stringify(made['spec']) ? 0 : 1);
    const object = { ...made, metadata: { ...made.metadata, ...(generation === undefined ? {} : { generation }), uid: before?.metadata.uid ?? `uid-${this.version}`, resourceVersion: String(++this.version), creationTimestamp: made.metadata.creationTimestamp ?? '2026-01-01T00:00:00Z' } };
    this.objects.set(name, object);
    for (const watcher of this.watchers) watcher({ type: before === undefined ? 'ADDED' : 'MODIFIED', object });
    return object;
  }

  /** changes an object as somebody else would */
  touch(ref: Ref, patch: Record<string, unknown>): KubeObject {
    return this.put(ref, merge(this.objects.get(nameOf(ref)), patch) as Record<string, unknown>);
  }

  writes(): string[] {
    return this.calls.filter((call) => !call.dryRun && ['create', 'patch', 'remove'].includes(call.verb)).map((call) => `${call.verb} ${call.name}`);
  }

  private enter(call: Call): Fault | undefined {
    this.calls.push(call);
    const nth = this.calls.filter((other) => other.verb === call.verb && other.name === call.name && other.dryRun === call.dryRun).length;
    const fault = this.fault(call, nth);
    if (fault !== undefined && fault.effect !== true) throw fault.error;
    return fault;
  }

  private left(call: Call, fault: Fault | undefined): void {
    if (!call.dryRun) this.after(call);
    if (fault !== undefined) throw fault.error;
  }

  private secretData(body: Record<string, unknown>): Record<string, unknown> {
    if (!isRecord(body['stringData'])) return body;
    const { stringData, ...rest } = body;
    const data = Object.fromEntries(Object.entries(stringData as Record<string, string>).map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
    return { ...rest, data: { ...(rest['data'] as object | undefined), ...data } };
  }

  async get(ref: Ref): Promise<KubeObject | undefined> {
    this.enter({ verb: 'get', name: nameOf(ref), dryRun: false });
    return structuredClone(this.objects.get(nameOf(ref)));
  }

  async list(resource: Resource, options: ListOptions = {}): Promise<KubeList | undefined> {
    this.enter({ verb: 'list', name: resource.plural, dryRun: false });
    const wanted = (options.labelSelector ?? '').split(',').filter((part) => part !== '').map((part) => part.split('='));
    const items = [...this.objects.values()].filter((o) => o.kind === resource.kind && (options.namespace === undefined || o.metadata.namespace === options.namespace) && wanted.every(([key = '', value]) => o.metadata.labels?.[key] === value));
    return { apiVersion: 'v1', kind: 'List', metadata: {}, items: structuredClone(items) };
  }

  async *watch(resource: Resource, options: WatchOptions = {}): AsyncIterable<WatchEvent> {
    this.enter({ verb: 'watch', name: resource.plural, dryRun: false });
    const queue: WatchEvent[] = [];
    let wake = (): void => undefined;
    const seen = (event: WatchEvent): void => {
      if (event.type !== 'ERROR' && event.object.kind === resource.kind && (options.name === undefined || event.object.metadata.name === options.name)) queue.push(event);
      wake();
    };
    this.watchers.add(seen);
    try {
      while (options.signal?.aborted !== true) {
        const next = queue.shift();
        if (next !== undefined) yield next;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
            options.signal?.addEventListener('abort', () => resolve(), { once: true });
          });
      }
    } finally {
      this.watchers.delete(seen);
    }
  }

  async create(ref: Ref, object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    const call: Call = { verb: 'create', name: nameOf(ref), dryRun: options.dryRun === true };
    this.bodies.push(structuredClone(object));
    const fault = this.enter(call);
    if (this.objects.has(call.name)) throw apiError(409, `${ref.resource.plural} "${ref.name}" already exists`, { reason: 'AlreadyExists' });
    if (call.dryRun) return structuredClone(object);
    const made = this.put(ref, this.secretData(object));
    this.left(call, fault);
    return structuredClone(made);
  }

  async patch(ref: Ref, patch: unknown, options: PatchOptions = {}): Promise<KubeObject> {
    const call: Call = { verb: 'patch', name: nameOf(ref), dryRun: options.dryRun === true };
    this.bodies.push(structuredClone(patch));
    const fault = this.enter(call);
    const before = this.objects.get(call.name);
    if (before === undefined) throw apiError(404, `${ref.resource.plural} "${ref.name}" not found`, { reason: 'NotFound' });
    const asked = isRecord(patch) && isRecord(patch['metadata']) ? patch['metadata']['resourceVersion'] : undefined;
    if (asked !== undefined && asked !== before.metadata.resourceVersion) throw apiError(409, 'the object has been modified', { reason: 'Conflict' });
    const merged = merge(before, this.secretData(patch as Record<string, unknown>)) as KubeObject;
    if (call.dryRun) return structuredClone(merged);
    const made = this.put(ref, merged);
    this.left(call, fault);
    return structuredClone(made);
  }

  async remove(ref: Ref, options: WriteOptions & { uid?: string } = {}): Promise<boolean> {
    const call: Call = { verb: 'remove', name: nameOf(ref), dryRun: options.dryRun === true };
    const fault = this.enter(call);
    const before = this.objects.get(call.name);
    if (options.uid !== undefined && before !== undefined && before.metadata.uid !== options.uid) throw apiError(409, 'the uid is another');
    for (const [name, object] of this.objects) if (name === call.name || (ref.resource.kind === 'Namespace' && object.metadata.namespace === ref.name)) this.objects.delete(name);
    this.left(call, fault);
    return before !== undefined;
  }

  async may(_access: Access): Promise<Verdict> {
    return { allowed: true, reason: '' };
  }

  async token(namespace: string, account: string, seconds: number): Promise<SecretText> {
    this.enter({ verb: 'token', name: `${namespace}/${account}/${seconds}`, dryRun: false });
    return new SecretText(`token-of-${account}`);
  }

  async forward(_namespace: string, pod: string): Promise<Duplex> {
    this.enter({ verb: 'forward', name: pod, dryRun: false });
    if (this.door === undefined) throw apiError(404, 'no such pod');
    return this.door(pod);
  }

  async raw(): Promise<unknown> {
    return {};
  }

  close(): void {}
}
