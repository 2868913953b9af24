import { list, record, text } from '../api/json.ts';
import { R, ref } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import { many, one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';

/**
 * What a class makes: `block`, one node's file system on a disk; `file`, a file system that the cluster itself shares;
 * `share`, one of a file server outside the cluster; `nfs`, an export that somebody runs; `static`, nothing: it finds
 * volumes that an administrator made; `bucket`, no volume at all; `unknown`.
 */
export type Kind = 'block' | 'file' | 'share' | 'nfs' | 'static' | 'bucket' | 'unknown';

type Parameters = Readonly<Record<string, unknown>>;
type Row = readonly [provisioner: RegExp, kind: Kind | ((parameters: Parameters) => Kind)];

const says = (parameters: Parameters, key: string, words: RegExp): boolean => words.test(text(parameters, key) ?? '');

/** Provisioners by name, first match wins. Some make both kinds, and the class's parameters say which. */
const PROVISIONERS: readonly Row[] = [
  [/^kubernetes\.io\/no-provisioner$/u, 'static'],
  [/\.ceph\.rook\.io\/bucket$|\.noobaa\.io\/obc$|\/bucket$|\/obc$/u, 'bucket'],
  [/(^|\.)cephfs\.csi\.ceph\.com$|^kubernetes\.io\/(cephfs|glusterfs)$|^driver\.longhorn\.io$/u, 'file'],
  [/(^|\.)rbd\.csi\.ceph\.com$|^kubernetes\.io\/rbd$/u, 'block'],
  [/^csi\.vsphere\.vmware\.com$/u, (p) => (says(p, 'csi.storage.k8s.io/fstype', /^nfs/iu) ? 'share' : 'block')],
  [/^csi\.nutanix\.com$/u, (p) => (says(p, 'storageType', /^nutanixfiles$/iu) ? 'share' : 'block')],
  [/^csi\.trident\.netapp\.io$/u, (p) => (says(p, 'backendType', /nas|file/iu) ? 'share' : says(p, 'backendType', /san|eseries/iu) ? 'block' : 'unknown')],
  [/^pxd\.portworx\.com$|^kubernetes\.io\/portworx-volume$/u, (p) => (says(p, 'sharedv4', /^true$/iu) ? 'file' : 'block')],
  [/^(efs|fsx|fsx\.openzfs)\.csi\.aws\.com$|^(file\.csi\.azure\.com|kubernetes\.io\/azure-file)$|^filestore\.csi\.storage\.gke\.io$|(^|\.)manila\.csi\.openstack\.org$/u, 'share'],
  [/^vpc\.file\.csi\.ibm\.io$|^ibm\.io\/ibmc-file$|^spectrumscale\.csi\.ibm\.com$|^csi-isilon\.dellemc\.com$|^smb\.csi\.k8s\.io$/u, 'share'],
  [/(^|[^a-z])nfs([^a-z]|$)/u, 'nfs'],
  [/^(ebs|disk|cinder|pd)\.csi\.|^kubernetes\.io\/(aws-ebs|azure-disk|cinder|gce-pd|vsphere-volume)$/u, 'block'],
  [/^vpc\.block\.csi\.ibm\.io$|^powervs\.csi\.ibm\.com$|^block\.csi\.ibm\.com$|^csi\.ovirt\.org$|^topolvm\.(io|cybozu\.com)$|^csi-vxflexos\.dellemc\.com$/u, 'block'],
];

/** What a provisioner (or a driver of volumes) makes with these parameters of its class. */
export function kindOf(provisioner: string, parameters: Parameters = {}): Kind {
  const row = PROVISIONERS.find(([pattern]) => pattern.test(provisioner));
  if (row === undefined) return 'unknown';
  return typeof row[1] === 'function' ? row[1](parameters) : row[1];
}

/** The class of this name, if it was read. */
export const classOf = (snapshot: Snapshot, name: string): KubeObject | undefined => one(snapshot, ref(R.StorageClass, name));

/** What a class makes; `unknown` for none. */
export const kindOfClass = (found: KubeObject | undefined): Kind => kindOf(text(found, 'provisioner') ?? '', record(found, 'parameters'));

/** Whether pods on several nodes can write to what it makes; undefined where nothing tells. */
export function shares(kind: Kind): boolean | undefined {
  return kind === 'unknown' || kind === 'static' ? undefined : kind === 'file' || kind === 'share' || kind === 'nfs';
}

const DEFAULT = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

/** The classes that say of themselves that they are the default, by name. */
export function defaultClasses(snapshot: Snapshot): string[] {
  const marked = many(snapshot, R.StorageClass).filter((one) => DEFAULT.some((key) => one.metadata.annotations?.[key] === 'true'));
  return marked.map((one) => one.metadata.name ?? '').sort();
}

/** The classes that make volumes, each with what it makes, in one line for people. */
export function classesInWords(snapshot: Snapshot, fits: (provisioner: string) => boolean = () => true): string {
  const found = many(snapshot, R.StorageClass).filter((one) => kindOfClass(one) !== 'bucket' && fits(text(one, 'provisioner') ?? ''));
  const words: Record<Kind, string> = { block: 'one node', file: 'shared', share: 'shared', nfs: 'shared', static: 'volumes made by hand', bucket: '', unknown: 'not known' };
  const lines = found.map((one) => `${one.metadata.name ?? ''} (${words[kindOfClass(one)]})`).sort();
  return lines.length === 0 ? 'there are none' : `there are: ${lines.join(', ')}`;
}

/** What a volume is made of, by its source or its driver; `unknown` for none. */
export function kindOfVolume(volume: KubeObject | undefined): Kind {
  if (text(volume, 'spec', 'nfs', 'server') !== undefined) return 'nfs';
  return kindOf(text(volume, 'spec', 'csi', 'driver') ?? '', record(volume, 'spec', 'csi', 'volumeAttributes'));
}

/** The access modes of a claim or a volume. */
export const modesOf = (object: KubeObject | undefined): string[] => list(object, 'spec', 'accessModes').filter((mode) => typeof mode === 'string');
