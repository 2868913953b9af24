import { record } from '../api/json.ts';
import { nameOf, R } from '../api/resources.ts';
import type { CredentialForm } from '../credentials/types.ts';
import type { Finding } from '../checks/types.ts';
import { checkReads, checkVersion } from '../forms/common.ts';
import { emptyKeys, holdsEnough, MINTED, paddedValues, setsOf, usable } from '../forms/credentials.ts';
import { checkStore } from '../forms/store.ts';
import { CODES, finding } from '../registry/codes.ts';
import { OBJECT } from '../registry/objects.ts';
import { grant, needOf } from '../registry/rights.ts';
import { one, readKey } from '../snapshot/access.ts';
import type { Read, Snapshot } from '../snapshot/types.ts';
import { checkSame, claimReads, claimSecret } from './bucket-claim.ts';
import type { Keyed } from './credentials.ts';

/** What `credentials check` reads. */
export const checkedReads = ({ platform }: Keyed): Read[] => [...platform.reads({}), ...claimReads()];

/** What those reads name: the secret of the bucket's claim, and what the store is asked with. */
export function checkedFollow({ platform }: Keyed, snapshot: Snapshot): Read[] {
  const secret = claimSecret(snapshot);
  return [...(secret === undefined ? [] : [secret]), ...(platform.follow?.({}, snapshot) ?? [])];
}

/** What is wrong with the secret that the operator uses: keys, empty values, white space; or that there is none. */
function checkHeld(form: CredentialForm, snapshot: Snapshot): Finding[] {
  const own = one(snapshot, OBJECT.credentials);
  const name = nameOf(OBJECT.credentials);
  if (own === undefined) {
    return usable(form, snapshot) === MINTED ? [] : [finding('RC-CREDENTIALS-MISSING', name, 'it is not there, and the cluster has made no credentials for this storage')];
  }
  const held = record(own, 'data');
  const absent = form.keys.filter((key) => !(key in held));
  if (absent.length > 0) return [finding('RC-SECRET-KEYS', name, `the secret does not hold ${absent.join(', ')}`, { remedy: CODES['RC-CREDENTIALS-SHAPE'].remedy })];
  const empty = emptyKeys(form, snapshot, OBJECT.credentials).map((key) => finding('RC-CREDENTIALS-SHAPE', `${name} data.${key}`, 'it is empty'));
  const lost = empty.length === 0 && !holdsEnough(form, snapshot, OBJECT.credentials) ? [finding('RC-CREDENTIALS-SHAPE', `${name} data`, `there are no values for ${setsOf(form)}`)] : [];
  return [...empty, ...lost, ...paddedValues(form, snapshot, OBJECT.credentials)];
}

/** A right that is missing to compare with claims is no fault of the credentials. */
function checkClaims(snapshot: Snapshot): Finding[] {
  const [read] = claimReads();
  const answer = read && snapshot.answers[readKey(read)];
  if (read === undefined || answer?.state !== 'denied') return [];
  return [finding('RC-ACCESS-DENIED', R.ObjectBucketClaim.plural, 'bucket claims may not be read, so the keys are not compared with those of one', { level: 'warning', remedy: grant(needOf(read)) })];
}

/** All that `credentials check` finds, in the cluster and, where it was asked, in the store. */
export function checkAll(keyed: Keyed, snapshot: Snapshot): Finding[] {
  const { form, platform, backend } = keyed;
  return [
    ...checkReads(snapshot, platform.reads({})),
    ...checkVersion(snapshot),
    ...checkHeld(form, snapshot),
    ...(backend === 's3' ? [...checkClaims(snapshot), ...checkSame(snapshot, form.aliases)] : []),
    // the form of setup stays as it is: other keys are what helps
    ...checkStore({}, snapshot).map((one) => (one.code === 'RC-STORE-REFUSED' ? { ...one, remedy: CODES['RC-CREDENTIALS-SHAPE'].remedy } : one)),
  ];
}

/** What is known of the credentials, as label and value, for people. */
export function facts({ form }: Keyed, snapshot: Snapshot): [label: string, value: string][] {
  const source = usable(form, snapshot);
  const secret = claimSecret(snapshot);
  const { store } = snapshot;
  const states: Record<string, string> = { ours: 'takes them', absent: 'has no such bucket', foreign: 'has that bucket for somebody else', refused: 'refuses them', unreachable: 'not reached from here', unclear: 'no clear answer' };
  return [
    ['Secret', source === undefined ? 'none that is whole' : nameOf(source)],
    ...(source === OBJECT.credentials ? [['Keys', form.keys.join(', ')] satisfies [string, string]] : []),
    ...(secret === undefined ? [] : [['Claim', `${secret.namespace ?? ''}/${secret.name}`] satisfies [string, string]]),
    ['Store', store === undefined ? 'not asked' : `${store.place}: ${states[store.state] ?? store.state}`],
  ];
}
