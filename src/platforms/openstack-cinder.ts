import { text } from '../api/json.ts';
import { nameOf, R, ref } from '../api/resources.ts';
import type { Finding } from '../checks/types.ts';
import { classFit, platformIs, platformOf } from '../forms/fit.ts';
import { word } from '../forms/parse.ts';
import type { Given } from '../forms/types.ts';
import { classOf } from './volumes-classes.ts';
import type { Volume } from './volumes-types.ts';
import { volumePlatform } from './volumes.ts';
import type { DesiredStep } from '../plan/types.ts';
import { finding } from '../registry/codes.ts';
import { OBJECT } from '../registry/objects.ts';
import { many, one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';

const DRIVER = 'cinder.csi.openstack.org';
const WAITS = 'WaitForFirstConsumer';
const isCinder = (provisioner: string): boolean => provisioner === DRIVER || provisioner === 'kubernetes.io/cinder';

/** Cinder's zone as it was given; undefined where it was not. Fails (usage) for one that none can have. */
const zoneOf = (given: Given): string | undefined => (given['availability-zone'] === undefined ? undefined : word('availability-zone', String(given['availability-zone'])));
const isBound = ({ there }: Volume): boolean => (text(there, 'spec', 'volumeName') ?? '') !== '';

/** What of a class that is there cannot be as it was asked for, since classes do not change. */
function checkClass(snapshot: Snapshot, volume: Volume, zone: string | undefined): Finding[] {
  const found = classOf(snapshot, volume.storageClass ?? '');
  if (found === undefined || !isCinder(text(found, 'provisioner') ?? '')) return [];
  const subject = nameOf(ref(R.StorageClass, found.metadata.name ?? ''));
  const has = text(found, 'parameters', 'availability');
  const mode = text(found, 'volumeBindingMode') ?? 'Immediate';
  return [
    ...(zone !== undefined && has !== zone ? [finding('RC-CINDER-CLASS', `${subject} parameters.availability`, `it is ${has ?? 'not set'}, not ${zone}`)] : []),
    ...(!isBound(volume) && mode !== WAITS ? [finding('RC-CINDER-CLASS', `${subject} volumeBindingMode`, `it is ${mode}, not ${WAITS}`)] : []),
  ];
}

function checkDriver(snapshot: Snapshot): Finding[] {
  const type = text(one(snapshot, OBJECT.infrastructure), 'status', 'platformStatus', 'type') ?? '';
  if (type === 'OpenStack' || many(snapshot, R.StorageClass).some((one) => isCinder(text(one, 'provisioner') ?? ''))) return [];
  return [finding('RC-CINDER-NO-DRIVER', nameOf(OBJECT.infrastructure), `the platform is ${type === '' ? 'not known' : type}, and no storage class is of ${DRIVER}`)];
}

function checkZone(snapshot: Snapshot, zone: string | undefined): Finding[] {
  const zones = [...new Set(many(snapshot, R.Node).flatMap((node) => node.metadata.labels?.['topology.kubernetes.io/zone'] ?? []))].sort();
  if (zone === undefined || zones.length === 0 || zones.includes(zone)) return [];
  return [finding('RC-CINDER-ZONE', '--availability-zone', `nodes are in ${zones.join(', ')}, not in ${zone}`)];
}

/** The class, where it is not there and the claim has no volume yet. Volumes wait for the registry's pod, so they are made where it runs. */
function classStep(given: Given, snapshot: Snapshot, volume: Volume): DesiredStep[] {
  const { storageClass = '' } = volume;
  const zone = zoneOf(given);
  if (isBound(volume) && classOf(snapshot, storageClass) === undefined) return [];
  const parameters = zone === undefined ? {} : { parameters: { availability: zone } };
  const onCreate = { provisioner: DRIVER, volumeBindingMode: WAITS, allowVolumeExpansion: true, ...parameters };
  return [{ kind: 'object', id: 'class', title: 'Storage class of Cinder volumes', ref: ref(R.StorageClass, storageClass), body: {}, onCreate }];
}

/**
 * A Cinder volume, in an availability zone of one's own. The claim is ReadWriteOnce, so one pod uses it; class and claim
 * that are there stay as they are. The manual gives the claim the operator's annotation: it is left out, see RC-PVC-ANNOTATED.
 */
export const openstackCinder = volumePlatform({
  name: 'openstack-cinder',
  title: 'Cinder volume of OpenStack, in an availability zone',
  manual: '3.5.1',
  page: 'openstack-cinder.md',
  claim: 'csi-pvc-imageregistry',
  storage: 'block',
  storageClass: 'custom-csi-storageclass',
  makesClass: true,
  provisioner: { fits: isCinder, noun: DRIVER },
  options: [{ flag: 'availability-zone', value: 'NAME', about: 'Availability zone of Cinder, for a new storage class; without it volumes are made in the zone of their node' }],
  shape: (given) => void zoneOf(given),
  fits: (snapshot) => (platformOf(snapshot) === 'OpenStack' ? { fits: true, why: [platformIs(snapshot), 'the storage class is made where it is not there'] } : classFit(snapshot, isCinder, 'Cinder volumes', [platformIs(snapshot)])),
  check: (given, snapshot, volume) => [...checkClass(snapshot, volume, zoneOf(given)), ...checkDriver(snapshot), ...checkZone(snapshot, zoneOf(given))],
  before: classStep,
});
