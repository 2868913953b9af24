import { text } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject, Resource } from '../../../src/api/types.ts';
import { wallClock } from '../../../src/sandbox/actors/loop.ts';
import type { Stage } from '../../../src/sandbox/actors/loop.ts';
import { localClient } from '../../../src/sandbox/api/local.ts';
import { Fault } from '../../../src/sandbox/api/fault.ts';
import { createStore, seed } from '../../../src/sandbox/api/seed.ts';
import type { Actor, ActorClock, Client } from '../../../src/sandbox/client.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';
import { nodes } from '../../../src/sandbox/scenarios/nodes.ts';

/** A clock that stands still until it is moved. */
export class HandClock implements ActorClock {
  #now = Date.parse('2026-03-01T12:00:00Z');
  readonly #due = new Map<object, { at: number; run: () => void }>();

  now(): Date {
    return new Date(this.#now);
  }

  after(ms: number, run: () => void): () => void {
    const key = {};
    this.#due.set(key, { at: this.#now + ms, run });
    return () => this.#due.delete(key);
  }

  pass(ms: number): void {
    this.#now += ms;
    for (const [key, { at, run }] of Array.from(this.#due)) {
      if (at > this.#now) continue;
      this.#due.delete(key);
      run();
    }
  }
}

export interface World {
  client: Client;
  stage: Stage;
  faults: unknown[];
  /** starts an actor that `close` ends */
  play(actor: Actor): Actor;
  close(): Promise<void>;
}

/** A cluster with these objects and nothing that acts. `refuse` says which new objects its server does not take. */
export function world(
  objects: KubeObject[] = [],
  options: { clock?: ActorClock; pace?: number; refuse?: (object: KubeObject) => boolean } = {},
): World {
  const store = createStore({
    admission: [
      (_, object) => {
        if (options.refuse?.(object)) throw new Fault(403, 'Forbidden', `${object.kind} is refused here`);
      },
    ],
  });
  seed(store, [make(R.Namespace, 'openshift-image-registry'), ...objects]);
  const client = localClient(store);
  const actors: Actor[] = [];
  const faults: unknown[] = [];
  return {
    client,
    faults,
    stage: {
      client,
      clock: options.clock ?? wallClock,
      pace: options.pace ?? 0,
      fault: (_, error) => faults.push(error),
    },
    play(actor) {
      actors.push(actor);
      return actor;
    },
    async close() {
      await Promise.all(actors.map((a) => Promise.resolve(a.stop())));
    },
  };
}

/** Waits until the question has an answer that is not undefined or false. */
export async function until<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  ms = 5000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`nothing came of ${ask.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Lets everything happen that needs no time. */
export async function settle(rounds = 40): Promise<void> {
  for (let i = 0; i < rounds; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

export const phaseOf = async (client: Client, resource: Resource, id: string, ns?: string): Promise<string> =>
  text(await client.get(resource, id, ns), 'status', 'phase') ?? '';

export async function events(client: Client, reason: string): Promise<string[]> {
  return (await client.list(R.Event)).filter((e) => e['reason'] === reason).map((e) => text(e, 'message') ?? '');
}

export const workers = (): KubeObject[] => nodes(false);

/** A claim for a volume in the registry's namespace. */
export function claim(
  id: string,
  accessModes: string[],
  storageClassName?: string,
  more: Record<string, unknown> = {},
): KubeObject {
  return make(R.PersistentVolumeClaim, `openshift-image-registry/${id}`, {
    spec: {
      accessModes,
      resources: { requests: { storage: '100Gi' } },
      volumeMode: 'Filesystem',
      ...(storageClassName === undefined ? {} : { storageClassName }),
      ...more,
    },
  });
}

/** A Deployment of registry pods, cut down to what the actors look at. */
export function deployment(
  replicas: number,
  more: { spec?: Record<string, unknown>; pod?: Record<string, unknown>; env?: unknown[] } = {},
): KubeObject {
  const labels = { 'docker-registry': 'default' };
  return make(
    R.Deployment,
    'openshift-image-registry/image-registry',
    {
      spec: {
        replicas,
        selector: { matchLabels: labels },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } },
        progressDeadlineSeconds: 60,
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'registry', image: 'registry:lab', env: more.env ?? [] }], ...more.pod },
        },
        ...more.spec,
      },
    },
    { labels },
  );
}
