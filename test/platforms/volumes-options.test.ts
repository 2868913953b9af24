import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { Given } from '../../src/forms/types.ts';
import { CHOOSING, config, formOf, HOME, look, NAMES } from './volumes-world.ts';

const NAME = 'a name of lower-case letters, digits, "-" and "."';
const SIZE = 'a size above zero with the unit that Kubernetes knows, such as 100Gi or 1Ti';
const COUNT = 'a whole number from 1 to 9999';
const ONLY_CLAIM = 'only with --storage pvc or block';

/** What every form on volumes refuses. */
const COMMON: [Given, string][] = [
  [{ claim: 'Not_A_Name' }, `--claim: given "Not_A_Name", allowed: ${NAME}.`],
  [{ claim: '' }, `--claim: given "", allowed: ${NAME}.`],
  [{ claim: 'x'.repeat(254) }, `--claim: given "${'x'.repeat(254)}", allowed: ${NAME}.`],
  [{ claim: true }, '--claim: given true, allowed: NAME.'],
  [{ 'storage-class': 'fast/ssd' }, `--storage-class: given "fast/ssd", allowed: ${NAME}.`],
  [{ size: '100GB' }, `--size: given "100GB", allowed: ${SIZE}.`],
  [{ size: '0' }, `--size: given "0", allowed: ${SIZE}.`],
  [{ size: '-5Gi' }, `--size: given "-5Gi", allowed: ${SIZE}.`],
  [{ size: '' }, `--size: given "", allowed: ${SIZE}.`],
  [{ size: '50Gi' }, '--size: given "50Gi" without --allow-small, allowed: 100Gi or more, as the manual asks for.'],
  [{ size: '100G' }, '--size: given "100G" without --allow-small, allowed: 100Gi or more, as the manual asks for.'],
  [{ replicas: '0' }, `--replicas: given "0", allowed: ${COUNT}.`],
  [{ replicas: '1.5' }, `--replicas: given "1.5", allowed: ${COUNT}.`],
  [{ 'rollout-strategy': 'recreate' }, '--rollout-strategy: given "recreate", allowed: RollingUpdate, Recreate.'],
];

/** What the forms refuse that leave the choice of storage. */
const CHOICE: [Given, string][] = [
  [{ storage: 'nfs' }, '--storage: given "nfs", allowed: pvc, block, empty-dir.'],
  [{ storage: 'emptyDir' }, '--storage: given "emptyDir", allowed: pvc, block, empty-dir.'],
  [{ 'access-mode': 'RWX' }, '--access-mode: given "RWX", allowed: ReadWriteMany, ReadWriteOnce.'],
  [{ 'access-mode': 'ReadWriteOncePod' }, '--access-mode: given "ReadWriteOncePod", allowed: ReadWriteMany, ReadWriteOnce.'],
  [{ 'storage': 'block', 'access-mode': 'ReadWriteMany' }, '--access-mode: given "ReadWriteMany" besides --storage block, allowed: ReadWriteOnce.'],
  [{ storage: 'block', replicas: '2' }, '--replicas: given "2" for a volume that one pod uses at a time, allowed: 1.'],
  [{ 'access-mode': 'ReadWriteOnce', 'replicas': '3' }, '--replicas: given "3" for a volume that one pod uses at a time, allowed: 1.'],
  [{ 'storage': 'block', 'rollout-strategy': 'RollingUpdate' }, '--rollout-strategy: given "RollingUpdate" for a volume that one pod uses at a time, allowed: Recreate.'],
  [{ 'storage': 'empty-dir', 'non-production': true, 'replicas': '2' }, '--replicas: given "2" besides --storage empty-dir, which is each pod\'s own, allowed: 1.'],
  [{ 'non-production': true }, '--non-production: given true besides --storage pvc, allowed: only with --storage empty-dir.'],
  [{ 'storage': 'block', 'non-production': true }, '--non-production: given true besides --storage block, allowed: only with --storage empty-dir.'],
  [{ 'storage': 'empty-dir', 'non-production': true, 'claim': 'c' }, `--claim: given "c" besides --storage empty-dir, which has no claim, allowed: ${ONLY_CLAIM}.`],
  [{ 'storage': 'empty-dir', 'non-production': true, 'size': '1Ti' }, `--size: given "1Ti" besides --storage empty-dir, which has no claim, allowed: ${ONLY_CLAIM}.`],
  [{ 'storage': 'empty-dir', 'non-production': true, 'blank-claim': true }, `--blank-claim: given true besides --storage empty-dir, which has no claim, allowed: ${ONLY_CLAIM}.`],
  [{ 'blank-claim': true, 'claim': 'c' }, '--blank-claim: given true besides --claim, allowed: one of the two: the operator alone makes that claim.'],
  [{ 'blank-claim': true, 'storage-class': 'c' }, '--blank-claim: given true besides --storage-class, allowed: one of the two: the operator alone makes that claim.'],
  [{ 'blank-claim': true, 'size': '200Gi' }, '--blank-claim: given true besides --size, allowed: one of the two: the operator alone makes that claim.'],
  [{ 'blank-claim': true, 'storage': 'block' }, '--blank-claim: given true besides --storage block, allowed: only with --storage pvc: the operator makes a claim of ReadWriteMany.'],
];

