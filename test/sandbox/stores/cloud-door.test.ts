import { describe, expect, it } from 'vitest';
import { cloudStore, type Admit } from '../../../src/sandbox/stores/cloud-door.ts';
import type { StorePlace } from '../../../src/sandbox/stores-door.ts';

const place = (more: Partial<StorePlace> = {}): StorePlace => ({ region: '', credentials: { key: 'k' }, systemRoots: true, ...more });
const NOT_FOUND = { code: 'NotFound', status: 404, text: 'bucket b not found' };
const FORBIDDEN = { code: 'Forbidden', status: 403, text: 'no credentials were given' };

describe('a provider\'s store', () => {
  it.each([
    ['head', false, NOT_FOUND],
    ['create', false, undefined],
    ['wipe', false, NOT_FOUND],
    ['set', false, NOT_FOUND],
    ['head', true, undefined],
    ['create', true, undefined],
    ['wipe', true, undefined],
    ['set', true, undefined],
  ] as const)('%s, with the bucket there: %s', async (verb, there, fault) => {
    const { door, buckets } = cloudStore();
    if (there) await door.create(place(), 'b');
    const done = verb === 'set' ? door.set(place(), 'b', 'labels', 'v') : door[verb](place(), 'b');
    expect(await done).toEqual(fault);
    expect(buckets.has('b')).toBe(verb === 'create' || (there && verb !== 'wipe'));
  });

  it.each([
    ['none', {}],
    ['an empty one', { key: '' }],
    ['only empty ones', { user: '', password: '' }],
  ])('lets nobody in with %s for credentials, and changes nothing', async (_what, credentials) => {
    const { door, buckets } = cloudStore();
    await door.create(place(), 'b');
    const nobody = place({ credentials });
    expect(await door.head(nobody, 'b')).toEqual(FORBIDDEN);
    expect(await door.create(nobody, 'c')).toEqual(FORBIDDEN);
    expect(await door.wipe(nobody, 'b')).toEqual(FORBIDDEN);
    expect(await door.set(nobody, 'b', 'labels', 'x')).toEqual(FORBIDDEN);
    expect([...buckets.keys()]).toEqual(['b']);
    expect(buckets.get('b')?.settings.size).toBe(0);
  });

  it('without a name tells whether the account may be asked at all', async () => {
    const { door } = cloudStore();
    expect(await door.head(place(), '')).toBeUndefined();
    expect(await door.head(place({ credentials: {} }), '')).toEqual(FORBIDDEN);
  });

  it('keeps what a bucket holds when it is made again, and loses it when it is wiped', async () => {
    const { door, buckets } = cloudStore();
    await door.create(place(), 'b');
    buckets.get('b')?.objects.set('k', Buffer.from('x'));
    await door.set(place(), 'b', 'labels', 'v');
    await door.create(place(), 'b');
    expect([...buckets.get('b')!.objects.keys(), ...buckets.get('b')!.settings.values()]).toEqual(['k', 'v']);
    await door.wipe(place(), 'b');
    await door.create(place(), 'b');
    expect(buckets.get('b')).toEqual({ name: 'b', account: '', objects: new Map(), settings: new Map() });
  });

  it('is of one provider: two know nothing of each other', async () => {
    const [one, other] = [cloudStore(), cloudStore()];
    await one.door.create(place(), 'b');
    expect(await other.door.head(place(), 'b')).toEqual(NOT_FOUND);
  });
});

describe('of several accounts', () => {
  const byUser: Admit = ({ credentials }) => (credentials['user'] === undefined ? { fault: { code: 'Forbidden', status: 403, text: 'who?' } } : { account: credentials['user'] });
  const as = (user: string): StorePlace => place({ credentials: { user } });

  it('a store whose names are an account\'s own has one bucket of a name for each', async () => {
    const { door, buckets, find } = cloudStore(byUser);
    await door.create(as('a'), 'b');
    expect(await door.head(as('other'), 'b')).toEqual(NOT_FOUND);
    await door.create(as('other'), 'b');
    find('a', 'b')?.objects.set('k', Buffer.from('x'));
    expect(find('other', 'b')?.objects.size).toBe(0);
    expect([...buckets.keys()]).toEqual(['a/b', 'other/b']);
    expect(await door.wipe(as('other'), 'b')).toBeUndefined();
    expect([...buckets.keys()]).toEqual(['a/b']);
  });

  it.each([
    ['head', { code: 'Forbidden', status: 403 }],
    ['create', { code: 'BucketAlreadyExists', status: 409 }],
    ['wipe', { code: 'Forbidden', status: 403 }],
    ['set', { code: 'Forbidden', status: 403 }],
  ] as const)('a store whose names are shared refuses %s of somebody else\'s', async (verb, fault) => {
    const { door, buckets, add } = cloudStore(byUser, true);
    add('a', 'b');
    expect(await (verb === 'set' ? door.set(as('other'), 'b', 'tags', 'x') : door[verb](as('other'), 'b'))).toMatchObject(fault);
    expect(buckets.get('b')).toMatchObject({ account: 'a', settings: new Map() });
  });

  it('opens a bucket for its own account only', () => {
    const { open, add } = cloudStore(byUser, true);
    const bucket = add('a', 'b');
    expect(open(as('a'), 'b')).toEqual({ bucket });
    expect(open(as('other'), 'b')).toMatchObject({ fault: { code: 'Forbidden' } });
    expect(open(as('a'), 'c')).toMatchObject({ fault: { code: 'NotFound' } });
    expect(open(place({ credentials: {} }), 'b')).toMatchObject({ fault: { text: 'who?' } });
    expect(add('a', 'b')).toBe(bucket);
  });
});
