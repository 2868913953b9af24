import { describe, expect, it } from 'vitest';
import type { KubeObject, Ref } from '../../src/api/types.ts';
import { NS, R, ref } from '../../src/api/resources.ts';
import { hopeless, isCurrent, oneLine } from '../../src/registry/hopeless.ts';
import { OBJECT, registryClaim, trustedCa } from '../../src/registry/objects.ts';
import { object, snapshotOf } from './world.ts';

const PREFIX = 'Unable to apply resources: unable to sync storage configuration: ';
const SECRET = 'secret "openshift-image-registry/image-registry-private-configuration-user" does not contain required key "REGISTRY_STORAGE_S3_SECRETKEY"';

function config(message: string, more: { reason?: string; generation?: number; resourceVersion?: string; degraded?: string } = {}): KubeObject {
  const conditions = [
    { type: 'Progressing', status: 'True', reason: more.reason ?? 'Error', message },
    { type: 'Degraded', status: more.degraded === undefined ? 'False' : 'True', ...(more.degraded === undefined ? {} : { reason: more.degraded, message }) },
  ];
  const spec = { storage: { s3: { bucket: 'b', trustedCA: { name: 'bundle' } } } };
  return object(OBJECT.config, { spec, status: { observedGeneration: 5, conditions } }, { generation: more.generation ?? 5, resourceVersion: more.resourceVersion ?? '100' });
}

const judge = (found: KubeObject, others: KubeObject[] = []): string | undefined => hopeless(snapshotOf([found, ...others]), found);

describe('what no waiting mends', () => {
  it.each([
    [`${PREFIX}exactly one storage type should be configured at the same time, got 2: [S3 PVC]`, 'more than one storage backend is configured'],
    [`${PREFIX}${SECRET}`, 'the credentials secret lacks the key REGISTRY_STORAGE_S3_SECRETKEY'],
    [`${PREFIX}AccessDenied: Access Denied\n\tstatus code: 403, request id: abc, host id: def`, 'the bucket belongs to somebody else'],
    [`${PREFIX}BucketAlreadyExists: \n\tstatus code: 409, request id: abc`, 'the bucket belongs to somebody else'],
    [`${PREFIX}Forbidden: Forbidden\n\tstatus code: 403`, 'the bucket belongs to somebody else'],
    [`${PREFIX}InvalidAccessKeyId: \n\tstatus code: 403`, 'the object store refuses the credentials'],
    [`${PREFIX}MissingRegion: could not find region configuration`, 'the name or the region of the bucket is wrong'],
    [`${PREFIX}InvalidBucketName: The specified bucket is not valid.`, 'the name or the region of the bucket is wrong'],
    [`${PREFIX}AuthorizationHeaderMalformed: the region 'x' is wrong`, 'the name or the region of the bucket is wrong'],
    [`${PREFIX}RequestTimeTooSkewed: The difference is too large`, 'the clocks of the cluster and the object store differ'],
    [`${PREFIX}PVC data does not contain the necessary access modes: ReadWriteMany or ReadWriteOnce`, 'the access mode of the volume claim'],
    ['Unable to apply resources: unable to apply objects: failed to create object *v1.Route, Namespace=openshift-image-registry, Name=R: secret "S" not found', 'the TLS secret S of a route is missing'],
  ])('%s', (message, begins) => {
    expect(judge(config(message))).toMatch(new RegExp(`^${begins}.*; the operator says: `, 'u'));
  });

  it.each([
    ['StorageNotConfigured', 'Error: storage backend not configured', 'no storage backend is configured; the operator says: storage backend not configured'],
    ['VerificationFailed', 'Error: unable to complete resource: duplication of names has been detected in the additional routes', 'the operator refuses the settings; the operator says: unable to complete resource: duplication of names has been detected in the additional routes'],
  ])('a permanent error, told by Degraded: %s', (reason, message, says) => {
    expect(judge(config(message, { reason: 'Ready', degraded: reason }))).toBe(says);
  });

  it('quotes the operator without ids of requests and in one line', () => {
    expect(judge(config(`${PREFIX}AccessDenied: \n\tstatus code: 403, request id: tx01, host id: zz`))).toBe(
      'the bucket belongs to somebody else, or the credentials may not use it; the operator says: AccessDenied: status code: 403',
    );
  });

  it('a name with a dollar sign is quoted as it is', () => {
    expect(judge(config(`${PREFIX}persistentvolumeclaims "$&x" not found`))).toMatch(/^the volume claim \$&x does not exist;/u);
  });
});

