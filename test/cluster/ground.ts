import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { NS, R } from '../../src/api/resources.ts';
import type { KubeObject, Resource } from '../../src/api/types.ts';
import type { Client } from '../../src/sandbox/client.ts';
import type { Base } from '../faults/bed.ts';
import { clusterLab } from './lab.ts';

/** What runs of the program and the actors that answer them may leave; the operator's own operands follow its Config. */
const KEPT: readonly (readonly [Resource, string | undefined])[] = [
  [R.Config, undefined],
  [R.ObjectBucketClaim, NS.storage],
  [R.ObjectBucket, undefined],
  [R.Secret, NS.storage],
  [R.Secret, NS.registry],
  [R.ConfigMap, NS.storage],
  [R.ConfigMap, NS.config],
  [R.ConfigMap, NS.registry],
  [R.Route, NS.registry],
  [R.Deployment, NS.registry],
  [R.StoredImage, undefined],
  [R.Namespace, undefined],
];

type Seen = ReadonlyMap<string, KubeObject>;

async function look(client: Client): Promise<Seen[]> {
  const rooms = await Promise.all(KEPT.map(([resource, namespace]) => client.list(resource, namespace)));
  return rooms.map((room) => new Map(room.filter((one) => one.metadata.deletionTimestamp === undefined).map((one) => [one.metadata.name ?? '', one])));
}

/** What an object says, without what the server notes about it. */
function content(object: KubeObject): unknown {
  const { metadata: _, status: _status, apiVersion: _version, kind: _kind, ...rest } = object;
  return rest;
}

/** One step back to what was: true when there was nothing left to do. */
async function stepBack(client: Client, was: readonly Seen[]): Promise<boolean> {
  const now = await look(client);
  let done = true;
  for (const [i, [resource, namespace]] of KEPT.entries()) {
    for (const [name, object] of now[i] ?? []) {
      const before = was[i]?.get(name);
      if (before !== undefined && isDeepStrictEqual(content(before), content(object))) continue;
      done = false;
      // somebody else may be doing the same
      if (before === undefined) await client.remove(resource, name, namespace).catch(() => undefined);
      else await client.update(resource, { ...before, metadata: { ...before.metadata, resourceVersion: object.metadata.resourceVersion ?? '' } }).catch(() => undefined);
    }
    for (const [name, { metadata, ...rest }] of was[i] ?? []) {
      if (now[i]?.has(name) === true) continue;
      done = false;
      const { uid: _uid, resourceVersion: _version, ownerReferences: _owners, ...kept } = metadata;
      await client.create(resource, { ...rest, metadata: kept } as KubeObject).catch(() => undefined);
    }
  }
  return done;
}

/** Puts a cluster back to what it was, as its actors allow: what came goes, what changed is written as it was. Throws when it does not come to rest. */
async function reset(client: Client, was: readonly Seen[]): Promise<void> {
  for (let i = 0, quiet = 0; i < 200; i += 1) {
    quiet = (await stepBack(client, was)) ? quiet + 1 : 0;
    if (quiet === 3) return;
    await delay(40);
  }
  const now = await look(client);
  const odd = KEPT.flatMap(([resource], i) => [...(now[i]?.keys() ?? []), ...(was[i]?.keys() ?? [])].filter((name) => !isDeepStrictEqual(content(now[i]?.get(name) ?? ({} as KubeObject)), content(was[i]?.get(name) ?? ({} as KubeObject)))).map((name) => `${resource.kind} ${name}`));
  throw new Error(`the cluster does not go back to what it was: ${[...new Set(odd)].join(', ')}`);
}

/** Real API servers that are used one after the other: each is put back when whoever had it is done. */
export async function startGrounds(count: number): Promise<{ take(): Promise<Base>; stop(): Promise<void> }> {
  const labs = await Promise.all(Array.from({ length: count }, () => clusterLab()));
  const idle: Base[] = [];
  const waiting: ((base: Base) => void)[] = [];
  const give = (base: Base): void => {
    const next = waiting.shift();
    if (next) next(base);
    else idle.push(base);
  };
  for (const lab of labs) {
    const kubeconfig = await readFile(lab.kubeconfig('token'), 'utf8');
    const { users } = JSON.parse(kubeconfig) as { users: { user: { token: string } }[] };
    await delay(300);
    const was = await look(lab.client);
    const base: Base = {
      client: lab.client,
      kubeconfig,
      token: users[0]?.user.token ?? '',
      speed: 30,
      async stop() {
        await reset(lab.client, was);
        give(base);
      },
    };
    give(base);
  }
  return {
    take: () => new Promise((resolve) => {
      const base = idle.shift();
      if (base) resolve(base);
      else waiting.push(resolve);
    }),
    async stop() {
      for (const lab of labs) await lab.stop();
    },
  };
}
