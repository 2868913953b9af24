import { describe, expect, test } from 'vitest';
import { define, field, when } from '../../src/checks/define.ts';
import { CODES } from '../../src/registry/codes.ts';
import { REGISTRY } from '../../src/snapshot/reads.ts';
import { NOW, serving, snapshotOf } from './worlds.ts';

const snapshot = snapshotOf(serving('odf-s3-complete'));

test('a field is named with its object', () => {
  expect(field('spec.replicas')).toBe('configs.imageregistry.operator.openshift.io/cluster spec.replicas');
});

describe('define', () => {
  test('takes title, level, cause and remedy from the table', () => {
    const check = define('RC-PVC-PENDING', [REGISTRY.config], () => [{ subject: 's', message: 'm', fill: { claim: 'c' } }]);
    expect(check).toMatchObject({ code: 'RC-PVC-PENDING', title: CODES['RC-PVC-PENDING'].title, reads: [REGISTRY.config] });
    expect(check.run(snapshot, { now: NOW })).toEqual([{
      code: 'RC-PVC-PENDING',
      level: 'error',
      subject: 's',
      message: 'm',
      cause: CODES['RC-PVC-PENDING'].cause,
      remedy: 'oc -n openshift-image-registry describe pvc c',
    }]);
  });
  test('a rule may say another level', () => {
    const check = define('RC-ROUTE-CERT', [], () => [{ subject: 's', message: 'm', level: 'error' }]);
    expect(check.run(snapshot, { now: NOW })[0]?.level).toBe('error');
  });
  test('gives the rule the world of the Snapshot and the time', () => {
    const check = define('RC-UNMANAGED', [], (world, { now }) => [{ subject: world.state ?? '', message: now }]);
    expect(check.run(snapshot, { now: NOW })[0]).toMatchObject({ subject: 'Managed', message: NOW });
  });
  test('sees as many things as the rule does', () => {
    const seen = ['a', 'b', 'c'].map((subject) => ({ subject, message: 'm' }));
    expect(define('RC-POD-WAITING', [], () => seen).run(snapshot, { now: NOW }).map(({ subject }) => subject)).toEqual(['a', 'b', 'c']);
    expect(define('RC-POD-WAITING', [], () => []).run(snapshot, { now: NOW })).toEqual([]);
  });
});

test('when makes nothing of what does not hold, without looking at it', () => {
  expect(when(true, () => ({ subject: 's', message: 'm' }))).toEqual([{ subject: 's', message: 'm' }]);
  expect(when(false, () => { throw new Error('not to be asked'); })).toEqual([]);
});
