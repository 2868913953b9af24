import { describe, expect, it } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import { pending, writes } from '../../src/plan/changes.ts';
import { canonicalJson, digestOf } from '../../src/plan/digest.ts';
import { needs, PROOF_ROLE } from '../../src/plan/needs.ts';
import { ordered } from '../../src/plan/order.ts';
import { isReference, referencesIn, resolve, resolveKnown, shown } from '../../src/plan/resolve.ts';
import { showPlan } from '../../src/plan/show.ts';
import { stale } from '../../src/plan/stale.ts';

import { ensure, ids, MAP, patch, planOf, prove, reference, wait } from './parts.ts';

describe('digest', () => {
  const step = ensure('a', { body: { data: { x: '1', y: '2' } } });
  const digest = digestOf([step], []);
  it('is SHA-256 in hex', () => expect(digest).toMatch(/^[0-9a-f]{64}$/u));
  it('does not depend on the order of keys', () => expect(digestOf([ensure('a', { body: { data: { y: '2', x: '1' } } })], [])).toBe(digest));
  it('does not depend on versions of objects', () => expect(digestOf([{ ...step, resourceVersion: '9' }], [])).toBe(digest));
  it.each([
    ['another value', [ensure('a', { body: { data: { x: '1', y: '3' } } })], []],
    ['another step', [step, ensure('b')], []],
    ['another order', [ensure('b'), step], []],
    ['another action', [ensure('a', { ...step, action: 'create' })], []],
    ['a loss', [step], [{ what: 'x', why: 'y' }]],
  ])('depends on %s', (_, steps, losses) => expect(digestOf(steps, losses)).not.toBe(digest));
  it('canonical JSON', () => expect(canonicalJson({ b: [{ d: 1, c: null }], a: undefined, A: '' })).toBe('{"A":"","b":[{"c":null,"d":1}]}'));
});

describe('changes', () => {
  it.each([
    [ensure('a', { action: 'create' }), true],
    [ensure('a', { action: 'keep' }), false],
    [patch('p'), true],
    [patch('p', { action: 'keep' }), false],
    [wait('w'), false],
    [prove('p'), false],
  ])('%#', (step, does) => {
    expect(writes(step)).toBe(does);
    expect(pending(planOf([step, wait('x'), prove('y')]))).toBe(does ? 1 : 0);
  });
});

describe('order', () => {
  const live = (id: string) => ensure(id, { live: true });
  it.each([
    ['after every wait, directly before the patch', [live('secret'), ensure('map'), wait('w'), patch('config'), wait('ready')], ['map', 'w', 'secret', 'config', 'ready']],
    ['several keep their order', [live('ca'), wait('w'), live('secret'), ensure('x'), patch('config')], ['w', 'x', 'ca', 'secret', 'config']],
    ['before the next patch, not the last', [live('a'), patch('p1'), live('b'), wait('w'), patch('p2')], ['a', 'p1', 'w', 'b', 'p2']],
    ['without a patch they stay', [live('a'), wait('w'), ensure('b')], ['a', 'w', 'b']],
    ['after the last patch they stay', [patch('p'), live('a'), wait('w')], ['p', 'a', 'w']],
    ['before a patch that keeps', [live('a'), wait('w'), patch('p', { action: 'keep' })], ['w', 'a', 'p']],
    ['nothing', [], []],
  ])('%s', (_, steps, expected) => expect(ids(ordered(steps))).toEqual(expected));
});

describe('references', () => {
  const bucket = reference(['data', 'BUCKET_NAME']);
  const key = reference(['data', 'KEY'], { secret: true, show: '(secret) KEY' });
  const body = { spec: { s3: { bucket, region: 'r', list: [key, 1, null] } } };
  it('are told from other values', () => {
    expect(isReference(bucket)).toBe(true);
    for (const other of [null, 'x', [], {}, { $ref: 'x' }, { $ref: {} }]) expect(isReference(other)).toBe(false);
  });
  it('are found in order', () => expect(referencesIn(body)).toEqual([bucket, key]));
  it('are resolved wherever they stand', () => {
    expect(resolve(body, (r) => (r.secret ? 'k' : 'b'))).toEqual({ spec: { s3: { bucket: 'b', region: 'r', list: ['k', 1, null] } } });
  });
  it('fail when they are not known', () => {
    expect(() => resolve(body, () => undefined)).toThrow('step wait yields no data.BUCKET_NAME ((later))');
  });
  it('stay when only some are known', () => expect(resolveKnown(body, (r) => (r.secret ? undefined : 'b'))).toEqual({ spec: { s3: { bucket: 'b', region: 'r', list: [key, 1, null] } } }));
  it('are shown', () => expect(shown(body)).toEqual({ spec: { s3: { bucket: '(later)', region: 'r', list: ['(secret) KEY', 1, null] } } }));
  it('an empty text is a value', () => expect(resolve({ a: bucket }, () => '')).toEqual({ a: '' }));
});

