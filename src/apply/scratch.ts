import { text } from '../api/json.ts';
import { blank, R, ref } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import { ApiError, Failure } from '../errors.ts';
import type { Kube } from '../kube/port.ts';
import type { SecretText } from '../secret.ts';
import { answered, checkRunning, unknownOutcome } from './stale.ts';
import type { ApplyPorts } from './types.ts';

export const PROOF_PREFIX = 'registryctl-proof-';
const MANAGED = { 'app.kubernetes.io/managed-by': 'registryctl' };
const DIGESTS = 'registryctl.dev/proof-digests';
const RUNNER = 'registryctl.dev/proof-runner';
const ACCOUNT = 'proof';
const TOKEN_SECONDS = 600;
const STALE_AFTER = 15 * 60_000;

/** A namespace is emptied in the background after its deletion was accepted: so many looks, so far (ms) apart, are waited for that. */
const LOOKS = 40;
const APART = 500;

/** A project of a proof's own, and an account in it that may push and pull there. */
export interface Scratch {
  namespace: string;
  account: string;
  token: SecretText;
}

/** The process that a proof runs in, by a name that a later one on the same machine can judge. */
export interface Runner {
  name: string;
  /** true only when the process of that name has certainly ended */
  ended(name: string): boolean;
}

type Ports = Pick<ApplyPorts, 'kube' | 'clock' | 'signal'>;

/** Again on faults that pass: a service account has to become known, a broken connection comes back. */
async function patiently<T>(ports: Ports, what: string, run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    checkRunning(ports.signal);
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // 409: a quota that was counted at the same moment, or a project that is ending
      if ((!unknownOutcome(error) && error.status !== 404 && error.status !== 409) || tries >= 6) throw new Failure(error.outcome, `The scratch project of the proof: ${what}: ${error.message}`, { cause: error });
      await ports.clock.sleep(300 * tries, ports.signal).catch(() => checkRunning(ports.signal));
    }
  }
}

async function create(ports: Ports, target: Parameters<Kube['create']>[0], object: KubeObject): Promise<void> {
  await patiently(ports, `creating ${target.resource.plural}/${target.name}`, async () => {
    try {
      await ports.kube.create(target, object);
    } catch (error) {
      if (!answered(error, 409) || (error as ApiError).reason !== 'AlreadyExists') throw error;
    }
  });
}

/**
 * Removes the stored Image objects of a project's pushes, then the project; absences are fine. Gives back the project when
 * it was there. An image that could not be removed stops it: only the project still knows that image's name. Whoever may
 * not touch images at all leaves them; `leave` is told which.
 */
async function clear(kube: Kube, namespace: string, digests: readonly string[], uid?: string, leave: (digest: string) => void = () => undefined): Promise<boolean> {
  for (const digest of digests) {
    const forbidden = (error: unknown): undefined => {
      if (answered(error, 403)) leave(digest);
      else if (!answered(error, 404)) throw error;
    };
    const image = await kube.get(ref(R.StoredImage, digest)).catch(forbidden);
    // the same bytes pushed elsewhere by somebody else are not ours to remove
    if (image !== undefined && (text(image, 'dockerImageReference') ?? '').includes(`/${namespace}/`)) await kube.remove(ref(R.StoredImage, digest)).catch(forbidden);
  }
  return kube.remove(ref(R.Namespace, namespace), uid === undefined ? {} : { uid });
}

/** Waits a while until a removed project is really gone; not when interrupted, and not when it may not be looked at. */
async function gone({ kube, clock, signal }: Ports, namespace: string): Promise<void> {
  try {
    for (let looks = 0; looks < LOOKS && (await kube.get(ref(R.Namespace, namespace), { signal })) !== undefined; looks++) await clock.sleep(APART, signal);
  } catch {
    // it is being removed, seen or not
  }
}

/**
 * Makes a labelled scratch project with a service account that may push and pull in it, and a token
 * of ten minutes; runs `use` with it; removes everything again, whether `use` succeeded, failed or was
 * interrupted. `digests` are the manifests that `use` may push: known beforehand, so that the sweep of a
 * killed run finds them. `random` makes the name; `runner` is noted for the sweep;
 * `left` is told what could not be removed and who does it, in words.
 */
export async function withScratch<T>(ports: Ports & { random: string; digests: readonly string[]; runner?: Runner | undefined; left?: (what: string) => void }, use: (scratch: Scratch) => Promise<T>): Promise<T> {
  const { kube, random, digests, runner } = ports;
  const namespace = `${PROOF_PREFIX}${random}`;
  const project = blank(ref(R.Namespace, namespace), MANAGED);
  const account = ref(R.ServiceAccount, ACCOUNT, namespace);
  const binding = ref(R.RoleBinding, ACCOUNT, namespace);
  const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:image-builder' };
  checkRunning(ports.signal);
  try {
    await create(ports, ref(R.Namespace, namespace), { ...project, metadata: { ...project.metadata, annotations: { [DIGESTS]: digests.join(','), ...(runner === undefined ? {} : { [RUNNER]: runner.name }) } } });
    await create(ports, account, blank(account, MANAGED));
    await create(ports, binding, { ...blank(binding, MANAGED), roleRef: role, subjects: [{ kind: 'ServiceAccount', name: ACCOUNT, namespace }] });
    const token = await patiently(ports, 'a token of its service account', () => kube.token(namespace, ACCOUNT, TOKEN_SECONDS));
    return await use({ namespace, account: ACCOUNT, token });
  } finally {
    // not worth failing a proof for, but worth telling: the next run sweeps what is left
    const images = new Set<string>();
    const removed = await patiently({ ...ports, signal: new AbortController().signal }, 'removing it', () => clear(kube, namespace, digests, undefined, (digest) => void images.add(digest))).catch(() => 'left' as const);
    for (const digest of images) ports.left?.(`image ${digest} may not be removed by this user; the image pruner removes it`);
    if (removed === 'left') ports.left?.(`project ${namespace} could not be removed; the next run removes it`);
    else if (removed) await gone(ports, namespace);
  }
}

/**
 * Removes what killed runs left behind: labelled scratch projects whose process has ended or that are older than
 * 15 minutes by the cluster's clock, and their stored images. Gives back their names. Never fails: what cannot be listed or removed stays.
 */
export async function sweep(kube: Kube, now: Date, runner?: Runner): Promise<string[]> {
  const label = Object.entries(MANAGED).map(([key, value]) => `${key}=${value}`).join(',');
  const found = await kube.list(R.Namespace, { labelSelector: label }).catch(() => undefined);
  const swept: string[] = [];
  for (const { metadata } of found?.items ?? []) {
    const { name = '', creationTimestamp = '', deletionTimestamp, uid } = metadata;
    const age = now.getTime() + (kube.skew?.() ?? 0) - Date.parse(creationTimestamp);
    if (!name.startsWith(PROOF_PREFIX) || deletionTimestamp !== undefined || (!(age > STALE_AFTER) && runner?.ended(metadata.annotations?.[RUNNER] ?? '') !== true)) continue;
    const digests = metadata.annotations?.[DIGESTS] ?? '';
    const gone = await clear(kube, name, digests.split(',').filter((digest) => digest !== ''), uid).catch(() => false);
    if (gone) swept.push(name);
  }
  return swept;
}
