import type { Detour } from './kubeconfig/types.ts';
import type { Kube } from './port.ts';

/** Time for retries and expiring credentials; tests inject one that jumps. */
export interface KubeClock {
  now(): Date;
  /** rejects when the signal is aborted */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** How to reach a cluster: kubectl's connection flags, and what a process gives to a command. */
export interface ConnectOptions {
  kubeconfig?: string;
  /** the kubeconfig itself instead of a file, for the sandbox; relative paths in it are relative to the working directory */
  kubeconfigText?: string;
  context?: string;
  cluster?: string;
  user?: string;
  as?: string;
  asGroup?: string[];
  asUid?: string;
  tokenFile?: string;
  certificateAuthority?: string;
  tlsServerName?: string;
  /** as kubectl writes it: `30s`, `1m`, plain seconds, `0` for none. Default 30s a request; watches are not bounded by it. */
  requestTimeout?: string;
  proxyUrl?: string;
  env: Record<string, string | undefined>;
  home: string;
  /** one line for a human, without a prefix */
  warn: (text: string) => void;
  userAgent: string;
  clock?: KubeClock;
  /** 0 to 1, for the jitter of retries */
  random?: () => number;
  /** whether credential plugins may ask on the terminal */
  interactive?: boolean;
  /** where a pod finds its service account */
  serviceAccountDir?: string;
}

/** The port, and what the kubeconfig says beside it. */
export interface Connection extends Kube {
  /** whether the user logs in with a bearer token, which other programs can borrow; a client certificate or a password is none */
  readonly hasToken: boolean;
  /** hosts that the cluster's DNS names do not lead to from here; only a sandbox has them */
  readonly detours: readonly Detour[];
  /** the sandbox's scenario, when the cluster is one */
  readonly scenario?: string;
}
