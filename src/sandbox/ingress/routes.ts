import type { RequestListener } from 'node:http';
import { Agent } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';

/** A certificate as a Route's `spec.tls` has it; the chain is `certificate` and then `caCertificate`. PEM. */
export interface RouteCertificate {
  certificate: string;
  key: string;
  caCertificate?: string;
}

/** Where requests go: a handler in this process (edge), or a TLS server on 127.0.0.1 (re-encrypt) that must show `name`, signed by `ca`. */
export type Backend = { handler: RequestListener } | { port: number; ca: string; name: string };

export interface RouteEntry {
  backend: Backend;
  /** the router's default certificate when not given */
  certificate?: RouteCertificate;
}

export interface Served {
  backend: Backend;
  context: SecureContext | undefined;
  /** keeps connections to a re-encrypt backend */
  agent: Agent | undefined;
}

/** Hosts and what is served for them. Names are compared without case. */
export class Routes {
  readonly #served = new Map<string, Served>();

  /** Adds or replaces a host. Throws when its certificate and key do not belong together; the old entry then stays. */
  set(host: string, { backend, certificate }: RouteEntry): void {
    const chain = certificate && `${certificate.certificate.trimEnd()}\n${certificate.caCertificate ?? ''}`;
    const context = certificate && createSecureContext({ cert: chain, key: certificate.key });
    const agent = 'port' in backend ? new Agent({ keepAlive: true, ca: backend.ca, servername: backend.name }) : undefined;
    this.remove(host);
    this.#served.set(host.toLowerCase(), { backend, context, agent });
  }

  remove(host: string): void {
    this.#served.get(host.toLowerCase())?.agent?.destroy();
    this.#served.delete(host.toLowerCase());
  }

  /** What is served for a Host header or a server name; a port in it does not count. */
  find(host: string): Served | undefined {
    return this.#served.get(host.replace(/:\d+$/, '').toLowerCase());
  }

  hosts(): string[] {
    return [...this.#served.keys()];
  }

  clear(): void {
    for (const host of this.hosts()) this.remove(host);
  }
}
