import { describe, expect, test } from 'vitest';
import { list, record } from '../../../../src/api/json.ts';
import { blank, NS, R, ref } from '../../../../src/api/resources.ts';
import { startOperator } from '../../../../src/sandbox/actors/operator/operator.ts';
import { localClient } from '../../../../src/sandbox/api/local.ts';
import { createStore, seed } from '../../../../src/sandbox/api/seed.ts';
import type { Client } from '../../../../src/sandbox/client.ts';
import { JumpClock } from '../../../support/jump-clock.ts';
import { memoryStores } from '../../../support/memory-stores.ts';

const named = (
  resource: (typeof R)[keyof typeof R],
  name: string,
  more: Record<string, unknown> = {},
  namespace?: string,
) => ({ ...blank(ref(resource, name, namespace)), ...more });

/** A cluster with nothing but the operator on it, whose client may be another one. */
function alone(clientOf: (client: Client) => Client = (c) => c) {
  const clock = new JumpClock();
  const store = createStore({ now: () => clock.now() });
  seed(store, [
    named(R.Namespace, NS.registry),
    named(R.Namespace, NS.config),
    named(R.Namespace, NS.managed),
    named(R.Image, 'cluster', { spec: {} }),
    named(R.Infrastructure, 'cluster', { spec: {}, status: { platformStatus: { type: 'None' } } }),
    named(R.Secret, 'pull-secret', { data: { '.dockerconfigjson': 'e30=' } }, NS.config),
  ]);
  const client = localClient(store);
  const start = (version?: string) =>
    startOperator({
      client: clientOf(client),
      clock,
      store: memoryStores().door,
      ...(version === undefined ? {} : { version }),
    });
  const rest = async (operator: { quiet(): boolean }): Promise<void> => {
    for (let turn = 0; turn < 12; turn++) {
      for (let still = 0; still < 4; still = operator.quiet() ? still + 1 : 0)
        await new Promise((resolve) => setImmediate(resolve));
      await clock.jump(50);
    }
  };
  return { clock, store, client, start, rest };
}

const EMPTY = { spec: { managementState: 'Managed', storage: { emptyDir: {} } } };

describe('the operator as a client', () => {
  test('it writes what it read from lists whose items have no kind, as a real API server gives them', async () => {
    const cluster = alone((client) => ({
      ...client,
      list: async (resource, namespace) =>
        (await client.list(resource, namespace)).map(({ apiVersion: _a, kind: _k, ...o }) => o as never),
      update: (resource, object, subresource) =>
        object.kind === resource.kind
          ? client.update(resource, object, subresource)
          : Promise.reject(new Error(`kind is missing: ${resource.kind}`)),
    }));
    const operator = cluster.start();
    await cluster.rest(operator);
    await cluster.client.patch(R.Config, 'cluster', undefined, EMPTY);
    await cluster.rest(operator);
    await cluster.client.patch(R.Config, 'cluster', undefined, { spec: { readOnly: true } });
    await cluster.rest(operator);
    const d = await cluster.client.get(R.Deployment, 'image-registry', NS.registry);
    const container = record(list(d, 'spec', 'template', 'spec', 'containers')[0]);
    expect(list(container, 'env')).toContainEqual({
      name: 'REGISTRY_STORAGE_MAINTENANCE_READONLY',
      value: '{enabled: true}',
    });
    await operator.stop();
  });

  test('a settled cluster is not written to', async () => {
    const cluster = alone();
    const operator = cluster.start();
    await cluster.rest(operator);
    await cluster.client.patch(R.Config, 'cluster', undefined, EMPTY);
    await cluster.rest(operator);
    const before = cluster.store.version;
    await cluster.clock.jump(30_000);
    await cluster.rest(operator);
    expect(cluster.store.version).toBe(before);
    await operator.stop();
  });

  test('another start finds everything as it should be', async () => {
    const cluster = alone();
    const first = cluster.start();
    await cluster.rest(first);
    await cluster.client.patch(R.Config, 'cluster', undefined, EMPTY);
    await cluster.rest(first);
    await first.stop();
    const before = cluster.store.version;
    const second = cluster.start();
    await cluster.rest(second);
    expect(cluster.store.version).toBe(before);
    await second.stop();
  });

  test('after its end it writes nothing', async () => {
    const cluster = alone();
    const operator = cluster.start();
    await cluster.rest(operator);
    await operator.stop();
    await cluster.client.patch(R.Config, 'cluster', undefined, EMPTY);
    const before = cluster.store.version;
    await cluster.clock.jump(1_000_000);
    await cluster.rest(operator);
    expect(cluster.store.version).toBe(before);
    expect(cluster.clock.waiting).toBe(0);
  });

  test("another version rolls the deployment's note", async () => {
    const cluster = alone();
    const operator = cluster.start('4.14.61');
    await cluster.rest(operator);
    await cluster.client.patch(R.Config, 'cluster', undefined, EMPTY);
    await cluster.rest(operator);
    const d = await cluster.client.get(R.Deployment, 'image-registry', NS.registry);
    expect(d?.metadata.annotations?.['release.openshift.io/version']).toBe('4.14.61');
    await operator.stop();
  });
});
