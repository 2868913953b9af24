import { describe, expect, it } from 'vitest';
import { R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { pushed } from '../../src/registry/pushed.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';
import { object, snapshotOf } from './world.ts';

const image = (number: number, reference: unknown, managed: unknown = 'true'): KubeObject =>
  object(ref(R.StoredImage, `sha256:${number}`), { dockerImageReference: reference }, managed === null ? {} : { annotations: { 'openshift.io/image.managed': managed } });
const of = (repository: string, number = 1): KubeObject => image(number, `image-registry.openshift-image-registry.svc:5000/${repository}@sha256:${number}`);
const seen = (...images: KubeObject[]): Snapshot => snapshotOf(images, { listed: [R.StoredImage] });

describe('images that were pushed', () => {
  it('are counted, and their repositories named', () => expect(pushed(seen(of('a/b', 1), of('a/b', 2), of('c/d', 3)))).toEqual({ images: 3, examples: ['a/b', 'c/d'] }));
  it('are none on a cluster without', () => expect(pushed(seen())).toEqual({ images: 0, examples: [] }));
  it('are not known when they were not read', () => expect(pushed(snapshotOf([of('a/b')]))).toBeUndefined());
  it.each([null, 'false', ''])('are not those that were imported (%s)', (managed) => {
    expect(pushed(seen(of('a/b', 1), image(2, 'quay.io/x/y@sha256:2', managed)))).toEqual({ images: 1, examples: ['a/b'] });
  });
});

describe('repositories', () => {
  it('are five at most, those with most images first, then by name', () => {
    const many = ['n/a', 'n/b', 'n/c', 'n/d', 'n/e', 'n/f'].map((name, i) => of(name, i + 1));
    expect(pushed(seen(...many, of('n/f', 9)))?.examples).toEqual(['n/f', 'n/a', 'n/b', 'n/c', 'n/d']);
  });
  it('do not depend on the order of the images', () => {
    const images = [of('b/b', 1), of('a/a', 2), of('c/c', 3), of('c/c', 4)];
    expect(pushed(seen(...images))).toEqual(pushed(seen(...images.toReversed())));
  });
  it.each([
    ['a digest', 'host:5000/team/app@sha256:1', ['team/app']],
    ['a tag', 'host/team/app:latest', ['team/app']],
    ['neither', 'host/team/app', ['team/app']],
    ['dots and dashes', 'h/team-1/my.app_x-2@sha256:1', ['team-1/my.app_x-2']],
    ['no repository', 'sha256:1', []],
    ['more than a namespace', 'host/a/b/c@sha256:1', []],
    ['something to hide', 'host/a/b;rm@sha256:1', []],
    ['no text', 5, []],
    ['nothing', undefined, []],
  ])('by %s', (_, reference, examples) => expect(pushed(seen(image(1, reference)))).toEqual({ images: 1, examples }));
});
