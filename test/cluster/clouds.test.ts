import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { record } from '../../src/api/json.ts';
import { R } from '../../src/api/resources.ts';
import { startCluster, type RealCluster } from './server.ts';

const ROOT = new URL('../fixtures/platforms/', import.meta.url);
const PATH = '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All&fieldValidation=Strict';

/** Every patch of the Config that the fixtures of the clouds say is written, and what was there before. */
const PATCHES = ['aws', 'gcp', 'azure', 'openstack-swift'].flatMap((name) =>
  readdirSync(new URL(`${name}/`, ROOT)).flatMap((file) => {
    const { config, writes } = parse(readFileSync(new URL(`${name}/${file}`, ROOT), 'utf8')) as { config?: Record<string, unknown>; writes?: Record<string, unknown> };
    const patch = record(writes, 'patch configs.imageregistry.operator.openshift.io/cluster');
    return Object.keys(patch).length === 0 ? [] : [[`${name}/${file}`, config ?? { managementState: 'Removed', replicas: 1, storage: {} }, patch] as const];
  }),
);

let cluster: RealCluster;
beforeAll(async () => {
  cluster = await startCluster();
}, 60_000);
afterAll(async () => cluster.stop());

function patched(patch: unknown): Promise<{ code: number; body: string }> {
  return new Promise((done, fail) => {
    const sent = request(new URL(PATH, cluster.url), { method: 'PATCH', ca: cluster.ca, headers: { authorization: `Bearer ${cluster.token}`, 'content-type': 'application/merge-patch+json' } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => done({ code: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() })).on('error', fail);
    });
    sent.on('error', fail).end(JSON.stringify(patch));
  });
}

describe('patches of the clouds, before a real API server with its strictest validation', () => {
  it('there are many', () => expect(PATCHES.length).toBeGreaterThan(30));

  it.each(PATCHES)('%s', async (_name, config, patch) => {
    await cluster.client.remove(R.Config, 'cluster');
    await cluster.client.create(R.Config, { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { name: 'cluster' }, spec: config });
    const { code, body } = await patched(patch);
    expect(code === 200 ? '' : body).toBe('');
    expect(Object.keys(record(JSON.parse(body), 'spec', 'storage')).sort()).toHaveLength(2);
  });

  it('and a field that is not in 4.14 is refused, so the server does look', async () => {
    const { code, body } = await patched({ spec: { storage: { s3: { bucket: 'b', chunkSizeMiB: 5 } } } });
    expect(code).toBe(422);
    expect(body).toContain('chunkSizeMiB');
  });
});
