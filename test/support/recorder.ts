import { isRecord, list, num, record, text } from '../../src/api/json.ts';
import { blank, NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject, Resource } from '../../src/api/types.ts';
import { startOperator } from '../../src/sandbox/actors/operator/operator.ts';
import type { Operator } from '../../src/sandbox/actors/operator/operator.ts';
import { localClient } from '../../src/sandbox/api/local.ts';
import { createStore, seed } from '../../src/sandbox/api/seed.ts';
import { Refused } from '../../src/sandbox/client.ts';
import type { Client } from '../../src/sandbox/client.ts';
import type { RecordedWorld } from './facts.ts';
import { JumpClock } from './jump-clock.ts';
import { memoryStores } from './memory-stores.ts';
import type { Ledger } from './memory-stores.ts';

type Fields = Record<string, unknown>;
const HOME = NS.registry;
const KINDS = [
  'Deployment',
  'DaemonSet',
  'CronJob',
  'Route',
  'Service',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'PersistentVolumeClaim',
  'PodDisruptionBudget',
] as const;
/** kinds whose deletions the recorder ended; there was no other garbage collector */
const FREED = [R.Deployment, R.Service, R.DaemonSet, R.PersistentVolumeClaim, R.Secret, R.CronJob];
const PLAIN = { platform: 'None', platformStatus: { type: 'None' }, infrastructureTopology: 'HighlyAvailable' };

/** A cluster as it was recorded: the operator, and all other actors played at once and without failing. */
export interface Recorder {
  client: Client;
  clock: JumpClock;
  ledger: Ledger;
  operator: Operator;
  /** does one action of a scenario; returns the API's answer */
  act(action: Fields): Promise<{ code: number; reason?: string; message?: string }>;
  /** lets everything run until nothing has changed for six seconds */
  settle(): Promise<void>;
  world(): Promise<RecordedWorld>;
  config(): Promise<KubeObject>;
  stop(): Promise<void>;
}

export interface RecorderOptions {
  infrastructure?: Fields | undefined;
  /** objects that are there before the operator starts */
  objects?: KubeObject[];
  /** there is a garbage collector; the recorder had one for some kinds only */
  collected?: boolean;
}

const object = (resource: Resource, name: string, more: Fields = {}, namespace?: string): KubeObject => ({
  ...blank(ref(resource, name, namespace)),
  ...more,
});

