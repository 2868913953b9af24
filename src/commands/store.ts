import { record, text } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import type { CredentialForm } from '../credentials/types.ts';
import { Failure } from '../errors.ts';
import type { Kube } from '../kube/port.ts';
import type { BucketStep } from '../plan/types.ts';
import type { Net } from '../probe/net.ts';
import type { SetOutcome } from '../probe/store/set.ts';
import { SecretText } from '../secret.ts';
import type { StoreAnswer, StoreQuestion } from '../snapshot/types.ts';
import type { World } from './types.ts';
import { hide } from './vault.ts';

/** Asks an object store; `lookUp` of `probe/store`. */
export type LookUp = (question: StoreQuestion, secrets: Record<string, string>, net: Net, options: { now: () => Date; signal?: AbortSignal }) => Promise<StoreAnswer>;

/** The credentials of a question, read just in time, by the operator's names of its keys. Fails (input) when one is not there any more. */
export async function secretsOf({ ui, signal }: Pick<World, 'ui' | 'signal'>, kube: Kube, form: CredentialForm | undefined, { secret, keys }: Pick<StoreQuestion, 'secret' | 'keys'>): Promise<Record<string, string>> {
  const found = await kube.get(secret, { signal });
  const values = Object.entries(keys).map(([key, name]) => {
    const value = text(record(found, 'data'), name);
    if (value === undefined) throw new Failure('input', `${nameOf(secret)} has no ${name} any more`);
    return [key, Buffer.from(value, 'base64').toString()] as const;
  });
  // keys of a claim are nobody's words
  if (form === undefined) for (const [, value] of values) ui.redactor.add(value);
  else hide(ui, form, Object.fromEntries(values.map(([key, value]) => [key, new SecretText(value)])));
  return Object.fromEntries(values);
}

/** The stores of one run. */
export interface Stores {
  /** each question is asked once, however often it is planned anew */
  ask(question: StoreQuestion): Promise<StoreAnswer>;
  /** makes a setting of a bucket so; what was asked of it before counts no more */
  set(step: BucketStep): Promise<SetOutcome>;
}

/** Looks into stores, and sets what a plan says of their buckets, with credentials of that form, or the keys of a claim. */
export function openStores(world: World, kube: Kube, net: Net, form: CredentialForm | undefined): Stores {
  const answers = new Map<string, Promise<StoreAnswer>>();
  const ask = async (question: StoreQuestion): Promise<StoreAnswer> => {
    const lookUp: LookUp = world.lookUp ?? (await import('../probe/store/look-up.ts')).lookUp;
    world.ui.progress.show('looking into the store');
    try {
      return await lookUp(question, await secretsOf(world, kube, form, question), net, { now: () => world.clock.now(), signal: world.signal });
    } finally {
      world.ui.progress.clear();
    }
  };
  return {
    async ask(question) {
      const key = JSON.stringify(question);
      const answer = answers.get(key) ?? ask(question);
      answers.set(key, answer);
      return answer;
    },
    async set({ question, setting, seen }) {
      const { setSetting } = await import('../probe/store/set.ts');
      answers.clear();
      const { clock, signal } = world;
      return setSetting(question, setting, seen, await secretsOf(world, kube, form, question), net, { now: () => clock.now(), sleep: (ms) => clock.sleep(ms, signal), signal });
    },
  };
}
