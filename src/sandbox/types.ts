import type { KubeObject } from '../api/types.ts';
import type { ActorName, Client } from './client.ts';

/** A cluster as it is at one moment: what is there before any actor starts. */
export interface Scenario {
  name: string;
  about: string;
  /** infrastructure platform (`BareMetal`, `AWS`, …) */
  platform: string;
  objects: KubeObject[];
}

export interface SandboxOptions {
  /** name of a scenario, or the scenario itself */
  scenario?: string | Scenario;
  without?: readonly ActorName[];
  /** the API's port; 0 for any */
  port?: number;
  /** the administrator's token; made up when not given */
  token?: string;
  /** how long (ms) rollouts, binding and admission take; 0 for at once */
  pace?: number;
}

/** Who a kubeconfig speaks as. */
export type Login = 'token' | 'certificate';

/** A running sandbox. Everything listens on 127.0.0.1 and ends with `stop`. */
export interface Sandbox {
  url: string;
  caPem: string;
  token: string;
  scenario: string;
  /** a kubeconfig (JSON, which is YAML) for the administrator; names the detours to the sandbox's hosts */
  kubeconfig(login?: Login): string;
  /** a kubeconfig for a user with just these (cluster) roles; `namespace` binds them there only */
  kubeconfigFor(user: string, roles: string[], namespace?: string): Promise<string>;
  /** shell lines that name the object stores */
  env(): string;
  /** what `${NAME}` in the texts of a scenario stands for: addresses, accounts and keys of the stores; '' for a name that there is not */
  value(name: string): string;
  /** an administrator's client, for tests and for arranging things */
  client: Client;
  stop(): Promise<void>;
}
