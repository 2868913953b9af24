import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { apiName, count, hostName, parse, word } from '../../src/forms/parse.ts';
import type { Given, Option } from '../../src/forms/types.ts';

const OPTIONS: readonly Option[] = [
  { flag: 'claim', value: 'NAME', about: 'A name with a value of the manual', fallback: 'image-registry-storage' },
  { flag: 'region', value: 'REGION', about: 'A name without one' },
  { flag: 'mode', value: 'MODE', about: 'One of two', fallback: 'slow', choices: ['slow', 'fast'] },
  { flag: 'on', about: 'A switch with words', choices: ['true', 'false'] },
  { flag: 'force', about: 'A switch' },
];

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return `${error.outcome} ${error.message}`;
    throw error;
  }
  return 'taken';
}

describe('options as they are given', () => {
  const cases: [what: string, given: Given, flag: string, value: string][] = [
    ['given', { claim: 'mine' }, 'claim', 'mine'],
    ['not given, the manual has one', {}, 'claim', 'image-registry-storage'],
    ['given as undefined', { claim: undefined }, 'claim', 'image-registry-storage'],
    ['not given, the manual has none', {}, 'region', ''],
    ['given empty is given', { claim: '' }, 'claim', ''],
    ['a choice', { mode: 'fast' }, 'mode', 'fast'],
    ['the choice of the manual', {}, 'mode', 'slow'],
    ['a bare switch with words', { on: true }, 'on', 'true'],
    ['a switch with its word', { on: 'false' }, 'on', 'false'],
    ['a switch turned off', { on: false }, 'on', 'false'],
    ['a switch', { force: true }, 'force', 'true'],
    ['a switch that is not given', {}, 'force', ''],
    ['a flag that the form does not have', {}, 'bucket', ''],
  ];
  it.each(cases)('%s', (_, given, flag, value) => expect(parse(OPTIONS, given)(flag)).toBe(value));
});

describe('options that cannot be', () => {
  const all = '--claim, --region, --mode, --on, --force';
  const cases: [what: string, given: Given, message: string][] = [
    ['of another form', { bucket: 'b' }, `usage --bucket: given "b", allowed: ${all}.`],
    ['of another form, a switch', { bucket: false }, `usage --bucket: given false, allowed: ${all}.`],
    ['without its value', { claim: true }, 'usage --claim: given true, allowed: NAME.'],
    ['negated, though it has a value', { region: false }, 'usage --region: given false, allowed: REGION.'],
    ['a choice without its value', { mode: true }, 'usage --mode: given true, allowed: slow, fast.'],
    ['outside the choices', { mode: 'medium' }, 'usage --mode: given "medium", allowed: slow, fast.'],
    ['a choice in capitals', { mode: 'Fast' }, 'usage --mode: given "Fast", allowed: slow, fast.'],
    ['an empty choice', { mode: '' }, 'usage --mode: given "", allowed: slow, fast.'],
    ['another word for a switch', { on: 'yes' }, 'usage --on: given "yes", allowed: true, false.'],
  ];
  it.each(cases)('%s', (_, given, message) => expect(refusal(() => parse(OPTIONS, given))).toBe(message));

  it('an absent one of another form is none', () => {
    expect(refusal(() => parse(OPTIONS, { bucket: undefined }))).toBe('taken');
  });
  it('the first that cannot be is the one that is told', () => {
    expect(refusal(() => parse(OPTIONS, { mode: 'x', on: 'y' }))).toContain('--mode');
    expect(refusal(() => parse(OPTIONS, { on: 'y', mode: 'x' }))).toContain('--on');
  });
});

const verdict = (act: () => unknown): boolean => refusal(act) === 'taken';

describe('names of the API', () => {
  it.each([
    'a', '0', 'a-b', 'a.b', 'rgwbucket', 'ocs-storagecluster-ceph-rgw', 'openshift-storage.noobaa.io',
    'a'.repeat(253), 'x--y',
  ])('takes %s', (name) => expect(apiName('claim', name)).toBe(name));

  it.each([
    '', ' ', '-', '.', '-a', 'a-', '.a', 'a.', 'a..b', 'a.-b', 'A', 'a_b', 'a/b', 'a b', 'a\n', 'ä', 'a:b', '${NAME}',
    '<name>', 'a'.repeat(254),
  ])('refuses %j', (name) => {
    const says = `usage --claim: given ${JSON.stringify(name)}, allowed: a name of lower-case letters, digits, "-" and ".".`;
    expect(refusal(() => apiName('claim', name))).toBe(says);
  });
});

