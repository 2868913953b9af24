/** Where a host of the sandbox really is. `*` as the first label stands for any one. */
export interface Detour {
  host: string;
  port: number;
  address: string;
  toPort: number;
  /** the CA (PEM) of the cloud that this host is played for; to be trusted for it, and for no other host */
  ca?: string;
}

/** How somebody proves who they are. */
export type Credential = { token: string } | { certificate: string; key: string };

/** The name of the cluster's extension that tells of a sandbox. */
const EXTENSION = 'registryctl.dev/detours';

const data = (pem: string): string => Buffer.from(pem).toString('base64');

/** A kubeconfig with one context, as JSON (which is YAML). `ca` is PEM. */
export function kubeconfig(cluster: { url: string; ca: string; scenario: string; detours: Detour[] }, user: string, credential: Credential): string {
  const name = `sandbox-${cluster.scenario}`;
  const who = 'token' in credential ? { token: credential.token } : { 'client-certificate-data': data(credential.certificate), 'client-key-data': data(credential.key) };
  const about = { name: EXTENSION, extension: { sandbox: cluster.scenario, ...listed(cluster.detours) } };
  const config = {
    apiVersion: 'v1', kind: 'Config', 'current-context': name, preferences: {},
    clusters: [{ name, cluster: { server: cluster.url, 'certificate-authority-data': data(cluster.ca), extensions: [about] } }],
    contexts: [{ name, context: { cluster: name, user, namespace: 'default' } }],
    users: [{ name: user, user: who }],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** The detours with the name of their authority instead of its certificate, which is written once. */
function listed(all: Detour[]): { detours: Detour[]; authorities?: Record<string, string> } {
  const pems = [...new Set(all.flatMap(({ ca }) => ca ?? []))];
  const detours = all.map(({ ca, ...way }) => (ca === undefined ? way : { ...way, ca: `world-${pems.indexOf(ca) + 1}` }));
  return { detours, ...(pems.length === 0 ? {} : { authorities: Object.fromEntries(pems.map((pem, i) => [`world-${i + 1}`, data(pem)])) }) };
}
