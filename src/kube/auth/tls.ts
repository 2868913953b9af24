import { promises as files } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { Failure } from '../../errors.ts';
import type { Resolved } from '../kubeconfig/types.ts';

/** A client certificate and its key, PEM. */
export interface Identity {
  cert: string;
  key: string;
}

/** Whom a connection believes. Without `ca` the authorities that Node brings are trusted. */
export interface Trust {
  ca?: string;
  /** false only when the kubeconfig says insecure-skip-tls-verify */
  verify: boolean;
  serverName?: string;
}

/** The server's side of TLS, read from the kubeconfig's data or files. Throws Failure('input') naming what cannot be read. */
export async function readTrust({ cluster, clusterName }: Resolved): Promise<Trust> {
  const ca = await material(cluster.certificateAuthorityData, cluster.certificateAuthority, `The CA of the cluster "${clusterName}"`);
  if (ca !== undefined && !ca.includes('-----BEGIN')) throw new Failure('input', `The CA of the cluster "${clusterName}" is not a PEM certificate.`);
  return { verify: !cluster.insecureSkipTlsVerify, ...(ca === undefined ? {} : { ca }), ...(cluster.tlsServerName === undefined ? {} : { serverName: cluster.tlsServerName }) };
}

/** The user's client certificate; undefined where it has none. Throws Failure('input') naming what cannot be read. */
export async function readIdentity({ user, userName }: Resolved): Promise<Identity | undefined> {
  const cert = await material(user.clientCertificateData, user.clientCertificate, `The client certificate of the user "${userName}"`);
  const key = await material(user.clientKeyData, user.clientKey, `The client key of the user "${userName}"`);
  return cert === undefined || key === undefined ? undefined : { cert, key };
}

/** One context for all connections of an identity: making one costs milliseconds. Throws Failure('input') for unusable PEM. */
export function contextFor(trust: Trust, identity: Identity | undefined): SecureContext {
  const ca = trust.ca === undefined ? {} : { ca: trust.ca };
  try {
    return createSecureContext({ ...ca, ...identity });
  } catch (error) {
    const what = identity === undefined ? 'The CA' : 'The client certificate, its key or the CA';
    throw new Failure('input', `${what} of the kubeconfig cannot be used (${(error as NodeJS.ErrnoException).code ?? 'not readable as PEM'}).`);
  }
}

async function material(data: string | undefined, file: string | undefined, what: string): Promise<string | undefined> {
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
  if (file === undefined) return undefined;
  try {
    return await files.readFile(file, 'utf8');
  } catch (error) {
    throw new Failure('input', `${what} cannot be read: ${file} (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`);
  }
}
