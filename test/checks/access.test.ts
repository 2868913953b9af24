import { describe, expect, test } from 'vitest';
import { NS, R } from '../../src/api/resources.ts';
import { accessFindings } from '../../src/checks/access.ts';
import { CODES } from '../../src/registry/codes.ts';
import type { Finding } from '../../src/checks/types.ts';
import type { Need } from '../../src/plan/types.ts';

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
