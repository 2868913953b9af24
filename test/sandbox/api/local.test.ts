import { describe, expect, it } from 'vitest';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject, WatchEvent } from '../../../src/api/types.ts';
import { localClient } from '../../../src/sandbox/api/local.ts';
import { createStore, seed } from '../../../src/sandbox/api/seed.ts';

const map = (name: string, more: Partial<KubeObject['metadata']> = {}, data: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default', ...more },
  data,
});

/** Lets everything that was put off until later turns happen. */
const turns = async (): Promise<void> => {
  for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('localClient', () => {
  it('gives a created object its uid, time and version, and hands out copies', async () => {
    const client = localClient(createStore({ now: () => new Date('2026-01-02T03:04:05.678Z') }));
    const made = await client.create(R.ConfigMap, map('a'));
    expect(made.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(made.metadata.creationTimestamp).toBe('2026-01-02T03:04:05Z');
    expect(Number(made.metadata.resourceVersion)).toBeGreaterThan(1);
    made['data'] = { changed: 'here only' };
    expect((await client.get(R.ConfigMap, 'a', 'default'))?.['data']).toBeUndefined();
  });

  it('answers undefined for what is not there, and removes it in silence', async () => {
    const client = localClient(createStore());
    expect(await client.get(R.ConfigMap, 'none', 'default')).toBeUndefined();
    await expect(client.remove(R.ConfigMap, 'none', 'default')).resolves.toBeUndefined();
  });

  it.each([
    ['a name that is taken', 409, 'AlreadyExists', 'configmaps "a" already exists', (c: ReturnType<typeof localClient>) => c.create(R.ConfigMap, map('a'))],
    ['a namespace that is not there', 404, 'NotFound', 'namespaces "nowhere" not found', (c: ReturnType<typeof localClient>) => c.create(R.ConfigMap, map('a', { namespace: 'nowhere' }))],
    ['an older version', 409, 'Conflict', 'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again', (c: ReturnType<typeof localClient>) => c.update(R.ConfigMap, map('a', { resourceVersion: '1' }))],
    ['a patch of nothing', 404, 'NotFound', 'configmaps "b" not found', (c: ReturnType<typeof localClient>) => c.patch(R.ConfigMap, 'b', 'default', {})],
  ])('refuses %s', async (_, code, reason, message, call) => {
    const client = localClient(createStore());
    await client.create(R.ConfigMap, map('a'));
    await expect(call(client)).rejects.toMatchObject({ name: 'Refused', code, reason, message });
  });

  it('keeps status apart from the rest, and counts generations by the rest only', async () => {
    const store = createStore();
    const client = localClient(store);
    seed(store, [{ apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { name: 'cluster' }, spec: { replicas: 1 } }]);
    const told = await client.patch(R.Config, 'cluster', undefined, { spec: { replicas: 5 }, status: { readyReplicas: 1, storage: {}, storageManaged: false } }, 'merge', 'status');
    expect(told).toMatchObject({ spec: { replicas: 1 }, status: { readyReplicas: 1 }, metadata: { generation: 1 } });
    const spec = await client.patch(R.Config, 'cluster', undefined, { spec: { replicas: 2 }, status: { readyReplicas: 9 } });
    expect(spec).toMatchObject({ spec: { replicas: 2 }, status: { readyReplicas: 1 }, metadata: { generation: 2 } });
  });

  it('does not count a write that changes nothing', async () => {
    const client = localClient(createStore());
    const made = await client.create(R.ConfigMap, map('a', {}, { k: 'v' }));
    const again = await client.patch(R.ConfigMap, 'a', 'default', { data: { k: 'v' } });
    expect(again.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
  });

  it('tells a watcher what is there, then every change in order, until it is ended', async () => {
    const client = localClient(createStore());
    await client.create(R.ConfigMap, map('a'));
    const seen: string[] = [];
    const end = client.watch(R.ConfigMap, 'default', (event: WatchEvent) => {
      seen.push(`${event.type} ${event.type === 'ERROR' ? '' : (event.object.metadata.name ?? '')}`);
    });
    await client.create(R.ConfigMap, map('b'));
    await client.patch(R.ConfigMap, 'b', 'default', { data: { x: 'y' } });
    await client.create(R.ConfigMap, map('c', { namespace: 'kube-system' }));
    await client.remove(R.ConfigMap, 'a', 'default');
    await turns();
    expect(seen).toEqual(['ADDED a', 'ADDED b', 'MODIFIED b', 'DELETED a']);
    end();
    await client.create(R.ConfigMap, map('d'));
    await turns();
    expect(seen).toHaveLength(4);
  });
});
