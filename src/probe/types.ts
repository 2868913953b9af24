import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

/** Where to connect instead, as `--resolve` and the sandbox's kubeconfig say. `*` as the first label stands for any one. */
export interface Detour {
  host: string;
  port: number;
  address: string;
  toPort: number;
  /** a CA (PEM) that is trusted for this host, and for no other; only a sandbox's kubeconfig names one, for the clouds that it plays */
  ca?: string;
}

/** A served certificate, judged from here. Dates are ISO; `days` are counted from the judging run's clock. */
export interface Chain {
  trusted: boolean;
  /** which CA vouched: `system`, or the name given with the bundle */
  by?: string;
  /** why not, in words, when not trusted */
  why?: string;
  subject: string;
  issuer: string;
  names: string[];
  notAfter: string;
  daysLeft: number;
}

/** A named set of CA certificates (PEM). */
export interface Bundle {
  name: string;
  /** empty when it could not be read */
  pem: string;
}

/** How a registry is reached: its public name, and a way to get a raw connection to it. */
export interface Door {
  host: string;
  port: number;
  /** a CA (PEM) that is trusted behind this door only */
  ca?: string;
  connect(signal?: AbortSignal): Promise<Duplex>;
}

/** An open, verified TLS connection and what was served on it. */
export interface Opened {
  socket: TLSSocket;
  chain: Chain;
}
