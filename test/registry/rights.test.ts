import { describe, expect, test } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import { grant, needOf, reading, resourceName } from '../../src/registry/rights.ts';
import type { Read } from '../../src/snapshot/types.ts';

describe('resourceName is what a role names', () => {
  test.each([
    [{ resource: R.Secret }, 'secrets'],
    [{ resource: R.Config }, 'configs.imageregistry.operator.openshift.io'],
    [{ resource: R.Config, subresource: 'status' }, 'configs.imageregistry.operator.openshift.io/status'],
    [{ resource: R.ServiceAccount, subresource: 'token' }, 'serviceaccounts/token'],
  ])('%#', (of, name) => {
    expect(resourceName(of)).toBe(name);
  });
});

describe('a read by hand, and the smallest right for it', () => {
  const named = '--verb=get --resource=configs.imageregistry.operator.openshift.io --resource-name=cluster';
  test.each<[string, Read, string, string]>([
    [
      'one object of the cluster',
      ref(R.Config, 'cluster'),
      'oc get configs.imageregistry.operator.openshift.io cluster',
      `oc create clusterrole registryctl-get-configs ${named}`,
    ],
    [
      'one object of a namespace',
      ref(R.Secret, 'keys', NS.registry),
      'oc get secrets keys -n openshift-image-registry',
      'oc create role registryctl-get-secrets -n openshift-image-registry --verb=get --resource=secrets --resource-name=keys',
    ],
    [
      'a collection of a namespace',
      { resource: R.Pod, namespace: NS.registry },
      'oc get pods -n openshift-image-registry',
      'oc create role registryctl-list-pods -n openshift-image-registry --verb=list --resource=pods',
    ],
    [
      'a collection of all namespaces',
      { resource: R.Route },
      'oc get routes.route.openshift.io -A',
      'oc create clusterrole registryctl-list-routes --verb=list --resource=routes.route.openshift.io',
    ],
    [
      'a collection of the cluster',
      { resource: R.Node },
      'oc get nodes',
      'oc create clusterrole registryctl-list-nodes --verb=list --resource=nodes',
    ],
  ])('%s', (_name, read, command, role) => {
    expect(reading(read)).toBe(command);
    expect(grant(needOf(read)).split(' && ')[0]).toBe(role);
  });
  test('what is bound is the role that was made, where it was made', () => {
    const [made = '', bound = ''] = grant({ verb: 'patch', resource: R.ConfigMap, namespace: 'n', name: 'x' }).split(' && ');
    const role = made.split(' ')[3];
    expect(role).toBe('registryctl-patch-configmaps');
    expect(bound).toBe(`oc adm policy add-role-to-user ${role ?? ''} USER --role-namespace=n -n n`);
  });
  test.each(['create', 'list', 'watch', 'deletecollection'])('%s is never limited to a name, which the API would not know', (verb) => {
    expect(grant({ verb, resource: R.Secret, namespace: 'n', name: 'x' })).not.toContain('--resource-name');
  });
  test.each(['get', 'update', 'patch', 'delete'])('%s is limited to the one name', (verb) => {
    expect(grant({ verb, resource: R.Secret, namespace: 'n', name: 'x' })).toContain('--resource-name=x ');
  });
});
