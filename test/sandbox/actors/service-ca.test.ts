import { createPrivateKey, X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { text } from '../../../src/api/json.ts';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject } from '../../../src/api/types.ts';
import { secretData } from '../../../src/sandbox/actors/objects.ts';
import { startServiceCa } from '../../../src/sandbox/actors/service-ca.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';
import { settle, until, world } from './world.ts';
import type { World } from './world.ts';

const NS = 'openshift-image-registry';
const ca = makeCa('service-ca');
const service = (annotation: string): KubeObject =>
  make(
    R.Service,
    `${NS}/image-registry`,
    { spec: { ports: [{ port: 5000 }] } },
    { annotations: { [annotation]: 'image-registry-tls' } },
  );
const injected = (data?: Record<string, string>): KubeObject =>
  make(R.ConfigMap, `${NS}/serviceca`, data ? { data } : {}, {
    annotations: { 'service.beta.openshift.io/inject-cabundle': 'true' },
  });

let w: World;
afterEach(async () => {
  await w.close();
  expect(w.faults).toEqual([]);
});
function begin(objects: KubeObject[] = []): void {
  w = world(objects);
  w.play(startServiceCa(w.stage, ca));
}
const secret = () => until(async () => w.client.get(R.Secret, 'image-registry-tls', NS));
const leaf = async () => new X509Certificate(secretData(await secret())['tls.crt'] ?? '');

describe('the service CA', () => {
  it.each([
    ['an empty map', undefined],
    ['a map with an old CA', { 'service-ca.crt': 'old' }],
  ])('is put into %s that asks for it', async (_, data) => {
    begin([injected(data)]);
    await until(
      async () => text(await w.client.get(R.ConfigMap, 'serviceca', NS), 'data', 'service-ca.crt') === ca.cert,
    );
  });

  it('is put back when somebody takes it out, and left out of other maps', async () => {
    begin([injected(), make(R.ConfigMap, `${NS}/plain`, { data: { a: 'b' } })]);
    await until(async () => text(await w.client.get(R.ConfigMap, 'serviceca', NS), 'data', 'service-ca.crt'));
    await w.client.patch(R.ConfigMap, 'serviceca', NS, { data: { 'service-ca.crt': null } });
    await until(
      async () => text(await w.client.get(R.ConfigMap, 'serviceca', NS), 'data', 'service-ca.crt') === ca.cert,
    );
    expect((await w.client.get(R.ConfigMap, 'plain', NS))?.['data']).toEqual({ a: 'b' });
  });

  it('is in every namespace, also in one that comes later', async () => {
    begin();
    await w.client.create(R.Namespace, make(R.Namespace, 'later'));
    for (const ns of ['default', NS, 'later'])
      await until(
        async () =>
          text(await w.client.get(R.ConfigMap, 'openshift-service-ca.crt', ns), 'data', 'service-ca.crt') === ca.cert,
      );
  });

  it.each([
    'service.beta.openshift.io/serving-cert-secret-name',
    'service.alpha.openshift.io/serving-cert-secret-name',
  ])('signs for a service with %s', async (annotation) => {
    begin([service(annotation)]);
    const found = await secret();
    const cert = await leaf();
    expect(found).toMatchObject({
      type: 'kubernetes.io/tls',
      metadata: { ownerReferences: [{ kind: 'Service', name: 'image-registry' }] },
    });
    expect(cert.checkHost(`image-registry.${NS}.svc`)).toBeDefined();
    expect(cert.checkHost(`image-registry.${NS}.svc.cluster.local`)).toBeDefined();
    expect(cert.verify(new X509Certificate(ca.cert).publicKey)).toBe(true);
    expect(cert.checkPrivateKey(createPrivateKey(secretData(found)['tls.key'] ?? ''))).toBe(true);
  });

  it('signs anew for a secret that went, or that another authority signed, and else leaves it', async () => {
    begin([service('service.beta.openshift.io/serving-cert-secret-name')]);
    const first = (await leaf()).serialNumber;
    await w.client.create(R.ConfigMap, make(R.ConfigMap, `${NS}/other`));
    await settle();
    expect((await leaf()).serialNumber).toBe(first);
    await w.client.remove(R.Secret, 'image-registry-tls', NS);
    const second = await until(
      async () => (await w.client.get(R.Secret, 'image-registry-tls', NS)) && (await leaf()).serialNumber,
    );
    expect(second).not.toBe(first);
    const foreign = makeCa('other').issue({ commonName: 'x' });
    await w.client.patch(R.Secret, 'image-registry-tls', NS, {
      data: { 'tls.crt': Buffer.from(foreign.cert).toString('base64') },
    });
    await until(async () => (await leaf()).verify(new X509Certificate(ca.cert).publicKey));
  });

  it('gives a service that does not ask nothing', async () => {
    begin([make(R.Service, `${NS}/plain`, { spec: { ports: [{ port: 1 }] } })]);
    await settle();
    expect(await w.client.list(R.Secret, NS)).toEqual([]);
  });
});
