import { describe, expect, it } from 'vitest';
import { at, list, text } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { localClient } from '../../../src/sandbox/api/local.ts';
import { createStore, seed } from '../../../src/sandbox/api/seed.ts';
import { applyScenario, resourceOf } from '../../../src/sandbox/scenarios/apply.ts';
import { fill, packed } from '../../../src/sandbox/scenarios/fill.ts';
import { scenario, scenarioFrom, SCENARIOS } from '../../../src/sandbox/scenarios/index.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';

const named = (name: string, kind: string, id?: string): KubeObject[] =>
  scenario(name).objects.filter((o) => o.kind === kind && (id === undefined || o.metadata.name === id));
const classes = (name: string): string[] =>
  named(name, 'StorageClass').map((c) => `${c.metadata.name}${c.metadata.annotations ? '*' : ''}`);

describe('scenario', () => {
  it('knows eight platforms, each with ODF and without, and a single node', () => {
    expect(SCENARIOS).toHaveLength(17);
    expect(new Set(SCENARIOS).size).toBe(17);
  });

  it.each(['', 'aws-', 'odf', '-odf', 'single-node-odf', 'AWS', 'toString', '__proto__'])(
    'refuses "%s", naming what there is',
    (name) => {
      expect(() => scenario(name)).toThrow(`there is no scenario "${name}"; there are aws, gcp,`);
    },
  );

  it.each(SCENARIOS)('%s is whole: every object has a kind that is known, and is there once', (name) => {
    const { objects, about, platform } = scenario(name);
    const ids = objects.map((o) => `${o.kind} ${o.metadata.namespace ?? ''}/${o.metadata.name}`);
    expect(new Set(ids).size).toBe(ids.length);
    for (const object of objects) {
      const resource = resourceOf(object);
      expect(resource, ids[objects.indexOf(object)]).toBeDefined();
      expect(object.metadata.namespace !== undefined).toBe(resource?.namespaced);
    }
    expect(about).not.toBe('');
    expect(text(named(name, 'Infrastructure')[0], 'status', 'platformStatus', 'type')).toBe(platform);
    // the operator makes these itself
    expect(objects.filter((o) => ['Config', 'ImagePruner', 'Deployment'].includes(o.kind))).toEqual([]);
  });

  it.each(SCENARIOS)('%s is taken by the store, and through a client', async (name) => {
    const store = createStore();
    seed(store, scenario(name).objects.map(packed));
    const given = localClient(createStore());
    await applyScenario(given, { objects: scenario(name).objects });
    await applyScenario(given, { objects: scenario(name).objects });
    for (const client of [localClient(store), given]) {
      expect(text(await client.get(R.Infrastructure, 'cluster'), 'status', 'platform')).toBe(scenario(name).platform);
      expect(await client.list(R.Node)).toHaveLength(name === 'single-node' ? 1 : 6);
      expect(at((await client.list(R.Node))[0], 'status', 'addresses')).toBeDefined();
    }
  });

  it.each([
    ['aws', ['gp2-csi', 'gp3-csi*']],
    ['gcp', ['ssd-csi', 'standard-csi*']],
    ['azure', ['azurefile-csi', 'managed-csi*']],
    ['openstack', ['standard-csi*']],
    ['vsphere', ['thin-csi*']],
    ['nutanix', ['nutanix-volume*']],
    ['baremetal', []],
    ['none', []],
    ['single-node', []],
    [
      'baremetal-odf',
      [
        'ocs-storagecluster-ceph-rbd',
        'ocs-storagecluster-cephfs',
        'openshift-storage.noobaa.io',
        'ocs-storagecluster-ceph-rgw',
      ],
    ],
    [
      'aws-odf',
      [
        'gp2-csi',
        'gp3-csi*',
        'ocs-storagecluster-ceph-rbd',
        'ocs-storagecluster-cephfs',
        'openshift-storage.noobaa.io',
      ],
    ],
  ])('%s has the classes %j', (name, wanted) => {
    expect(classes(name)).toEqual(wanted);
  });

  it.each([
    ['baremetal-odf', ['ocs-storagecluster-cephobjectstore', 'ocs-storagecluster-cephobjectstore-secure', 's3']],
    ['azure-odf', ['s3']],
    ['baremetal', []],
  ])('%s has the routes %j', (name, wanted) => {
    expect(new Set(named(name, 'Route').map((r) => r.metadata.name))).toEqual(new Set(wanted));
    for (const route of named(name, 'Route')) {
      expect(named(name, 'Service', text(route, 'spec', 'to', 'name'))).toHaveLength(1);
      expect(text(route, 'spec', 'host')).toBe(`${route.metadata.name}-openshift-storage.apps.lab.example.com`);
    }
  });

  it.each([
    ['aws', true],
    ['gcp', true],
    ['azure', true],
    ['openstack', true],
    ['baremetal', false],
    ['none', false],
  ])('%s has minted credentials: %s', (name, there) => {
    expect(named(name, 'Secret', 'installer-cloud-credentials')).toHaveLength(there ? 1 : 0);
  });

  it('has three control plane nodes that take no pods, and three workers in different zones', () => {
    const all = named('aws', 'Node');
    expect(all.filter((n) => list(n, 'spec', 'taints').length > 0)).toHaveLength(3);
    expect(
      new Set(
        all
          .filter((n) => list(n, 'spec', 'taints').length === 0)
          .map((n) => n.metadata.labels?.['topology.kubernetes.io/zone']),
      ).size,
    ).toBe(3);
    expect(named('baremetal', 'Node')[0]?.metadata.labels).not.toHaveProperty('topology.kubernetes.io/zone');
  });

  it('on a single node says so and has both roles there', () => {
    expect(text(named('single-node', 'Infrastructure')[0], 'status', 'infrastructureTopology')).toBe('SingleReplica');
    expect(named('single-node', 'Node')[0]?.metadata.labels).toMatchObject({
      'node-role.kubernetes.io/master': '',
      'node-role.kubernetes.io/worker': '',
    });
  });

  it('gives every scenario a cluster id of its own that does not change', () => {
    const id = (name: string) => text(named(name, 'ClusterVersion')[0], 'spec', 'clusterID') ?? '';
    expect(id('aws')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(SCENARIOS.map(id)).size).toBe(SCENARIOS.length);
    expect(id('aws')).toBe(id('aws'));
  });

  it('gives fresh objects at every call', () => {
    const first = scenario('baremetal');
    for (const o of first.objects) o.metadata.name = 'changed';
    expect(scenario('baremetal').objects.some((o) => o.metadata.name === 'changed')).toBe(false);
  });
});

