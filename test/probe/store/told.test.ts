import { describe, expect, it } from 'vitest';
import { aheadOf, skewWords } from '../../../src/probe/store/skew.ts';
import { elements, isPage, quoted, toldInJson, toldInXml, unclear } from '../../../src/probe/store/told.ts';
import { makeVeil } from '../../../src/probe/store/veil.ts';
import { loginBody, loginOf, type SwiftQuestion } from '../../../src/probe/store/swift-login.ts';
import type { Resource } from '../../../src/api/types.ts';

const reply = (body: string, headers: Record<string, string> = {}, status = 400) => ({ status, headers, body: Buffer.from(body) });
const veil = makeVeil({});

describe('an error', () => {
  it.each([
    ['Amazon\'s', '<?xml version="1.0"?>\n<Error><Code>NoSuchBucket</Code><Message>It &lt;b&gt; &amp; &quot;c&quot; is not</Message></Error>', 'NoSuchBucket', 'It <b> & "c" is not'],
    ['Ceph\'s', '<Error><Code>AccessDenied</Code><RequestId>tx</RequestId></Error>', 'AccessDenied', ''],
    ['with a name space', '<s3:Error xmlns:s3="x"><s3:Code>A</s3:Code><s3:Message>m</s3:Message></s3:Error>', 'A', 'm'],
    ['Azure\'s', '\uFEFF<Error><Code>AuthenticationFailed</Code><Message>Failed.\nRequestId:1\nTime:2</Message></Error>', 'AuthenticationFailed', 'Failed.'],
    ['cut off', '<Error><Code>AccessDenied</Code><Mess', 'AccessDenied', ''],
    ['with a code that is none', '<Error><Code>$(rm -rf /)</Code></Error>', '', ''],
    ['empty', '', '', ''],
    ['a page', '<html><body>no</body></html>', '', ''],
  ])('in XML: %s', (_what, body, code, message) => {
    expect(toldInXml(reply(body))).toEqual({ code, message });
  });

  it.each([
    ['Google\'s', { error: { code: 403, message: 'no', errors: [{ reason: 'forbidden' }] } }, 'forbidden', 'no'],
    ['of its token endpoint', { error: 'invalid_grant', error_description: 'Invalid JWT' }, 'invalid_grant', 'Invalid JWT'],
    ['with a status', { error: { status: 'PERMISSION_DENIED', message: 'no' } }, 'PERMISSION_DENIED', 'no'],
    ['OpenStack\'s', { error: { code: 401, title: 'Unauthorized', message: 'no' } }, 'Unauthorized', 'no'],
    ['of another kind', { message: 'x' }, '', ''],
    ['a list', [], '', ''],
    ['a code that is no word', { error: 'a b\n' }, '', ''],
  ])('in JSON: %s', (_what, body, code, message) => {
    expect(toldInJson(reply(JSON.stringify(body)))).toEqual({ code, message });
    expect(toldInJson(reply('{'))).toEqual({ code: '', message: '' });
  });

  it('is quoted with what there is of it', () => {
    expect(quoted({ code: 'A', message: 'b.' }, reply(''), veil)).toBe(' (A: b)');
    expect(quoted({ code: '', message: 'b' }, reply(''), veil)).toBe(' (b)');
    expect(quoted({ code: '', message: '' }, reply('', {}, 404), veil)).toBe(' (HTTP 404)');
  });

  it('that says nothing is told by what came', () => {
    expect(unclear(reply('<html>', { 'content-type': 'text/html' }, 200), { code: '', message: '' }, veil).detail).toContain('a web page came back (HTTP 200)');
    expect(unclear(reply('', {}, 302), { code: '', message: '' }, veil).detail).toContain('go elsewhere (HTTP 302)');
    expect(unclear(reply('', {}, 500), { code: 'InternalError', message: '' }, veil).detail).toBe('it answered HTTP 500 (InternalError)');
  });
});

it('elements are found wherever they stand', () => {
  expect(elements('<a><Name>x</Name><b><Name id="1"> y </Name></b><Name>un<', 'Name')).toEqual(['x', 'y']);
  expect(elements('<Names>x</Names>', 'Name')).toEqual([]);
});

it.each([
  ['text/html; charset=utf-8', '', true],
  ['', '  <!doctype HTML>', true],
  ['', '<html lang="de">', true],
  ['application/xml', '<ListBucketResult/>', false],
  ['', '<htmlish/>', false],
])('a page: %s %s', (type, body, is) => {
  expect(isPage(reply(body, type === '' ? {} : { 'content-type': type }))).toBe(is);
});

