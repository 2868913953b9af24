import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { at } from '../../../src/api/json.ts';
import { emission } from '../../../src/commands/emit.ts';
import type { Given } from '../../../src/forms/types.ts';
import { PLATFORMS } from '../../../src/platforms/index.ts';
import { BACKENDS } from '../../../src/registry/backends.ts';
import { kustomization } from '../../../src/report/emit/kustomize.ts';
import { manifests } from '../../../src/report/emit/manifests.ts';
import { shellScript } from '../../../src/report/emit/shell.ts';

/** What each form needs when no cluster tells anything. */
const NEEDED: Record<string, Given[]> = {
  aws: [{ bucket: 'bucket-1', region: 'eu-west-1' }, { bucket: 'bucket-1', region: 'eu-west-1', 'from-secret': 'ns/keys' }, { bucket: 'bucket-1', region: 'us-east-1', 'region-endpoint': 'https://s3.example.com', 'ca-source': 'service', 'trusted-ca': 'ca' }],
  gcp: [{ bucket: 'bucket-1', region: 'us-east-1', 'project-id': 'project-1' }],
  azure: [{ 'account-name': 'account1', container: 'images' }],
  'openstack-swift': [{ container: 'images', 'auth-url': 'https://keystone.example.com/v3', domain: 'Default', tenant: 't', 'region-name': 'R' }],
  'openstack-cinder': [{}, { 'availability-zone': 'nova' }],
  baremetal: [{ storage: 'pvc', claim: 'c' }, { storage: 'pvc', claim: 'c', 'storage-class': 'k', 'access-mode': 'ReadWriteMany' }, { storage: 'empty-dir', 'non-production': true }],
  vsphere: [{ storage: 'block', claim: 'c', 'storage-class': 'thin-csi' }],
  nutanix: [{ storage: 'block', claim: 'c', 'storage-class': 'nutanix-volume' }],
  'odf-rgw': [{}, { host: 'service' }],
  'odf-noobaa': [{}],
  'odf-cephfs': [{}],
};
const cases = Object.entries(PLATFORMS).flatMap(([name, form]) => (NEEDED[name] ?? []).map((given) => [`${name} ${JSON.stringify(given)}`, form, given] as const));

it('every form is tried', () => expect(Object.keys(NEEDED).sort()).toEqual(Object.keys(PLATFORMS).sort()));

describe.each(cases)('%s, without a cluster', (_name, form, given) => {
  const made = emission(`setup ${form.name}`, form, given);
  const script = shellScript(made);
  const documents = parseAllDocuments(manifests(made, stringify)).map((one) => one.toJS() as unknown).filter((one) => one !== null);
  const config = documents.at(-1);

  it('is a script that a shell can read, with one patch of the Config', () => {
    expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    expect(script.match(/^oc patch /gm)).toEqual(['oc patch ']);
  });
  it('says in words what the storage is, wherever the Config stands', () => {
    const title = made.steps.find((step) => step.kind === 'config')?.title ?? '';
    expect(title).not.toBe('');
    for (const text of [script, manifests(made, stringify), kustomization(made, stringify)['config.yaml']]) expect(text).toContain(`# ${title}\n`);
  });
  it('has exactly one storage, and says whose it is', () => {
    expect(at(config, 'kind')).toBe('Config');
    expect(BACKENDS.filter((backend) => at(config, 'spec', 'storage', backend) !== undefined)).toHaveLength(1);
    expect(['Managed', 'Unmanaged']).toContain(at(config, 'spec', 'storage', 'managementState'));
  });
  it('leaves nothing out without a word: every value that is not known is looked up, or a placeholder', () => {
    expect(script).not.toMatch(/undefined|\[object|: "https:\/\/"|"ca-bundle\.crt": ""/);
    expect(JSON.stringify(documents)).not.toMatch(/undefined|\[object|"https:\/\/"|"ca-bundle\.crt":""/);
  });
  it('takes credentials from files or from the cluster', () => {
    const wanted = form.credentials !== undefined;
    const files = kustomization(made, stringify);
    expect(/create secret generic image-registry-private-configuration-user/.test(script)).toBe(wanted || form.name.startsWith('odf-rgw') || form.name === 'odf-noobaa');
    if (wanted) expect(files['.gitignore']).toContain('/REGISTRY_STORAGE_');
  });
});
