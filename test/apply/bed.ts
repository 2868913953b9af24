import { R, ref } from '../../src/api/resources.ts';
import type { JsonObject } from '../../src/api/types.ts';
import { apply } from '../../src/apply/apply.ts';
import type { ApplyEvent, ApplyOptions, ApplyPorts, ApplyResult, Proof } from '../../src/apply/types.ts';
import { Failure } from '../../src/errors.ts';
import type { EnsureStep, Judgement, PatchStep, Plan, ProveStep, Step, ValueObject, WaitStep } from '../../src/plan/types.ts';
import { readKey } from '../../src/snapshot/access.ts';
import type { Read, Snapshot } from '../../src/snapshot/types.ts';
import { MemoryKube } from '../support/memory-kube.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

export const CONFIG = ref(R.Config, 'cluster');
export const CLAIM = ref(R.ObjectBucketClaim, 'rgwbucket', 'openshift-storage');
export const SOURCE = ref(R.Secret, 'rgwbucket', 'openshift-storage');
export const BUCKET = ref(R.ConfigMap, 'rgwbucket', 'openshift-storage');
export const KEYS = ref(R.Secret, 'image-registry-private-configuration-user', 'openshift-image-registry');
export const BUNDLE = ref(R.ConfigMap, 'image-registry-s3-bundle', 'openshift-config');
export const SECRET = 'c2VjcmV0LWtleS1vZi1idWNrZXQtMDQy';

export const from = (object: string, path: string[], show: string, secret = false): ValueObject => ({ $ref: { step: 'bound', object, path, show, secret } }) as unknown as ValueObject;

/** A cluster with a registry that is Removed, and a provisioner that binds the claim as soon as anybody sleeps. */
export class Bed {
  readonly kube = new MemoryKube();
  readonly clock = new VirtualClock();
  readonly stop = new AbortController();
  readonly events: ApplyEvent[] = [];
  proof: Proof = { proof: 'push-pull', ok: true, summary: 'pushed and pulled', facts: [] };
  judges: Record<string, (snapshot: Snapshot, params: JsonObject) => Judgement> = {};
  readonly ports: ApplyPorts;

  constructor(keys: 'new keys' | 'old keys' = 'new keys') {
    const { kube, clock } = this;
    kube.put(CONFIG, { spec: { managementState: 'Removed', replicas: 1, storage: { pvc: { claim: 'old' } } } });
    if (keys === 'old keys') kube.put(KEYS, { data: { REGISTRY_STORAGE_S3_SECRETKEY: 'b2xk', mine: 'a2VlcA==' } });
    clock.during = () => this.bind();
    this.judges = {
      bound: (snapshot) => ({ met: this.seen(snapshot, CLAIM)?.['status'] !== undefined, state: this.seen(snapshot, CLAIM) === undefined ? 'no claim' : 'phase Pending' }),
      ready: () => ({ met: true, state: 'ready' }),
    };
    this.ports = {
      kube,
      clock,
      signal: this.stop.signal,
      deadline: new Date(clock.now().getTime() + 600_000),
      read: (reads) => this.read(reads),
      judge: (name, snapshot, params) => {
        const judge = this.judges[name];
        if (judge === undefined) throw new Failure('unexpected', `no judge ${name}`);
        return judge(snapshot, params);
      },
      prove: async (_name, _params, emit) => {
        emit('pushing');
        return this.proof;
      },
      emit: (event) => void this.events.push(structuredClone(event)),
    };
  }

  bind(): void {
    if (!this.kube.objects.has('objectbucketclaims.objectbucket.io/openshift-storage/rgwbucket') || this.kube.objects.has('secrets/openshift-storage/rgwbucket')) return;
    this.kube.put(SOURCE, { data: { AWS_SECRET_ACCESS_KEY: SECRET } });
    this.kube.put(BUCKET, { data: { BUCKET_NAME: 'rgwbucket-1234' } });
    this.kube.touch(CLAIM, { status: { phase: 'Bound' } });
  }

  seen(snapshot: Snapshot, wanted: Read): Record<string, unknown> | undefined {
    const answer = snapshot.answers[readKey(wanted)];
    return answer?.state === 'found' ? answer.items[0] : undefined;
  }

  async read(reads: Read[]): Promise<Snapshot> {
    const answers: Snapshot['answers'] = {};
    for (const read of reads) {
      const found = read.name === undefined ? undefined : await this.kube.get({ resource: read.resource, name: read.name, ...(read.namespace === undefined ? {} : { namespace: read.namespace }) });
      answers[readKey(read)] = found === undefined ? { state: 'absent' } : { state: 'found', items: [found] };
    }
    return { schema: 'registryctl.dev/snapshot/v1', takenAt: this.clock.now().toISOString(), target: this.kube.target, answers };
  }

