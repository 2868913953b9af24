import { isDeepStrictEqual } from 'node:util';
import { record } from '../../../api/json.ts';
import type { Resource } from '../../../api/types.ts';
import { Refused } from '../../client.ts';
import type { ActorClock, Client } from '../../client.ts';
import type { StoreDoor } from '../../stores-door.ts';

/** What all of the operator's loops are given. */
export interface Setting {
  client: Client;
  clock: ActorClock;
  store: StoreDoor;
  version: string;
  image: { registry: string; cli: string };
  /** so many random hex digits */
  random: (digits: number) => string;
}

/** how often a write is made on the newest state after a conflict */
export const TRIES = 5;

/** Changes the status of the object called `cluster` (or `name`), on its newest state. Nothing is written when nothing changed or it is gone. */
export async function changeStatus(client: Client, resource: Resource, change: (status: Record<string, unknown>) => void, name = 'cluster'): Promise<void> {
  for (let turn = 1; ; turn++) {
    const latest = await client.get(resource, name);
    if (!latest) return;
    const before = record(latest, 'status');
    const status = structuredClone(before);
    change(status);
    if (isDeepStrictEqual(before, status)) return;
    try {
      await client.update(resource, { ...latest, status }, 'status');
      return;
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 409 || turn === TRIES) throw error;
    }
  }
}
