import { describe, expect, it } from 'vitest';
import { nameOf } from '../../src/api/resources.ts';
import { Failure } from '../../src/errors.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { odfRgw } from '../../src/platforms/odf-rgw.ts';
import type { Given } from '../../src/forms/types.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { CA, CLAIM, cluster, config, COPY, FRESH, HOST, object, odf } from './world.ts';

const fresh = cluster([...odf, config(FRESH)]);
const steps = (given: Given = {}, world = fresh) => odfRgw.desired(given, world);
const step = (id: string, given: Given = {}, world = fresh) => steps(given, world).find((candidate) => candidate.id === id);
const specOf = (given: Given = {}, world = fresh) => (step('config', given, world) as unknown as { spec: Record<string, unknown> }).spec;
const s3Of = (given: Given = {}, world = fresh) => (specOf(given, world)['storage'] as Record<string, Record<string, unknown>>)['s3']!;

it('is found by its name', () => expect(PLATFORMS['odf-rgw']).toBe(odfRgw));

it('every option has words, and a choice for its fallback', () => {
  for (const option of odfRgw.options) {
    expect(option.flag).toMatch(/^[a-z]+(-[a-z]+)*$/u);
    expect(option.about.length).toBeGreaterThan(10);
    if (option.choices !== undefined && option.fallback !== undefined) expect(option.choices).toContain(option.fallback);
  }
});

describe('the manual\'s values', () => {
  it('steps in order', () => expect(steps().map((s) => `${s.kind} ${s.id}`)).toEqual(['object claim', 'wait claim-bound', 'object ca', 'object credentials', 'config config', 'wait ready', 'prove push-pull']));

  it('the claim, with a prefix for a new bucket only', () => {
    expect(step('claim')).toMatchObject({ ref: CLAIM, body: { spec: { storageClassName: 'ocs-storagecluster-ceph-rgw' } }, onCreate: { spec: { generateBucketName: 'rgwbucket' } } });
  });

  it('the Config, as the golden patch has it', () => {
    const bucket = { $ref: { step: 'claim-bound', object: 'configmaps/openshift-storage/rgwbucket', path: ['data', 'BUCKET_NAME'], show: '(known after the claim is bound)', secret: false } };
    expect(specOf()).toEqual({
      managementState: 'Managed', replicas: 2, rolloutStrategy: 'RollingUpdate',
      storage: {
        managementState: 'Unmanaged',
        s3: { bucket, region: 'us-east-1', regionEndpoint: `https://${HOST}`, virtualHostedStyle: false, encrypt: false, trustedCA: { name: 'image-registry-s3-bundle' }, keyID: null, cloudFront: null },
        emptyDir: null, gcs: null, swift: null, pvc: null, azure: null, ibmcos: null, oss: null,
      },
    });
  });

  it('the credentials under the registry\'s names, by reference, live', () => {
    const found = step('credentials') as unknown as { ref: typeof OBJECT.credentials; live: boolean; body: { data: Record<string, { $ref: { path: string[]; secret: boolean; object: string } }> }; onCreate: object };
    expect(found.ref).toEqual(OBJECT.credentials);
    expect(found.live).toBe(true);
    expect(found.onCreate).toEqual({ type: 'Opaque' });
    expect(Object.entries(found.body.data).map(([key, { $ref }]) => [key, $ref.path.join('.'), $ref.secret, $ref.object])).toEqual([
      ['REGISTRY_STORAGE_S3_ACCESSKEY', 'data.AWS_ACCESS_KEY_ID', true, 'secrets/openshift-storage/rgwbucket'],
      ['REGISTRY_STORAGE_S3_SECRETKEY', 'data.AWS_SECRET_ACCESS_KEY', true, 'secrets/openshift-storage/rgwbucket'],
    ]);
  });

  it('the CA of the routers', () => expect(step('ca')).toMatchObject({ ref: COPY, live: false, body: { data: { 'ca-bundle.crt': CA } } }));
  it('ready is judged twice, five seconds apart, against the same spec', () => expect(step('ready')).toMatchObject({ judge: 'registry-ready', samples: 2, apartSeconds: 5, params: { spec: specOf() } }));
  it('References are only to what their wait reads', () => {
    const wait = step('claim-bound') as { reads: Parameters<typeof readKey>[0][] };
    expect(wait.reads.map(readKey)).toEqual([nameOf(CLAIM), 'secrets/openshift-storage/rgwbucket', 'configmaps/openshift-storage/rgwbucket']);
  });
  it('everything that is judged or written is read first', () => {
    const read = new Set(odfRgw.reads({}).map(readKey));
    for (const each of steps()) {
      if (each.kind === 'object') expect(read).toContain(nameOf(each.ref));
      if (each.kind === 'wait') for (const one of each.reads) expect(read).toContain(readKey(one));
    }
  });
});

