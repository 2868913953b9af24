import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { take } from '../../src/snapshot/take.ts';
import type { Read } from '../../src/snapshot/types.ts';
import { kubeDouble } from './kube-double.ts';

const KEY = Buffer.from('one run');
const SECRET = ref(R.Secret, 'keys', NS.registry);
const CONFIG = ref(R.Config, 'cluster');
const ROUTE = ref(R.Route, 'default-route', NS.registry);
const DEPLOYMENT = ref(R.Deployment, 'image-registry', NS.registry);
const MAP = ref(R.ConfigMap, 'more', NS.config);
const ALL: Read = { resource: R.Secret, namespace: NS.registry };

/** A value that stands nowhere else in what is read, so that finding it means that it leaked. */
const secret = fc.stringMatching(/^[A-Za-z0-9+]{16,40}$/u).map((text) => `zq${text}`);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Objects as a cluster gives them, with the value in every place that may hold a secret. */
function objects(value: string, name: string): Record<string, KubeObject | KubeObject[]> {
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ data: { k: base64(value) }, stringData: { k: value } }) };
  const keys: KubeObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'keys', namespace: NS.registry, annotations },
    data: { [name]: base64(value), other: base64(`a ${value} b`) },
    stringData: { [name]: value },
  };
  const env = [
    { name: 'REGISTRY_HTTP_SECRET', value },
    { name: 'REGISTRY_STORAGE_SWIFT_PASSWORD', value },
    { name: 'HTTPS_PROXY', value: `http://user:${value}@proxy:3128` },
  ];
  const pem = `-----BEGIN PRIVATE KEY-----\n${value}\n-----END PRIVATE KEY-----`;
  return {
    [readKey(SECRET)]: keys,
    [readKey(ALL)]: [keys, { metadata: { name: 'bare' }, data: { [name]: base64(value) } } as unknown as KubeObject],
    [readKey(CONFIG)]: {
      apiVersion: 'x/v1',
      kind: 'Config',
      metadata: { name: 'cluster', annotations },
      spec: { httpSecret: value, proxy: { https: `https://u:${value}@p` } },
      status: { conditions: [{ type: 'Progressing', status: 'True', message: `Head "https://h/b?X-Amz-Signature=${value}": EOF` }] },
    },
    [readKey(ROUTE)]: { apiVersion: 'x/v1', kind: 'Route', metadata: { name: 'default-route', annotations }, spec: { tls: { key: value } } },
    [readKey(DEPLOYMENT)]: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'image-registry', annotations },
      spec: { template: { spec: { containers: [{ name: 'registry', env }] } } },
    },
    [readKey(MAP)]: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'more', annotations }, data: { 'tls.pem': pem } },
  };
}

test('a Snapshot never holds a secret, whatever the objects', async () => {
  await fc.assert(fc.asyncProperty(secret, fc.stringMatching(/^[a-z._-]{1,20}$/u), async (value, name) => {
    const { kube } = kubeDouble(objects(value, name));
    const reads: Read[] = [SECRET, ALL, CONFIG, ROUTE, DEPLOYMENT, MAP];
    const snapshot = await take(kube, reads, { now: () => new Date('2026-01-01T00:00:00Z'), key: KEY });
    expect(Object.values(snapshot.answers).map(({ state }) => state)).toEqual(reads.map(() => 'found'));
    const text = JSON.stringify(snapshot);
    for (const form of [value, base64(value), encodeURIComponent(value)]) expect(text).not.toContain(form);
  }), { numRuns: 40 });
});

test('equal values of one run are known as equal, of two runs they are not', async () => {
  const digest = async (value: string, key: Buffer): Promise<string> => {
    const { kube } = kubeDouble(objects(value, 'k'));
    const { answers } = await take(kube, [SECRET], { now: () => new Date(0), key });
    return JSON.stringify(answers);
  };
  expect(await digest('zqsame', KEY)).toBe(await digest('zqsame', KEY));
  expect(await digest('zqsame', KEY)).not.toBe(await digest('zqother', KEY));
  expect(await digest('zqsame', KEY)).not.toBe(await digest('zqsame', Buffer.from('another run')));
});
