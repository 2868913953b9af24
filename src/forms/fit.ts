import { at, text } from '../api/json.ts';
import { R } from '../api/resources.ts';
import type { CredentialForm } from '../credentials/types.ts';
import { OBJECT } from '../registry/objects.ts';
import { many, one, stateOf } from '../snapshot/access.ts';
import type { Read, Snapshot } from '../snapshot/types.ts';
import { MINTED, usable } from './credentials.ts';
import type { Fit } from './types.ts';

/** All that a form is judged by before it is chosen. */
export const FIT_READS: readonly Read[] = [OBJECT.config, OBJECT.infrastructure, OBJECT.clusterVersion, OBJECT.credentials, MINTED, { resource: R.StorageClass }];

/** The type of the platform, as the Infrastructure object names it; empty when it could not be read. */
export function platformOf(snapshot: Snapshot): string {
  const infrastructure = one(snapshot, OBJECT.infrastructure);
  return text(infrastructure, 'status', 'platformStatus', 'type') ?? text(infrastructure, 'status', 'platform') ?? '';
}

/** The platform as a piece of evidence. */
export const platformIs = (snapshot: Snapshot): string => (platformOf(snapshot) === '' ? 'the platform could not be read' : `the platform is ${platformOf(snapshot)}`);

/** Whether storage classes were read: without them, nothing can be said of what lives of one. */
export const seesClasses = (snapshot: Snapshot): boolean => stateOf(snapshot, { resource: R.StorageClass }) === 'found';

/** The classes whose provisioner fits, by name. */
export function classesBy(snapshot: Snapshot, fits: (provisioner: string) => boolean): string[] {
  return many(snapshot, R.StorageClass).filter((found) => fits(text(found, 'provisioner') ?? '')).map((found) => found.metadata.name ?? '').sort();
}

/** A form that lives of classes of one provisioner, which make `what`; `otherwise` is further evidence where there are none. */
export function classFit(snapshot: Snapshot, fits: (provisioner: string) => boolean, what: string, otherwise: string[] = []): Fit {
  if (!seesClasses(snapshot)) return { fits: 'maybe', why: ['storage classes could not be read'] };
  const classes = classesBy(snapshot, fits);
  if (classes.length === 0) return { fits: false, why: [`no storage class makes ${what}`, ...otherwise] };
  return { fits: true, why: [`storage class ${classes.join(', ')} makes ${what}`] };
}

/** Where the credentials of a cloud's store would come from. */
function keysFor(form: CredentialForm, snapshot: Snapshot): string {
  const source = usable(form, snapshot);
  if (source === OBJECT.credentials) return `its credentials are there (${source.name})`;
  return source === undefined ? 'credentials must be given' : `the cluster has made credentials (${source.name})`;
}

/** A store of one cloud: at home on its own platform; `elsewhere` says what it takes on others. */
export function cloudFit(snapshot: Snapshot, type: string, credentials: CredentialForm, elsewhere: string): Fit {
  if (platformOf(snapshot) !== type) return { fits: 'maybe', why: [platformIs(snapshot), elsewhere] };
  return { fits: true, why: [platformIs(snapshot), keysFor(credentials, snapshot)] };
}

/**
 * Swift. Where the operator was asked first, its own answer is in the Config: it takes Swift where that has an endpoint and
 * lists containers, else a volume under a name of its own (operator behaviour at its start).
 */
export function swiftFit(snapshot: Snapshot, credentials: CredentialForm): Fit {
  const here = cloudFit(snapshot, 'OpenStack', credentials, 'a Swift elsewhere takes --auth-url and credentials');
  if (here.fits !== true) return here;
  const storage = at(one(snapshot, OBJECT.config), 'spec', 'storage');
  if (at(storage, 'swift') !== undefined) return { fits: true, why: [...here.why, 'the registry is on Swift now'] };
  if (text(storage, 'pvc', 'claim') === 'image-registry-storage') return { fits: false, why: [...here.why, 'the operator found no usable Swift, and took a volume'] };
  return { fits: 'maybe', why: [...here.why, 'whether Swift can be used shows when it is asked'], home: true };
}
