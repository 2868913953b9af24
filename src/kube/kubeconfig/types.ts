/** Where to connect instead for a host and port; the same shape as curl's `--resolve`. */
export interface Detour {
  host: string;
  port: number;
  address: string;
  toPort: number;
  /** a CA (PEM) to trust for this host, and for no other */
  ca?: string;
}

export interface NamedExtension {
  name: string;
  extension: unknown;
}

/** One entry of `clusters`; paths are absolute. */
export interface Cluster {
  server: string;
  certificateAuthority?: string;
  certificateAuthorityData?: string;
  insecureSkipTlsVerify: boolean;
  tlsServerName?: string;
  proxyUrl?: string;
  extensions: NamedExtension[];
}

/** `exec` of a user: the program that gives credentials. */
export interface ExecPlugin {
  apiVersion: string;
  command: string;
  args: string[];
  env: { name: string; value: string }[];
  installHint?: string;
  provideClusterInfo: boolean;
  interactiveMode: 'Never' | 'IfAvailable' | 'Always';
}

/** One entry of `users`; paths are absolute. */
export interface User {
  token?: string;
  tokenFile?: string;
  clientCertificate?: string;
  clientCertificateData?: string;
  clientKey?: string;
  clientKeyData?: string;
  username?: string;
  password?: string;
  as?: string;
  asUid?: string;
  asGroups: string[];
  asUserExtra: Record<string, string[]>;
  exec?: ExecPlugin;
  authProvider?: { name: string; config: Record<string, string> };
}

export interface Context {
  cluster: string;
  user: string;
  namespace?: string;
}

/** One or more kubeconfig files, merged; the first to name a thing has it. */
export interface Kubeconfig {
  currentContext: string;
  contexts: Map<string, Context>;
  clusters: Map<string, Cluster>;
  users: Map<string, User>;
}

/** How the user proves who it is. */
export type CredentialKind = 'token' | 'tokenFile' | 'certificate' | 'basic' | 'exec' | 'authProvider' | 'none';

/** What a kubeconfig and the flags come to: one cluster, one user. */
export interface Resolved {
  context: string;
  clusterName: string;
  userName: string;
  namespace?: string;
  cluster: Cluster;
  user: User;
  credentials: CredentialKind;
}
