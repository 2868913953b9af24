import { describe, expect, it } from 'vitest';
import { at, list, record, text } from '../../../src/api/json.ts';
import { apiVersion } from '../../../src/api/resources.ts';
import { discover, VERSION, VIRTUAL } from '../../../src/sandbox/api/discovery.ts';
import type { Kind } from '../../../src/sandbox/api/kind.ts';
import { kindFor, kindOf, KINDS } from '../../../src/sandbox/api/kinds.ts';
import { openapi } from '../../../src/sandbox/api/openapi.ts';
import { readPath } from '../../../src/sandbox/api/path.ts';

const base = ({ resource: r }: Kind): string => (r.group === '' ? '/api/v1' : `/apis/${r.group}/${r.version}`);
const ALL: [string, Kind][] = KINDS.map((kind) => [`${apiVersion(kind.resource)} ${kind.resource.kind}`, kind]);

const entry = (kind: Kind, name: string): Record<string, unknown> | undefined => {
  const found = list(discover(base(kind)), 'resources').find((r) => text(r, 'name') === name);
  return found === undefined ? undefined : record({ found }, 'found');
};

describe.each(ALL)('%s', (_, kind) => {
  const { resource } = kind;

  it('is found by discovery, as it is', () => {
    expect(entry(kind, resource.plural)).toMatchObject({
      kind: resource.kind,
      namespaced: resource.namespaced,
      singularName: kind.singular,
      ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
    });
  });

  it('has a status there when it has one', () => {
    const status = entry(kind, `${resource.plural}/status`);
    expect(status?.['verbs']).toEqual(kind.status ? ['get', 'patch', 'update'] : undefined);
  });

  it('is found by its path, its plural and its kind', () => {
    expect(readPath(`${base(kind)}/${resource.plural}`)?.kind).toBe(kind);
    expect(kindOf(resource)).toBe(kind);
    expect(kindFor({ apiVersion: apiVersion(resource), kind: resource.kind })).toBe(kind);
    expect(kindFor({ apiVersion: `${resource.group}/v0`, kind: resource.kind })).toBeUndefined();
  });

  it('is described by OpenAPI with the fields of its schema', () => {
    const answer = openapi(`/openapi/v3${base(kind)}`, '');
    const schemas = Object.values(record(answer?.body, 'components', 'schemas'));
    const mine = schemas.filter((s) => at(s, 'x-kubernetes-group-version-kind', 0, 'kind') === resource.kind);
    expect(mine).toHaveLength(1);
    expect(Object.keys(record(mine[0], 'properties'))).toEqual(Object.keys(kind.schema.properties ?? {}));
  });

  it('takes fieldValidation, says OpenAPI where it is written', () => {
    const space = resource.namespaced ? '/namespaces/{namespace}' : '';
    const paths = record(openapi(`/openapi/v3${base(kind)}`, '')?.body, 'paths');
    const one = `${base(kind)}${space}/${resource.plural}/{name}`;
    const names = list(paths[one], 'patch', 'parameters').map((p) => text(p, 'name'));
    expect(names).toContain('fieldValidation');
    expect(Object.keys(record(paths[one]))).toEqual(['patch', 'put']);
    expect(Object.keys(record(paths[`${base(kind)}${space}/${resource.plural}`]))).toEqual(['post']);
  });
});

