import { Failure } from '../../errors.ts';
import type { Resolved } from '../kubeconfig/types.ts';
import type { ConnectOptions, KubeClock } from '../options.ts';
import type { Credentials, Proof } from './credentials.ts';
import { readCredential, type PluginCredential } from './execresult.ts';
import { pluginInfo, runPlugin, SUPPORTED } from './execrun.ts';

/** A credential is exchanged a little before it ends. */
const LEEWAY_MS = 10_000;

/**
 * Credentials from the program that the kubeconfig names, run once and asked again when they expire or are refused. Requests
 * that need them at the same time wait for one run. (client-node runs it for every request when no expiry is given, without
 * KUBERNETES_EXEC_INFO and without a terminal, so only the format is shared.) Throws Failure.
 */
export function execCredentials(resolved: Resolved, options: ConnectOptions, clock: KubeClock): Credentials {
  const plugin = resolved.user.exec;
  if (plugin === undefined || !SUPPORTED.includes(plugin.apiVersion)) {
    throw new Failure('input', `The credential plugin of the user "${resolved.userName}" speaks ${plugin?.apiVersion ?? 'no version'}; supported are ${SUPPORTED.join(' and ')}.`);
  }
  const interactive = plugin.interactiveMode !== 'Never' && options.interactive === true;
  if (plugin.interactiveMode === 'Always' && !interactive) throw new Failure('cluster', `The credential plugin ${plugin.command} of the kubeconfig asks on a terminal, and there is none.`);
  let running: Promise<{ proof: Proof; until: number | undefined }> | undefined;
  let current: Proof | undefined;

  const run = async (signal: AbortSignal | undefined): Promise<{ proof: Proof; until: number | undefined }> => {
    const info = await pluginInfo(resolved, plugin, interactive);
    const given = readCredential(await runPlugin(plugin, info, options.env, interactive, signal), plugin);
    const proof = toProof(given);
    current = proof;
    return { proof, until: given.expires };
  };

  return {
    async get(signal) {
      if (running !== undefined) {
        const { proof, until } = await running;
        if (until === undefined || until - LEEWAY_MS > clock.now().getTime()) return proof;
        if (current === proof) running = undefined;
      }
      running ??= run(signal);
      const mine = running;
      try {
        return (await mine).proof;
      } catch (error) {
        if (running === mine) running = undefined;
        throw error;
      }
    },
    renew(refused) {
      if (current === refused) running = undefined;
    },
  };
}

function toProof(given: PluginCredential): Proof {
  return {
    headers: given.token === undefined ? {} : { Authorization: `Bearer ${given.token}` },
    ...(given.identity === undefined ? {} : { identity: given.identity }),
  };
}
