import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { startIngress } from './ingress/ingress.ts';
import type { Ingress } from './ingress/ingress.ts';
import type { Detour } from './kubeconfig.ts';
import { keyMaker } from './pki.ts';
import type { Pki } from './pki.ts';
import { DOMAIN } from './scenarios/make.ts';
import { clouds } from './stores/doors.ts';
import type { Clouds } from './stores/doors.ts';
import type { Outside } from './stores/https.ts';
import { startS3 } from './stores/s3.ts';
import type { S3Store } from './stores/s3.ts';
import { FOREIGN, furnishClouds, OWN, tenants } from './stores/tenants.ts';
import { AMAZON, isWorld, WORLD, worldServer } from './stores/world.ts';
import { listen } from './tls/listen.ts';

/** What is reached from the cluster and from here beside the API: the router, and the object stores. */
export interface Surroundings {
  ingress: Ingress;
  s3: S3Store;
  clouds: Clouds;
  outside: Outside;
  /** what the names in scenarios stand for */
  values: Record<string, string>;
  detours: Detour[];
  stop(): Promise<void>;
}

const SERVICES = ['rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc', 's3.openshift-storage.svc'].flatMap((host) => [host, `${host}.cluster.local`]);
/** Starts router and stores on 127.0.0.1, on ports next to the API's where that is given and they are free. */
export async function startSurroundings(pki: Pki, options: { port?: number; token?: string | undefined } = {}): Promise<Surroundings> {
  const base = options.port ?? 0;
  const keys = keyMaker(base, options.token);
  const [accessKey, secretKey, otherKey, otherSecret] = [keys('access', 20).toUpperCase(), keys('secret', 40), keys('other', 20).toUpperCase(), keys('other secret', 40)];
  const s3 = startS3({
    users: [{ name: 'lab', accessKey, secretKey }, { name: 'somebody-else', accessKey: otherKey, secretKey: otherSecret }],
    buckets: [
      { name: 'rgwbucket-1', owner: 'lab' }, { name: 'rgwbucket-2', owner: 'lab' }, { name: FOREIGN, owner: 'somebody-else' },
      { name: OWN, owner: 'lab', region: 'us-east-1' }, { name: `${OWN}-eu`, owner: 'lab', region: 'eu-central-1' },
    ],
    hosts: [...SERVICES, ...AMAZON],
  });
  const { accounts, values } = tenants(keys);
  const stores = clouds(accounts);
  furnishClouds(stores);
  const served = pki.service.issue({ commonName: SERVICES[0] ?? '', dnsNames: [...SERVICES, 'localhost'], ips: ['127.0.0.1'] });
  // made when a cloud is first asked: most clusters ask none
  let outer: SecureContext | undefined;
  const cloud = (): SecureContext => {
    const { chain, key } = pki.world.issue({ commonName: 'the world', dnsNames: WORLD.map(({ host }) => host) });
    return createSecureContext({ cert: chain, key });
  };
  const secure = createHttps({ cert: served.chain, key: served.key, SNICallback: (name, done) => done(null, isWorld(name) ? (outer ??= cloud()) : undefined) }, worldServer(s3.handler, accounts, stores));
  const plain = createHttp(s3.handler);
  const [https, http, ingress] = await Promise.all([
    near(base, 2, (port) => listen(secure, port)),
    near(base, 3, (port) => listen(plain, port)),
    near(base, 1, (port) => startIngress({ cert: pki.wildcard.chain + pki.ingress.cert, key: pki.wildcard.key }, port)),
  ]);
  const names = new Map([
    [`*.${DOMAIN}:443`, `127.0.0.1:${ingress.port}`],
    ...[...SERVICES.map((host) => ({ host, port: 443 })), ...WORLD].map(({ host, port }): [string, string] => [`${host}:${port}`, `127.0.0.1:${https.port}`]),
    ...SERVICES.map((host): [string, string] => [`${host}:80`, `127.0.0.1:${http.port}`]),
  ]);
  return {
    ingress, s3, clouds: stores,
    outside: { names, roots: pki.world.cert },
    values: Object.assign(values, {
      S3_ENDPOINT: `https://127.0.0.1:${https.port}`, S3_HTTP_ENDPOINT: `http://127.0.0.1:${http.port}`, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey, S3_CA: pki.service.cert,
      OTHER_S3_ACCESS_KEY: otherKey, OTHER_S3_SECRET_KEY: otherSecret,
    }),
    detours: [...names].filter(([host]) => !/\.svc(\.cluster\.local)?:/.test(host)).map(([host, to]) => detour(host, to, pki.world.cert)),
    async stop() {
      await Promise.all([ingress.stop(), https.stop(), http.stop()]);
    },
  };
}

/** The clouds' hosts are signed by an authority that nobody else trusts, so it goes with them. */
function detour(from: string, to: string, world: string): Detour {
  const [[host = '', port], [address = '', toPort]] = [from.split(':'), to.split(':')];
  const ours = WORLD.some((one) => one.host === host && one.port === Number(port));
  return { host, port: Number(port), address, toPort: Number(toPort), ...(ours ? { ca: world } : {}) };
}

/** Tries the port that lies so far from the API's, and takes any when it is taken or none was asked for. */
async function near<T>(base: number, offset: number, start: (port: number) => Promise<T>): Promise<T> {
  const wanted = base === 0 || base + offset > 65535 ? 0 : base + offset;
  return start(wanted).catch((error: NodeJS.ErrnoException) => {
    if (wanted === 0 || error.code !== 'EADDRINUSE') throw error;
    return start(0);
  });
}
