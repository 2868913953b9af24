import { record, text } from '../api/json.ts';
import { R } from '../api/resources.ts';
import { Failure } from '../errors.ts';
import { checkReads, checkVersion, COMMON_READS } from '../forms/common.ts';
import { parse } from '../forms/parse.ts';
import { closing } from '../forms/steps.ts';
import type { Given, Option } from '../forms/types.ts';
import type { DesiredStep } from '../plan/types.ts';
import { losses } from '../registry/losses.ts';
import { OBJECT, registryClaim, trustedCa } from '../registry/objects.ts';
import { one, readKey } from '../snapshot/access.ts';
import type { Read, Snapshot } from '../snapshot/types.ts';
import { checkState } from './state-checks.ts';
import { stateNamed, type State } from './state-words.ts';
import type { Procedure } from './types.ts';

const OPTIONS: readonly Option[] = [{ flag: 'to', value: 'STATE', about: 'Managed: the registry runs; Unmanaged: the operator keeps off; Removed: it is taken away', choices: ['managed', 'unmanaged', 'removed'] }];

/** Nodes tell how many replicas have room, which a change of state leaves alone. */
const READS: readonly Read[] = COMMON_READS.filter((read) => readKey(read) !== readKey({ resource: R.Node }));

/** The state that is asked for. Fails (usage) without one. */
function wanted(given: Given): State {
  const state = stateNamed(parse(OPTIONS, given)('to'));
  if (state === undefined) throw new Failure('usage', 'state: no state was given, allowed: managed, unmanaged, removed.');
  return state;
}

const configOf = (snapshot: Snapshot): unknown => one(snapshot, OBJECT.config);

/** The objects that the storage names: what tells whether it can come up, and an old complaint from a standing one. */
function named(snapshot: Snapshot): { claim?: Read & { name: string }; ca?: string } {
  const claim = text(configOf(snapshot), 'spec', 'storage', 'pvc', 'claim') ?? '';
  const ca = text(configOf(snapshot), 'spec', 'storage', 's3', 'trustedCA', 'name') ?? '';
  return { ...(claim === '' ? {} : { claim: registryClaim(claim) }), ...(ca === '' ? {} : { ca }) };
}

function follow(given: Given, snapshot: Snapshot): Read[] {
  const { claim, ca } = named(snapshot);
  const after = { ...record(configOf(snapshot), 'spec'), managementState: wanted(given) };
  const counted = losses(snapshot, after).length > 0 ? [{ resource: R.StoredImage }] : [];
  const taken = text(configOf(snapshot), 'status', 'storage', 'pvc', 'claim') ?? '';
  const claims = [...new Set([claim?.name ?? '', taken])].filter((name) => name !== '').map(registryClaim);
  return [...claims, ...(ca === undefined ? [] : [trustedCa(ca)]), ...counted];
}

function desired(given: Given, snapshot: Snapshot): DesiredStep[] {
  const state = wanted(given);
  const { claim, ca } = named(snapshot);
  const spec = { managementState: state };
  if (state === 'Managed') return closing('The registry runs, on the storage that is configured', spec, ca, claim === undefined ? [] : [claim]);
  if (state === 'Removed') {
    return [
      { kind: 'config', id: 'config', title: 'The registry is taken away', spec },
      { kind: 'wait', id: 'removed', title: 'The registry is removed', judge: 'registry-removed', reads: [OBJECT.config, OBJECT.deployment] },
    ];
  }
  return [
    { kind: 'config', id: 'config', title: 'The operator keeps off', spec },
    { kind: 'wait', id: 'paused', title: 'The operator has taken note of it', judge: 'operator-paused', reads: [OBJECT.config] },
  ];
}

/** The operator's managementState, and nothing else: a storage switched in the same patch as Removed would be deleted, and crash the operator. */
export const state: Procedure = {
  name: 'state',
  title: 'Let the registry run, keep the operator off, or take the registry away',
  manual: '2.1, 2.2',
  page: 'state.md',
  options: OPTIONS,
  reads: (given) => {
    wanted(given);
    return [...READS];
  },
  follow,
  check: (given, snapshot) => [...checkReads(snapshot, READS), ...checkVersion(snapshot), ...checkState(snapshot, wanted(given))],
  desired,
};
