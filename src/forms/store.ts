import type { Finding } from '../checks/types.ts';
import { finding } from '../registry/codes.ts';
import type { Snapshot } from '../snapshot/types.ts';
import type { Given } from './types.ts';

const CODE = { absent: 'RC-STORE-ABSENT', foreign: 'RC-STORE-FOREIGN', refused: 'RC-STORE-REFUSED', unreachable: 'RC-STORE-UNREACHABLE', unclear: 'RC-STORE-UNCLEAR' } as const;

/**
 * What the answer of the store that was asked beforehand means for a set-up; nothing where none was asked. A bucket that is
 * not there is an error unless `--create-bucket` is given: the operator makes a missing bucket by itself (operator behaviour).
 * @param region the region that would be written; `--region` when not given
 */
export function checkStore(given: Given, { store }: Snapshot, region?: string): Finding[] {
  if (store === undefined) return [];
  const found: Finding[] = [];
  if (store.state === 'absent' && given['create-bucket'] === true) found.push(finding(CODE.absent, store.place, `${store.detail}; the operator will make it`, { level: 'info', cause: 'The operator makes a bucket that is missing.', remedy: 'nothing to do' }));
  else if (store.state !== 'ours') found.push(finding(CODE[store.state], store.place, store.detail));
  const wanted = region ?? given['region'];
  if (typeof wanted === 'string' && wanted !== '' && store.region !== undefined && store.region !== wanted) {
    found.push(finding('RC-STORE-REGION', store.place, `the store names the region ${store.region}, and ${wanted} was asked for`, { fill: { region: store.region } }));
  }
  return found;
}
