import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RULE, withAbort } from '../../../src/probe/store/lifecycle.ts';
import { withBlock } from '../../../src/probe/store/public-access.ts';

const NS = ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
const document = (...rules: string[]): string => `<?xml version="1.0" encoding="UTF-8"?>\n<LifecycleConfiguration${NS}>${rules.join('')}</LifecycleConfiguration>`;
const abort = (days: number | string): string => `<AbortIncompleteMultipartUpload><DaysAfterInitiation>${days}</DaysAfterInitiation></AbortIncompleteMultipartUpload>`;
const rule = (inner: string, id = 'theirs', status = 'Enabled'): string => `<Rule><ID>${id}</ID>${inner}<Status>${status}</Status></Rule>`;
const EXPIRE = rule('<Filter><Prefix>logs/</Prefix></Filter><Expiration><Days>30</Days></Expiration>', 'logs & more'.replace('&', '&amp;'));
const OURS = new RegExp(`<Rule><ID>${RULE}</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status>${abort(1)}</Rule>`, 'u');

describe('a rule that aborts uploads, among the rules of a bucket', () => {
  it.each<[string, string]>([
    ['a filter with an empty prefix', rule(`<Filter><Prefix></Prefix></Filter>${abort(1)}`)],
    ['a filter with a closed prefix', rule(`<Filter><Prefix/></Filter>${abort(1)}`)],
    ['an empty filter', rule(`<Filter></Filter>${abort(1)}`)],
    ['a closed filter', rule(`<Filter />${abort(1)}`)],
    ['no filter at all, as the operator makes it', `<Rule><Status>Enabled</Status>${abort(1)}</Rule>`],
    ['the old kind', rule(`<Prefix></Prefix>${abort(1)}`)],
    ['white space in it', `<Rule>\n <ID>x</ID>\n <Filter>\n  <Prefix></Prefix>\n </Filter>\n <Status>Enabled</Status>\n <AbortIncompleteMultipartUpload>\n <DaysAfterInitiation> 1 </DaysAfterInitiation>\n </AbortIncompleteMultipartUpload></Rule>`],
    ['an expiration beside it', rule(`<Filter><Prefix></Prefix></Filter><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>${abort(1)}`)],
    ['our own', document(rule(`<Filter><Prefix></Prefix></Filter>${abort(1)}`, RULE))],
  ])('is there already: %s', (_what, text) => {
    const whole = text.includes('<Lifecycle') ? text : document(EXPIRE, text);
    expect(withAbort(whole)).toMatchObject({ document: whole, changes: [] });
  });

  it.each<[string, string]>([
    ['later than a day', rule(`<Filter><Prefix></Prefix></Filter>${abort(7)}`)],
    ['disabled', rule(`<Filter><Prefix></Prefix></Filter>${abort(1)}`, 'theirs', 'Disabled')],
    ['of a part of the bucket', rule(`<Filter><Prefix>docker/</Prefix></Filter>${abort(1)}`)],
    ['of objects with a tag', rule(`<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter>${abort(1)}`)],
    ['of several conditions', rule(`<Filter><And><Prefix></Prefix><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></And></Filter>${abort(1)}`)],
    ['of large objects', rule(`<Filter><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></Filter>${abort(1)}`)],
    ['that expires what is stored', EXPIRE],
  ])('is added beside one %s, which stays', (_what, text) => {
    const made = withAbort(document(text));
    expect(made?.document).toMatch(OURS);
    expect(made?.document).toContain(text);
    expect(made?.document.match(/<Rule>/gu)).toHaveLength(2);
    expect(made?.changes.map(({ path, after }) => [path, after])).toEqual([[`lifecycle.${RULE}.status`, 'Enabled'], [`lifecycle.${RULE}.prefix`, ''], [`lifecycle.${RULE}.daysAfterInitiation`, 1]]);
    expect(withAbort(made?.document)?.changes).toEqual([]);
  });

  it.each([undefined, document(), `<LifecycleConfiguration${NS}/>`, '<LifecycleConfiguration/>'])('is the only one where there is none: %s', (text) => {
    const made = withAbort(text);
    expect(made?.document).toMatch(new RegExp(`^(<\\?xml.*\\?>\\n)?<LifecycleConfiguration[^>]*>${OURS.source}</LifecycleConfiguration>$`, 'u'));
    expect(made?.kept).toEqual([]);
  });

  it('takes the old kind on where the others are of it', () => {
    const old = rule('<Prefix>logs/</Prefix><Expiration><Days>3</Days></Expiration>', 'old');
    expect(withAbort(document(old))?.document).toBe(document(old, `<Rule><ID>${RULE}</ID><Prefix></Prefix><Status>Enabled</Status>${abort(1)}</Rule>`));
  });

  it('is put in the place of one of our id that does not do, with both sides told', () => {
    const own = rule(`<Filter><Prefix></Prefix></Filter>${abort(3)}`, RULE);
    const made = withAbort(document(EXPIRE, own, rule('<Filter/>', 'last')));
    expect(made?.document.replace(OURS, 'X')).toBe(document(EXPIRE, 'X', rule('<Filter/>', 'last')));
    expect(made?.changes).toEqual([{ path: `lifecycle.${RULE}`, before: own, after: expect.stringMatching(OURS) as string }]);
    expect(made?.kept).toEqual(['logs & more', 'last']);
  });

  it.each<[string, string]>([
    ['a page', '<html></html>'],
    ['nothing', ''],
    ['another document', '<LifecycleConfigurationX></LifecycleConfigurationX>'],
    ['one cut off', document(EXPIRE).slice(0, -30)],
    ['a comment', document('<!-- <Rule></Rule> -->')],
    ['a part that is not to be read', document('<Rule><ID><![CDATA[</Rule>]]></ID></Rule>')],
    ['a rule without an end', document('<Rule><ID>a</ID>')],
    ['a rule in a rule', document('<Rule><Rule></Rule></Rule>')],
    ['names with a prefix', '<s3:LifecycleConfiguration xmlns:s3="x"></s3:LifecycleConfiguration>'],
    ['a rule with an attribute', document('<Rule a="1"></Rule>')],
  ])('is not added to what cannot be taken apart: %s', (_what, text) => {
    expect(withAbort(text)).toBeUndefined();
  });

  it('never loses, changes or moves a rule of somebody else, and is there afterwards', () => {
    const word = fc.stringMatching(/^[a-z0-9$&' -]{0,12}$/u).map((text) => text.replaceAll('&', '&amp;'));
    const filter = fc.oneof(fc.constant(''), fc.constant('<Filter/>'), fc.constant('<Filter></Filter>'), word.map((prefix) => `<Filter><Prefix>${prefix}</Prefix></Filter>`), word.map((key) => `<Filter><Tag><Key>${key}</Key><Value>v</Value></Tag></Filter>`));
    const action = fc.oneof(fc.integer({ min: 1, max: 9 }).map(abort), fc.integer({ min: 1, max: 99 }).map((days) => `<Expiration><Days>${days}</Days></Expiration>`), fc.constant('<NoncurrentVersionTransition><NoncurrentDays>3</NoncurrentDays><StorageClass>GLACIER</StorageClass></NoncurrentVersionTransition>'));
    const any = fc.tuple(word, filter, action, fc.constantFrom('Enabled', 'Disabled')).map(([id, where, what, status]) => rule(where + what, id, status));
    fc.assert(fc.property(fc.array(any, { maxLength: 8 }), fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }), (theirs, own) => {
      const all = own === undefined ? theirs : theirs.toSpliced(own, 0, rule(`<Filter/>${abort(5)}`, RULE));
      const made = withAbort(document(...all));
      expect(made).toBeDefined();
      const rules = [...(made?.document ?? '').matchAll(/<Rule>[^]*?<\/Rule>/gu)].map(([text]) => text);
      expect(rules.filter((text) => !text.includes(`<ID>${RULE}</ID>`))).toEqual(theirs);
      expect(rules.length - theirs.length).toBeLessThanOrEqual(1);
      expect(withAbort(made?.document)).toMatchObject({ document: made?.document, changes: [] });
    }), { numRuns: 300 });
  });
});

describe('a block of public access', () => {
  const block = (...on: boolean[]): string => `<PublicAccessBlockConfiguration>${['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'].map((field, i) => `<${field}>${on[i] ?? false}</${field}>`).join('')}</PublicAccessBlockConfiguration>`;
  it.each<[string, string | undefined, string[]]>([
    ['none', undefined, ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets']],
    ['all off', block(), ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets']],
    ['half on', block(true, false, true), ['IgnorePublicAcls', 'RestrictPublicBuckets']],
    ['all on', block(true, true, true, true), []],
    ['an empty one', '<PublicAccessBlockConfiguration/>', ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets']],
  ])('%s', (_what, text, fields) => {
    const made = withBlock(text);
    expect(made?.changes).toEqual(fields.map((field) => ({ path: `publicAccessBlock.${field}`, before: false, after: true })));
    expect(withBlock(made?.document)?.changes).toEqual([]);
  });
  it('is not read out of anything else', () => {
    expect(withBlock('<html>')).toBeUndefined();
  });
});
