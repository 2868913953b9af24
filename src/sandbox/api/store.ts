import { randomBytes, randomUUID } from 'node:crypto';
import type { KubeObject, Resource } from '../../api/types.ts';
import type { Admission } from './admission.ts';
import { sorted } from './sorted.ts';

/** groups whose objects are kept as maps, with their keys in order; a built-in kind has the order of its fields, which who writes it keeps */
const CUSTOM = /(openshift|objectbucket)\.io$/;

/** Who asks. */
export interface User {
  user: string;
  groups: string[];
  uid?: string;
}

/** One change of one object, numbered by the resourceVersion it led to. */
export interface Change {
  version: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: Resource;
  object: KubeObject;
  before?: KubeObject;
}

export interface StoreOptions {
  /** the clock; the machine's when not given */
  now?: () => Date;
  /** changes that are kept for watches; older ones are Expired (410). Default 4096. */
  keep?: number;
  /** what the cluster adds to or refuses of new objects */
  admission?: readonly Admission[];
  /** false: nobody ends deletions in the foreground, as on a cluster without controllers */
  collects?: boolean;
}

/**
 * All objects of a cluster and the log of their changes. It knows no rules: those are the verbs'
 * (`create.ts`, `update.ts`, …). What it hands out is shared and frozen; copy before changing.
 */
export class Store {
  readonly admission: readonly Admission[];
  readonly collects: boolean;
  /** signs the tokens of service accounts */
  readonly key: Buffer = randomBytes(32);
  /** bearer tokens that do not run out, and whose they are */
  readonly tokens = new Map<string, User>();
  readonly #now: () => Date;
  readonly #keep: number;
  readonly #rooms = new Map<string, Map<string, KubeObject>>();
  readonly #followers = new Set<(change: Change) => void>();
  readonly #untold: Change[] = [];
  #telling = false;
  #log: Change[] = [];
  #version = 1;

  constructor(options: StoreOptions = {}) {
    this.#now = options.now ?? (() => new Date());
    this.#keep = options.keep ?? 4096;
    this.admission = options.admission ?? [];
    this.collects = options.collects ?? true;
  }

  /** The newest resourceVersion. */
  get version(): number {
    return this.#version;
  }

  /** Now, in whole seconds, as API objects carry it. */
  stamp(): string {
    return `${this.#now().toISOString().slice(0, 19)}Z`;
  }

  now(): Date {
    return this.#now();
  }

  uid(): string {
    return randomUUID();
  }

  get(resource: Resource, name: string, namespace?: string): KubeObject | undefined {
    return this.#rooms.get(roomOf(resource))?.get(keyOf(name, resource.namespaced ? namespace : undefined));
  }

  /** All objects of a resource, ordered by namespace and name as etcd's keys are. */
  all(resource: Resource, namespace?: string): KubeObject[] {
    const found = [...(this.#rooms.get(roomOf(resource))?.entries() ?? [])];
    const wanted = namespace === undefined || !resource.namespaced ? found : found.filter(([key]) => key.startsWith(`${namespace}/`));
    return wanted.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, object]) => object);
  }

  /** Writes the object under a new resourceVersion; the one before it is replaced. */
  save(resource: Resource, object: KubeObject): KubeObject {
    const room = this.#room(resource);
    const key = keyOf(object.metadata.name ?? '', object.metadata.namespace);
    const before = room.get(key);
    this.#version += 1;
    const whole = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
    const saved = freeze(CUSTOM.test(resource.group) ? sorted(whole) : whole);
    room.set(key, saved);
    this.#tell({ version: this.#version, type: before ? 'MODIFIED' : 'ADDED', resource, object: saved, ...(before ? { before } : {}) });
    return saved;
  }

  /** Takes the object away; returns its last state, or undefined when it was not there. */
  drop(resource: Resource, name: string, namespace?: string): KubeObject | undefined {
    const room = this.#room(resource);
    const key = keyOf(name, resource.namespaced ? namespace : undefined);
    const before = room.get(key);
    if (!before) return undefined;
    room.delete(key);
    this.#version += 1;
    const last = freeze({ ...before, metadata: { ...before.metadata, resourceVersion: String(this.#version) } });
    this.#tell({ version: this.#version, type: 'DELETED', resource, object: last, before });
    return last;
  }

  /** The changes after a version, or undefined when some of them are no longer kept. */
  since(version: number): readonly Change[] | undefined {
    const first = this.#log[0]?.version ?? this.#version + 1;
    if (version + 1 < first && version < this.#version) return undefined;
    return this.#log.filter((change) => change.version > version);
  }

  /** Calls `seen` with every later change, in order; the returned function ends it. */
  follow(seen: (change: Change) => void): () => void {
    this.#followers.add(seen);
    return () => this.#followers.delete(seen);
  }

  /** Forgets the log, as etcd's compaction does; older watches are then Expired. */
  compact(): void {
    this.#log = [];
  }

  #room(resource: Resource): Map<string, KubeObject> {
    const name = roomOf(resource);
    let room = this.#rooms.get(name);
    if (!room) this.#rooms.set(name, (room = new Map<string, KubeObject>()));
    return room;
  }

  #tell(change: Change): void {
    this.#log.push(change);
    if (this.#log.length > this.#keep) this.#log = this.#log.slice(-Math.ceil(this.#keep / 2));
    this.#untold.push(change);
    if (this.#telling) return; // a follower wrote: its change is told after this one, to everybody
    this.#telling = true;
    try {
      for (let next = this.#untold.shift(); next; next = this.#untold.shift()) {
        for (const seen of Array.from(this.#followers)) seen(next);
      }
    } finally {
      this.#telling = false;
    }
  }
}

const roomOf = (resource: Resource): string => `${resource.group}/${resource.plural}`;
const keyOf = (name: string, namespace?: string): string => `${namespace ?? ''}/${name}`;

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
