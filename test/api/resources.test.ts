import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiVersion, blank, nameOf, NS, pathOf, R, ref } from '../../src/api/resources.ts';
import type { Ref, Resource } from '../../src/api/types.ts';
import { readPath } from '../../src/sandbox/api/path.ts';

const ALL: [string, Resource][] = Object.entries(R);
const IMAGE_REGISTRY = 'imageregistry.operator.openshift.io';

describe('the table of resources', () => {
  it.each(ALL)('%s has names that an API server would serve', (_, resource) => {
    expect(resource.plural).toMatch(/^[a-z]+$/);
    expect(resource.kind).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(resource.version).toMatch(/^v\d+((alpha|beta)\d+)?$/);
    expect(resource.group).toMatch(/^([a-z0-9-]+(\.[a-z0-9-]+)*)?$/);
    expect(resource.plural.startsWith(resource.kind.toLowerCase().slice(0, -1))).toBe(true);
  });

  it('has each plural of a group once', () => {
    const keys = ALL.map(([, r]) => `${r.group}/${r.plural}`);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  it('goes by the kind, but where two groups share one', () => {
    expect(ALL.filter(([key, r]) => key !== r.kind).map(([key, r]) => [key, r.kind])).toEqual([['StoredImage', 'Image']]);
  });

  it.each(Object.entries(NS))('the namespace %s has a name that fits', (_, name) => {
    expect(name).toMatch(/^openshift-[a-z-]+[a-z]$/);
  });
});

describe('pathOf', () => {
  it.each<[Resource, string | undefined, string | undefined, string]>([
    [R.Namespace, undefined, undefined, '/api/v1/namespaces'],
    [R.Namespace, undefined, 'default', '/api/v1/namespaces/default'],
    [R.Node, 'ignored', 'n1', '/api/v1/nodes/n1'],
    [R.Secret, undefined, undefined, '/api/v1/secrets'],
    [R.Secret, 'default', undefined, '/api/v1/namespaces/default/secrets'],
    [R.Secret, 'default', 's', '/api/v1/namespaces/default/secrets/s'],
    [R.Deployment, 'a', 'd', '/apis/apps/v1/namespaces/a/deployments/d'],
    [R.Config, undefined, 'cluster', `/apis/${IMAGE_REGISTRY}/v1/configs/cluster`],
    [R.Config, 'ignored', 'cluster', `/apis/${IMAGE_REGISTRY}/v1/configs/cluster`],
    [R.ObjectBucketClaim, 'a', 'o', '/apis/objectbucket.io/v1alpha1/namespaces/a/objectbucketclaims/o'],
    [R.ClusterRole, undefined, 'system:a/b', '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Aa%2Fb'],
    [R.StoredImage, undefined, 'sha256:0f', '/apis/image.openshift.io/v1/images/sha256%3A0f'],
    [R.Secret, 'a b', 'c?d#e', '/api/v1/namespaces/a%20b/secrets/c%3Fd%23e'],
  ])('%j %s %s', (resource, namespace, name, wanted) => {
    expect(pathOf(resource, namespace, name)).toBe(wanted);
  });

  it('is read back as what it was made of', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9:.%/-]{0,20}[a-z0-9]$/);
    fc.assert(
      fc.property(fc.constantFrom(...ALL.map(([, r]) => r)), word, word, (resource, namespace, name) => {
        const read = readPath(pathOf(resource, namespace, name));
        expect(read?.kind?.resource).toBe(resource);
        expect(read?.name).toBe(name);
        // a namespace is at home in itself
        const home = resource.namespaced ? namespace : resource === R.Namespace ? name : undefined;
        expect(read?.namespace).toBe(home);
        expect(read?.subresource).toBeUndefined();
      }),
    );
  });
});

describe('apiVersion', () => {
  it.each<[Resource, string]>([
    [R.Secret, 'v1'],
    [R.Deployment, 'apps/v1'],
    [R.Config, `${IMAGE_REGISTRY}/v1`],
    [R.ObjectBucket, 'objectbucket.io/v1alpha1'],
  ])('of %j is %s', (resource, wanted) => {
    expect(apiVersion(resource)).toBe(wanted);
  });
});

describe('ref, nameOf and blank', () => {
  it.each<[string, Ref, Ref, string]>([
    [
      'a namespaced object',
      ref(R.Secret, 's', 'default'),
      { resource: R.Secret, name: 's', namespace: 'default' },
      'secrets/default/s',
    ],
    [
      'a namespaced object of no namespace yet',
      ref(R.Secret, 's'),
      { resource: R.Secret, name: 's' },
      'secrets/s',
    ],
    [
      'a cluster-scoped object, which has no namespace',
      ref(R.Config, 'cluster', 'default'),
      { resource: R.Config, name: 'cluster' },
      `configs.${IMAGE_REGISTRY}/cluster`,
    ],
    [
      'an object of a group in a namespace',
      ref(R.Route, 'r', 'apps'),
      { resource: R.Route, name: 'r', namespace: 'apps' },
      'routes.route.openshift.io/apps/r',
    ],
  ])('%s', (_, made, wanted, written) => {
    expect(made).toEqual(wanted);
    expect('namespace' in made).toBe('namespace' in wanted);
    expect(nameOf(made)).toBe(written);
  });

  it('blank has the name and nothing else', () => {
    expect(blank(ref(R.Config, 'cluster'))).toStrictEqual({
      apiVersion: `${IMAGE_REGISTRY}/v1`,
      kind: 'Config',
      metadata: { name: 'cluster' },
    });
  });

  it('blank has the namespace and the labels that are given', () => {
    expect(blank(ref(R.Secret, 's', 'default'), { app: 'x' })).toStrictEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace: 'default', labels: { app: 'x' } },
    });
  });

  it.each(ALL)('two objects of %s are never written alike', (_, resource) => {
    const written = ['a', 'b'].flatMap((name) => ['x', 'y'].map((space) => nameOf(ref(resource, name, space))));
    expect(new Set(written).size).toBe(resource.namespaced ? 4 : 2);
  });
});
