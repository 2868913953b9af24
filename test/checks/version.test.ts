import { expect, test } from 'vitest';
import { R } from '../../src/api/resources.ts';
import { PROVEN, proven } from '../../src/checks/version.ts';
import { findingsOf, table } from './table.ts';
import { cluster, drop, merge, serving, the, type Stage } from './worlds.ts';

const version = (text: string) => (): Stage => {
  const stage = serving('odf-s3-complete');
  cluster(stage, text);
  return stage;
};
const updating = (from: string, to: string) => (): Stage => {
  const stage = version(from)();
  const history = [{ state: 'Partial', version: to }, { state: 'Completed', version: from }];
  merge(the(stage, R.ClusterVersion, 'version'), { status: { desired: { version: to }, history } });
  return stage;
};
const unknown = (): Stage => {
  const stage = version('4.14.1')();
  drop(stage, R.ClusterVersion, 'version');
  return stage;
};

table('RC-CLUSTER-VERSION-UNPROVEN', [
  ['newer', version('4.15.3'), 'OpenShift 4.15.3 is unproven'],
  ['older', version('4.13.40'), 'OpenShift 4.13.40 is unproven'],
  ['a version that only begins like it', version('4.140.1')],
  ['an update to it that has not ended', updating('4.13.9', '4.14.0'), '4.13.9'],
  ['unknown', unknown, 'unknown'],
], [
  ['the newest of 4.14', version('4.14.60')],
  ['a candidate', version('4.14.0-rc.1')],
  ['an update from it that has not ended', updating('4.14.60', '4.15.0')],
]);

test.each([
  ['4.14', true], ['4.14.0', true], ['4.14.60-assembly.1', true],
  ['4.13.9', false], ['14.14.1', false], ['4.1', false], ['4.140', false], ['', false],
])('proven(%s) is %s', (text, expected) => {
  expect(proven(text)).toBe(expected);
});

test('a version that is not proven does not make a registry unhealthy', () => {
  expect(findingsOf(version('4.16.0')()).map(({ level }) => level)).toEqual(['warning']);
});

test('what is proven is said in words', () => {
  expect(findingsOf(version('5.0.0')())[0]?.message).toContain(`proven on ${PROVEN} only`);
});
