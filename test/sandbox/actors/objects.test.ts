import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { R } from '../../../src/api/resources.ts';
import {
  base64,
  covers,
  defaultClass,
  ensure,
  event,
  hash,
  matches,
  ownedBy,
  owns,
  secretData,
  setStatus,
  stamp,
  suffix,
} from '../../../src/sandbox/actors/objects.ts';
import { make } from '../../../src/sandbox/scenarios/make.ts';
import { storageClass } from '../../../src/sandbox/scenarios/platforms.ts';
import { world } from './world.ts';

const NS = 'openshift-image-registry';

describe('covers', () => {
  it.each([
    [{ a: 1, b: 2 }, { a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: { b: [{ c: 1, d: 2 }] } }, { a: { b: [{ c: 1 }] } }, true],
    [{ a: [1, 2] }, { a: [1] }, false],
    [{ a: [1] }, { a: [1, 2] }, false],
    [{}, { a: null }, true],
    [{ a: 1 }, { a: null }, false],
    [{}, { a: undefined }, true],
    [undefined, {}, true],
    [undefined, { a: 1 }, false],
    ['x', 'x', true],
    [{ a: '1' }, { a: 1 }, false],
  ])('%j has %j: %s', (there, wanted, answer) => {
    expect(covers(there, wanted)).toBe(answer);
  });

  it('has itself, in whatever order its keys are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        return covers(value, JSON.parse(JSON.stringify(turned)));
      }),
    );
  });
});

describe('ensure', () => {
  it('makes what is missing, mends what differs, and writes nothing else', async () => {
    const w = world();
    const wanted = (data: Record<string, string>) =>
      make(R.ConfigMap, `${NS}/m`, { data }, { labels: { mine: 'yes' } });
    const made = await ensure(w.client, R.ConfigMap, wanted({ a: '1' }));
    expect(made.metadata.uid).toBeDefined();
    await w.client.patch(R.ConfigMap, 'm', NS, { data: { theirs: 'x' }, metadata: { labels: { other: 'too' } } });
    const before = (await w.client.get(R.ConfigMap, 'm', NS))?.metadata.resourceVersion;
    expect((await ensure(w.client, R.ConfigMap, wanted({ a: '1' }))).metadata.resourceVersion).toBe(before);
    const mended = await ensure(w.client, R.ConfigMap, wanted({ a: '2' }));
    expect(mended).toMatchObject({
      data: { a: '2', theirs: 'x' },
      metadata: { labels: { mine: 'yes', other: 'too' } },
    });
  });
});

describe('setStatus', () => {
  it('writes a status once', async () => {
    const w = world([
      make(R.ConfigMap, `${NS}/x`),
      make(R.Route, `${NS}/r`, { spec: { host: 'h', to: { kind: 'Service', name: 's' } } }),
    ]);
    const get = async () => (await w.client.get(R.Route, 'r', NS))!;
    await setStatus(w.client, R.Route, await get(), { ingress: [{ host: 'h' }] });
    const first = await get();
    await setStatus(w.client, R.Route, first, { ingress: [{ host: 'h' }] });
    expect((await get()).metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    expect(first['status']).toEqual({ ingress: [{ host: 'h' }] });
  });
});

describe('event', () => {
  it('tells the same words about the same object once', async () => {
    const pod = make(R.ConfigMap, `${NS}/p`, {}, { uid: 'u' });
    const w = world();
    const tell = (message: string, about = pod) =>
      event(w.client, about, new Date('2026-01-01T00:00:00Z'), {
        type: 'Warning',
        reason: 'Odd',
        message,
        from: 'test',
      });
    await tell('one');
    await tell('one');
    await tell('two');
    await tell('of a cluster-wide thing', make(R.Node, 'n'));
    const told = await w.client.list(R.Event);
    expect(told.map((e) => [e.metadata.namespace, e['message']])).toEqual(
      expect.arrayContaining([
        [NS, 'one'],
        [NS, 'two'],
        ['default', 'of a cluster-wide thing'],
      ]),
    );
    expect(told).toHaveLength(3);
  });
});

describe('small words', () => {
  it('hashes by content, in the letters of generated names', () => {
    expect(hash({ a: 1 })).toBe(hash({ a: 1 }));
    expect(hash({ a: 1 })).not.toBe(hash({ a: 2 }));
    expect(hash('x', 16)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{16}$/);
    expect(suffix(5)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  it('knows its own by uid, not by name', () => {
    const owner = make(R.Deployment, `${NS}/d`, {}, { uid: '1' });
    const child = make(R.ReplicaSet, `${NS}/s`, {}, { ownerReferences: [ownedBy(owner)] });
    expect([owns(owner, child), owns({ ...owner, metadata: { ...owner.metadata, uid: '2' } }, child)]).toEqual([
      true,
      false,
    ]);
    expect(ownedBy(owner, false)).not.toHaveProperty('controller');
  });

  it.each([
    [{ matchLabels: { a: 'b' } }, { a: 'b', c: 'd' }, true],
    [{ matchLabels: { a: 'b' } }, { a: 'x' }, false],
    [{ matchLabels: { a: 'b' } }, undefined, false],
    [{}, undefined, true],
  ])('%j selects %j: %s', (selector, labels, answer) => {
    expect(matches(selector, labels)).toBe(answer);
  });

  it('reads back what it encodes', () => {
    const data = { a: 'ä\n', b: '' };
    expect(secretData(make(R.Secret, `${NS}/s`, { data: base64(data) }))).toEqual(data);
    expect(secretData(undefined)).toEqual({});
  });

  it('writes times to the second, and finds the default class by its mark', () => {
    expect(stamp(new Date('2026-01-02T03:04:05.678Z'))).toBe('2026-01-02T03:04:05Z');
    const classes = [storageClass(['a', 'p', false]), storageClass(['b', 'p', true])];
    expect(defaultClass(classes)?.metadata.name).toBe('b');
    expect(defaultClass(classes.slice(0, 1))).toBeUndefined();
  });
});
