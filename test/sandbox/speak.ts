import { request } from 'node:https';
import { request as plainRequest } from 'node:http';
import type { Detour } from '../../src/sandbox/kubeconfig.ts';

export interface Said {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** One HTTPS request to `url`, led by the detours as a tool that knows them would be, with only `ca` trusted. */
export function ask(
  url: string,
  options: {
    ca?: string;
    method?: string;
    headers?: Record<string, string>;
    body?: string | Buffer;
    detours?: Detour[];
    cert?: string;
    key?: string;
  } = {},
): Promise<Said> {
  const to = new URL(url);
  const port = Number(to.port || (to.protocol === 'http:' ? 80 : 443));
  const found = options.detours?.find(
    (d) =>
      d.port === port && (d.host === to.hostname || (d.host.startsWith('*.') && to.hostname.endsWith(d.host.slice(1)))),
  );
  const { ca, method = 'GET', headers = {}, body, cert, key } = options;
  return new Promise((resolve, reject) => {
    const sent = (to.protocol === 'http:' ? plainRequest : request)(
      {
        host: found?.address ?? to.hostname,
        port: found?.toPort ?? port,
        path: `${to.pathname}${to.search}`,
        method,
        headers: { host: to.host, ...headers },
        agent: false,
        ...(ca ? { ca } : {}),
        ...(cert ? { cert, key } : {}),
        ...(/^[\d.]+$/.test(to.hostname) ? {} : { servername: to.hostname }),
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts).toString() }),
        );
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** What a test needs of a kubeconfig that the sandbox wrote. */
export interface Read {
  server: string;
  ca: string;
  scenario: string;
  detours: Detour[];
  token?: string;
  cert?: string;
  key?: string;
  user: string;
}

interface Written {
  'current-context': string;
  clusters: {
    name: string;
    cluster: {
      server: string;
      'certificate-authority-data': string;
      extensions: { name: string; extension: { sandbox: string; detours: Detour[] } }[];
    };
  }[];
  contexts: { name: string; context: { cluster: string; user: string } }[];
  users: { name: string; user: { token?: string; 'client-certificate-data'?: string; 'client-key-data'?: string } }[];
}

export function readKubeconfig(text: string): Read {
  const written = JSON.parse(text) as Written;
  const context = written.contexts.find((c) => c.name === written['current-context'])!.context;
  const cluster = written.clusters.find((c) => c.name === context.cluster)!.cluster;
  const user = written.users.find((u) => u.name === context.user)!;
  const extension = cluster.extensions.find((e) => e.name === 'registryctl.dev/detours')!.extension;
  const plain = (data: string | undefined): string | undefined =>
    data === undefined ? undefined : Buffer.from(data, 'base64').toString();
  const [cert, key] = [plain(user.user['client-certificate-data']), plain(user.user['client-key-data'])];
  return {
    server: cluster.server,
    ca: plain(cluster['certificate-authority-data'])!,
    scenario: extension.sandbox,
    detours: extension.detours,
    user: user.name,
    ...(user.user.token === undefined ? {} : { token: user.user.token }),
    ...(cert && key ? { cert, key } : {}),
  };
}