describe('what may pass', () => {
  it.each([
    ['a rollout', 'The deployment has not completed', 'DeploymentNotCompleted'],
    ['DNS', `${PREFIX}dial tcp: lookup s3.lab on 10.0.0.1: no such host`, 'Error'],
    ['a refused connection', `${PREFIX}dial tcp 10.0.0.1:443: connect: connection refused`, 'Error'],
    ['a missing bucket, which the operator makes', `${PREFIX}NoSuchBucket: status code: 404`, 'Error'],
    ['a store in trouble', `${PREFIX}ServiceUnavailable: status code: 503`, 'Error'],
    ['a claim that the next sync takes over', `${PREFIX}could not create default PVC, it already exists and is not owned by the operator`, 'Error'],
    ['a conflict of writes', 'Unable to apply resources: Operation cannot be fulfilled on configs: the object has been modified', 'Error'],
    ['an old message under another reason', `${PREFIX}${SECRET}`, 'FinalizingDeployment'],
  ])('%s', (_, message, reason) => {
    expect(judge(config(message, { reason }))).toBeUndefined();
  });

  it('an error of an older generation is none of ours', () => {
    expect(judge(config(`${PREFIX}${SECRET}`, { generation: 6 }))).toBeUndefined();
    expect(judge(config(`${PREFIX}exactly one storage type should be configured`, { generation: 6 }))).toBeUndefined();
  });

  it('Degraded for being unavailable is not permanent', () => {
    expect(judge(config('The deployment does not have available replicas', { reason: 'DeploymentNotCompleted', degraded: 'Unavailable' }))).toBeUndefined();
  });

  it('no Config, no verdict', () => expect(hopeless(snapshotOf([]), undefined)).toBeUndefined());
});

const map = (name: string, data: Record<string, string>, version = '50'): KubeObject => object(trustedCa(name), { data }, { resourceVersion: version });
const secret = (keys: string[], version = '50'): KubeObject => object(OBJECT.credentials, { data: Object.fromEntries(keys.map((key) => [key, { bytes: 4, digest: 'd' }])) }, { resourceVersion: version });
const named = (target: Ref): KubeObject => object(target);

describe('an error whose cause is gone is an old one', () => {
  it.each([
    ['the key is there now', SECRET, [secret(['REGISTRY_STORAGE_S3_SECRETKEY'])], false],
    ['the secret has other keys', SECRET, [secret(['AWS_SECRET_ACCESS_KEY'])], true],
    ['the secret is there now', 'unable to get cluster minted credentials "x": secret "installer-cloud-credentials" not found', [secret([])], false],
    ['the CA map is there now', 'unable to get S3 CA bundle: failed to get trusted CA "bundle": configmap "bundle" not found', [map('bundle', {})], false],
    ['another CA map is there', 'unable to get S3 CA bundle: failed to get trusted CA "bundle": configmap "bundle" not found', [map('other', {})], true],
    ['the CA key is there now', 'trusted CA config map "bundle" does not contain required key "ca-bundle.crt"', [map('bundle', { 'ca-bundle.crt': 'x' })], false],
    ['the CA key is another', 'trusted CA config map "bundle" does not contain required key "ca-bundle.crt"', [map('bundle', { 'tls.crt': 'x' })], true],
    ['the claim is there now', 'persistentvolumeclaims "data" not found', [named(registryClaim('data'))], false],
    ['the claim is elsewhere', 'persistentvolumeclaims "data" not found', [named(ref(R.PersistentVolumeClaim, 'data', 'default'))], true],
    ['the bundle is newer than the status', 'Head "https://h/b": x509: certificate signed by unknown authority', [map('bundle', { 'ca-bundle.crt': 'x' }, '101')], false],
    ['the bundle is older than the status', 'Head "https://h/b": x509: certificate signed by unknown authority', [map('bundle', { 'ca-bundle.crt': 'x' }, '99')], true],
    ['the keys are newer than the status', 'SignatureDoesNotMatch: status code: 403', [secret(['A'], '1000')], false],
    ['the keys are older than the status', 'SignatureDoesNotMatch: status code: 403', [secret(['A'], '99')], true],
    ['a version that is no number', 'SignatureDoesNotMatch: status code: 403', [secret(['A'], 'x')], true],
  ])('%s', (_, message, others, stops) => {
    expect(judge(config(`${PREFIX}${message}`), others) !== undefined).toBe(stops);
  });

  it('the TLS secret of a route is there now', () => {
    const message = 'failed to update object *v1.Route, Name=r: secret "tls" not found';
    expect(judge(config(message))).toBeDefined();
    expect(judge(config(message), [named(ref(R.Secret, 'tls', NS.registry))])).toBeUndefined();
  });
});

describe('isCurrent', () => {
  it.each([
    [5, 5, true],
    [5, 4, false],
    [undefined, undefined, true],
    [1, undefined, false],
  ])('generation %s, seen %s', (generation, observedGeneration, current) => {
    const found = object(OBJECT.config, { status: { observedGeneration } }, generation === undefined ? {} : { generation });
    expect(isCurrent(found)).toBe(current);
  });
});

it.each([
  ['Error: x', 'x'],
  ['Unable to apply resources: unable to sync storage configuration: a\n\tb', 'a b'],
  ['Unable to apply resources: unable to apply objects: c', 'unable to apply objects: c'],
  ['plain', 'plain'],
  ['', ''],
  ['D: status code: 403, request id: <id>, host id: <id>', 'D: status code: 403'],
])('oneLine(%j)', (message, line) => expect(oneLine(message)).toBe(line));