describe('hosts', () => {
  it.each([
    'h', 'ceph.example.com', 'ceph.example.com:443', 'h:1', 'h:65535', '10.0.0.1', '10.0.0.1:8443', 'rgw.storage.svc',
  ])('takes %s', (host) => expect(hostName('endpoint-host', host)).toBe(host));

  it.each([
    '', ':443', 'h:', 'h:0', 'h:65536', 'h:99999', 'h:443:443', 'https://h', 'h/', 'h/path', 'user@h', 'H', 'h h',
    '[::1]', '::1', 'h:-1', 'h:https', '${HOST}', '10.0.0.300', '1.2.3.4.5', 'a.0', `${'a'.repeat(254)}:443`,
  ])('refuses %j', (host) => {
    const says = `given ${JSON.stringify(host)}, allowed: HOST or HOST:PORT, without scheme and path.`;
    expect(refusal(() => hostName('endpoint-host', host))).toBe(`usage --endpoint-host: ${says}`);
  });
});

describe('counts', () => {
  it.each([
    ['', undefined],
    ['1', 1],
    ['2', 2],
    ['10', 10],
    ['9999', 9999],
  ])('%j is %s', (text, value) => expect(count('replicas', text)).toBe(value));

  it.each([
    '0', '00', '01', '-1', '+1', '1.0', '1.5', '1e3', ' 1', '1 ', 'two', '0x2', '10000', 'NaN', 'Infinity', '１',
  ])('refuses %j', (text) => {
    const says = `usage --replicas: given ${JSON.stringify(text)}, allowed: a whole number from 1 to 9999.`;
    expect(refusal(() => count('replicas', text))).toBe(says);
  });
});

describe('words', () => {
  it.each(['us-east-1', 'eu', 'RegionOne', 'a/b', 'a:b', '*', 'größe'])('takes %s', (text) => {
    expect(word('region', text)).toBe(text);
  });
  it.each(['', ' ', 'us east', 'a\tb', 'a\n', '"a"', "it's", '${region}', '$HOME', '<region>', '{a}'])('refuses %j', (text) => {
    expect(refusal(() => word('region', text))).toMatch(/^usage --region: given .*, allowed: one word without quotes/u);
  });
});

describe('whatever is typed', () => {
  const runs = { numRuns: 1500 };
  const typed = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: fc.constantFrom('a', '0', '-', '.', ':', 'A', '/') }));

  it('a name that is taken is a name of RFC 1123, and every such name is taken', () => {
    const isName = (text: string): boolean => {
      const labels = text.split('.');
      return text.length <= 253 && labels.every((label) => /^[a-z0-9-]+$/u.test(label) && !/^-|-$/u.test(label));
    };
    fc.assert(
      fc.property(typed, (text) => {
        expect(verdict(() => apiName('x', text))).toBe(isName(text));
      }),
      runs,
    );
  });
  it('a host that is taken makes a URL of just that host', () => {
    fc.assert(
      fc.property(typed, (text) => {
        if (!verdict(() => hostName('x', text))) return;
        const url = new URL(`https://${text}`);
        expect([url.pathname, url.username, url.search, url.hash]).toEqual(['/', '', '', '']);
      }),
      runs,
    );
  });
  it('every whole number of the range is taken as itself, and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 20_000 }), (n) => {
        expect(verdict(() => count('x', String(n)))).toBe(n >= 1 && n <= 9999);
        if (n >= 1 && n <= 9999) expect(count('x', String(n))).toBe(n);
      }),
      runs,
    );
  });
  it('a refusal is a Failure of usage that quotes what was given in one line', () => {
    fc.assert(
      fc.property(typed, (text) => {
        for (const check of [apiName, hostName, count, word]) {
          const said = refusal(() => check('flag', text));
          if (said !== 'taken') expect(said.startsWith(`usage --flag: given ${JSON.stringify(text)}, allowed: `)).toBe(true);
          expect(said).not.toContain('\n');
        }
      }),
      runs,
    );
  });
});
