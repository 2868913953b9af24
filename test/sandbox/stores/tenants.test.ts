import { describe, expect, it } from 'vitest';
import { keyMaker } from '../../../src/sandbox/pki.ts';
import { clouds } from '../../../src/sandbox/stores/doors.ts';
import { FOREIGN, furnishClouds, OWN, tenants } from '../../../src/sandbox/stores/tenants.ts';

const made = tenants(keyMaker(6443, 'token'));
const { accounts, values } = made;

describe('who has accounts at the clouds', () => {
  it('has the same keys for the same port and token, and others else', () => {
    const again = tenants(keyMaker(6443, 'token')).values;
    for (const name of ['SWIFT_PASSWORD', 'AZURE_KEY', 'SWIFT_APPLICATION_ID', 'OTHER_AZURE_KEY']) {
      expect(again[name]).toBe(values[name]);
      expect(tenants(keyMaker(6444, 'token')).values[name]).not.toBe(values[name]);
    }
  });

  it('has keys of the shapes that the clouds give out', () => {
    for (const name of ['AZURE_KEY', 'OTHER_AZURE_KEY']) expect(values[name]).toMatch(/^[A-Za-z0-9+/]{86}==$/);
    expect(JSON.parse(values['GCS_KEYFILE'] ?? '')).toMatchObject({ type: 'service_account', project_id: 'lab-project', private_key: expect.stringContaining('-----BEGIN PRIVATE KEY-----') as string, token_uri: 'https://oauth2.googleapis.com/token' });
    expect(values['SWIFT_TENANT']).toBe(values['SWIFT_USER']);
    const secrets = Object.entries(values).filter(([name]) => /KEY|PASSWORD|SECRET/.test(name)).map(([, value]) => value);
    expect(new Set(secrets).size).toBe(secrets.length);
  });

  it('has a bucket, and somebody else another', async () => {
    const all = clouds(accounts);
    furnishClouds(all);
    const at = { region: '', systemRoots: true };
    const gcs = { ...at, credentials: { keyfile: values['GCS_KEYFILE'] ?? '' } };
    expect(await all.gcs.door.head(gcs, OWN)).toBeUndefined();
    expect(await all.gcs.door.head(gcs, FOREIGN)).toMatchObject({ status: 403 });
    const azure = (project: string, key: string) => ({ ...at, endpoint: 'https://x', project, credentials: { accountKey: values[key] ?? '' } });
    expect(await all.azure.door.head(azure('labregistry', 'AZURE_KEY'), OWN)).toBeUndefined();
    expect(await all.azure.door.head(azure('somebodyelses', 'OTHER_AZURE_KEY'), FOREIGN)).toBeUndefined();
    expect(await all.azure.door.head(azure('somebodyelses', 'AZURE_KEY'), FOREIGN)).toMatchObject({ code: 'AuthenticationFailed' });
    const swift = (user: string, password: string) => ({ ...at, endpoint: values['KEYSTONE'] ?? '', project: user, credentials: { username: user, password: values[password] ?? '' } });
    expect(await all.swift.door.head(swift('swift-lab', 'SWIFT_PASSWORD'), OWN)).toBeUndefined();
    expect(await all.swift.door.head(swift('swift-lab', 'SWIFT_PASSWORD'), FOREIGN)).toMatchObject({ status: 404 });
    expect(await all.swift.door.head(swift('somebody-else', 'OTHER_SWIFT_PASSWORD'), FOREIGN)).toBeUndefined();
  });
});
