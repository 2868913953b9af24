import { describe, expect, it, test } from 'vitest';
import { BACKENDS } from '../../src/registry/backends.ts';
import { deleteCommand, isNamed } from '../../src/registry/delete-command.ts';

describe('the command that deletes a storage', () => {
  it.each([
    [{ s3: { bucket: 'b' } }, 'aws s3 rb s3://b --force'],
    [{ s3: { bucket: 'b', region: 'eu-west-1', regionEndpoint: 'https://minio.example.com:9000' } }, 'aws s3 rb s3://b --force --region eu-west-1 --endpoint-url https://minio.example.com:9000'],
    [{ gcs: { bucket: 'b', projectID: 'p' } }, 'gcloud storage rm --recursive gs://b'],
    [{ swift: { container: 'c' } }, 'openstack container delete --recursive c'],
    [{ pvc: { claim: 'image-registry-storage' } }, 'oc -n openshift-image-registry delete pvc image-registry-storage'],
    [{ azure: { accountName: 'acct', container: 'c' } }, 'az storage container delete --account-name acct --name c --auth-mode key'],
    [{ azure: { accountName: 'imageregistrylab', container: 'c' } }, 'az storage account delete --name imageregistrylab --resource-group lab-rg'],
    [{ ibmcos: { bucket: 'b', location: 'eu-de' } }, 'its objects first, then: ibmcloud cos bucket-delete --bucket b --region eu-de --force'],
    [{ oss: { bucket: 'b', region: 'cn-hangzhou' } }, 'ossutil rm oss://b --bucket --all-type --recursive --force'],
  ])('%j', (storage, command) => expect(deleteCommand(storage, 'lab-rg')).toBe(command));

  it.each([[{}], [{ emptyDir: {} }], [undefined], [{ s3: { bucket: 'b' }, pvc: { claim: 'c' } }]])('there is none for %j', (storage) => expect(deleteCommand(storage)).toBeUndefined());

  const bad = ['', '$(x)', 'a b', '`x`', 'a;b', '-rf', 'a\nb', '\'x\'', '${BUCKET}'];
  test.each(BACKENDS.filter((backend) => backend !== 'emptyDir').flatMap((backend) => bad.map((value) => [backend, value] as const)))('nothing else than a name reaches it: %s %j', (backend, value) => {
    const keys = ['bucket', 'container', 'claim', 'region', 'regionEndpoint', 'accountName', 'location'];
    const command = deleteCommand({ [backend]: Object.fromEntries(keys.map((key) => [key, value])) }, value) ?? '';
    expect(command).toMatch(/NAME|ACCOUNT/u);
    expect(command).toMatch(/^[-\w :/,.]+$/u);
    if (value !== '') expect(command).not.toContain(` ${value}`);
  });
});

describe('whether a name says which storage it is', () => {
  it.each([
    [{ s3: { bucket: 'b' } }, true], [{ s3: { bucket: '' } }, false], [{ s3: {} }, false], [{ swift: { container: 'c' } }, true], [{ azure: { accountName: 'a' } }, false],
    [{ pvc: { claim: 'c' } }, true], [{ pvc: { claim: '' } }, false], [{ emptyDir: {} }, false], [{}, false], [{ s3: { bucket: 'b' }, gcs: { bucket: 'b' } }, false],
  ])('%j: %s', (storage, is) => expect(isNamed(storage)).toBe(is));
});
