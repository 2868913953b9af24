import { promises as files } from 'node:fs';
import { join } from 'node:path';
import type { ConnectOptions } from '../options.ts';
import type { Resolved } from './types.ts';

const DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The service account of the pod that this process runs in; undefined outside a pod. The token is re-read while it is used. */
export async function inCluster(options: Pick<ConnectOptions, 'env' | 'serviceAccountDir'>): Promise<Resolved | undefined> {
  const host = options.env['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = options.env['KUBERNETES_SERVICE_PORT'] ?? '';
  const dir = options.serviceAccountDir ?? DIR;
  const tokenFile = join(dir, 'token');
  if (host === '' || port === '' || !(await readable(tokenFile))) return undefined;
  const ca = join(dir, 'ca.crt');
  const namespace = await files.readFile(join(dir, 'namespace'), 'utf8').catch(() => '');
  return {
    context: 'in-cluster',
    clusterName: 'in-cluster',
    userName: 'service account of this pod',
    ...(namespace.trim() === '' ? {} : { namespace: namespace.trim() }),
    cluster: {
      server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
      insecureSkipTlsVerify: false,
      extensions: [],
      ...((await readable(ca)) ? { certificateAuthority: ca } : {}),
    },
    user: { tokenFile, asGroups: [], asUserExtra: {} },
    credentials: 'tokenFile',
  };
}

async function readable(file: string): Promise<boolean> {
  return files.readFile(file).then(
    (content) => content.length > 0,
    () => false,
  );
}
