import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gcsMerged } from '../../../src/probe/store/gcs-settings.ts';

const RULE = { action: { type: 'AbortIncompleteMultipartUpload' }, condition: { age: 1 } };
const EXPIRE = { action: { type: 'Delete' }, condition: { age: 30, matchesPrefix: ['logs/'] } };
const rulesOf = (patch: Record<string, unknown>): unknown => (patch['lifecycle'] as { rule: unknown[] }).rule;

describe('a rule that aborts uploads, among those of a bucket of Google', () => {
  it.each<[string, unknown, boolean]>([
    ['none', undefined, false],
    ['an empty lifecycle', {}, false],
    ['another rule', { rule: [EXPIRE] }, false],
    ['after a week', { rule: [{ ...RULE, condition: { age: 7 } }] }, false],
    ['of a part of the bucket', { rule: [{ ...RULE, condition: { age: 1, matchesPrefix: ['a/'] } }] }, false],
    ['without an age', { rule: [{ ...RULE, condition: { isLive: true } }] }, false],
    ['deletes after a day', { rule: [{ ...EXPIRE, condition: { age: 1 } }] }, false],
    ['the very one', { rule: [EXPIRE, RULE] }, true],
    ['at once', { rule: [{ ...RULE, condition: { age: 0 } }] }, true],
  ])('%s', (_what, lifecycle, done) => {
    const { changes } = gcsMerged('abort-uploads', { lifecycle });
    const count = (lifecycle as { rule?: unknown[] } | undefined)?.rule?.length ?? 0;
    expect(changes).toEqual(done ? [] : [{ path: `lifecycle.rule[${count}]`, after: RULE }]);
  });

  it('keeps every rule of somebody else, in its order, and all else that stands beside them', () => {
    const any = fc.record({ action: fc.record({ type: fc.constantFrom('Delete', 'SetStorageClass', 'AbortIncompleteMultipartUpload') }), condition: fc.dictionary(fc.constantFrom('age', 'numNewerVersions', 'matchesPrefix', 'later'), fc.jsonValue(), { maxKeys: 3 }) });
    fc.assert(fc.property(fc.array(any, { maxLength: 6 }), fc.dictionary(fc.constantFrom('a', 'b'), fc.jsonValue()), (rule, more) => {
      const { patch, changes } = gcsMerged('abort-uploads', { lifecycle: { ...more, rule }, iamConfiguration: {} });
      expect(patch).toEqual({ lifecycle: { ...more, rule: [...rule, RULE] } });
      expect(gcsMerged('abort-uploads', patch).changes).toEqual([]);
      expect(changes.length).toBeLessThanOrEqual(1);
    }));
  });

  it('is added to what is there', () => {
    expect(rulesOf(gcsMerged('abort-uploads', { lifecycle: { rule: [EXPIRE] } }).patch)).toEqual([EXPIRE, RULE]);
  });
});

describe('prevention of public access', () => {
  it.each<[string, unknown, unknown[]]>([
    ['inherited', { publicAccessPrevention: 'inherited' }, [{ path: 'iamConfiguration.publicAccessPrevention', before: 'inherited', after: 'enforced' }]],
    ['not told', undefined, [{ path: 'iamConfiguration.publicAccessPrevention', after: 'enforced' }]],
    ['enforced', { publicAccessPrevention: 'enforced' }, []],
  ])('%s', (_what, iamConfiguration, changes) => {
    const made = gcsMerged('block-public-access', { iamConfiguration, lifecycle: { rule: [EXPIRE] } });
    expect(made.changes).toEqual(changes);
    expect(made.patch).toEqual({ iamConfiguration: { publicAccessPrevention: 'enforced' } });
  });
});
