import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { condition, list, text } from '../../src/api/json.ts';
import { R } from '../../src/api/resources.ts';
import { startSandbox, SCENARIOS } from '../../src/sandbox/index.ts';
import { make } from '../../src/sandbox/scenarios/make.ts';
import { secretData } from '../../src/sandbox/actors/objects.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/types.ts';
import { until } from './actors/world.ts';
import { ask, readKubeconfig } from './speak.ts';
import type { Read } from './speak.ts';

const NS = 'openshift-image-registry';
const started: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((s) => s.stop()));
});
async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const s = await startSandbox({ scenario: 'none', pace: 0, ...options });
  started.push(s);
  return s;
}
const as = (who: Read) =>
  who.token
    ? { ca: who.ca, headers: { authorization: `Bearer ${who.token}` } }
    : { ca: who.ca, cert: who.cert!, key: who.key! };
const get = (who: Read, path: string) => ask(`${who.server}${path}`, as(who));
const env = (lines: string): Record<string, string> =>
  Object.fromEntries(
    lines
      .trim()
      .split('\n')
      .map((line) => {
        const parts = /^export ([A-Z0-9_]+)='(.*)'$/.exec(line);
        return [parts![1]!, parts![2]!.replaceAll(String.raw`\n`, '\n')];
      }),
  );

/** Until the operator says that it is done, with this for a reason. */
const settled = (s: Sandbox, reason: string) =>
  until(async () => {
    const config = await s.client.get(R.Config, 'cluster');
    return condition(config, 'Available')?.reason === reason && condition(config, 'Progressing')?.reason === reason;
  }, 8000);