function beginning(infrastructure: Fields): KubeObject[] {
  const home = object(R.Namespace, HOME);
  home.metadata.annotations = { 'openshift.io/sa.scc.supplemental-groups': '1000330000/10000' };
  return [
    home,
    object(R.Namespace, NS.config),
    object(R.Namespace, NS.managed),
    object(R.Infrastructure, 'cluster', { spec: {}, status: infrastructure }),
    object(R.ClusterOperator, 'image-registry', { spec: {} }),
    object(R.Image, 'cluster', { spec: {} }),
    object(
      R.Secret,
      'pull-secret',
      { type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': 'eyJhdXRocyI6e319' } },
      NS.config,
    ),
  ];
}

export async function startRecorder(options: RecorderOptions = {}): Promise<Recorder> {
  const clock = new JumpClock();
  const store = createStore({ now: () => clock.now(), collects: options.collected === true });
  const client = localClient(store);
  seed(store, [...beginning(options.infrastructure ?? PLAIN), ...(options.objects ?? [])]);
  const { door, ledger } = memoryStores();
  ledger.keys.set('${S3_ACCESS_KEY}', '${S3_SECRET_KEY}');
  ledger.buckets.set('s3/rgwbucket-1', 'us');
  let ready = true;
  let dice = 0;
  const operator = startOperator({
    client,
    clock,
    store: door,
    random: (digits) => String(++dice).padStart(digits, '0'),
  });

  const drain = async (): Promise<void> => {
    for (let still = 0; still < 4; still = operator.quiet() ? still + 1 : 0)
      await new Promise((resolve) => setImmediate(resolve));
  };
  const status = (resource: Resource, o: KubeObject, value: Fields): Promise<KubeObject> =>
    client.patch(resource, o.metadata.name ?? '', o.metadata.namespace, { status: value }, 'merge', 'status');

  async function actors(): Promise<void> {
    for (const resource of FREED) {
      for (const o of await client.list(resource, HOME))
        if (o.metadata.deletionTimestamp !== undefined)
          await client.patch(resource, o.metadata.name ?? '', HOME, { metadata: { finalizers: null } });
    }
    for (const d of await client.list(R.Deployment, HOME)) {
      const n = num(d, 'spec', 'replicas') ?? 1;
      const a = ready ? n : 0;
      if (
        num(d, 'status', 'observedGeneration') === d.metadata.generation &&
        (num(d, 'status', 'availableReplicas') ?? 0) === a
      )
        continue;
      const conditions = [
        {
          type: 'Available',
          status: a > 0 ? 'True' : 'False',
          reason: a > 0 ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
          message: 'x',
        },
        { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message: 'x' },
      ];
      await status(R.Deployment, d, {
        observedGeneration: d.metadata.generation,
        replicas: n,
        updatedReplicas: n,
        readyReplicas: a,
        availableReplicas: a,
        unavailableReplicas: n - a,
        conditions,
      });
    }
    for (const d of await client.list(R.DaemonSet, HOME)) {
      if (num(d, 'status', 'observedGeneration') === d.metadata.generation) continue;
      await status(R.DaemonSet, d, {
        observedGeneration: d.metadata.generation,
        desiredNumberScheduled: 3,
        currentNumberScheduled: 3,
        numberReady: 3,
        numberAvailable: 3,
        updatedNumberScheduled: 3,
        numberMisscheduled: 0,
      });
    }
    for (const p of await client.list(R.PersistentVolumeClaim, HOME)) {
      if (text(p, 'status', 'phase') !== 'Bound')
        await status(R.PersistentVolumeClaim, p, {
          phase: 'Bound',
          accessModes: list(p, 'spec', 'accessModes'),
          capacity: record(p, 'spec', 'resources', 'requests'),
        });
    }
    for (const r of await client.list(R.Route, HOME)) {
      if (list(r, 'status', 'ingress').length > 0 || r.metadata.annotations?.['test/unadmitted'] === 'true') continue;
      const name = r.metadata.name ?? '';
      const host = text(r, 'spec', 'host') ?? `${name}-${HOME}.apps.lab.example.com`;
      if (text(r, 'spec', 'host') === undefined) await client.patch(R.Route, name, HOME, { spec: { host } });
      await status(R.Route, r, {
        ingress: [
          {
            host,
            routerName: 'default',
            routerCanonicalHostname: 'router-default.apps.lab.example.com',
            wildcardPolicy: 'None',
            conditions: [{ type: 'Admitted', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }],
          },
        ],
      });
    }
    const ca = await client.get(R.ConfigMap, 'serviceca', HOME);
    if (ca && text(ca, 'data', 'service-ca.crt') === undefined)
      await client.patch(R.ConfigMap, 'serviceca', HOME, {
        data: { 'service-ca.crt': '-----BEGIN CERTIFICATE-----\nU0VSVklDRS1DQQ==\n-----END CERTIFICATE-----\n' },
      });
  }

  const world = async (): Promise<RecordedWorld> => {
    const out: RecordedWorld = {};
    for (const kind of ['Config', 'ImagePruner', 'ClusterOperator', 'Image'] as const)
      out[kind] = (await client.list(R[kind])).map(cleaned);
    for (const kind of KINDS)
      out[kind] = (await client.list(R[kind], HOME))
        .filter((o) => !(kind === 'ServiceAccount' && o.metadata.name === 'default'))
        .map(cleaned);
    out['ConfigMap/openshift-config-managed'] = (await client.list(R.ConfigMap, NS.managed)).map(cleaned);
    return out;
  };

  async function settle(): Promise<void> {
    let before = -1;
    for (let quiet = 0, turn = 0; quiet < 9 && turn < 65; turn++) {
      await drain();
      await actors();
      await drain();
      await clock.jump(700, drain);
      const now = store.version;
      quiet = now === before ? quiet + 1 : 0;
      before = now;
    }
  }

  const apply = async (o: KubeObject): Promise<number> => {
    const resource = R[o.kind as keyof typeof R];
    try {
      await client.create(resource, o);
      return 201;
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 409) throw error;
      await client.patch(resource, o.metadata.name ?? '', o.metadata.namespace, o);
      return 200;
    }
  };

  async function act(action: Fields): Promise<{ code: number; reason?: string; message?: string }> {
    try {
      if ('patch' in action) await client.patch(R.Config, 'cluster', undefined, action['patch'], 'merge');
      else if ('jsonpatch' in action) await client.patch(R.Config, 'cluster', undefined, action['jsonpatch'], 'json');
      else if ('pruner' in action) await client.patch(R.ImagePruner, 'cluster', undefined, action['pruner']);
      else if ('image' in action) await client.patch(R.Image, 'cluster', undefined, action['image']);
      else if ('apply' in action) return { code: await apply(action['apply'] as KubeObject) };
      else if ('delete' in action) {
        const gone = action['delete'] as { kind: keyof typeof R; name: string; namespace?: string };
        await client.remove(R[gone.kind], gone.name, gone.namespace ?? (R[gone.kind].namespaced ? HOME : undefined));
      } else if ('ready' in action) ready = action['ready'] === true;
      else throw new Error(`no such action: ${Object.keys(action).join()}`);
      return { code: 200 };
    } catch (error) {
      if (error instanceof Refused) return { code: error.code, reason: error.reason, message: error.message };
      throw error;
    }
  }

  return {
    client,
    clock,
    ledger,
    operator,
    act,
    settle,
    world,
    async config() {
      const found = await client.get(R.Config, 'cluster');
      if (!found) throw new Error('there is no Config');
      return found;
    },
    stop: () => operator.stop(),
  };
}

/** An object without what differs from run to run. */
function cleaned(o: KubeObject): Fields {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (!isRecord(value)) return value;
    const out: Fields = {};
    for (const [k, v] of Object.entries(value)) {
      if (
        [
          'lastTransitionTime',
          'observedGeneration',
          'generations',
          'uid',
          'resourceVersion',
          'creationTimestamp',
          'generation',
          'deletionTimestamp',
        ].includes(k) ||
        k.endsWith('checksum')
      )
        continue;
      if (k === 'httpSecret' || (k === 'value' && value['name'] === 'REGISTRY_HTTP_SECRET')) out[k] = '<generated>';
      else if (k === 'args' && Array.isArray(v)) out[k] = v.map((a) => (String(a).includes('\n') ? '<script>' : a));
      else if (k === 'message' && typeof v === 'string')
        out[k] = v
          .replace(/ on [\d.]+:53/, ' on <resolver>')
          .replaceAll(/request id: [^,]+, host id: \S*/g, 'request id: <id>, host id: <id>');
      else out[k] = walk(v);
    }
    return out;
  };
  return walk(o) as Fields;
}