describe('scenarioFrom', () => {
  const extra = make(R.Namespace, 'extra');
  const ingress = make(R.Ingress, 'cluster', { spec: { domain: 'apps.mine.example.com' } });

  it('adds to its base and replaces what is of the same name', () => {
    const mine = scenarioFrom({ base: 'baremetal', objects: [extra, ingress] }, '/some/where/mine.yaml');
    expect(mine).toMatchObject({
      name: 'mine',
      platform: 'BareMetal',
      about: 'bare metal, right after installation, changed by mine',
    });
    expect(mine.objects).toHaveLength(scenario('baremetal').objects.length + 1);
    expect(mine.objects.filter((o) => o.kind === 'Ingress').map((o) => text(o, 'spec', 'domain'))).toEqual([
      'apps.mine.example.com',
    ]);
  });

  it('is the base where it names no objects, and may say what it is about', () => {
    expect(scenarioFrom({ base: 'none', about: 'mine own' }, 'mine.json')).toMatchObject({
      name: 'mine',
      about: 'mine own',
      objects: { length: scenario('none').objects.length },
    });
  });

  it.each([
    ['a list', [1], 'a scenario is of the form {base: NAME, objects: [...]}'],
    ['nothing', undefined, 'a scenario is of the form'],
    ['null', null, 'a scenario is of the form'],
    ['one without a base', { objects: [] }, 'base must name a scenario'],
    ['one of an unknown base', { base: 'mars' }, 'there is no scenario "mars"'],
    [
      'one with an unknown field',
      { base: 'none', object: [] },
      'there is a field "object", which is none of base, objects, about',
    ],
    ['objects that are no list', { base: 'none', objects: {} }, 'objects must be a list'],
    ['an object that is none', { base: 'none', objects: [1] }, 'objects[0] is not an object'],
    [
      'an object without a kind',
      { base: 'none', objects: [extra, { apiVersion: 'v1', metadata: { name: 'a' } }] },
      'objects[1] has no kind',
    ],
    [
      'an object without a version',
      { base: 'none', objects: [{ kind: 'Secret', metadata: { name: 'a' } }] },
      'objects[0] has no apiVersion',
    ],
    [
      'an object without a name',
      { base: 'none', objects: [{ apiVersion: 'v1', kind: 'Secret', metadata: {} }] },
      'objects[0] has no metadata.name',
    ],
    [
      'an object of a kind that nobody serves',
      { base: 'none', objects: [{ apiVersion: 'v9', kind: 'Thing', metadata: { name: 'a' } }] },
      'objects[0] is of a kind that the sandbox does not serve: v9 Thing',
    ],
    [
      'an object outside of its namespace',
      { base: 'none', objects: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }] },
      'objects[0] must have a metadata.namespace',
    ],
    [
      'an object in a namespace that has none',
      { base: 'none', objects: [{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'a', namespace: 'b' } }] },
      'objects[0] must have no metadata.namespace',
    ],
    ['a description that is no text', { base: 'none', about: 7 }, 'about must be a text'],
    [
      'a namespace that is no text',
      { base: 'none', objects: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 5 } }] },
      'objects[0] must have a metadata.namespace',
    ],
    [
      'one object twice',
      { base: 'none', objects: [extra, extra] },
      'objects has two of one kind and name: v1 Namespace /extra',
    ],
  ])('refuses %s in one sentence', (_, parsed, why) => {
    expect(() => scenarioFrom(parsed, 'mine.yaml')).toThrow(why);
  });
});

