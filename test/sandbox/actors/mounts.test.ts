import { describe, expect, it } from 'vitest';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { missing, needs } from '../../../src/sandbox/actors/mounts.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';
import { world } from './world.ts';

const NS = 'openshift-image-registry';
const encoded = Buffer.from('v').toString('base64');
const pod = (volumes: unknown[], env: unknown[] = []): KubeObject =>
  make(R.Pod, `${NS}/p`, { spec: { volumes, containers: [{ name: 'registry', image: 'i', env }] } });

describe('needs', () => {
  it.each([
    {
      what: 'a secret volume',
      volumes: [{ name: 'v', secret: { secretName: 's' } }],
      found: [{ resource: R.Secret, name: 's', volume: 'v', keys: [] }],
    },
    {
      what: 'a config map volume with chosen keys',
      volumes: [
        {
          name: 'v',
          configMap: {
            name: 'm',
            items: [
              { key: 'a', path: 'x' },
              { key: 'b', path: 'y' },
            ],
          },
        },
      ],
      found: [{ resource: R.ConfigMap, name: 'm', volume: 'v', keys: ['a', 'b'] }],
    },
    {
      what: 'all sources of a projected volume',
      volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 's' } }, { configMap: { name: 'm' } }] } }],
      found: [
        { resource: R.Secret, name: 's', volume: 'v', keys: [] },
        { resource: R.ConfigMap, name: 'm', volume: 'v', keys: [] },
      ],
    },
    {
      what: 'a variable of a secret',
      env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }],
      found: [{ resource: R.Secret, name: 's', keys: ['k'] }],
    },
    {
      what: 'a variable of a config map',
      env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'm', key: 'k' } } }],
      found: [{ resource: R.ConfigMap, name: 'm', keys: ['k'] }],
    },
    {
      what: 'nothing for plain values and other sources',
      env: [
        { name: 'A', value: 'x' },
        { name: 'B', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      ],
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'w', persistentVolumeClaim: { claimName: 'c' } },
      ],
      found: [],
    },
    {
      what: 'nothing that is optional',
      env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } }],
      volumes: [{ name: 'v', secret: { secretName: 's', optional: true } }],
      found: [],
    },
  ])('finds $what', ({ volumes = [], env = [], found }) => {
    expect(needs(pod(volumes, env))).toEqual(found);
  });
});

describe('missing', () => {
  const there = [
    make(R.Secret, `${NS}/s`, { type: 'Opaque', data: { k: encoded } }),
    make(R.ConfigMap, `${NS}/m`, { data: { text: 'x' }, binaryData: { bytes: encoded } }),
    make(R.Secret, 'elsewhere/other', { type: 'Opaque', data: { k: encoded } }),
  ];
  const secretKey = (name: string, key: string) => [{ name: 'A', valueFrom: { secretKeyRef: { name, key } } }];
  const mapKey = (name: string, key: string) => [{ name: 'A', valueFrom: { configMapKeyRef: { name, key } } }];
  const item = (key: string) => [{ name: 'v', configMap: { name: 'm', items: [{ key, path: 'p' }] } }];

  it.each([
    ['a secret with its key', pod([], secretKey('s', 'k'))],
    ['a text of a map', pod([], mapKey('m', 'text'))],
    ['bytes of a map', pod(item('bytes'))],
    ['a whole map', pod([{ name: 'v', configMap: { name: 'm' } }])],
  ])('is nothing for %s', async (_, object) => {
    expect(await missing(world(there).client, object)).toBeUndefined();
  });

  it.each([
    {
      what: 'a variable whose secret is in another namespace',
      object: pod([], secretKey('other', 'k')),
      told: { reason: 'CreateContainerConfigError', event: 'Failed', message: 'Error: secret "other" not found' },
    },
    {
      what: 'a variable whose map lacks the key',
      object: pod([], mapKey('m', 'none')),
      told: {
        reason: 'CreateContainerConfigError',
        event: 'Failed',
        message: `Error: couldn't find key none in ConfigMap ${NS}/m`,
      },
    },
    {
      what: 'a volume whose map lacks the key',
      object: pod(item('none')),
      told: {
        reason: 'ContainerCreating',
        event: 'FailedMount',
        message: 'MountVolume.SetUp failed for volume "v" : references non-existent configmap key: none',
      },
    },
    {
      what: 'the first of two that lack something',
      object: pod([
        { name: 'v', secret: { secretName: 'one' } },
        { name: 'w', secret: { secretName: 'two' } },
      ]),
      told: {
        reason: 'ContainerCreating',
        event: 'FailedMount',
        message: 'MountVolume.SetUp failed for volume "v" : secret "one" not found',
      },
    },
  ])('tells of $what', async ({ object, told }) => {
    expect(await missing(world(there).client, object)).toEqual(told);
  });
});
