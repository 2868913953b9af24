import { resolve as absolute } from 'node:path';
import { Failure } from '../../errors.ts';
import type { ConnectOptions } from '../options.ts';
import type { Cluster, Context, CredentialKind, Kubeconfig, Resolved, User } from './types.ts';

const NOBODY: User = { asGroups: [], asUserExtra: {} };

/** Chooses context, cluster and user of a merged kubeconfig and lays the flags over them. Throws Failure naming what is not there. */
export function resolveContext(config: Kubeconfig, options: ConnectOptions, namespace?: string): Resolved {
  const name = options.context ?? config.currentContext;
  const context = chooseContext(config, name, options);
  const clusterName = options.cluster ?? context.cluster;
  const userName = options.user ?? context.user;
  const cluster = overCluster(pick(config.clusters, clusterName, 'cluster', name), options);
  const user = overUser(userName === '' ? NOBODY : pick(config.users, userName, 'user', name), options);
  if (cluster.server === '') throw new Failure('input', `The cluster "${clusterName}" of the kubeconfig has no server.`);
  check(cluster, clusterName, user, userName);
  const space = context.namespace ?? namespace;
  return { context: name, clusterName, userName, cluster, user, credentials: kindOf(user), ...(space === undefined ? {} : { namespace: space }) };
}

function chooseContext(config: Kubeconfig, name: string, options: ConnectOptions): Context {
  const found = config.contexts.get(name);
  if (found !== undefined) return found;
  if (name !== '') throw new Failure('input', `The kubeconfig has no context "${name}"; ${known('it has', config.contexts)}.`);
  if (options.cluster !== undefined) return { cluster: options.cluster, user: '' };
  throw new Failure('cluster', `The kubeconfig has no current context; ${known('choose one with --context:', config.contexts)}.`);
}

function pick<T>(from: Map<string, T>, name: string, what: string, context: string): T {
  const found = from.get(name);
  if (found !== undefined) return found;
  if (name === '') throw new Failure('input', `The context "${context}" of the kubeconfig names no ${what}.`);
  throw new Failure('input', `The kubeconfig has no ${what} "${name}"; ${known('it has', from)}.`);
}

function known(words: string, from: Map<string, unknown>): string {
  return from.size === 0 ? 'it has none' : `${words} ${[...from.keys()].map((n) => `"${n}"`).join(', ')}`;
}

/** A CA given by flag takes the place of every CA of the file, and of its skipping of the verification. */
function overCluster(cluster: Cluster, flags: ConnectOptions): Cluster {
  const { certificateAuthority: _file, certificateAuthorityData: _data, ...bare } = cluster;
  return {
    ...(flags.certificateAuthority === undefined ? cluster : { ...bare, insecureSkipTlsVerify: false, certificateAuthority: absolute(flags.certificateAuthority) }),
    ...(flags.tlsServerName === undefined ? {} : { tlsServerName: flags.tlsServerName }),
    ...(flags.proxyUrl === undefined ? {} : { proxyUrl: flags.proxyUrl }),
  };
}

function overUser(user: User, flags: ConnectOptions): User {
  const { token: _token, tokenFile: _file, exec: _exec, authProvider: _provider, username: _name, password: _password, ...rest } = user;
  return {
    ...(flags.tokenFile === undefined ? user : { ...rest, tokenFile: absolute(flags.tokenFile) }),
    ...(flags.as === undefined ? {} : { as: flags.as }),
    ...(flags.asUid === undefined ? {} : { asUid: flags.asUid }),
    ...(flags.asGroup === undefined || flags.asGroup.length === 0 ? {} : { asGroups: flags.asGroup }),
  };
}

function check(cluster: Cluster, clusterName: string, user: User, userName: string): void {
  const ca = cluster.certificateAuthority ?? cluster.certificateAuthorityData;
  if (cluster.insecureSkipTlsVerify && ca !== undefined) throw new Failure('input', `The cluster "${clusterName}" of the kubeconfig names a CA and skips the verification at once; only one can be meant.`);
  const basic = user.username !== undefined || user.password !== undefined;
  if (basic && user.token !== undefined) throw new Failure('input', `The user "${userName}" of the kubeconfig has both a token and a password; only one can be meant.`);
  if (user.exec !== undefined && user.authProvider !== undefined) throw new Failure('input', `The user "${userName}" of the kubeconfig has both "exec" and "auth-provider"; only one can be meant.`);
  const cert = user.clientCertificate ?? user.clientCertificateData;
  if (cert !== undefined && (user.clientKey ?? user.clientKeyData) === undefined) throw new Failure('input', `The user "${userName}" of the kubeconfig has a client certificate without a key.`);
  const more = user.asGroups.length > 0 || user.asUid !== undefined || Object.keys(user.asUserExtra).length > 0;
  if (more && user.as === undefined) throw new Failure('usage', 'Groups, a UID or extras can only be acted for together with a user: add --as USER.');
}

function kindOf(user: User): CredentialKind {
  if (user.tokenFile !== undefined) return 'tokenFile';
  if (user.token !== undefined) return 'token';
  if (user.username !== undefined || user.password !== undefined) return 'basic';
  if (user.exec !== undefined) return 'exec';
  if (user.authProvider !== undefined) return 'authProvider';
  return user.clientCertificate !== undefined || user.clientCertificateData !== undefined ? 'certificate' : 'none';
}