describe('stale', () => {
  const plan = planOf([ensure('a'), patch('config')]);
  it('not when only versions of objects moved', () => expect(stale(plan, planOf([ensure('a', { resourceVersion: '2' }), patch('config', { resourceVersion: '3' })]))).toBeUndefined());
  it('on another cluster', () => expect(stale(plan, planOf(plan.steps, [], { clusterId: 'c2' }))).toBe('the plan is for cluster c1, this is c2'));
  it('names what is different', () => {
    expect(stale(plan, planOf([ensure('a', { action: 'create' }), patch('config'), wait('w')]))).toBe('the cluster has changed since the plan was made: Object a; Wait w');
  });
  it('when a step has gone', () => expect(stale(plan, planOf([ensure('a')]))).toBe('the cluster has changed since the plan was made'));
  it('when more would be lost', () => expect(stale(plan, planOf(plan.steps, [{ what: 'x', why: 'y' }]))).toBe('the cluster has changed since the plan was made'));
});

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

describe('for people and machines', () => {
  const secret = ref(R.Secret, 'keys', NS.registry);
  const plan = planOf(
    [
      ensure('secret', { ref: secret, action: 'create', live: true, body: { type: 'Opaque', data: { A: reference(['data', 'A'], { secret: true, show: '(secret) A of secrets/x' }), B: 'cGxhaW4=' }, stringData: { C: 'plain' } }, changes: [{ path: 'data.A', after: '(secret)', secret: true }] }),
      patch('config', { body: { spec: { httpSecret: 'plain', storage: { s3: { bucket: reference(['data', 'B']), keyID: null }, pvc: null }, routes: [{ name: 'plainly' }] } }, resourceVersion: '7' }),
      wait('ready', { params: { spec: { bucket: reference(['data', 'B']) } }, samples: 2, apartSeconds: 5 }),
      prove('p'),
    ],
    [{ what: 'w', why: 'y', images: 3 }],
  );
  const data = showPlan(plan);
  it('no secret is in it', () => {
    expect(JSON.stringify(data)).not.toMatch(/cGxhaW4=|"plain"|\$ref/u);
  });
  it('is plain data under its schema', () => {
    expect(data).toMatchObject({ schema: 'registryctl.dev/plan/v1', command: 'setup odf-rgw', clusterId: 'c1', clusterVersion: '4.14.60', pending: 2, digest: plan.digest, losses: [{ what: 'w', why: 'y', images: 3 }] });
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  });
  it('each kind of step has its own fields', () => {
    expect((data['steps'] as object[])).toEqual([
      { id: 'secret', kind: 'ensure', title: 'Object secret', object: 'secrets/openshift-image-registry/keys', action: 'create', live: true, changes: [{ path: 'data.A', after: '(secret)', secret: true }], body: { type: 'Opaque', data: { A: '(secret) A of secrets/x', B: '(secret)' }, stringData: { C: '(secret)' } } },
      { id: 'config', kind: 'patch', title: 'Patch config', object: 'configs.imageregistry.operator.openshift.io/cluster', action: 'update', resourceVersion: '7', changes: [], body: { spec: { httpSecret: '(secret)', storage: { s3: { bucket: '(later)', keyID: null }, pvc: null }, routes: [{ name: 'plainly' }] } } },
      { id: 'ready', kind: 'wait', title: 'Wait ready', judge: 'obc-bound', params: { spec: { bucket: '(later)' } }, reads: ['objectbucketclaims.objectbucket.io/openshift-storage/rgw'], samples: 2, apartSeconds: 5 },
      { id: 'p', kind: 'prove', title: 'Prove p', proof: 'push-pull', params: {} },
    ]);
  });
});