  config(): Record<string, unknown> {
    return this.kube.objects.get('configs.imageregistry.operator.openshift.io/cluster') as Record<string, unknown>;
  }

  keys(): Record<string, unknown> | undefined {
    return this.kube.objects.get('secrets/openshift-image-registry/image-registry-private-configuration-user')?.['data'] as Record<string, unknown> | undefined;
  }

  /** What a planner would plan for this cluster as it is now. */
  plan(): Plan {
    const has = (name: string): boolean => this.kube.objects.has(name);
    const keys = this.kube.objects.get('secrets/openshift-image-registry/image-registry-private-configuration-user');
    const config = this.kube.objects.get('configs.imageregistry.operator.openshift.io/cluster')!;
    const spec = config['spec'] as { managementState: string; storage?: { s3?: { bucket?: string } } };
    const source = this.kube.objects.get('secrets/openshift-storage/rgwbucket')?.['data'] as Record<string, unknown> | undefined;
    const same = source !== undefined && (keys?.['data'] as Record<string, unknown> | undefined)?.['REGISTRY_STORAGE_S3_SECRETKEY'] === source['AWS_SECRET_ACCESS_KEY'];
    const done = spec.storage?.s3?.bucket === 'rgwbucket-1234' && spec.managementState === 'Managed';
    return planOf([
      ensure('claim', CLAIM, has('objectbucketclaims.objectbucket.io/openshift-storage/rgwbucket') ? 'keep' : 'create', { spec: { generateBucketName: 'rgwbucket' } }),
      ensure('keys', KEYS, same ? 'keep' : keys === undefined ? 'create' : 'update', { data: { REGISTRY_STORAGE_S3_SECRETKEY: from(readKey(SOURCE), ['data', 'AWS_SECRET_ACCESS_KEY'], 'known after the claim is bound', true) } }, { live: true, ...(keys?.metadata.resourceVersion === undefined ? {} : { resourceVersion: keys.metadata.resourceVersion }) }),
      wait('bound', 'bound', [CLAIM, SOURCE, BUCKET]),
      ensure('bundle', BUNDLE, has('configmaps/openshift-config/image-registry-s3-bundle') ? 'keep' : 'create', { data: { 'ca-bundle.crt': 'PEM' } }),
      patch('config', done ? 'keep' : 'update', { spec: { managementState: 'Managed', replicas: 2, storage: { pvc: null, s3: { bucket: from(readKey(BUCKET), ['data', 'BUCKET_NAME'], 'known after the claim is bound') } } } }, config.metadata.resourceVersion),
      wait('ready', 'ready', [CONFIG], { samples: 2, apartSeconds: 5 }),
      { kind: 'prove', id: 'proof', title: 'Push and pull', proof: 'push-pull', params: {} } satisfies ProveStep,
    ]);
  }

  apply(plan: Plan = this.plan(), options: Partial<ApplyOptions> = {}): Promise<ApplyResult> {
    return apply(plan, { dryRun: false, verify: true, ...options }, this.ports);
  }
}

export function ensure(id: string, target: EnsureStep['ref'], action: EnsureStep['action'], body: ValueObject, more: Partial<EnsureStep> = {}): EnsureStep {
  return { kind: 'ensure', id, title: `Ensure ${id}`, ref: target, action, body: action === 'keep' ? {} : body, changes: [], live: false, ...more };
}

export function patch(id: string, action: PatchStep['action'], body: ValueObject, resourceVersion?: string): PatchStep {
  return { kind: 'patch', id, title: 'Configure the registry', ref: CONFIG, action, body: action === 'keep' ? {} : body, changes: [], ...(resourceVersion === undefined ? {} : { resourceVersion }) };
}

export function wait(id: string, judge: string, reads: Read[], more: Partial<WaitStep> = {}): WaitStep {
  return { kind: 'wait', id, title: `Wait until ${judge}`, judge, reads, params: {}, samples: 1, apartSeconds: 0, ...more };
}

export function planOf(steps: Step[], more: Partial<Plan> = {}): Plan {
  return { schema: 'registryctl.dev/plan/v1', command: 'setup odf-rgw', target: { context: 'test', server: 'https://127.0.0.1:6443', user: 'admin', sandbox: false }, clusterId: 'c1', clusterVersion: '4.14.0', steps, losses: [], digest: 'd', ...more };
}

/** The Failure that a promise ends in. */
export async function failure(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