describe('options', () => {
  it('the service brings its own CA and turns redirects off', () => {
    expect(s3Of({ host: 'service' })['regionEndpoint']).toBe('https://rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc');
    expect(specOf({ host: 'service' })['disableRedirect']).toBe(true);
    expect(odfRgw.reads({ host: 'service' }).map(readKey)).toContain('configmaps/openshift-image-registry/serviceca');
  });
  it('redirects are left alone with the route', () => expect(specOf()).not.toHaveProperty('disableRedirect'));
  it.each([
    ['ceph.example.com', 'https://ceph.example.com', undefined],
    ['ceph.example.com:443', 'https://ceph.example.com', undefined],
    ['ceph.example.com:8443', 'https://ceph.example.com:8443', undefined],
    ['https://ceph.example.com:443', 'https://ceph.example.com', undefined],
    ['https://ceph.example.com:80', 'https://ceph.example.com:80', undefined],
    ['rgw.storage.svc', 'https://rgw.storage.svc', true],
    ['rgw.storage.svc:443', 'https://rgw.storage.svc', true],
    ['rgw.storage.svc.cluster.local:443', 'https://rgw.storage.svc.cluster.local', true],
    ['svc.example.com', 'https://svc.example.com', undefined],
  ])('a host of one\'s own: %s', (host, endpoint, redirects) => {
    const given = { 'endpoint-host': host, 'ca-source': 'mine/ca' };
    expect(s3Of(given)['regionEndpoint']).toBe(endpoint);
    expect(specOf(given)['disableRedirect']).toBe(redirects);
  });
  it.each([
    ['http://rgw.storage.svc', 'http://rgw.storage.svc', true],
    ['http://rgw.storage.svc:80', 'http://rgw.storage.svc', true],
    ['http://ceph.example.com:443', 'http://ceph.example.com:443', undefined],
  ])('without TLS there is no CA to copy: %s', (host, endpoint, redirects) => {
    const given = { 'endpoint-host': host };
    expect(s3Of(given)).toMatchObject({ regionEndpoint: endpoint, trustedCA: null });
    expect(specOf(given)['disableRedirect']).toBe(redirects);
    expect(steps(given).map((s) => s.id)).not.toContain('ca');
    expect(odfRgw.reads(given).map(readKey).filter((key) => key.startsWith('configmaps/openshift-config/'))).toEqual([]);
  });
  it('names', () => {
    const given = { claim: 'c', 'claim-namespace': 'openshift-image-registry', 'storage-class': 's', 'bucket-prefix': 'p', 'ca-config-map': 'm', region: 'eu', replicas: '3', 'rollout-strategy': 'Recreate' };
    expect(step('claim', given)).toMatchObject({ ref: { name: 'c', namespace: 'openshift-image-registry' }, body: { spec: { storageClassName: 's' } }, onCreate: { spec: { generateBucketName: 'p' } } });
    expect(step('ca', given)).toMatchObject({ ref: { name: 'm', namespace: 'openshift-config' } });
    expect(specOf(given)).toMatchObject({ replicas: 3, rolloutStrategy: 'Recreate', storage: { s3: { region: 'eu', trustedCA: { name: 'm' } } } });
  });
  it('a CA of one\'s own, under a key of its own', () => {
    const mine = object({ resource: COPY.resource, name: 'ca', namespace: 'mine' }, { data: { root: 'PEM' } });
    const given = { 'ca-source': 'mine/ca:root' };
    expect(step('ca', given, cluster([...odf, mine], given))).toMatchObject({ body: { data: { 'ca-bundle.crt': 'PEM' } } });
  });

  it.each([
    [{ host: 'tunnel' }, '--host: given "tunnel", allowed: route, service.'],
    [{ replicas: '0' }, '--replicas: given "0", allowed: a whole number from 1 to 9999.'],
    [{ replicas: '1.5' }, '--replicas: given "1.5", allowed: a whole number from 1 to 9999.'],
    [{ replicas: '-2' }, '--replicas: given "-2", allowed: a whole number from 1 to 9999.'],
    [{ 'rollout-strategy': 'recreate' }, '--rollout-strategy: given "recreate", allowed: RollingUpdate, Recreate.'],
    [{ claim: 'Upper' }, '--claim: given "Upper", allowed: a name of lower-case letters, digits, "-" and ".".'],
    [{ claim: '' }, '--claim: given "", allowed: a name of lower-case letters, digits, "-" and ".".'],
    [{ 'storage-class': 'x'.repeat(254) }, `--storage-class: given "${'x'.repeat(254)}", allowed: a name of lower-case letters, digits, "-" and ".".`],
    [{ claim: true }, '--claim: given true, allowed: NAME.'],
    [{ region: '${region}' }, '--region: given "${region}", allowed: one word without quotes, "$", braces or "<".'],
    [{ region: 'us east' }, '--region: given "us east", allowed: one word without quotes, "$", braces or "<".'],
    [{ 'ca-source': 'router' }, '--ca-source: given "router", allowed: ingress, service, NAMESPACE/CONFIGMAP or NAMESPACE/CONFIGMAP:KEY.'],
    [{ 'ca-source': 'a/b/c' }, '--ca-source: given "a/b/c", allowed: ingress, service, NAMESPACE/CONFIGMAP or NAMESPACE/CONFIGMAP:KEY.'],
    [{ 'endpoint-host': 'https://h/bucket', 'ca-source': 'ingress' }, '--endpoint-host: given "h/bucket", allowed: HOST or HOST:PORT, without scheme and path.'],
    [{ 'endpoint-host': 'ftp://h', 'ca-source': 'ingress' }, '--endpoint-host: given "ftp://h", allowed: HOST or HOST:PORT, without scheme and path.'],
    [{ 'endpoint-host': 'rgw.storage.svc:8443', 'ca-source': 'service' }, '--endpoint-host: given "rgw.storage.svc:8443", allowed: a service of the cluster without a port, or with 443.'],
    [{ 'endpoint-host': 'rgw.storage.svc.cluster.local:80', 'ca-source': 'service' }, '--endpoint-host: given "rgw.storage.svc.cluster.local:80", allowed: a service of the cluster without a port, or with 443.'],
    [{ 'endpoint-host': 'http://rgw.storage.svc:443' }, '--endpoint-host: given "http://rgw.storage.svc:443", allowed: a service of the cluster without a port, or with 80.'],
    [{ 'endpoint-host': 'http://h', 'ca-source': 'service' }, '--ca-source: given "service", allowed: nothing, as http:// has no certificate to verify.'],
    [{ 'endpoint-host': 'h:99999', 'ca-source': 'ingress' }, '--endpoint-host: given "h:99999", allowed: HOST or HOST:PORT, without scheme and path.'],
    [{ 'endpoint-host': 'h' }, '--ca-source: not given, and nothing tells which CA signed the certificate of h; allowed: ingress, service, NAMESPACE/CONFIGMAP or NAMESPACE/CONFIGMAP:KEY.'],
    [{ 'endpoint-host': 'h', host: 'route', 'ca-source': 'ingress' }, '--endpoint-host: given "h" besides --host route, allowed: one of the two.'],
  ] as [Given, string][])('%j', (given, message) => {
    for (const ask of [() => odfRgw.reads(given), () => odfRgw.check(given, fresh), () => odfRgw.desired(given, fresh)]) {
      expect(ask).toThrow(Failure);
      expect(ask).toThrow(message);
    }
  });
  it('an option of another form', () => expect(() => odfRgw.reads({ bucket: 'b' })).toThrow(/^--bucket: given "b", allowed: --claim, --claim-namespace/u));
  it('what was not given does not count', () => expect(odfRgw.reads({ claim: undefined, bucket: undefined })).toEqual(odfRgw.reads({})));
});

describe('what is there', () => {
  it('one node, one replica', () => {
    expect(specOf({}, cluster([...odf.filter((o) => o.metadata.name !== 'w1'), config(FRESH)]))['replicas']).toBe(1);
  });
  it('the CA map is live only while a running registry reads it', () => {
    const running = (name: string, managementState = 'Managed') => cluster([...odf, config({ managementState, replicas: 2, storage: { s3: { bucket: 'b', trustedCA: { name } } } })]);
    expect(step('ca', {}, running(COPY.name))).toMatchObject({ live: true });
    expect(step('ca', {}, running('other'))).toMatchObject({ live: false });
    expect(step('ca', {}, running(COPY.name, 'Removed'))).toMatchObject({ live: false });
  });
  it('without a Config the operator is waited for first', () => {
    expect(steps({}, cluster(odf)).map((s) => s.id)).toEqual(['config-present', 'claim', 'claim-bound', 'ca', 'credentials', 'config', 'ready', 'push-pull']);
  });
});
