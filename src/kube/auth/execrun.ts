import { spawn } from 'node:child_process';
import { Failure } from '../../errors.ts';
import type { ExecPlugin, Resolved } from '../kubeconfig/types.ts';
import { readTrust } from './tls.ts';

/** The versions of the plugin interface that are spoken. */
export const SUPPORTED = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/** What a plugin is told in KUBERNETES_EXEC_INFO: whether it may ask, and the cluster when the kubeconfig wants that. */
export async function pluginInfo(resolved: Resolved, plugin: ExecPlugin, interactive: boolean): Promise<string> {
  const { cluster } = resolved;
  const { ca } = await readTrust(resolved);
  const told = {
    server: cluster.server,
    ...(cluster.tlsServerName === undefined ? {} : { 'tls-server-name': cluster.tlsServerName }),
    ...(cluster.insecureSkipTlsVerify ? { 'insecure-skip-tls-verify': true } : {}),
    ...(ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
    ...(cluster.proxyUrl === undefined ? {} : { 'proxy-url': cluster.proxyUrl }),
    config: cluster.extensions.find((e) => e.name === 'client.authentication.k8s.io/exec')?.extension ?? null,
  };
  return JSON.stringify({ apiVersion: plugin.apiVersion, kind: 'ExecCredential', spec: { interactive, ...(plugin.provideClusterInfo ? { cluster: told } : {}) } });
}

/**
 * Runs the plugin and returns what it printed. Its stderr is the user's (login pages are announced there), its stdin too when
 * it may ask. Throws Failure('cluster') when it cannot be started or fails, Failure('interrupted') when stopped.
 */
export function runPlugin(plugin: ExecPlugin, info: string, env: Record<string, string | undefined>, interactive: boolean, signal: AbortSignal | undefined): Promise<string> {
  const more = Object.fromEntries(plugin.env.map(({ name, value }) => [name, value]));
  const name = `The credential plugin ${plugin.command} of the kubeconfig`;
  return new Promise((resolve, reject) => {
    const child = spawn(plugin.command, plugin.args, {
      env: { ...env, ...more, KUBERNETES_EXEC_INFO: info },
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
      ...(signal === undefined ? {} : { signal }),
    });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted === true) return reject(new Failure('interrupted', `interrupted while ${plugin.command} was asked for credentials`));
      const remedy = error.code === 'ENOENT' && plugin.installHint !== undefined ? { remedy: plugin.installHint.trim() } : {};
      reject(new Failure('cluster', error.code === 'ENOENT' ? `${name} is not installed.` : `${name} cannot be started (${error.code ?? 'unknown error'}).`, remedy));
    });
    child.on('close', (code, killedBy) => {
      if (code === 0) resolve(Buffer.concat(parts).toString('utf8'));
      else reject(new Failure('cluster', `${name} failed (${killedBy === null ? `exit status ${code ?? '?'}` : killedBy}).`));
    });
  });
}
