import { at, condition, list, record, text } from '../api/json.ts';
import { NS, R, ref } from '../api/resources.ts';
import type { JsonObject, KubeObject } from '../api/types.ts';
import type { Judgement } from '../plan/types.ts';
import { one, stateOf } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { hopeless, isCurrent } from './hopeless.ts';
import { OBJECT } from './objects.ts';
import { readiness } from './ready.ts';

export type Judge = (snapshot: Snapshot, params: JsonObject) => Judgement;

const yes = (state: string): Judgement => ({ met: true, state });
const no = (state: string, stop?: string): Judgement => ({ met: false, state, ...(stop === undefined ? {} : { hopeless: stop }) });

/** Params `namespace`, `name`. `spec.bucketName` is there before the bucket is, so only Bound with its secret and config map counts. */
function obcBound(snapshot: Snapshot, params: JsonObject): Judgement {
  const [name, namespace] = [text(params, 'name') ?? '', text(params, 'namespace') ?? ''];
  const claim = one(snapshot, ref(R.ObjectBucketClaim, name, namespace));
  if (claim === undefined) return no(`the claim ${name} is not there`);
  if (claim.metadata.deletionTimestamp !== undefined) return no(`the claim ${name} is being deleted`, `the claim ${name} is being deleted`);
  const phase = text(claim, 'status', 'phase') ?? '';
  if (phase === 'Failed' || phase === 'Released') return no(`the claim ${name} is ${phase}`, `the claim ${name} is ${phase}: its bucket is lost`);
  if (phase !== 'Bound' || (text(claim, 'spec', 'objectBucketName') ?? '') === '') return no(`the claim ${name} is ${phase === '' ? 'not taken up by a provisioner' : phase}`);
  const keys = record(one(snapshot, ref(R.Secret, name, namespace)), 'data');
  if (!('AWS_ACCESS_KEY_ID' in keys && 'AWS_SECRET_ACCESS_KEY' in keys)) return no(`the claim ${name} is Bound, its secret is not there`);
  const bucket = text(one(snapshot, ref(R.ConfigMap, name, namespace)), 'data', 'BUCKET_NAME') ?? '';
  return bucket === '' ? no(`the claim ${name} is Bound, its config map is not there`) : yes(`the claim ${name} is Bound to bucket ${bucket}`);
}

/** What the operator has yet to do for the Config as it is; undefined when it is done. */
function unsynced(snapshot: Snapshot): Judgement | undefined {
  const config = one(snapshot, OBJECT.config);
  if (config === undefined) return no('the Config does not exist yet');
  if (!isCurrent(config)) return no('the operator has not yet seen the Config');
  const progressing = condition(config, 'Progressing');
  if (progressing?.status === 'False' && progressing.reason !== 'Error') return undefined;
  return no(progressing?.message ?? 'the operator is still at work', hopeless(snapshot, config));
}

const published = (snapshot: Snapshot): string[] => list(one(snapshot, OBJECT.image), 'status', 'externalRegistryHostnames').filter((host) => typeof host === 'string');

function admission(route: KubeObject): { host: string | undefined; refused: string | undefined } {
  const entries = list(route, 'status', 'ingress');
  const verdict = (entry: unknown): unknown => list(entry, 'conditions').find((c) => text(c, 'type') === 'Admitted');
  const refused = entries.map(verdict).find((c) => text(c, 'status') === 'False');
  const admitted = entries.find((entry) => text(verdict(entry), 'status') === 'True');
  return { host: text(admitted, 'host'), refused: refused === undefined ? undefined : `${text(refused, 'reason') ?? ''}: ${text(refused, 'message') ?? ''}` };
}

/** Params `name` of a route in the registry's namespace. Admitted, its host published, and the operator done. */
function routeAdmitted(snapshot: Snapshot, params: JsonObject): Judgement {
  const name = text(params, 'name') ?? '';
  const route = one(snapshot, ref(R.Route, name, NS.registry));
  const rest = unsynced(snapshot);
  if (rest?.hopeless !== undefined) return rest;
  if (route === undefined) return rest ?? no(`the route ${name} is not there`);
  if (route.metadata.deletionTimestamp !== undefined) return no(`an older route ${name} is being deleted`);
  const { host, refused } = admission(route);
  const claimed = refused?.startsWith('HostAlreadyClaimed') === true;
  if (host === undefined && refused !== undefined) return no(`the route ${name} is refused: ${refused}`, claimed ? `another route has the host of ${name}: ${refused}` : undefined);
  if (host === undefined) return no(`the route ${name} is not admitted yet`);
  if (!published(snapshot).includes(host)) return no(`the host ${host} is not published yet`);
  return rest ?? yes(`the route ${name} is admitted as ${host}`);
}

/** Params `name` of a route in the registry's namespace. Gone, not merely on its way (the operator deletes in the foreground), and the operator done. */
function routeGone(snapshot: Snapshot, params: JsonObject): Judgement {
  const name = text(params, 'name') ?? '';
  const route = ref(R.Route, name, NS.registry);
  const going = one(snapshot, route)?.metadata.deletionTimestamp !== undefined;
  if (stateOf(snapshot, route) !== 'absent') return unsynced(snapshot) ?? no(`the route ${name} is ${going ? 'being deleted' : 'still there'}`);
  const left = published(snapshot).find((host) => host.startsWith(`${name}-${NS.registry}.`));
  if (left !== undefined) return no(`the host ${left} is still published`);
  return unsynced(snapshot) ?? yes(`the route ${name} is gone`);
}

function configPresent(snapshot: Snapshot): Judgement {
  return one(snapshot, OBJECT.config) === undefined ? no('the operator has not made the Config yet') : yes('the Config is there');
}

/** Unmanaged, and the operator has taken note of it: from then on it touches nothing and only writes status (recording unmanaged). */
function operatorPaused(snapshot: Snapshot): Judgement {
  const config = one(snapshot, OBJECT.config);
  const meant = text(config, 'spec', 'managementState');
  if (config === undefined || meant !== 'Unmanaged') return no(`managementState is ${meant ?? 'not set'}`);
  return isCurrent(config) ? yes('the operator keeps off') : no('the operator has not yet seen the pause');
}

/** Removed is meant, done and reported; the deployment is gone. */
function registryRemoved(snapshot: Snapshot): Judgement {
  const config = one(snapshot, OBJECT.config);
  const meant = text(config, 'spec', 'managementState');
  if (meant !== 'Removed') return no(`managementState is ${meant ?? 'not set'}`);
  const rest = unsynced(snapshot);
  if (rest !== undefined) return rest;
  const done = condition(config, 'Removed')?.status === 'True' && condition(config, 'Available')?.reason === 'Removed';
  return done && stateOf(snapshot, OBJECT.deployment) === 'absent' ? yes('the registry is removed') : no('the registry is being removed');
}

/** The judges that a plan's waits name. Each is pure over the Snapshot; params are the wait's. */
export const JUDGES: Readonly<Record<string, Judge>> = {
  'obc-bound': obcBound,
  'registry-ready': (snapshot, params) => readiness(snapshot, (at(params, 'spec') ?? {}) as JsonObject, text(params, 'former')),
  'route-admitted': routeAdmitted,
  'route-gone': routeGone,
  'config-present': configPresent,
  'operator-paused': operatorPaused,
  'registry-removed': registryRemoved,
};
