import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { CODES, finding, type Code } from '../../src/registry/codes.ts';

const ROWS = Object.entries(CODES);
const SOURCES = readdirSync(new URL('../../src', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.startsWith('registry/codes'))
  .map((name) => readFileSync(new URL(`../../src/${name}`, import.meta.url), 'utf8'))
  .join('\n');

describe.each(ROWS)('%s', (code, { title, cause, remedy, level }) => {
  it('has a name, whole sentences of cause and a command', () => {
    expect(code).toMatch(/^RC-[A-Z0-9]+(-[A-Z0-9]+)*$/u);
    expect(['error', 'warning', 'info']).toContain(level);
    expect(title).toMatch(/^[A-Z].*[^.]$/u);
    expect(cause).toMatch(/^[A-Zse].*\.$/u);
    expect(remedy).toMatch(/(^|[;:,] (then: |or: )?)(oc|registryctl) /u);
  });
  it('has patches that are JSON, with or without the words filled in', () => {
    for (const [, patch] of remedy.matchAll(/ -p '([^']*)'/gu)) expect(() => { JSON.parse(patch ?? ''); }).not.toThrow();
  });
  it('is said by some rule', () => {
    expect(SOURCES).toContain(`'${code}'`);
  });
  it('leaves no brace of a template in a command', () => {
    const words = [...remedy.matchAll(/\{([a-z]+)\}/gu)].map(([, word = '']) => word);
    const bare = finding(code as Code, 's', 'm').remedy ?? '';
    const full = finding(code as Code, 's', 'm', { fill: Object.fromEntries(words.map((word) => [word, `my-${word}`])) }).remedy ?? '';
    for (const word of words) {
      expect(bare).toContain(word.toUpperCase());
      expect(full).toContain(`my-${word}`);
    }
    expect(bare + full).not.toMatch(/\{[a-z]+\}/u);
  });
});

it('no two codes are called the same', () => {
  const titles = ROWS.map(([, { title }]) => title);
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

it('every code that the sources speak of is in the table', () => {
  const spoken = new Set([...SOURCES.matchAll(/'(RC-[A-Z0-9-]+)'/gu)].map(([, code]) => code));
  expect([...spoken].filter((code) => !(code as string in CODES))).toEqual([]);
});

describe('finding', () => {
  it('takes its texts from the table and fills the remedy in', () => {
    expect(finding('RC-PVC-PENDING', 'persistentvolumeclaims/ns/x', 'no', { fill: { claim: 'x' } })).toEqual({
      code: 'RC-PVC-PENDING',
      level: 'error',
      subject: 'persistentvolumeclaims/ns/x',
      message: 'no',
      cause: CODES['RC-PVC-PENDING'].cause,
      remedy: 'oc -n openshift-image-registry describe pvc x',
    });
  });
  it('may be milder than its code, and words without a value stay in capitals', () => {
    const found = finding('RC-CA-SOURCE-EXPIRED', 's', 'm', { level: 'warning' });
    expect(found.level).toBe('warning');
    expect(found.remedy).toBe('oc -n NAMESPACE get configmap NAME -o yaml');
  });
  it('takes a cause and a remedy that the rule knows better', () => {
    expect(finding('RC-ACCESS-DENIED', 's', 'm', { cause: 'the webhook says no', remedy: 'oc login' }))
      .toMatchObject({ cause: 'the webhook says no', remedy: 'oc login' });
  });
  test.each(['a; rm -rf /', '$(x)', '`x`', '-rf', 'a b', '', 'a\nb', '../x', '\'x'])('no such name reaches a command: %s', (name) => {
    expect(finding('RC-PVC-PENDING', 'x', 'y', { fill: { claim: name } }).remedy)
      .toBe('oc -n openshift-image-registry describe pvc CLAIM');
  });
  test.each(['a', 'a-b.c', 'image-registry-storage', '0', 'UPPER_case'])('a name as the API has them does: %s', (name) => {
    expect(finding('RC-PVC-PENDING', 'x', 'y', { fill: { claim: name } }).remedy)
      .toBe(`oc -n openshift-image-registry describe pvc ${name}`);
  });
});

test.each<[Code, string, unknown]>([
  ['RC-CAPABILITY-DISABLED', '', { spec: { capabilities: { additionalEnabledCapabilities: ['ImageRegistry'] } } }],
  ['RC-STORAGE-TWO', 'emptyDir', { spec: { storage: { emptyDir: null } } }],
  ['RC-PVC-RWO', '', { spec: { replicas: 1, rolloutStrategy: 'Recreate' } }],
  ['RC-READ-ONLY', '', { spec: { readOnly: false } }],
  ['RC-S3-REDIRECT', '', { spec: { disableRedirect: true } }],
  ['RC-S3-ENCRYPT', '', { spec: { storage: { s3: { encrypt: false } } } }],
  ['RC-STORAGE-MANAGED-BY-ADMIN', '', { spec: { storage: { managementState: 'Unmanaged' } } }],
])('the patch that mends %s', (code, other, patch) => {
  const body = / -p '([^']*)'/u.exec(finding(code, 's', 'm', { fill: { other } }).remedy ?? '')?.[1] ?? '';
  expect(JSON.parse(body)).toEqual(patch);
});
