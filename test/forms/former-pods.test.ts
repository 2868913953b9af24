import { describe, expect, it } from 'vitest';
import { R, ref } from '../../src/api/resources.ts';
import type { KubeObject, Ref } from '../../src/api/types.ts';
import { S3_CREDENTIALS } from '../../src/credentials/s3.ts';
import { MINTED } from '../../src/forms/credentials.ts';
import { formerPods } from '../../src/forms/former-pods.ts';
import { closing } from '../../src/forms/steps.ts';
import type { Given } from '../../src/forms/types.ts';
import { mergePatch } from '../../src/plan/merge.ts';
import type { Backend } from '../../src/registry/backends.ts';
import { JUDGES } from '../../src/registry/judges.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';
import { object, recorded, withObject } from '../registry/world.ts';

const VAULT = ref(R.Secret, 'keys', 'vault');
const FROM: Given = { 'from-secret': 'vault/keys' };
const CHECKSUM = { spec: { template: { metadata: { annotations: { 'imageregistry.operator.openshift.io/dependencies-checksum': 'sha256:old' } } } } };

const keys = (at: Ref, access: string, secret: string, [one, two] = ['REGISTRY_STORAGE_S3_ACCESSKEY', 'REGISTRY_STORAGE_S3_SECRETKEY']): KubeObject =>
  object(at, { data: { [String(one)]: { bytes: 20, digest: access }, [String(two)]: { bytes: 40, digest: secret } } });

/** A registry on S3, recorded at that step, with these secrets and no others. */
function world(secrets: KubeObject[], scenario = 'odf-s3-complete', step = 0): Snapshot {
  let snapshot = withObject(recorded(scenario, step), OBJECT.credentials, () => undefined);
  snapshot = withObject(snapshot, OBJECT.deployment, (found) => mergePatch(found, CHECKSUM) as KubeObject);
  for (const secret of secrets) snapshot = withObject(snapshot, ref(R.Secret, secret.metadata.name ?? '', secret.metadata.namespace), () => secret);
  return snapshot;
}
const mine = keys(OBJECT.credentials, 'k1', 's1');
const minted = keys(MINTED, 'k1', 's1', ['aws_access_key_id', 'aws_secret_access_key']);

describe('pods that must be followed by others', () => {
  const cases: [what: string, snapshot: () => Snapshot, given: Given, backend: Backend, former: string | undefined][] = [
    ['other keys', () => world([mine, keys(VAULT, 'k2', 's2')]), FROM, 's3', 'sha256:old'],
    ['another secret key alone', () => world([mine, keys(VAULT, 'k1', 's2')]), FROM, 's3', 'sha256:old'],
    ['other keys than the cloud has minted', () => world([minted, keys(VAULT, 'k2', 's2')]), FROM, 's3', 'sha256:old'],
    ['the same keys', () => world([mine, keys(VAULT, 'k1', 's1')]), FROM, 's3', undefined],
    ['the same keys as minted: the operator may write the same', () => world([minted, keys(VAULT, 'k1', 's1')]), FROM, 's3', undefined],
    ['none given', () => world([mine]), {}, 's3', undefined],
    ['none before', () => world([keys(VAULT, 'k2', 's2')]), FROM, 's3', undefined],
    ['a role that was minted: what it stands for is not known', () => world([object(MINTED, { data: { credentials: { bytes: 90, digest: 'r' } } }), keys(VAULT, 'k2', 's2')]), FROM, 's3', undefined],
    ['keys of another backend', () => world([mine, keys(VAULT, 'k2', 's2')]), FROM, 'gcs', undefined],
    ['a registry that could not use the former keys', () => world([mine, keys(VAULT, 'k2', 's2')], 'odf-s3-wrong-keys', 0), FROM, 's3', undefined],
    ['keys that the operator may not have seen yet', () => withObject(world([{ ...mine, metadata: { ...mine.metadata, resourceVersion: '8' } }, keys(VAULT, 'k2', 's2')]), OBJECT.config, (found) => mergePatch(found, { metadata: { resourceVersion: '7' } }) as KubeObject), FROM, 's3', undefined],
    ['a registry without pods', () => withObject(world([mine, keys(VAULT, 'k2', 's2')]), OBJECT.deployment, () => undefined), FROM, 's3', undefined],
  ];
  it.each(cases)('%s', (_, snapshot, given, backend, former) => expect(formerPods(S3_CREDENTIALS, backend, given, snapshot())).toBe(former));

  it('hold the wait up until others were started, however ready they are', () => {
    const [, wait] = closing('x', {}, undefined, [], 'sha256:old');
    expect(wait).toMatchObject({ judge: 'registry-ready', params: { spec: {}, former: 'sha256:old' } });
    const judge = (former: string): unknown => JUDGES['registry-ready']?.(world([mine]), { former });
    expect(judge('sha256:old')).toMatchObject({ met: false, state: 'the operator has not given the new keys to the pods yet' });
    expect(judge('sha256:older')).toMatchObject({ met: true });
    expect(closing('x', {})[1]).toMatchObject({ params: { spec: {} } });
  });
});
