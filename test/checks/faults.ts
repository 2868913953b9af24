import { NS, R } from '../../src/api/resources.ts';
import type { Code } from '../../src/registry/codes.ts';
import { cluster, config, drop, merge, pod, serving, the, told, type Stage } from './worlds.ts';

export interface Fault {
  code: Code;
  what: string;
  /** makes the fault in a registry that serves from S3 */
  make(stage: Stage): void;
}

const patch = (value: Record<string, unknown>) => (stage: Stage): void => { config(stage, value); };
const waiting = (reason: string): Record<string, unknown> => ({ containerStatuses: [{ name: 'registry', state: { waiting: { reason } } }] });

/** Faults that a registry on S3 can have at the same time, since none of them hides another. */
export const FAULTS: readonly Fault[] = [
  {
    code: 'RC-SECRET-KEYS',
    what: 'a key of the credentials is gone',
    make: (stage) => { merge(the(stage, R.Secret, 'image-registry-private-configuration-user', NS.registry), { data: { REGISTRY_STORAGE_S3_ACCESSKEY: null } }); },
  },
  {
    code: 'RC-CA-MISSING',
    what: 'the CA map is gone',
    make: (stage) => { drop(stage, R.ConfigMap, 'image-registry-s3-bundle'); },
  },
  { code: 'RC-S3-REGION', what: 'no region', make: patch({ spec: { storage: { s3: { region: '' } } } }) },
  { code: 'RC-S3-PLACEHOLDER', what: 'a bucket that no shell replaced', make: patch({ spec: { storage: { s3: { bucket: '${bucket}' } } } }) },
  { code: 'RC-S3-ENCRYPT', what: 'encryption', make: patch({ spec: { storage: { s3: { encrypt: true } } } }) },
  { code: 'RC-STORAGE-TWO', what: 'a second storage', make: patch({ spec: { storage: { emptyDir: {} } } }) },
  { code: 'RC-READ-ONLY', what: 'read-only', make: patch({ spec: { readOnly: true } }) },
  { code: 'RC-OPERATOR-STALE', what: 'the operator sleeps', make: patch({ metadata: { generation: 9 }, status: { observedGeneration: 8 } }) },
  {
    code: 'RC-DEGRADED',
    what: 'a rollout that timed out',
    make: (stage) => { told(the(stage, R.Config, 'cluster'), 'Degraded', 'True', 'ProgressDeadlineExceeded', 'timed out'); },
  },
  { code: 'RC-POD-WAITING', what: 'an image that cannot be pulled', make: (stage) => { pod(stage, 'new', waiting('ImagePullBackOff')); } },
  { code: 'RC-POD-CRASHING', what: 'a pod that ends', make: (stage) => { pod(stage, 'old', waiting('CrashLoopBackOff')); } },
  {
    code: 'RC-ROUTE-UNSERVED',
    what: 'a route that no router takes',
    make: (stage) => { merge(the(stage, R.Route, 'lost', NS.registry), { spec: { to: { name: 'image-registry' }, host: 'r.example.com' } }); },
  },
  { code: 'RC-ROUTE-ABSENT', what: 'a route that was never made', make: patch({ spec: { defaultRoute: true } }) },
  {
    code: 'RC-PRUNER-FAILED',
    what: 'a pruner that fails',
    make: (stage) => { told(the(stage, R.ImagePruner, 'cluster'), 'Failed', 'True', 'BackoffLimitExceeded', 'failed'); },
  },
  { code: 'RC-CLUSTER-VERSION-UNPROVEN', what: 'another version', make: (stage) => { cluster(stage, '4.17.1'); } },
];

/** The registry with these faults. */
export const broken = (faults: readonly Fault[]): Stage => {
  const stage = serving('odf-s3-complete');
  for (const fault of faults) fault.make(stage);
  return stage;
};