describe('discovery', () => {
  const groups = list(discover('/apis'), 'groups').map((g) => text(g, 'name') ?? '');

  it('names each group once, and no other', () => {
    const wanted = new Set([...KINDS.map((k) => k.resource.group), ...VIRTUAL.map((v) => v.group)]);
    wanted.delete('');
    expect([...groups].sort()).toEqual([...wanted].sort());
  });

  it.each(groups)('%s is served in the version that it prefers', (group) => {
    const own = discover(`/apis/${group}`);
    const preferred = text(own, 'preferredVersion', 'groupVersion') ?? '';
    expect(list(own, 'versions').map((v) => text(v, 'groupVersion'))).toEqual([preferred]);
    expect(discover(`/apis/${preferred}`)).toMatchObject({ kind: 'APIResourceList', groupVersion: preferred });
  });

  it.each(['/api/v1', ...groups.map((g) => `/apis/${text(discover(`/apis/${g}`), 'preferredVersion', 'groupVersion')}`)])(
    'no name is twice in %s, and none is served that nobody may use',
    (path) => {
      const resources = list(discover(path), 'resources');
      const names = resources.map((r) => text(r, 'name'));
      expect(new Set(names).size).toBe(names.length);
      for (const one of resources) expect(list(one, 'verbs').length).toBeGreaterThan(0);
    },
  );

  it('no short name stands for two resources', () => {
    const short = KINDS.flatMap((kind) => kind.shortNames);
    expect(short.filter((name, i) => short.indexOf(name) !== i)).toEqual([]);
  });

  it.each<[string, string, string[]]>([
    ['pods/portforward', '/api/v1', ['create', 'get']],
    ['serviceaccounts/token', '/api/v1', ['create']],
    ['tokenreviews', '/apis/authentication.k8s.io/v1', ['create']],
    ['subjectaccessreviews', '/apis/authorization.k8s.io/v1', ['create']],
  ])('%s can be used as it is served', (name, path, verbs) => {
    const found = list(discover(path), 'resources').find((r) => text(r, 'name') === name);
    expect(list(found, 'verbs')).toEqual(verbs);
  });

  it('does not let all namespaces be deleted at once', () => {
    const found = list(discover('/api/v1'), 'resources').find((r) => text(r, 'name') === 'namespaces');
    expect(list(found, 'verbs')).not.toContain('deletecollection');
  });

  it.each(['/', '/apis/none.io', '/apis/none.io/v1', '/apis/apps/v0', '/api/v2', '/apis/apps/v1/x', '/other'])(
    'has nothing at %s',
    (path) => {
      expect(discover(path)).toBeUndefined();
    },
  );

  it('says a version of which the parts agree', () => {
    expect(VERSION.gitVersion.startsWith(`v${VERSION.major}.${VERSION.minor}.`)).toBe(true);
  });
});

describe('OpenAPI', () => {
  const index = record(openapi('/openapi/v3', '')?.body, 'paths');

  it('lists a document for each group, each under its own address', () => {
    expect(Object.keys(index).sort()).toEqual([...new Set(KINDS.map((k) => base(k).slice(1)))].sort());
    for (const [name, one] of Object.entries(index)) {
      expect(text(one, 'serverRelativeURL')?.startsWith(`/openapi/v3/${name}?hash=`)).toBe(true);
    }
  });

  it.each(Object.keys(index))('the document of %s knows of each schema what its type allows', (name) => {
    const wrong: string[] = [];
    const walk = (schema: unknown, where: string): void => {
      const type = text(schema, 'type');
      if (type !== undefined && !['string', 'integer', 'number', 'boolean', 'object', 'array'].includes(type)) wrong.push(where);
      if ((type === 'array') !== (at(schema, 'items') !== undefined)) wrong.push(`${where}: items`);
      if (at(schema, 'properties') !== undefined && type !== 'object') wrong.push(`${where}: properties`);
      const properties = record(schema, 'properties');
      for (const key of list(schema, 'required')) if (!(String(key) in properties)) wrong.push(`${where}: requires ${String(key)}`);
      for (const [key, inner] of Object.entries(properties)) walk(inner, `${where}.${key}`);
      if (at(schema, 'items') !== undefined) walk(at(schema, 'items'), `${where}[]`);
      if (at(schema, 'additionalProperties') !== undefined) walk(at(schema, 'additionalProperties'), `${where}.*`);
    };
    for (const [key, schema] of Object.entries(record(openapi(`/openapi/v3/${name}`, '')?.body, 'components', 'schemas'))) walk(schema, key);
    expect(wrong).toEqual([]);
  });

  it('has all kinds in the old document, or none in protobuf', () => {
    const all = openapi('/openapi/v2', 'application/json')?.body;
    expect(Object.keys(record(all, 'definitions'))).toHaveLength(KINDS.length);
    const bytes = openapi('/openapi/v2', 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf')?.body;
    expect(Buffer.isBuffer(bytes) && bytes.subarray(0, 5).toString('latin1')).toBe('\n\u00032.0');
  });

  it.each(['/openapi', '/openapi/v4', '/openapi/v3/', '/openapi/v3/apis/none.io/v1'])('has nothing at %s', (path) => {
    expect(openapi(path, '')).toBeUndefined();
  });
});
