import { stringify } from 'yaml';
import { text } from '../../../../api/json.ts';
import type { KubeObject } from '../../../../api/types.ts';
import { secretData } from '../../objects.ts';
import { missing } from '../errors.ts';
import { HOME, MINTED, PRIVATE, USER } from '../names.ts';
import { named } from '../world.ts';
import type { World } from '../world.ts';
import type { EnvVar } from './driver.ts';

const lacks = (name: string, key: string): Error => new Error(`secret "${HOME}/${name}" does not contain required key "${key}"`);

/**
 * The administrator's credentials when that secret is there, even a wrong one; undefined when it is not.
 * Each key must be there, however empty (operator behaviour, recorded).
 */
export function userKeys(world: World, keys: readonly string[]): Record<string, string> | undefined {
  const secret = named(world.secrets, USER);
  return secret && pick(secret, USER, keys);
}

/** What the cluster's credentials operator made; throws when that is not there. */
export function mintedKeys(world: World, keys: readonly string[], prefix = `unable to get cluster minted credentials "${HOME}/${MINTED}"`): Record<string, string> {
  const secret = named(world.secrets, MINTED);
  if (!secret) throw new Error(`${prefix}: ${missing('secret', MINTED).message}`);
  return pick(secret, MINTED, keys);
}

/** All that the minted secret holds; throws when it is not there. */
export const minted = (world: World): Record<string, string> => {
  mintedKeys(world, []);
  return secretData(named(world.secrets, MINTED));
};

function pick(secret: KubeObject, name: string, keys: readonly string[]): Record<string, string> {
  const data = secretData(secret);
  return Object.fromEntries(
    keys.map((key) => {
      const value = data[key];
      if (value === undefined) throw lacks(name, key);
      return [key, value];
    }),
  );
}

/** The infrastructure's `status` value at the path, or the empty string. */
export const infra = (world: World, ...path: string[]): string => text(named(world.infrastructures, 'cluster'), 'status', ...path) ?? '';

/** A value as the registry reads it: the environment is parsed as YAML. */
export const yamlValue = (value: string): string => stringify(value, { lineWidth: 0 }).replace(/\n$/, '');

export const plain = (name: string, value: string): EnvVar => ({ name, value: yamlValue(value) });
export const fromSecret = (name: string): EnvVar => ({ name, valueFrom: { secretKeyRef: { name: PRIVATE, key: name } } });

/** The variables that are not empty. */
export const given = (pairs: readonly (readonly [string, string])[]): EnvVar[] => pairs.filter(([, value]) => value !== '').map(([name, value]) => plain(name, value));
