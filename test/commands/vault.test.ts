import { describe, expect, it } from 'vitest';
import { record, text } from '../../src/api/json.ts';
import { nameOf, NS, R, ref } from '../../src/api/resources.ts';
import { hide, makeVault } from '../../src/commands/vault.ts';
import { S3_CREDENTIALS } from '../../src/credentials/s3.ts';
import { SWIFT_CREDENTIALS } from '../../src/credentials/swift.ts';
import { GIVEN } from '../../src/registry/objects.ts';
import type { Kube } from '../../src/kube/port.ts';
import { SecretText } from '../../src/secret.ts';
import { makeRedactor } from '../../src/ui/redact.ts';
import { MemoryKube } from '../support/memory-kube.ts';

const KEYS = { REGISTRY_STORAGE_S3_ACCESSKEY: new SecretText('AKIAIOSFODNN7EXAMPLE'), REGISTRY_STORAGE_S3_SECRETKEY: new SecretText('hunter2-hunter2') };
const other = ref(R.Secret, 'other', NS.registry);

function bed() {
  const redactor = makeRedactor();
  const vault = makeVault({ redactor });
  let later = false;
  const memory = new MemoryKube();
  memory.put(other, { data: { a: 'Yg==' } });
  const kube = { get: memory.get.bind(memory), close: () => undefined, get hasToken() { return later; } } as unknown as Kube & { hasToken: boolean };
  return { redactor, vault, kube, learn: () => (later = true), asked: () => memory.calls.map(({ name }) => name) };
}

describe('a vault', () => {
  it('answers for the credentials as for a secret of the cluster, and for all else as the cluster does', async () => {
    const { vault, kube, asked } = bed();
    const over = vault.over(kube);
    expect(await over.get(GIVEN)).toBeUndefined();
    vault.put(S3_CREDENTIALS, KEYS);
    const found = await over.get(GIVEN);
    expect(found).toMatchObject({ apiVersion: 'v1', kind: 'Secret', metadata: { name: GIVEN.name, namespace: GIVEN.namespace } });
    expect(Buffer.from(text(found, 'data', 'REGISTRY_STORAGE_S3_SECRETKEY') ?? '', 'base64').toString()).toBe('hunter2-hunter2');
    expect(await over.get(other)).toMatchObject({ data: { a: 'Yg==' } });
    // the cluster itself is never asked for them
    expect(asked()).toEqual(['secrets/openshift-image-registry/other']);
  });

  it('holds what was put in last', async () => {
    const { vault, kube } = bed();
    const over = vault.over(kube);
    vault.put(S3_CREDENTIALS, KEYS);
    vault.put(S3_CREDENTIALS, { REGISTRY_STORAGE_S3_ACCESSKEY: new SecretText('new-new-new') });
    expect(Object.keys(record(await over.get(GIVEN), 'data'))).toEqual(['REGISTRY_STORAGE_S3_ACCESSKEY']);
  });

  it('leaves the rest of the connection as it is, what it learns later too', () => {
    const { vault, kube, learn } = bed();
    const over = vault.over(kube);
    expect(over.hasToken).toBe(false);
    learn();
    expect(over.hasToken).toBe(true);
    expect({ ...over }).toHaveProperty('close');
  });

  it('stands under a name that no cluster can have', () => {
    expect(nameOf(GIVEN)).toMatch(/[^a-z0-9./-]/u);
  });
});

describe('what is printed', () => {
  it('holds no value that was put in', () => {
    const { vault, redactor } = bed();
    vault.put(S3_CREDENTIALS, KEYS);
    expect(redactor.clean('AKIAIOSFODNN7EXAMPLE and hunter2-hunter2')).toBe('*** and ***');
    expect(redactor.clean(Buffer.from('hunter2-hunter2').toString('base64'))).toBe('***');
  });

  it('keeps words that are the name of a user', () => {
    const { redactor } = bed();
    hide({ redactor }, SWIFT_CREDENTIALS, { REGISTRY_STORAGE_SWIFT_USERNAME: new SecretText('openshift'), REGISTRY_STORAGE_SWIFT_PASSWORD: new SecretText('registry') });
    expect(redactor.clean('openshift-image-registry')).toBe('openshift-image-***');
  });
});