const OWN: [name: string, given: Given, message: string | RegExp][] = [
  ['openstack-cinder', { 'availability-zone': 'two words' }, '--availability-zone: given "two words", allowed: one word without quotes, "$", braces or "<".'],
  ['openstack-cinder', { 'availability-zone': '<availability_zone_name>' }, '--availability-zone: given "<availability_zone_name>", allowed: one word without quotes, "$", braces or "<".'],
  ['openstack-cinder', { 'availability-zone': '' }, '--availability-zone: given "", allowed: one word without quotes, "$", braces or "<".'],
  ['openstack-cinder', { replicas: '2' }, '--replicas: given "2" for a volume that one pod uses at a time, allowed: 1.'],
  ['openstack-cinder', { 'rollout-strategy': 'RollingUpdate' }, '--rollout-strategy: given "RollingUpdate" for a volume that one pod uses at a time, allowed: Recreate.'],
  ['openstack-cinder', { 'storage-class': '' }, `--storage-class: given "", allowed: ${NAME}.`],
  ['openstack-cinder', { 'access-mode': 'ReadWriteMany' }, /^--access-mode: given "ReadWriteMany", allowed: --claim, --storage-class, --size, --allow-small, --availability-zone, --replicas, --rollout-strategy\.$/u],
  ['openstack-cinder', { 'blank-claim': true }, /^--blank-claim: given true, allowed: --claim/u],
  ['odf-cephfs', { 'storage-class': '' }, `--storage-class: given "", allowed: ${NAME}.`],
  ['odf-cephfs', { storage: 'block' }, /^--storage: given "block", allowed: --claim/u],
  ['odf-cephfs', { 'non-production': true }, /^--non-production: given true, allowed: --claim/u],
  ['baremetal', { 'availability-zone': 'nova' }, /^--availability-zone: given "nova", allowed: --storage, /u],
];

const BAD: [name: string, given: Given, message: string | RegExp][] = [
  ...NAMES.flatMap((name) => COMMON.map(([given, message]) => [name, given, message] as [string, Given, string])),
  ...CHOOSING.flatMap((name) => CHOICE.map(([given, message]) => [name, given, message] as [string, Given, string])),
  ...OWN,
];

describe('bad input, before anything is read', () => {
  it.each(BAD)('%s %j', (name, given, message) => {
    const form = formOf(name);
    for (const ask of [() => form.reads(given), () => form.check(given, look(form, {}, HOME[name as 'baremetal'])), () => form.missing?.(given, look(form, {}, []))]) {
      expect(ask).toThrow(Failure);
      if (typeof message === 'string') expect(ask).toThrow(new RegExp(`^${message.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`)}$`, 'u'));
      else expect(ask).toThrow(message);
    }
  });

  it.each(NAMES)('%s refuses at least five kinds', (name) => {
    expect(new Set(BAD.filter(([form]) => form === name).map(([, given]) => Object.keys(given).join())).size).toBeGreaterThanOrEqual(5);
  });
});

describe('an empty directory', () => {
  it.each(CHOOSING)('%s: must be agreed to', (name) => {
    const form = formOf(name);
    const snapshot = look(form, { storage: 'empty-dir' }, [...HOME[name], config()]);
    expect(form.missing?.({ storage: 'empty-dir' }, snapshot)).toEqual(['non-production']);
    expect(form.check({ storage: 'empty-dir' }, snapshot).filter((one) => one.level === 'error').map((one) => one.code)).toEqual(['RC-EMPTYDIR']);
    expect(form.missing?.({ 'storage': 'empty-dir', 'non-production': true }, snapshot)).toEqual([]);
    expect(form.check({ 'storage': 'empty-dir', 'non-production': true }, snapshot).map(({ level, code }) => `${level} ${code}`)).toEqual(['warning RC-EMPTYDIR']);
  });
  it('asks nothing else of anybody', () => {
    for (const name of NAMES) expect(formOf(name).missing?.({}, look(formOf(name), {}, HOME[name]))).toEqual([]);
  });
  it('can be asked for on a terminal, in words', () => {
    expect(formOf('baremetal').options.find(({ flag }) => flag === 'non-production')?.question).toMatch(/loses every image/u);
  });
  it('reads no class and no claim', () => {
    const kinds = formOf('baremetal').reads({ 'storage': 'empty-dir', 'non-production': true }).map((read) => read.resource.kind);
    expect(kinds).not.toContain('StorageClass');
    expect(kinds).not.toContain('PersistentVolumeClaim');
  });
});
