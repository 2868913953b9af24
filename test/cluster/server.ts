import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { R } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { remoteClient } from '../../src/sandbox/client-remote.ts';
import type { Client } from '../../src/sandbox/client.ts';
import { makeCa } from '../../src/sandbox/tls/authority.ts';
import { current, stubs } from './stubs.ts';

/** A real kube-apiserver with etcd and the controllers that nobody plays, the real CRDs, and an administrator. */
export interface RealCluster {
  url: string;
  ca: string;
  token: string;
  clientCertificate: { cert: string; key: string };
  client: Client;
  /** a client certificate for a user of no group */
  issue(user: string): { cert: string; key: string };
  /** PEM files that a kubelet of this cluster serves and trusts */
  kubelet: { cert: string; key: string };
  stop(): Promise<void>;
}

const needed = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: run this through npm run test:cluster`);
  return value;
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Starts everything in a folder of its own, in about 6 seconds, and installs the CRDs. */
export async function startCluster(): Promise<RealCluster> {
  const program = needed('CLUSTER');
  const dir = await mkdtemp(join(tmpdir(), 'registryctl-cluster-'));
  const running: ChildProcess[] = [];
  const start = (part: string, args: string[]): ChildProcess => {
    const log = createWriteStream(join(dir, `${part}.log`));
    const child = spawn(program, [part, ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd: dir });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    running.push(child);
    return child;
  };
  const stop = async (): Promise<void> => {
    for (const child of running.reverse()) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
    await rm(dir, { recursive: true, force: true });
  };
  try {
    return await boot(dir, start, stop);
  } catch (error) {
    const log = await readFile(join(dir, 'apiserver.log'), 'utf8').catch(() => '');
    await stop();
    throw new Error(`the API server did not start: ${String(error)}\n${log.slice(-2000)}`, { cause: error });
  }
}

async function boot(dir: string, start: (part: string, args: string[]) => ChildProcess, stop: () => Promise<void>): Promise<RealCluster> {
  const [etcd, peer, port] = [await freePort(), await freePort(), await freePort()];
  const pki = makeCa('cluster');
  const serving = pki.issue({ commonName: 'kube-apiserver', dnsNames: ['localhost'], ips: ['127.0.0.1'], server: true });
  const admin = pki.issue({ commonName: 'system:admin', organizations: ['system:masters'], client: true });
  const kubelet = pki.issue({ commonName: 'kubelet', ips: ['127.0.0.1'], server: true });
  const kubeletClient = pki.issue({ commonName: 'kube-apiserver-kubelet-client', organizations: ['system:masters'], client: true });
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  const token = `admin-${Math.random().toString(36).slice(2)}`;
  const url = `https://127.0.0.1:${port}`;
  const files: Record<string, string> = {
    'ca.crt': pki.cert,
    'serving.crt': serving.cert,
    'serving.key': serving.key,
    'kubelet-client.crt': kubeletClient.cert,
    'kubelet-client.key': kubeletClient.key,
    'sa.pub': publicKey,
    'sa.key': privateKey,
    'tokens.csv': `${token},kube:admin,1,"system:masters"\n`,
    kubeconfig: JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: [{ name: 'c', cluster: { server: url, 'certificate-authority-data': Buffer.from(pki.cert).toString('base64') } }], users: [{ name: 'u', user: { token } }], contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }], 'current-context': 'x' }),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text, { mode: 0o600 });

  start('etcd', ['-dir', join(dir, 'etcd'), '-client', `http://127.0.0.1:${etcd}`, '-peer', `http://127.0.0.1:${peer}`]);
  start('apiserver', [
    `--etcd-servers=http://127.0.0.1:${etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    '--tls-cert-file=serving.crt',
    '--tls-private-key-file=serving.key',
    '--client-ca-file=ca.crt',
    '--token-auth-file=tokens.csv',
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-account-key-file=sa.pub',
    '--service-account-signing-key-file=sa.key',
    '--service-cluster-ip-range=10.0.0.0/16',
    '--allow-privileged=true',
    '--kubelet-preferred-address-types=InternalIP',
    '--kubelet-client-certificate=kubelet-client.crt',
    '--kubelet-client-key=kubelet-client.key',
    '--kubelet-certificate-authority=ca.crt',
    '--disable-admission-plugins=TaintNodesByCondition',
    '--endpoint-reconciler-type=none',
    '--v=0',
  ]);
  const client = remoteClient({ server: url, ca: pki.cert, token });
  await untilReady(client);
  start('controllers', ['--kubeconfig=kubeconfig', '--controllers=namespace,garbagecollector,pvc-protection,serviceaccount,root-ca-cert-publisher,clusterrole-aggregation', '--service-account-private-key-file=sa.key', '--root-ca-file=ca.crt', '--leader-elect=false', '--bind-address=127.0.0.1', `--secure-port=${await freePort()}`, '--use-service-account-credentials=false']);
  await installCrds(client);
  return { url, ca: pki.cert, token, clientCertificate: admin, client, issue: (user) => pki.issue({ commonName: user, client: true }), kubelet, stop };
}

async function untilReady(client: Client): Promise<void> {
  let last: unknown;
  for (let i = 0; i < 300; i++) {
    try {
      if ((await client.list(R.Namespace)).some((one) => one.metadata.name === 'default')) return;
    } catch (error) {
      last = error;
    }
    await delay(100);
  }
  throw new Error('not ready', { cause: last });
}

/** The CRDs as the vendors publish them, from the module cache, and our stubs for what has none. */
async function installCrds(client: Client): Promise<void> {
  const api = needed('OPENSHIFT_API');
  const folders = [join(api, 'config', 'v1'), join(api, 'imageregistry', 'v1'), join(api, 'route', 'v1'), join(api, 'operator', 'v1'), join(needed('BUCKETS'), 'deploy', 'crds')];
  const wanted = new Set(Object.values(R).map((one) => `${one.plural}.${one.group}`));
  const found = new Map<string, KubeObject>();
  for (const folder of folders) {
    for (const name of (await readdir(folder)).filter((file) => /crd\.ya?ml$/.test(file) && !/NoUpgrade|\.patch/.test(file)).sort()) {
      for (const doc of parseAllDocuments(await readFile(join(folder, name), 'utf8'))) {
        const crd = doc.toJS() as KubeObject | null;
        if (crd?.kind === 'CustomResourceDefinition' && wanted.has(crd.metadata.name ?? '')) found.set(crd.metadata.name ?? '', current(crd));
      }
    }
  }
  for (const crd of stubs()) if (!found.has(crd.metadata.name ?? '')) found.set(crd.metadata.name ?? '', crd);
  if (found.size < 14) throw new Error(`only ${found.size} CRDs found: ${[...found.keys()].join(', ')}`);
  for (const crd of found.values()) await client.create(R.CustomResourceDefinition, { ...crd, status: undefined } as KubeObject);
  for (let i = 0; i < 300; i++) {
    const all = await client.list(R.CustomResourceDefinition);
    const served = all.filter((crd) => JSON.stringify(crd['status'] ?? {}).includes('"type":"Established","message":"the initial names have been accepted"') || JSON.stringify(crd['status'] ?? {}).includes('Established'));
    if (served.length >= found.size) break;
    await delay(100);
  }
  // a CRD is served a moment after it says that it is established
  for (const resource of Object.values(R).filter((one) => one.group.includes('openshift') || one.group.includes('objectbucket'))) {
    for (let i = 0; i < 100; i++) {
      const ok = await client.list(resource, resource.namespaced ? 'default' : undefined).then(() => true, () => false);
      if (ok) break;
      await delay(100);
    }
  }
}