describe('fill', () => {
  it('replaces names wherever they are, and leaves what it does not know', () => {
    expect(fill({ a: ['${X}/${Y}', 1, null], b: { c: '${X}${X}' }, d: true }, { X: '1' })).toEqual({
      a: ['1/${Y}', 1, null],
      b: { c: '11' },
      d: true,
    });
  });
});

describe('packed', () => {
  it('encodes the texts of a secret over its data, and touches nothing else', () => {
    const secret = make(R.Secret, 'ns/s', { data: { a: 'eA==', b: 'eQ==' }, stringData: { b: 'z' } });
    expect(packed(secret)).toMatchObject({ data: { a: 'eA==', b: 'eg==' } });
    expect(packed(secret)).not.toHaveProperty('stringData');
    const map = make(R.ConfigMap, 'ns/m', { stringData: { b: 'z' } });
    expect(packed(map)).toBe(map);
  });
});

describe('applyScenario', () => {
  it('refuses an object of a kind that nobody knows', async () => {
    await expect(
      applyScenario(localClient(createStore()), {
        objects: [{ apiVersion: 'v9', kind: 'Thing', metadata: { name: 't' } }],
      }),
    ).rejects.toThrow('nothing is known of v9 Thing (t)');
  });

  it('puts names in', async () => {
    const client = localClient(createStore());
    await applyScenario(
      client,
      { objects: [make(R.ConfigMap, 'default/m', { data: { url: '${KEYSTONE}' } })] },
      { KEYSTONE: 'https://k' },
    );
    expect(text(await client.get(R.ConfigMap, 'm', 'default'), 'data', 'url')).toBe('https://k');
  });

  it('keeps the spec of what is there, but labels it', async () => {
    const client = localClient(createStore());
    await client.create(R.Ingress, make(R.Ingress, 'cluster', { spec: { domain: 'theirs.example.com' } }));
    await applyScenario(client, {
      objects: [make(R.Ingress, 'cluster', { spec: { domain: 'ours.example.com' } }, { labels: { a: 'b' } })],
    });
    expect(await client.get(R.Ingress, 'cluster')).toMatchObject({
      spec: { domain: 'theirs.example.com' },
      metadata: { labels: { a: 'b' } },
    });
  });
});
