import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { SWIFT_CREDENTIALS } from '../../src/credentials/swift.ts';
import { refusal, revealed } from './reading.ts';

type Auth = Record<string, unknown>;
const AUTH = { auth_url: 'https://keystone.lab:5000/v3', username: 'registry', password: 'pa55-w0rd-x', project_name: 'lab', user_domain_name: 'Default', project_domain_name: 'Default' };
const clouds = (auth: Auth, more: Auth = { region_name: 'RegionOne' }, name = 'openstack'): string => stringify({ clouds: { [name]: { auth, ...more } } });

const PASSWORD = { REGISTRY_STORAGE_SWIFT_USERNAME: 'registry', REGISTRY_STORAGE_SWIFT_PASSWORD: 'pa55-w0rd-x' };
const TOLD = { 'auth-url': 'https://keystone.lab:5000/v3', tenant: 'lab', domain: 'Default', 'region-name': 'RegionOne' };
const BY_ID = { REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID: 'ac1d', REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET: 'ac-s3cret' };

const OPENRC = `#!/usr/bin/env bash
# To use an OpenStack cloud you need to authenticate
export OS_AUTH_URL=https://keystone.lab:5000/v3
export OS_PROJECT_ID=0123456789abcdef
export OS_PROJECT_NAME="lab"
export OS_USER_DOMAIN_NAME="Default"
if [ -z "$OS_USER_DOMAIN_NAME" ]; then unset OS_USER_DOMAIN_NAME; fi
unset OS_TENANT_ID
export OS_USERNAME="registry"
export OS_PASSWORD='pa55-w0rd-x'
export OS_REGION_NAME="RegionOne"
if [ -z "$OS_REGION_NAME" ]; then unset OS_REGION_NAME; fi
export OS_INTERFACE=public
export OS_IDENTITY_API_VERSION=3
`;

const good: [what: string, text: string, values: Record<string, string>, given: Record<string, string>][] = [
  ['a clouds.yaml', clouds(AUTH), PASSWORD, TOLD],
  ['a byte order mark, from Windows', `\uFEFF${clouds(AUTH).replaceAll('\n', '\r\n')}`, PASSWORD, TOLD],
  ['the only cloud, of any name', clouds(AUTH, { region_name: 'RegionOne' }, 'lab'), PASSWORD, TOLD],
  ['the cloud "openstack" of two', stringify({ clouds: { a: { auth: { username: 'x', password: 'y' } }, openstack: { auth: AUTH } } }), PASSWORD, { 'auth-url': TOLD['auth-url'], tenant: 'lab', domain: 'Default' }],
  ['ids for names', clouds({ ...AUTH, project_name: undefined, project_id: 'p1', user_domain_name: undefined, project_domain_name: undefined, user_domain_id: 'default' }), PASSWORD, { 'auth-url': TOLD['auth-url'], 'tenant-id': 'p1', 'domain-id': 'default', 'region-name': 'RegionOne' }],
  ['names of old', clouds({ auth_url: AUTH.auth_url, username: 'registry', password: 'pa55-w0rd-x', tenant_name: 'lab', domain_name: 'Default' }, {}), PASSWORD, { 'auth-url': TOLD['auth-url'], tenant: 'lab', domain: 'Default' }],
  ['the domain beside auth', clouds({ auth_url: AUTH.auth_url, username: 'registry', password: 'pa55-w0rd-x', project_name: 'lab' }, { default_domain: 'Default' }), PASSWORD, { 'auth-url': TOLD['auth-url'], tenant: 'lab', domain: 'Default' }],
  ['the domain of the project alone', clouds({ ...AUTH, user_domain_name: undefined }), PASSWORD, TOLD],
  ['two domains where the project has its id', clouds({ ...AUTH, project_id: 'p1', project_domain_name: 'Other' }, {}), PASSWORD, { 'auth-url': TOLD['auth-url'], tenant: 'lab', 'tenant-id': 'p1', domain: 'Default' }],
  ['a project and a domain with blanks in their names', clouds({ ...AUTH, project_name: 'my lab', user_domain_name: 'the lab', project_domain_name: undefined }, {}), PASSWORD, { 'auth-url': TOLD['auth-url'], tenant: 'my lab', domain: 'the lab' }],
  ['an application credential', clouds({ auth_url: AUTH.auth_url, application_credential_id: 'ac1d', application_credential_secret: 'ac-s3cret' }, { auth_type: 'v3applicationcredential' }), BY_ID, { 'auth-url': TOLD['auth-url'] }],
  ['one beside a password', clouds({ ...AUTH, application_credential_id: 'ac1d', application_credential_secret: 'ac-s3cret' }, {}), BY_ID, { 'auth-url': TOLD['auth-url'] }],
  ['one by its name', clouds({ ...AUTH, password: undefined, application_credential_name: 'reg', application_credential_secret: 'ac-s3cret' }, {}),
    { REGISTRY_STORAGE_SWIFT_USERNAME: 'registry', REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALNAME: 'reg', REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET: 'ac-s3cret' }, { 'auth-url': TOLD['auth-url'], tenant: 'lab', domain: 'Default' }],
  ['an openrc', OPENRC, PASSWORD, { ...TOLD, 'tenant-id': '0123456789abcdef' }],
  ['lines with the operator\'s names', 'REGISTRY_STORAGE_SWIFT_USERNAME=registry\nREGISTRY_STORAGE_SWIFT_PASSWORD=pa55-w0rd-x\n', PASSWORD, {}],
  ['an openrc of an application credential', 'export OS_AUTH_TYPE=v3applicationcredential\nexport OS_APPLICATION_CREDENTIAL_ID=ac1d\nexport OS_APPLICATION_CREDENTIAL_SECRET=ac-s3cret\n', BY_ID, {}],
];

