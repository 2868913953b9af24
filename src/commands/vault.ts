import { nameOf } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import type { CredentialForm } from '../credentials/types.ts';
import { GIVEN } from '../registry/objects.ts';
import type { Kube } from '../kube/port.ts';
import type { SecretText } from '../secret.ts';
import type { Ui } from '../ui/ui.ts';

/** Keeps credentials that came from outside the cluster, in memory alone. */
export interface Vault {
  put(form: CredentialForm, values: Readonly<Record<string, SecretText>>): void;
  /** the same connection, which answers for the credentials as for any secret of the cluster: plans and writes need not know where they came from */
  over<K extends Kube>(kube: K): K;
}

/** From now on the values are taken out of everything that is printed. Names of users stay: they may be words of our own, and are told to nobody but the owner. */
export function hide(ui: Pick<Ui, 'redactor'>, form: CredentialForm, values: Readonly<Record<string, SecretText>>): void {
  for (const { key, hidden } of form.questions) {
    const value = values[key]?.reveal() ?? '';
    if (hidden || value.length >= 16) ui.redactor.add(value);
  }
}

/** A vault with nothing in it. */
export function makeVault(ui: Pick<Ui, 'redactor'>): Vault {
  let kept: Readonly<Record<string, SecretText>> | undefined;
  const secret = (values: Readonly<Record<string, SecretText>>): KubeObject => ({
    apiVersion: 'v1', kind: 'Secret', metadata: { name: GIVEN.name, ...(GIVEN.namespace === undefined ? {} : { namespace: GIVEN.namespace }) },
    data: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Buffer.from(value.reveal()).toString('base64')])),
  });
  return {
    put(form, values) {
      hide(ui, form, values);
      kept = values;
    },
    over<K extends Kube>(kube: K): K {
      const get: Kube['get'] = async (ref, options) => (nameOf(ref) === nameOf(GIVEN) ? kept && secret(kept) : kube.get(ref, options));
      // all of it, getters too: whether there is a token is known only later
      return Object.defineProperties({} as K, { ...Object.getOwnPropertyDescriptors(kube), get: { value: get, enumerable: true } });
    },
  };
}
