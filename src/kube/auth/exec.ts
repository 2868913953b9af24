import { Failure } from '../../errors.ts';
import type { ExecPlugin, Resolved } from '../kubeconfig/types.ts';
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
  let held: Held | undefined;

  const start = (signal: AbortSignal | undefined): Held => {
    const begun: Held = { given: ask(resolved, plugin, options.env, interactive, signal) };
    begun.given.then(
      ({ proof }) => (begun.proof = proof),
      () => {
        if (held === begun) held = undefined;
      },
    );
    return begun;
  };

  return {
    async get(signal) {
      const before = held;
      if (before !== undefined) {
        const { proof, until } = await before.given;
        if (until === undefined || until - LEEWAY_MS > clock.now().getTime()) return proof;
        // whoever comes first exchanges it, the others find the new run
        if (held === before) held = undefined;
      }
      held ??= start(signal);
      return (await held.given).proof;
    },
    renew(refused) {
      if (held?.proof === refused) held = undefined;
    },
  };
}

interface Given {
  proof: Proof;
  /** milliseconds since 1970 */
  until: number | undefined;
}

/** One run of the plugin; `proof` is there once it has ended well. */
interface Held {
  given: Promise<Given>;
  proof?: Proof;
}

async function ask(resolved: Resolved, plugin: ExecPlugin, env: ConnectOptions['env'], interactive: boolean, signal: AbortSignal | undefined): Promise<Given> {
  const info = await pluginInfo(resolved, plugin, interactive);
  const given = readCredential(await runPlugin(plugin, info, env, interactive, signal), plugin);
  return { proof: toProof(given), until: given.expires };
}

function toProof(given: PluginCredential): Proof {
  return {
    headers: given.token === undefined ? {} : { Authorization: `Bearer ${given.token}` },
    ...(given.identity === undefined ? {} : { identity: given.identity }),
  };
}
