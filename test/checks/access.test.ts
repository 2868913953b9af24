import { describe, expect, test } from 'vitest';
import { NS, R } from '../../src/api/resources.ts';
import { accessFindings } from '../../src/checks/access.ts';
import { CODES } from '../../src/registry/codes.ts';
import { sorted } from '../../src/checks/engine.ts';
import { proven } from '../../src/checks/version.ts';
import type { Finding } from '../../src/checks/types.ts';
import type { Need } from '../../src/plan/types.ts';
import { findingsOf, table } from './table.ts';
import { cluster, drop, serving, type Stage } from './worlds.ts';
import { R as resources } from '../../src/api/resources.ts';

const no = { allowed: false, reason: '' };
const of = (need: Need): Finding => {
  const [found] = accessFindings([{ need, verdict: no }]);
  if (found === undefined) throw new Error('no finding');
  return found;
};

describe('accessFindings', () => {
  test('gives one finding for each denied need and none for allowed ones', () => {
    const need: Need = { verb: 'get', resource: R.Config, name: 'cluster', why: 'it is planned upon' };
    expect(accessFindings([{ need, verdict: { allowed: true, reason: '' } }, { need, verdict: no }, { need: { ...need, verb: 'patch' }, verdict: no }]).map(({ subject }) => subject))
      .toEqual(['get configs.imageregistry.operator.openshift.io/cluster', 'patch configs.imageregistry.operator.openshift.io/cluster']);
  });
  test('the remedy of a cluster-wide need is a cluster role', () => {
    expect(of({ verb: 'patch', resource: R.Config, name: 'cluster', why: 'x' }).remedy).toBe(
      'oc create clusterrole registryctl-patch-configs --verb=patch --resource=configs.imageregistry.operator.openshift.io --resource-name=cluster && oc adm policy add-cluster-role-to-user registryctl-patch-configs USER');
  });
  test('the remedy of a need in a namespace is a role there', () => {
    expect(of({ verb: 'update', resource: R.Secret, name: 'a', namespace: NS.registry, why: 'x' }).remedy).toBe(
      `oc create role registryctl-update-secrets -n ${NS.registry} --verb=update --resource=secrets --resource-name=a && oc adm policy add-role-to-user registryctl-update-secrets USER --role-namespace=${NS.registry} -n ${NS.registry}`);
  });
  test.each(['create', 'list', 'watch'])('%s cannot be limited to a name', (verb) => {
    expect(of({ verb, resource: R.ConfigMap, name: 'a', namespace: NS.config, why: 'x' }).remedy).not.toContain('--resource-name');
  });
  test('a subresource is named in the rule', () => {
    expect(of({ verb: 'create', resource: R.ServiceAccount, subresource: 'token', namespace: 'p', why: 'x' })).toMatchObject({ subject: 'create serviceaccounts/token in p', remedy: expect.stringContaining('--resource=serviceaccounts/token') as string });
  });
  test('the cluster\'s own reason is the cause where it gives one', () => {
    const need: Need = { verb: 'get', resource: R.Node, why: 'to count workers' };
    expect(accessFindings([{ need, verdict: { allowed: false, reason: 'no RBAC policy matched' } }])[0]).toMatchObject({ code: 'RC-ACCESS-DENIED', level: 'error', cause: 'no RBAC policy matched', message: 'You may not get nodes: to count workers.' });
    expect(of(need).cause).toBe(CODES['RC-ACCESS-DENIED'].cause);
  });
});

const version = (text: string) => (): Stage => { const stage = serving('odf-s3-complete'); cluster(stage, text); return stage; };
table('RC-CLUSTER-VERSION-UNPROVEN', [
  ['newer', version('4.15.3'), 'OpenShift 4.15.3 is unproven'],
  ['a version that only begins like it', version('4.140.1')],
  ['unknown', () => { const stage = version('4.14.1')(); drop(stage, resources.ClusterVersion, 'version'); return stage; }, 'unknown'],
], [['4.14.60', version('4.14.60')], ['a candidate', version('4.14.0-rc.1')]]);

test.each([['4.14', true], ['4.14.0', true], ['4.13.9', false], ['14.14.1', false], ['', false]])('proven(%s) is %s', (text, expected) => {
  expect(proven(text)).toBe(expected);
});

describe('the engine', () => {
  const made = (level: Finding['level'], subject: string, message = ''): Finding => ({ code: 'RC-X', level, subject, message });
  test('puts the worst first, keeps the order otherwise, and says a thing once in the first words', () => {
    expect(sorted([made('info', 'a'), made('error', 'b', 'first'), made('warning', 'c'), made('error', 'b', 'second'), made('error', 'd')]).map(({ subject, message }) => subject + message))
      .toEqual(['bfirst', 'd', 'c', 'a']);
  });
  test('an unproven version does not make a registry unhealthy', () => {
    expect(findingsOf(version('4.16.0')()).map(({ level }) => level)).toEqual(['warning']);
  });
});
