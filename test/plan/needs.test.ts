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

describe('no right too many, none too few', () => {
  const verbs = (steps: Parameters<typeof planOf>[0]): string[] => needs(planOf(steps)).map(({ verb, name }) => `${verb} ${name ?? '-'}`);
  it.each([
    ['an empty plan', [], []],
    ['a wait for nothing', [wait('w', { reads: [] })], []],
    ['a proof that nobody knows', [prove('p', 'nobody')], []],
    ['one object of two steps', [ensure('a'), ensure('b', { action: 'create' })], ['get bundle', 'patch bundle', 'create -']],
    ['create and wait for it', [ensure('a', { action: 'create' }), wait('w', { reads: [MAP] })], ['get bundle', 'create -', 'watch bundle']],
  ] as [string, Parameters<typeof planOf>[0], string[]][])('%s', (_, steps, expected) => expect(verbs(steps)).toEqual(expected));

  it('nothing but a live object and what a proof made is ever deleted', () => {
    const all = [ensure('a', { action: 'create' }), ensure('b'), patch('p'), wait('w')];
    expect(verbs(all).filter((one) => one.startsWith('delete'))).toEqual([]);
    expect(verbs([prove('p')]).filter((one) => one.startsWith('delete'))).toHaveLength(2);
  });
  it('writes are asked for by name where there is one, so that a narrow role is enough', () => {
    for (const { verb, name } of needs(planOf([ensure('a'), patch('p')]))) expect([verb, name === undefined]).toEqual([verb, false]);
  });
});