describe('startSandbox', () => {
  it.each(SCENARIOS)('%s begins as its platform does', async (name) => {
    const s = await start({ scenario: name });
    const config = await s.client.get(R.Config, 'cluster');
    const cloud = /^(aws|gcp|azure|openstack)/.test(name);
    expect(text(config, 'spec', 'managementState')).toBe(cloud ? 'Managed' : 'Removed');
    expect(s.scenario).toBe(name);
    await settled(s, cloud ? 'Ready' : 'Removed');
    expect((await s.client.list(R.Pod, NS)).length).toBe(cloud ? 2 : 0);
  });

  it.each(['token', 'certificate'] as const)('gives a kubeconfig for the administrator by %s', async (login) => {
    const s = await start();
    const who = readKubeconfig(s.kubeconfig(login));
    expect(who).toMatchObject({ server: s.url, ca: s.caPem, scenario: 'none' });
    expect(who.server).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(who.detours).toContainEqual({
      host: '*.apps.lab.example.com',
      port: 443,
      address: '127.0.0.1',
      toPort: expect.any(Number),
    });
    expect(who.detours.some((d) => d.host.includes('.svc'))).toBe(false);
    const secrets = await get(who, `/api/v1/namespaces/openshift-config/secrets/pull-secret`);
    expect(secrets.status).toBe(200);
    expect((await get(who, '/apis/config.openshift.io/v1/clusterversions/version')).body).toContain('"4.14.60"');
  });

  it('lets nobody in without a login, and no other authority vouch for it', async () => {
    const s = await start();
    expect((await ask(`${s.url}/api/v1/secrets`, { ca: s.caPem })).status).toBe(403);
    expect(
      (await ask(`${s.url}/api/v1/secrets`, { ca: s.caPem, headers: { authorization: 'Bearer wrong' } })).status,
    ).toBe(401);
    const other = await start();
    await expect(ask(`${s.url}/readyz`, { ca: other.caPem })).rejects.toThrow(/certificate/);
    const foreign = readKubeconfig(other.kubeconfig('certificate'));
    expect((await get({ ...foreign, server: s.url, ca: s.caPem }, '/api/v1/secrets')).status).toBe(403);
  });

  it('takes the token that it is given', async () => {
    const s = await start({ token: 'of-my-own' });
    expect(s.token).toBe('of-my-own');
    expect(readKubeconfig(s.kubeconfig()).token).toBe('of-my-own');
    expect((await get(readKubeconfig(s.kubeconfig()), '/api/v1/nodes')).status).toBe(200);
  });

  it.each([
    [['view'], 'default', 'default', 200, 403],
    [['cluster-reader'], undefined, NS, 200, 403],
    [['cluster-admin'], undefined, NS, 200, 200],
    [[], undefined, 'default', 403, 403],
    [['view'], 'default', 'kube-system', 403, 403],
  ])(
    'gives a kubeconfig for a user with roles %j in %s: pods of %s %d, secrets %d',
    async (roles, bound, space, pods, secrets) => {
      const s = await start();
      const who = readKubeconfig(await s.kubeconfigFor('alice', roles, bound));
      expect(who.user).toBe('alice');
      expect((await get(who, `/api/v1/namespaces/${space}/pods`)).status).toBe(pods);
      expect((await get(who, `/api/v1/namespaces/${space}/secrets`)).status).toBe(secrets);
    },
  );

  it.each([
    ['operator', async (s: Sandbox) => expect(await s.client.get(R.Config, 'cluster')).toBeUndefined()],
    [
      'router',
      async (s: Sandbox) => {
        await s.client.create(R.Route, make(R.Route, 'default/r', { spec: { to: { kind: 'Service', name: 'x' } } }));
        await new Promise((resolve) => setTimeout(resolve, 30));
        expect(list(await s.client.get(R.Route, 'r', 'default'), 'status', 'ingress')).toEqual([]);
      },
    ],
    [
      'service-ca',
      async (s: Sandbox) =>
        expect(await s.client.get(R.ConfigMap, 'openshift-service-ca.crt', 'default')).toBeUndefined(),
    ],
  ] as const)('leaves the %s out', async (actor, judge) => {
    await judge(await start({ without: [actor] }));
  });

  it('refuses a scenario that there is not, and a port that is taken', async () => {
    await expect(startSandbox({ scenario: 'mars' })).rejects.toThrow('there is no scenario "mars"');
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as AddressInfo;
    await expect(startSandbox({ scenario: 'none', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    squatter.close();
  });

  it('leaves nothing running when it cannot start', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const odd = {
      name: 'odd',
      about: '',
      platform: 'None',
      objects: [{ apiVersion: 'v9', kind: 'Thing', metadata: { name: 't' } }],
    };
    await expect(startSandbox({ scenario: odd, port })).rejects.toThrow('nothing serves v9 Thing');
    expect((await start({ port })).url).toBe(`https://127.0.0.1:${port}`);
  });

  it('can be stopped twice, and answers nobody then', async () => {
    const s = await start();
    await s.stop();
    await s.stop();
    await expect(ask(`${s.url}/readyz`, { ca: s.caPem })).rejects.toThrow('ECONNREFUSED');
  });

  it("takes a scenario of one's own, with names of its stores in it", async () => {
    const s = await start({
      scenario: {
        name: 'mine',
        about: '',
        platform: 'None',
        objects: [
          make(R.Infrastructure, 'cluster', { status: { platformStatus: { type: 'None' } } }),
          make(R.Secret, 'default/keys', { stringData: { at: '${S3_ENDPOINT}' } }),
        ],
      },
    });
    expect(secretData(await s.client.get(R.Secret, 'keys', 'default'))).toEqual({ at: env(s.env())['S3_ENDPOINT'] });
    expect(s.scenario).toBe('mine');
  });

  it('has the same keys on the same port, and others on another', async () => {
    const first = await start();
    const port = Number(new URL(first.url).port);
    await started.pop()?.stop();
    const names = ['S3_ACCESS_KEY', 'S3_SECRET_KEY', 'SWIFT_PASSWORD'];
    const keys = async (at: number) => {
      const s = await start({ port: at });
      const found = names.map((name) => env(s.env())[name]);
      expect(new URL(s.url).port).toBe(String(at));
      await started.pop()?.stop();
      return found;
    };
    const [one, two] = [await keys(port), await keys(port)];
    expect(one).toEqual(two);
    expect(names.map((name) => env(first.env())[name])).not.toEqual(one);
  });
});

describe('what surrounds it', () => {
  it('serves its object store over HTTPS and HTTP to those with keys', async () => {
    const s = await start();
    const at = env(s.env());
    expect(Object.keys(at)).toEqual([
      'S3_ENDPOINT',
      'S3_HTTP_ENDPOINT',
      'S3_ACCESS_KEY',
      'S3_SECRET_KEY',
      'S3_CA',
      'KEYSTONE',
      'SWIFT_USER',
      'SWIFT_PASSWORD',
      'SWIFT_TENANT',
    ]);
    expect(new X509Certificate(at['S3_CA']!).ca).toBe(true);
    for (const url of [at['S3_ENDPOINT']!, at['S3_HTTP_ENDPOINT']!]) {
      const said = await ask(`${url}/rgwbucket-1`, { ca: at['S3_CA']! });
      expect(said.status).toBe(403);
      expect(said.body).toContain('AccessDenied');
    }
  });

  it("serves a cloud's own hosts by another authority than its services'", async () => {
    const s = await start();
    const who = readKubeconfig(s.kubeconfig());
    expect(who.detours.map((d) => d.host)).toContain('s3.us-east-1.amazonaws.com');
    await expect(
      ask('https://s3.us-east-1.amazonaws.com/', { detours: who.detours, ca: env(s.env())['S3_CA']! }),
    ).rejects.toThrow(/certificate/);
  });

  it("publishes the router's chain: leaf and authority, which vouch for every host of the domain", async () => {
    const s = await start({ scenario: 'baremetal-odf' });
    const bundle =
      text(
        await s.client.get(R.ConfigMap, 'default-ingress-cert', 'openshift-config-managed'),
        'data',
        'ca-bundle.crt',
      ) ?? '';
    const [leaf, ca, ...more] = bundle
      .split(/(?<=-----END CERTIFICATE-----\n)/)
      .filter((pem) => pem !== '')
      .map((pem) => new X509Certificate(pem));
    expect(more).toEqual([]);
    expect(leaf!.checkHost('any.apps.lab.example.com')).toBeDefined();
    expect(leaf!.verify(ca!.publicKey)).toBe(true);
    expect(secretData(await s.client.get(R.Secret, 'router-certs-default', 'openshift-ingress'))['tls.crt']).toBe(
      bundle,
    );
    const who = readKubeconfig(s.kubeconfig());
    const host = 's3-openshift-storage.apps.lab.example.com';
    const said = await until(async () => {
      const answer = await ask(`https://${host}/`, { detours: who.detours, ca: ca!.toString() });
      return answer.status !== 503 && answer;
    });
    expect(said.body).toContain('AccessDenied');
    expect(
      (await ask('https://nobody.apps.lab.example.com/', { detours: who.detours, ca: ca!.toString() })).status,
    ).toBe(503);
  });

  it("shows a route's own certificate, and its default where certificate and key do not match", async () => {
    const s = await start();
    const who = readKubeconfig(s.kubeconfig());
    const { makeCa } = await import('../../src/sandbox/tls/authority.ts');
    const ca = makeCa('mine');
    const [own, other] = [
      ca.issue({ commonName: 'own', dnsNames: ['own.apps.lab.example.com'] }),
      ca.issue({ commonName: 'other' }),
    ];
    const route = (id: string, key: string) =>
      make(R.Route, `default/${id}`, {
        spec: {
          host: `${id}.apps.lab.example.com`,
          to: { kind: 'Service', name: 'x' },
          tls: { termination: 'reencrypt', certificate: own.cert, key },
        },
      });
    await s.client.create(R.Route, route('own', own.key));
    await s.client.create(R.Route, route('odd', other.key));
    const detours = who.detours;
    await until(() =>
      ask('https://own.apps.lab.example.com/', { detours, ca: ca.cert }).then(
        (said) => said.status === 503,
        () => false,
      ),
    );
    const ingress =
      text(
        await s.client.get(R.ConfigMap, 'default-ingress-cert', 'openshift-config-managed'),
        'data',
        'ca-bundle.crt',
      ) ?? '';
    expect((await ask('https://odd.apps.lab.example.com/', { detours, ca: ingress })).status).toBe(503);
  });

  it('forwards to a registry pod, and to nothing else', async () => {
    const s = await start({ scenario: 'aws' });
    const who = readKubeconfig(s.kubeconfig());
    await settled(s, 'Ready');
    const pod = await until(
      async () => (await s.client.list(R.Pod, NS)).find((p) => condition(p, 'Ready')?.status === 'True'),
      8000,
    );
    const talk = (name: string, port: number) =>
      new Promise<Buffer[]>((resolve, reject) => {
        const got: Buffer[] = [];
        const ws = new WebSocket(
          `${who.server.replace('https', 'wss')}/api/v1/namespaces/${NS}/pods/${name}/portforward?ports=${port}`,
          ['v4.channel.k8s.io'],
          { ca: who.ca, headers: { authorization: `Bearer ${who.token}` } },
        );
        ws.on('message', (data: Buffer) => {
          got.push(data);
          // both channels have told their port, then came something
          if (got.length > 2) ws.close();
          else if (got.length === 2) ws.send(Buffer.concat([Buffer.from([0]), Buffer.from('no TLS at all\r\n\r\n')]));
        });
        ws.on('close', () => resolve(got));
        ws.on('error', reject);
      });
    const served = await talk(pod.metadata.name!, 5000);
    expect(served.slice(0, 2).map((m) => m.readUInt16LE(1))).toEqual([5000, 5000]);
    const refused = await talk(pod.metadata.name!, 80);
    expect(refused.at(-1)?.toString()).toContain('nothing listens on port 80');
  });
});