describe('a clock', () => {
  const now = new Date('2026-01-01T12:00:00Z');
  it.each([
    ['Thu, 01 Jan 2026 13:00:00 GMT', 3_600_000],
    ['Thu, 01 Jan 2026 11:58:00 GMT', -120_000],
    ['Thu, 01 Jan 2026 12:00:30 GMT', undefined],
    ['yesterday', undefined],
    [undefined, undefined],
  ])('of %s', (date, ahead) => {
    expect(aheadOf(reply('', date === undefined ? {} : { date }), now)).toBe(ahead);
  });
  it.each([[60_000, '1 minute behind'], [-3_600_000, '60 minutes ahead of'], [86_400_000, '24 hours behind']])('that is %d ms off', (ahead, words) => {
    expect(skewWords(ahead)).toBe(`the clock of this machine is ${words} the store's`);
  });
});

describe('a login at Keystone', () => {
  const question = (more: Partial<SwiftQuestion> = {}): SwiftQuestion => ({ kind: 'swift', container: 'c', authURL: '', secret: { resource: {} as Resource, name: 's' }, keys: {}, ...more });
  const file = { 'clouds.yaml': 'clouds:\n  mine:\n    auth:\n      auth_url: https://k/v3\n      username: u\n      password: "p: q"\n      project_id: pid\n      user_domain_id: did\n    region_name: R\n' };
  const P = 'REGISTRY_STORAGE_SWIFT_';

  it('is read of a clouds.yaml, and what was said wins', () => {
    expect(loginOf(question(), file)).toMatchObject({ authURL: 'https://k/v3', username: 'u', password: 'p: q', tenantID: 'pid', domainID: 'did', regionName: 'R' });
    expect(loginOf(question({ authURL: 'https://other', regionName: 'S' }), { ...file, [`${P}PASSWORD`]: 'own' })).toMatchObject({ authURL: 'https://other', regionName: 'S', password: 'own', username: 'u' });
  });

  it.each([
    ['no YAML', { 'clouds.yaml': '{' }],
    ['several clouds, none of them openstack', { 'clouds.yaml': 'clouds: {a: {auth: {username: u}}, b: {}}' }],
    ['a list', { 'clouds.yaml': '- a' }],
    ['nothing', {}],
  ])('of %s is empty', (_what, secrets) => {
    const login = loginOf(question(), secrets as Record<string, string>);
    expect(Object.values(login).every((value) => value === '')).toBe(true);
    expect(loginBody(login)).toBeUndefined();
  });

  it('of a file that YAML has doubts about says nothing to anybody', async () => {
    const said: Error[] = [];
    const hear = (warning: Error): void => void said.push(warning);
    process.on('warning', hear);
    loginOf(question(), { 'clouds.yaml': 'clouds: {openstack: {auth: {password: !secret hunter2}}}' });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', hear);
    expect(said).toEqual([]);
  });

  const login = (more: Partial<SwiftQuestion>, secrets: Record<string, string>) => loginBody(loginOf(question(more), Object.fromEntries(Object.entries(secrets).map(([k, v]) => [P + k, v]))));
  const user = { name: 'u', domain: { id: 'default' } };
  it.each([
    ['a password in a project of a domain', { domain: 'D', tenant: 't' }, { USERNAME: 'u', PASSWORD: 'p' }, { identity: { methods: ['password'], password: { user: { name: 'u', domain: { name: 'D' }, password: 'p' } } }, scope: { project: { name: 't', domain: { name: 'D' } } } }],
    ['ids before names', { domain: 'D', domainID: 'd', tenant: 't', tenantID: 'i' }, { USERNAME: 'u', PASSWORD: 'p' }, { identity: { methods: ['password'], password: { user: { name: 'u', domain: { id: 'd' }, password: 'p' } } }, scope: { project: { id: 'i' } } }],
    ['no project and no domain', {}, { USERNAME: 'u', PASSWORD: 'p' }, { identity: { methods: ['password'], password: { user: { ...user, password: 'p' } } } }],
    ['an application credential by id', { tenant: 't' }, { APPLICATIONCREDENTIALID: 'i', APPLICATIONCREDENTIALSECRET: 's', USERNAME: 'u', PASSWORD: 'p' }, { identity: { methods: ['application_credential'], application_credential: { id: 'i', secret: 's' } } }],
    ['an application credential by name', {}, { APPLICATIONCREDENTIALNAME: 'n', APPLICATIONCREDENTIALSECRET: 's', USERNAME: 'u' }, { identity: { methods: ['application_credential'], application_credential: { name: 'n', user, secret: 's' } } }],
  ])('by %s', (_what, more, secrets, auth) => {
    expect(login(more, secrets)).toEqual({ auth });
  });
});
