import type { DesiredStep, ValueObject } from '../plan/types.ts';
import { OBJECT } from '../registry/objects.ts';
import { readyReads } from '../registry/ready.ts';
import { stateOf } from '../snapshot/access.ts';
import type { Read, Snapshot } from '../snapshot/types.ts';
import { count } from './parse.ts';
import type { Option } from './types.ts';

/** The options of every form for what is not storage. */
export const POD_OPTIONS: readonly Option[] = [
  { flag: 'replicas', value: 'N', about: 'Pods of the registry; 2, or what is there, or 1 where there is room for no more' },
  { flag: 'rollout-strategy', value: 'NAME', about: 'How pods are replaced; RollingUpdate, or what is there', choices: ['RollingUpdate', 'Recreate'] },
];

export interface PodSettings {
  replicas?: number;
  rolloutStrategy?: 'RollingUpdate' | 'Recreate';
}

/** `replicas` and `rolloutStrategy` as given; absent when not. Fails (usage) for a number that is none. */
export function podSettings(value: (flag: string) => string): PodSettings {
  const replicas = count('replicas', value('replicas'));
  const strategy = value('rollout-strategy');
  return {
    ...(replicas === undefined ? {} : { replicas }),
    ...(strategy === 'RollingUpdate' || strategy === 'Recreate' ? { rolloutStrategy: strategy } : {}),
  };
}

/**
 * The wait for a Config that the operator has not made yet; none where it is there. Nothing is planned upon a Config that was
 * not seen: it may turn out to hold storage with images in it, and what of them would be lost has to be counted and agreed to.
 */
export function configPresent(snapshot: Snapshot): DesiredStep[] {
  if (stateOf(snapshot, OBJECT.config) !== 'absent') return [];
  return [{ kind: 'wait', id: 'config-present', title: 'The operator has made its Config', judge: 'config-present', reads: [OBJECT.config], anew: true }];
}

/**
 * What a registry is held to at the end: ready twice five seconds apart, a push and a pull. `ca` is the config map that
 * `s3.trustedCA` names; `besides` is what else tells an old complaint of the operator's from a standing one; `former` is the checksum
 * of pods that do not count any more.
 */
export function proven(spec: ValueObject, ca?: string, besides: readonly Read[] = [], former?: string): DesiredStep[] {
  return [
    { kind: 'wait', id: 'ready', title: 'The registry is ready', judge: 'registry-ready', reads: [...readyReads(ca), ...besides], params: { spec, ...(former === undefined ? {} : { former }) }, samples: 2, apartSeconds: 5 },
    { kind: 'prove', id: 'push-pull', title: 'An image can be pushed and pulled', proof: 'push-pull' },
  ];
}

/** How every form ends: one patch of the Config, and then as `proven`. */
export function closing(title: string, spec: ValueObject, ca?: string, besides?: readonly Read[], former?: string): DesiredStep[] {
  return [{ kind: 'config', id: 'config', title, spec }, ...proven(spec, ca, besides, former)];
}
