import { describe, expect, test } from 'vitest';
import { NS, R, ref } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { readKey } from '../../src/snapshot/access.ts';
import { COLLECTIONS, REGISTRY, statusFollow, statusReads } from '../../src/snapshot/reads.ts';
import type { Answer, Snapshot } from '../../src/snapshot/types.ts';

const found = (spec: unknown): Answer => ({ state: 'found', items: [{ apiVersion: 'x/v1', kind: 'X', metadata: { name: 'cluster' }, spec } as KubeObject] });
const of = (config: Answer, image: Answer = { state: 'absent' }): Snapshot => ({
  schema: 'registryctl.dev/snapshot/v1',
  takenAt: '2026-01-01T00:00:00Z',
  target: { context: '', server: '', user: '', sandbox: false },
  answers: { [readKey(REGISTRY.config)]: config, [readKey(REGISTRY.image)]: image },
});
const CREDENTIALS = readKey(REGISTRY.userSecret);
const CLAIMS = readKey(COLLECTIONS.bucketClaims);
const caMap = (name: string): string => readKey(ref(R.ConfigMap, name, NS.config));

describe('the first reads of a status', () => {
  const keys = statusReads().map(readKey);
  test('are fourteen, each once', () => {
    expect(keys).toHaveLength(14);
    expect(new Set(keys).size).toBe(14);
  });
  test('hold no secret, since they are made before anybody knows whether one is needed', () => {
    expect(keys.filter((key) => key.startsWith('secrets/'))).toEqual([]);
  });
  test.each(Object.entries(REGISTRY).filter(([name]) => name !== 'userSecret'))('%s is one of them', (_name, object) => {
    expect(keys).toContain(readKey(object));
  });
});

describe('what the first answers name is read next', () => {
  const s3 = { bucket: 'b', regionEndpoint: 'https://h' };
  test.each<[string, unknown, string[]]>([
    ['no storage', {}, []],
    ['a claim', { storage: { pvc: { claim: 'c' } } }, []],
    ['throw-away storage', { storage: { emptyDir: {} } }, []],
    ['a bucket of AWS', { storage: { s3: { bucket: 'b' } } }, [CREDENTIALS]],
    ['a bucket elsewhere', { storage: { s3 } }, [CREDENTIALS, CLAIMS]],
    ['a bucket with a CA', { storage: { s3: { ...s3, trustedCA: { name: 'ca' } } } }, [caMap('ca'), CREDENTIALS, CLAIMS]],
    ['a CA without a name', { storage: { s3: { ...s3, trustedCA: { name: '' } } } }, [CREDENTIALS, CLAIMS]],
    ['Removed needs no credentials', { managementState: 'Removed', storage: { gcs: {} } }, []],
    ...['gcs', 'azure', 'swift', 'ibmcos', 'oss'].map((name): [string, unknown, string[]] => [name, { storage: { [name]: {} } }, [CREDENTIALS]]),
  ])('%s', (_name, spec, keys) => {
    expect(statusFollow(of(found(spec))).map(readKey)).toEqual(keys);
  });
  test('the CAs of other registries', () => {
    const image = found({ additionalTrustedCA: { name: 'more' } });
    expect(statusFollow(of(found({}), image)).map(readKey)).toEqual([caMap('more')]);
  });
  test.each<[string, Answer]>([
    ['absent', { state: 'absent' }],
    ['denied', { state: 'denied', reason: 'no' }],
    ['failed', { state: 'failed', reason: 'slow' }],
  ])('a Config that is %s names nothing', (_name, answer) => {
    expect(statusFollow(of(answer))).toEqual([]);
  });
});