describe('credentials of OpenStack', () => {
  it.each(good)('are read from %s', (_, text, values, given) => {
    expect(revealed(SWIFT_CREDENTIALS.read(text, 'clouds.yaml'))).toEqual({ values, given });
  });

  it.each(['0123', '1e5', 'no', '0x1F', '1_000', '12345678901234567890', 'true'])('keep a password that looks like something else: %s', (password) => {
    const text = `clouds:\n  openstack:\n    auth:\n      username: registry\n      password: ${password}\n`;
    expect(revealed(SWIFT_CREDENTIALS.read(text, 'x')).values['REGISTRY_STORAGE_SWIFT_PASSWORD']).toBe(password);
  });

  it.each([["'pa$word'", 'pa$word'], ['"pa\\$word"', 'pa$word'], ['"a\\"b"', 'a"b'], ["'a\\b'", 'a\\b'], ['plain#sign', 'plain#sign'], ['"x#y" # of the lab', 'x#y']])('read the password %s as a shell does', (raw, password) => {
    expect(revealed(SWIFT_CREDENTIALS.read(`OS_USERNAME=registry\nOS_PASSWORD=${raw}\n`, 'x')).values['REGISTRY_STORAGE_SWIFT_PASSWORD']).toBe(password);
  });
});

const lines = (...rest: string[]): string => ['OS_AUTH_URL=https://keystone.lab:5000/v3', ...rest].join('\n');
const bad: [what: string, text: string, found: string][] = [
  ['nothing', '', 'nothing in it'],
  ['no credentials', lines('OS_PROJECT_NAME=lab'), 'no credentials'],
  ['a user alone', lines('OS_USERNAME=registry'), 'a user name without a password'],
  ['a password alone', lines('OS_PASSWORD=s3cr3t-s3cr3t'), 'a password without a user name'],
  ['an empty password', clouds({ ...AUTH, password: '' }), 'a user name without a password'],
  ['a password of null', clouds({ ...AUTH, password: null }), 'a user name without a password'],
  ['an openrc that asks', lines('OS_USERNAME=registry', 'echo "Please enter your password:"', 'read -sr OS_PASSWORD_INPUT', 'export OS_PASSWORD=$OS_PASSWORD_INPUT'), 'that OS_PASSWORD is a placeholder'],
  ['a "$" that a shell would fill in', lines('OS_USERNAME=registry', 'OS_PASSWORD="pa$word"'), 'that OS_PASSWORD is something that a shell would fill in: single quotes keep a "$"'],
  ['a placeholder', clouds({ ...AUTH, password: '<password>' }), 'that password is a placeholder'],
  ['white space in the password', clouds({ ...AUTH, password: 's3cr3t s3cr3t' }), 'that password has white space in it'],
  ['lines in the password', clouds({ ...AUTH, password: 's3cr3t\ns3cr3t' }), 'that password has white space in it'],
  ['a token', clouds({ auth_url: AUTH.auth_url, token: 'gAAAA-s3cr3t' }), 'a token, which the registry cannot renew'],
  ['an application credential without its secret', lines('OS_APPLICATION_CREDENTIAL_ID=ac1d'), 'an application credential without its secret'],
  ['the secret of one without its id', lines('OS_APPLICATION_CREDENTIAL_SECRET=s3cr3t-s3cr3t'), 'the secret of an application credential without its id'],
  ['its name without a user', lines('OS_APPLICATION_CREDENTIAL_NAME=reg', 'OS_APPLICATION_CREDENTIAL_SECRET=s3cr3t-s3cr3t'), 'the name of an application credential without its user'],
  ['two clouds of which none is meant', stringify({ clouds: { a: { auth: AUTH }, b: { auth: AUTH } } }), '2 clouds of which none is "openstack"'],
  ['a cloud without auth', stringify({ clouds: { openstack: { region_name: 'x' } } }), 'a cloud without "auth"'],
  ['no clouds in it', 'clouds: {}\n', 'a cloud without "auth"'],
  ['YAML that is broken', 'clouds:\n  openstack:\n   auth: {password: s3cr3t\n  x', 'a clouds.yaml that is no YAML'],
  ['an address without a scheme', clouds({ ...AUTH, auth_url: 'keystone.lab:5000/v3' }), 'an auth_url that is no http or https URL'],
  ['an address that is none', clouds({ ...AUTH, auth_url: 'nowhere' }), 'an auth_url that is no http or https URL'],
  ['an address with a password in it', clouds({ ...AUTH, auth_url: 'https://me:s3cr3t@keystone.lab' }), 'an auth_url with a user name or password in it'],
  ['a region to be filled in', clouds(AUTH, { region_name: '<region>' }), 'that the value for --region-name is a placeholder'],
  ['two domains and a project by its name', clouds({ ...AUTH, project_domain_name: 'Other' }), 'user and project in two domains and no project_id (the registry knows one domain)'],
  ['JSON', JSON.stringify({ access: { token: 's3cr3t' } }), 'JSON of another kind'],
  ['a certificate', '-----BEGIN CERTIFICATE-----\n', 'a PEM file'],
  ['a page', '<html>', 'an HTML page'],
  ['keys of another cloud', '[default]\naws_access_key_id = x\naws_secret_access_key = s3cr3t\n', 'no credentials'],
  ['a bomb of aliases', `a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nclouds: [*c, *c, *c, *c]\n`, 'a clouds.yaml that is no YAML'],
];

describe('a file without them', () => {
  it.each(bad)('%s', (_, text, found) => {
    const message = refusal(SWIFT_CREDENTIALS, text, 'openrc');
    expect(message).toBe(`openrc: found ${found}, allowed: ${SWIFT_CREDENTIALS.formats}.`);
    expect(message).not.toContain('s3cr3t');
  });
});
