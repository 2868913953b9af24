import { describe, expect, it } from 'vitest';
import { NS, R } from '../../src/api/resources.ts';
import { needs, PROOF_ROLE } from '../../src/plan/needs.ts';
import { ensure, MAP, patch, planOf, prove, wait } from './parts.ts';

describe('needs', () => {
  const line = (steps: Parameters<typeof planOf>[0]) => needs(planOf(steps)).map(({ verb, resource, subresource, namespace, name }) => [verb, resource.plural + (subresource === undefined ? '' : `/${subresource}`), namespace ?? '-', name ?? '-'].join(' '));
  it.each([
    ['a create knows no name', [ensure('a', { action: 'create' })], ['get configmaps openshift-config bundle', 'create configmaps openshift-config -']],
    ['a live create may be put back', [ensure('a', { action: 'create', live: true })], ['get configmaps openshift-config bundle', 'create configmaps openshift-config -', 'delete configmaps openshift-config bundle']],
    ['an update', [ensure('a')], ['get configmaps openshift-config bundle', 'patch configmaps openshift-config bundle']],
    ['a live update', [ensure('a', { live: true })], ['get configmaps openshift-config bundle', 'patch configmaps openshift-config bundle']],
    ['what is kept is only read', [ensure('a', { action: 'keep' }), patch('p', { action: 'keep' })], ['get configmaps openshift-config bundle', 'get configs - cluster']],
    ['the Config', [patch('p')], ['get configs - cluster', 'patch configs - cluster']],
    ['a wait for one object', [wait('w')], ['get objectbucketclaims openshift-storage rgw', 'watch objectbucketclaims openshift-storage rgw']],
    ['a wait for many', [wait('w', { reads: [{ resource: R.Pod, namespace: NS.registry }] })], ['list pods openshift-image-registry -', 'watch pods openshift-image-registry -']],
    ['a proof from outside', [prove('p', 'route')], []],
  ])('%s', (_, steps, expected) => expect(line(steps)).toEqual(expected));

  it('a push and a pull', () => {
    expect(line([prove('p')])).toEqual([
      'create namespaces - -', 'delete namespaces - -', 'create serviceaccounts - -', 'create serviceaccounts/token - -', 'create rolebindings - -',
      `bind clusterroles - ${PROOF_ROLE}`, 'list pods openshift-image-registry -', 'create pods/portforward openshift-image-registry -', 'get images - -', 'delete images - -',
    ]);
  });
  it('each once, for the first step that needs it', () => {
    const found = needs(planOf([ensure('a'), ensure('b'), wait('w', { reads: [MAP] })]));
    expect(found.map(({ verb, why }) => `${verb}: ${why}`)).toEqual(['get: Object a', 'patch: Object a', 'watch: Wait w']);
  });
});
