import { describe, expect, test } from 'vitest';
import { list, record } from '../../../../src/api/json.ts';
import type { KubeObject } from '../../../../src/api/types.ts';
import { deployment } from '../../../../src/sandbox/actors/operator/deployment.ts';
import type { Driver } from '../../../../src/sandbox/actors/operator/storage/driver.ts';
import { filesystem } from '../../../../src/sandbox/actors/operator/storage/filesystem.ts';
import { worldOf } from '../../../../src/sandbox/actors/operator/world.ts';
import type { World } from '../../../../src/sandbox/actors/operator/world.ts';

const HOME = 'openshift-image-registry';
const FACTS = { image: 'registry:lab', version: '4.14.60' };
const DEPENDENCIES = 'imageregistry.operator.openshift.io/dependencies-checksum';

/** A driver of a volume, whose secret may be another. */
const driver = (secret: Record<string, string> = {}): Driver => ({
  key: 'emptyDir',
  exists: () => Promise.resolve(true),
  create: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  bundle: () => undefined,
  ...filesystem({ emptyDir: {} }),
  secret: () => secret,
});

function made(
  spec: Record<string, unknown> = {},
  world: Partial<World> = {},
  secret?: Record<string, string>,
): KubeObject {
  return deployment(worldOf(world), { replicas: 2, ...spec }, driver(secret), FACTS);
}
const pod = (d: KubeObject): Record<string, unknown> => record(d, 'spec', 'template', 'spec');
const container = (d: KubeObject): Record<string, unknown> => record(list(pod(d), 'containers')[0]);
const namespace = (annotations: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: HOME, annotations },
});
const map = (name: string, data: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: HOME },
  data,
});

describe('the pods', () => {
  test('what is fixed', () => {
    const d = made();
    expect(d.metadata.labels).toEqual({ 'docker-registry': 'default' });
    expect(d.metadata.annotations).toEqual({ 'release.openshift.io/version': '4.14.60' });
    expect(record(d, 'spec')).toMatchObject({
      replicas: 2,
      selector: { matchLabels: { 'docker-registry': 'default' } },
      progressDeadlineSeconds: 60,
    });
    expect(pod(d)).toMatchObject({
      terminationGracePeriodSeconds: 55,
      serviceAccountName: 'registry',
      priorityClassName: 'system-cluster-critical',
    });
    expect(container(d)).toMatchObject({
      name: 'registry',
      image: 'registry:lab',
      ports: [{ containerPort: 5000, protocol: 'TCP' }],
      lifecycle: { preStop: { exec: { command: ['sleep', '25'] } } },
    });
  });

  test.each([
    ['livenessProbe', 5],
    ['readinessProbe', 15],
  ])('%s waits %i s, then asks over TLS', (name, initialDelaySeconds) => {
    expect(container(made())[name]).toMatchObject({
      initialDelaySeconds,
      timeoutSeconds: 5,
      httpGet: { path: '/healthz', port: 5000, scheme: 'HTTPS' },
    });
  });

  test.each([
    ['none', {}, { requests: { cpu: '100m', memory: '256Mi' } }],
    ['limits alone', { resources: { limits: { cpu: '1' } } }, { limits: { cpu: '1' } }],
    ['an empty object', { resources: {} }, {}],
  ])('resources, %s given', (_what, spec, resources) => {
    expect(container(made(spec))['resources']).toEqual(resources);
  });

  test('every mount has its volume, each name once', () => {
    const d = made();
    const names = (values: readonly unknown[]): unknown[] => values.map((v) => record(v)['name']);
    const volumes = names(list(pod(d), 'volumes'));
    expect(new Set(names(list(container(d), 'volumeMounts')))).toEqual(new Set(volumes));
    expect(new Set(volumes).size).toBe(volumes.length);
    expect(volumes).toContain('registry-storage');
  });

  test.each([
    ['no range', {}, {}],
    [
      'a range',
      { 'openshift.io/sa.scc.supplemental-groups': '1000330000/10000' },
      { fsGroup: 1000330000, fsGroupChangePolicy: 'OnRootMismatch' },
    ],
  ])('the group of volumes, with %s', (_what, annotations, security) => {
    expect(pod(made({}, { namespaces: [namespace(annotations)] }))['securityContext']).toEqual(security);
  });
});

describe('the checksum of what the pods read at their start', () => {
  const sum = (world: Partial<World>, secret?: Record<string, string>): unknown =>
    record(made({}, world, secret), 'spec', 'template', 'metadata', 'annotations')[DEPENDENCIES];

  test.each([
    ['the same', { configMaps: [] }, {}, true],
    ['other credentials', { configMaps: [] }, { credentials: 'x' }, false],
    ['another CA', { configMaps: [map('image-registry-certificates', { a: 'A' })] }, {}, false],
    ['another bundle of the cluster', { configMaps: [map('trusted-ca', { 'ca-bundle.crt': 'A' })] }, {}, false],
    ['a map that is not read', { configMaps: [map('other', { a: 'A' })] }, {}, true],
  ])('%s', (_what, world, secret, same) => {
    expect(sum(world, secret) === sum({})).toBe(same);
  });
});
