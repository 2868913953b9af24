import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createSecureContext } from 'node:tls';
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
const AMAZON = ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'eu-west-1', 'eu-central-1'].flatMap((region) => [`s3.${region}.amazonaws.com`, `*.s3.${region}.amazonaws.com`]);

/** OpenStack's user and the tenant of that name: a word that stands nowhere else, so that who reads a recording can put a name for it. */
const SWIFT_USER = 'swift-lab';

/** Starts router and stores on 127.0.0.1, on ports next to the API's where that is given and they are free. */
export async function startSurroundings(pki: Pki, options: { port?: number; token?: string | undefined } = {}): Promise<Surroundings> {
  const base = options.port ?? 0;
  const keys = keyMaker(base, options.token);
  const [accessKey, secretKey, password] = [keys('access', 20).toUpperCase(), keys('secret', 40), keys('swift', 16)];
  const keystone = 'https://keystone.lab.example.com:5000/v3';
  const s3 = startS3({
    users: [{ name: 'lab', accessKey, secretKey }, { name: 'somebody-else', accessKey: keys('other', 20).toUpperCase(), secretKey: keys('other secret', 40) }],
    buckets: [{ name: 'rgwbucket-1', owner: 'lab' }, { name: 'rgwbucket-2', owner: 'lab' }, { name: 'somebody-elses', owner: 'somebody-else' }],
    hosts: [...SERVICES, ...AMAZON.filter((h) => !h.startsWith('*'))],
  });
  const served = pki.service.issue({ commonName: SERVICES[0] ?? '', dnsNames: [...SERVICES, 'localhost'], ips: ['127.0.0.1'] });
  const amazon = pki.world.issue({ commonName: 's3.amazonaws.com', dnsNames: AMAZON });
  const secure = createHttps({
    cert: served.chain, key: served.key,
    SNICallback: (name, done) => done(null, name.endsWith('.amazonaws.com') ? createSecureContext({ cert: amazon.chain, key: amazon.key }) : undefined),
  }, s3.handler);
  const plain = createHttp(s3.handler);
  const [https, http, ingress] = await Promise.all([
    near(base, 2, (port) => listen(secure, port)),
    near(base, 3, (port) => listen(plain, port)),
    near(base, 1, (port) => startIngress({ cert: pki.wildcard.chain + pki.ingress.cert, key: pki.wildcard.key }, port)),
  ]);
  const names = new Map([
    [`*.${DOMAIN}:443`, `127.0.0.1:${ingress.port}`],
    ...[...SERVICES, ...AMAZON].map((host): [string, string] => [`${host}:443`, `127.0.0.1:${https.port}`]),
    ...SERVICES.map((host): [string, string] => [`${host}:80`, `127.0.0.1:${http.port}`]),
  ]);
  return {
    ingress, s3,
    clouds: clouds({ url: keystone, users: [{ username: SWIFT_USER, password, tenant: SWIFT_USER }] }),
    outside: { names, roots: pki.world.cert },
    values: {
      S3_ENDPOINT: `https://127.0.0.1:${https.port}`, S3_HTTP_ENDPOINT: `http://127.0.0.1:${http.port}`, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey, S3_CA: pki.service.cert,
      KEYSTONE: keystone, SWIFT_USER, SWIFT_PASSWORD: password, SWIFT_TENANT: SWIFT_USER, SWIFT_DOMAIN: 'Default',
      GCS_KEYFILE: JSON.stringify({ type: 'service_account', project_id: 'lab-project', client_email: 'registry@lab-project.example.com', private_key: pki.world.issue({ commonName: 'registry' }).key }),
    },
    detours: [...names].filter(([host]) => !/\.svc(\.cluster\.local)?:/.test(host)).map(([host, to]) => detour(host, to)),
    async stop() {
      await Promise.all([ingress.stop(), https.stop(), http.stop()]);
    },
  };
}

function detour(from: string, to: string): Detour {
  const [[host = '', port], [address = '', toPort]] = [from.split(':'), to.split(':')];
  return { host, port: Number(port), address, toPort: Number(toPort) };
}

/** Tries the port that lies so far from the API's, and takes any when it is taken or none was asked for. */
async function near<T>(base: number, offset: number, start: (port: number) => Promise<T>): Promise<T> {
  const wanted = base === 0 || base + offset > 65535 ? 0 : base + offset;
  return start(wanted).catch((error: NodeJS.ErrnoException) => {
    if (wanted === 0 || error.code !== 'EADDRINUSE') throw error;
    return start(0);
  });
}
