import { isRecord, list, record, text } from '../../api/json.ts';
import { Failure } from '../../errors.ts';
import type { Cluster, Detour } from './types.ts';

/** The name of the extension by which a sandbox's kubeconfig tells its scenario and where its hosts really are. */
export const DETOURS = 'registryctl.dev/detours';

/**
 * The extension of the cluster, `{sandbox: SCENARIO, detours: [{host, port, address, toPort, ca}], authorities: {NAME: PEM in
 * base64}}`; undefined where there is none, as on every real cluster. A detour may name an authority: it is trusted for that
 * host alone, because a sandbox plays hosts of public clouds that no real authority vouches for. Whoever writes a kubeconfig
 * can name programs to run, so this gives them nothing that they do not have. Throws Failure('input') for one of another shape.
 */
export function detours(cluster: Pick<Cluster, 'extensions'>): { scenario: string; detours: Detour[] } | undefined {
  const found = cluster.extensions.find((entry) => entry.name === DETOURS);
  if (found === undefined) return undefined;
  const scenario = text(found.extension, 'sandbox');
  if (scenario === undefined) throw new Failure('input', `The extension ${DETOURS} of the kubeconfig's cluster names no "sandbox".`);
  const authorities = record(found.extension, 'authorities');
  return { scenario, detours: list(found.extension, 'detours').map((raw, i) => readDetour(raw, i, authorities)) };
}

function readDetour(raw: unknown, i: number, authorities: Record<string, unknown>): Detour {
  const bad = (why: string): Failure => new Failure('input', `detours[${i}] of the extension ${DETOURS} in the kubeconfig ${why}.`);
  if (!isRecord(raw)) throw bad('must have host, port, address and toPort');
  const { host, port, address, toPort, ca } = raw;
  if (typeof host !== 'string' || typeof address !== 'string' || !isPort(port) || !isPort(toPort)) throw bad('must have host, port, address and toPort');
  if (ca === undefined) return { host, port, address, toPort };
  const pem = typeof ca === 'string' && Object.hasOwn(authorities, ca) ? Buffer.from(String(authorities[ca]), 'base64').toString() : '';
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw bad('names a ca that is no certificate among the authorities');
  return { host, port, address, toPort, ca: pem };
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65536;
}
