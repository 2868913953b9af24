import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, list, num, record, text } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { scenario } from '../../../src/sandbox/scenarios/index.ts';
import type { Sandbox } from '../../../src/sandbox/types.ts';

interface Facts {
  name: string;
  platform: string;
  topology: 'HighlyAvailable' | 'SingleReplica';
  /** keys of the minted secret */
  minted: string[];
  zones: string[];
  /** what waits for its first pod */
  waits: string[];
  published: 'LoadBalancerService' | 'HostNetwork';
  /** as the operator makes its Config there (operator behaviour, recorded) */
  begins: { managementState: 'Managed' | 'Removed'; replicas: number; rolloutStrategy: string; storage: string[] };
}

const managed = (storage: string): Facts['begins'] => ({
  managementState: 'Managed',
  replicas: 2,
  rolloutStrategy: 'RollingUpdate',
  storage: [storage],
});
const removed: Facts['begins'] = {
  managementState: 'Removed',
  replicas: 1,
  rolloutStrategy: 'RollingUpdate',
  storage: [],
};

const FACTS: Facts[] = [
  {
    name: 'aws',
    platform: 'AWS',
    topology: 'HighlyAvailable',
    minted: ['aws_access_key_id', 'aws_secret_access_key', 'credentials'],
    zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    waits: ['gp2-csi', 'gp3-csi'],
    published: 'LoadBalancerService',
    begins: managed('s3'),
  },
  {
    name: 'gcp',
    platform: 'GCP',
    topology: 'HighlyAvailable',
    minted: ['service_account.json'],
    zones: ['us-central1-a', 'us-central1-b', 'us-central1-c'],
    waits: ['ssd-csi', 'standard-csi'],
    published: 'LoadBalancerService',
    begins: managed('gcs'),
  },
  {
    name: 'azure',
    platform: 'Azure',
    topology: 'HighlyAvailable',
    minted: [
      'azure_client_id',
      'azure_client_secret',
      'azure_region',
      'azure_resource_prefix',
      'azure_resourcegroup',
      'azure_subscription_id',
      'azure_tenant_id',
    ],
    zones: ['eastus-1', 'eastus-2', 'eastus-3'],
    waits: ['managed-csi'],
    published: 'LoadBalancerService',
    begins: managed('azure'),
  },
  {
    name: 'openstack',
    platform: 'OpenStack',
    topology: 'HighlyAvailable',
    minted: ['clouds.conf', 'clouds.yaml'],
    zones: ['nova'],
    waits: ['standard-csi'],
    published: 'HostNetwork',
    begins: managed('swift'),
  },
  {
    name: 'baremetal',
    platform: 'BareMetal',
    topology: 'HighlyAvailable',
    minted: [],
    zones: [],
    waits: [],
    published: 'HostNetwork',
    begins: removed,
  },
  {
    name: 'vsphere',
    platform: 'VSphere',
    topology: 'HighlyAvailable',
    minted: [],
    zones: [],
    waits: ['thin-csi'],
    published: 'HostNetwork',
    begins: removed,
  },
  {
    name: 'nutanix',
    platform: 'Nutanix',
    topology: 'HighlyAvailable',
    minted: [],
    zones: [],
    waits: [],
    published: 'HostNetwork',
    begins: removed,
  },
  {
    name: 'none',
    platform: 'None',
    topology: 'HighlyAvailable',
    minted: [],
    zones: [],
    waits: [],
    published: 'HostNetwork',
    begins: removed,
  },
  {
    name: 'single-node',
    platform: 'None',
    topology: 'SingleReplica',
    minted: [],
    zones: [],
    waits: [],
    published: 'HostNetwork',
    begins: removed,
  },
];

describe.each(FACTS)('$name', (facts) => {
  const { objects } = scenario(facts.name);
  const one = (kind: string, id?: string) =>
    objects.find((o) => o.kind === kind && (id === undefined || o.metadata.name === id));
  let s: Sandbox;
  beforeAll(async () => void (s = await startSandbox({ scenario: facts.name, pace: 0 })));
  afterAll(() => s.stop());

  it('tells its platform and topology in the Infrastructure object', () => {
    expect(record(one('Infrastructure'), 'status')).toMatchObject({
      platform: facts.platform,
      platformStatus: { type: facts.platform },
      infrastructureTopology: facts.topology,
      controlPlaneTopology: facts.topology,
    });
    expect(text(one('Infrastructure'), 'spec', 'platformSpec', 'type')).toBe(facts.platform);
  });

  it('has the minted secret of its cloud, and no name left to fill in', async () => {
    const given = record(one('Secret', 'installer-cloud-credentials'), 'stringData');
    expect(Object.keys(given).sort()).toEqual(facts.minted);
    const served = await s.client.get(R.Secret, 'installer-cloud-credentials', 'openshift-image-registry');
    const values = Object.values(record(served, 'data')).map((v) => Buffer.from(String(v), 'base64').toString());
    expect(values).toHaveLength(facts.minted.length);
    expect(values.filter((v) => v === '' || v.includes('${'))).toEqual([]);
  });

  it('has its zones, and the classes that wait for a pod', () => {
    const zones = objects.flatMap((o) => o.metadata.labels?.['topology.kubernetes.io/zone'] ?? []);
    expect([...new Set(zones)].sort()).toEqual(facts.zones);
    const waits = objects.filter((o) => o['volumeBindingMode'] === 'WaitForFirstConsumer');
    expect(waits.map((o) => o.metadata.name)).toEqual(facts.waits);
  });

  it('publishes its router as its platform does', () => {
    const { endpointPublishingStrategy, domain } = record(one('IngressController'), 'status');
    expect(endpointPublishingStrategy).toEqual({ type: facts.published });
    expect(domain).toBe(text(one('Ingress'), 'spec', 'domain'));
  });

  it('has the Config that the operator makes there', async () => {
    const config = await s.client.get(R.Config, 'cluster');
    expect({
      managementState: text(config, 'spec', 'managementState'),
      replicas: num(config, 'spec', 'replicas'),
      rolloutStrategy: text(config, 'spec', 'rolloutStrategy'),
      storage: Object.keys(record(config, 'spec', 'storage')).filter((key) => key !== 'managementState'),
    }).toEqual(facts.begins);
    expect(config?.metadata.finalizers).toEqual(['imageregistry.operator.openshift.io/finalizer']);
  });

  it('has an image-registry operator among its capabilities', () => {
    const enabled = list(at(one('ClusterVersion'), 'status', 'capabilities'), 'enabledCapabilities');
    expect(enabled).toContain('ImageRegistry');
    expect(one('ClusterOperator', 'image-registry')?.metadata.annotations).toMatchObject({
      'capability.openshift.io/name': 'ImageRegistry',
    });
  });
});
