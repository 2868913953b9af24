import { isRecord, list, text } from '../../api/json.ts';
import { Failure } from '../../errors.ts';
import type { Cluster, Detour } from './types.ts';

/** The name of the extension by which a sandbox's kubeconfig tells its scenario and where its hosts really are. */
export const DETOURS = 'registryctl.dev/detours';

/**
 * The extension of the cluster, `{sandbox: SCENARIO, detours: [{host, port, address, toPort}]}`; undefined where there
 * is none, as on every real cluster. Throws Failure('input') for one of another shape.
 */
export function detours(cluster: Pick<Cluster, 'extensions'>): { scenario: string; detours: Detour[] } | undefined {
  const found = cluster.extensions.find((entry) => entry.name === DETOURS);
  if (found === undefined) return undefined;
  const scenario = text(found.extension, 'sandbox');
  if (scenario === undefined) throw new Failure('input', `The extension ${DETOURS} of the kubeconfig's cluster names no "sandbox".`);
  return { scenario, detours: list(found.extension, 'detours').map(readDetour) };
}

function readDetour(raw: unknown, i: number): Detour {
  if (isRecord(raw)) {
    const { host, port, address, toPort } = raw;
    if (typeof host === 'string' && typeof address === 'string' && isPort(port) && isPort(toPort)) return { host, port, address, toPort };
  }
  throw new Failure('input', `detours[${i}] of the extension ${DETOURS} in the kubeconfig must have host, port, address and toPort.`);
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65536;
}
