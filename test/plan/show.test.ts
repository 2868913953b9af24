import { describe, expect, it } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import { showPlan } from '../../src/plan/show.ts';
import { ensure, patch, planOf, prove, reference, wait } from './parts.ts';

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
