import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeNet } from '../../../src/probe/net.ts';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';
import type { StoreAnswer } from '../../../src/snapshot/types.ts';
import { good, openBed, s3Keys, swift, swiftKeys, writes, type Asked, type Bed } from './bed.ts';

let bed: Bed;
beforeAll(async () => void (bed = await openBed()));
afterAll(() => bed.stop());
afterEach(() => {
  bed.spoil();
  expect(writes(bed.heard.splice(0))).toEqual([]);
});

const HOUR = 3_600_000;
const azureKey = (name: string) => ({ REGISTRY_STORAGE_AZURE_ACCOUNTKEY: bed.value(name) });
const s3 = (more: Partial<Extract<Asked, { kind: 's3' }>> = {}): Asked => ({ kind: 's3', bucket: 'lab-registry', region: 'us-east-1', virtualHosted: false, ...more });
const gateway = { endpoint: 'https://s3.gateway.example', region: 'us-east-1' };
type Row = [what: string, question: () => Asked, secrets: () => Record<string, string>, state: StoreAnswer['state'], says: RegExp];

describe('Amazon', () => {
  const own = () => s3Keys(bed);
  it.each<Row>([
    ['its own bucket', () => s3(), own, 'ours', /^it is there, and these keys may use it$/],
    ['its own bucket by its host', () => s3({ virtualHosted: true }), own, 'ours', /these keys may use it$/],
    ['its own bucket without a region', () => s3({ region: '' }), own, 'ours', /these keys may use it$/],
    ['its own bucket of another region', () => s3({ bucket: 'lab-registry-eu' }), own, 'ours', /; it is in the region eu-central-1, not in us-east-1$/],
    ['the same by its host', () => s3({ bucket: 'lab-registry-eu', virtualHosted: true }), own, 'ours', /; it is in the region eu-central-1/],
    ['a bucket in its own region', () => s3({ bucket: 'lab-registry-eu', region: 'eu-central-1' }), own, 'ours', /these keys may use it$/],
    ['no such bucket', () => s3({ bucket: 'nowhere' }), own, 'absent', /^there is no bucket of that name \(NoSuchBucket: The specified bucket does not exist\)$/],
    ['a name that no bucket has', () => s3({ bucket: 'a b' }), own, 'absent', /^no bucket can have that name$/],
    ['a template that nobody filled in', () => s3({ bucket: '${bucket_name}' }), own, 'absent', /^no bucket can have that name$/],
    ['a name that no host has', () => s3({ bucket: 'Big_Bucket', virtualHosted: true }), own, 'absent', /^no bucket can have that name$/],
    ["somebody else's bucket", () => s3({ bucket: 'somebody-elses' }), own, 'foreign', /not among those of this account \(AccessDenied: Access Denied\)$/],
    ['a bucket with the keys of another', () => s3(), () => s3Keys(bed, 'OTHER_'), 'foreign', /not among those of this account/],
    ['an unknown access key', () => s3(), () => ({ ...own(), REGISTRY_STORAGE_S3_ACCESSKEY: 'AKNOBODY' }), 'refused', /^it knows no such access key \(InvalidAccessKeyId: The AWS Access Key Id/],
    ['a wrong secret key', () => s3(), () => ({ ...own(), REGISTRY_STORAGE_S3_SECRETKEY: 'not-the-key' }), 'refused', /^the secret key is not the one of the access key \(SignatureDoesNotMatch/],
    ['no keys', () => s3(), () => ({}), 'unclear', /^there are no keys to ask with$/],
    ['a role', () => s3(), () => ({ credentials: '[default]\nrole_arn = arn:aws:iam::1:role/x\nweb_identity_token_file = /var/run/token\n' }), 'unclear', /name a role that only the cluster can take on/],
    ['minted keys', () => s3(), () => ({ credentials: '[default]\naws_access_key_id = AKOWN\naws_secret_access_key = own-secret-key\n' }), 'ours', /may use it$/],
    ["a claim's keys", () => s3(), () => ({ AWS_ACCESS_KEY_ID: 'AKOWN', AWS_SECRET_ACCESS_KEY: 'own-secret-key' }), 'ours', /may use it$/],
  ])('%s', async (_what, question, secrets, state, says) => {
    const answer = await bed.ask(question(), secrets());
    expect(answer.detail).toMatch(says);
    expect(answer.state).toBe(state);
  });

  it('names its region, and the place', async () => {
    expect(await bed.ask(s3({ bucket: 'lab-registry-eu' }), own())).toMatchObject({ region: 'eu-central-1', place: 'bucket lab-registry-eu at s3.us-east-1.amazonaws.com' });
    expect(await bed.ask(s3(), own())).toMatchObject({ region: 'us-east-1' });
    expect(await bed.ask(s3({ bucket: 'nowhere' }), own())).not.toHaveProperty('region');
  });

  it('is not asked anything where nothing can come of it', async () => {
    await bed.ask(s3({ bucket: '../x' }), own());
    await bed.ask(s3(), {});
    expect(bed.heard).toEqual([]);
  });

  it('is asked with one request when all is well', async () => {
    await bed.ask(s3(), own());
    expect(bed.heard).toEqual(['HEAD https://s3.us-east-1.amazonaws.com/lab-registry']);
  });

  it('is not followed to a host that is not its own', async () => {
    bed.spoil((_request, response) => response.writeHead(301, { 'x-amz-bucket-region': 'evil.example/#', location: 'https://evil.example/' }).end());
    expect((await bed.ask(s3(), own())).state).toBe('unclear');
    expect(bed.heard.every((one) => one.includes('https://s3.us-east-1.amazonaws.com/'))).toBe(true);
  });

  it('does not lead around in circles', async () => {
    bed.spoil((request, response) => response.writeHead(301, { 'x-amz-bucket-region': (request.headers.host ?? '').includes('us-east-1') ? 'eu-west-1' : 'us-east-1' }).end());
    expect((await bed.ask(s3(), own())).state).toBe('unclear');
    expect(bed.heard.length).toBeLessThan(8);
  });
});

describe('a gateway such as RGW', () => {
  it.each<Row>([
    ['its own bucket', () => s3({ ...gateway, bucket: 'gateway' }), () => s3Keys(bed), 'ours', /may use it$/],
    ['by its host', () => s3({ ...gateway, bucket: 'gateway', virtualHosted: true }), () => s3Keys(bed), 'ours', /may use it$/],
    ['without a scheme', () => s3({ ...gateway, endpoint: 's3.gateway.example', bucket: 'gateway' }), () => s3Keys(bed), 'ours', /may use it$/],
    ['a slash at its end', () => s3({ ...gateway, endpoint: 'https://s3.gateway.example/', bucket: 'gateway' }), () => s3Keys(bed), 'ours', /may use it$/],
    ['no such bucket', () => s3({ ...gateway, bucket: 'nowhere' }), () => s3Keys(bed), 'absent', /\(NoSuchBucket\)$/],
    ["somebody else's", () => s3({ ...gateway, bucket: 'somebody-elses' }), () => s3Keys(bed), 'foreign', /\(AccessDenied\)$/],
    ['a wrong key', () => s3({ ...gateway, bucket: 'gateway' }), () => ({ ...s3Keys(bed), REGISTRY_STORAGE_S3_SECRETKEY: 'x' }), 'refused', /^the secret key is not the one of the access key \(SignatureDoesNotMatch\)$/],
    ['without TLS', () => s3({ ...gateway, endpoint: 'http://s3.gateway.example' }), () => s3Keys(bed), 'unclear', /nothing was sent there$/],
    ['no address', () => s3({ ...gateway, endpoint: 'https://' }), () => s3Keys(bed), 'unclear', /nothing was sent there$/],
    ['an address with a login in it', () => s3({ ...gateway, endpoint: 'https://u:p@s3.gateway.example' }), () => s3Keys(bed), 'unclear', /nothing was sent there$/],
  ])('%s', async (_what, question, secrets, state, says) => {
    const answer = await bed.ask(question(), secrets());
    expect(answer.detail).toMatch(says);
    expect(answer.state).toBe(state);
  });

  it('tells a denied listing of one\'s own bucket from somebody else\'s, where it lists buckets', async () => {
    const denied = '<Error><Code>AccessDenied</Code></Error>';
    for (const [own, state, says] of [
      ['<ListAllMyBucketsResult><Buckets><Bucket><Name>gateway</Name></Bucket></Buckets></ListAllMyBucketsResult>', 'refused', /of this account, but these keys may not list it/],
      ['<ListAllMyBucketsResult><Buckets><Bucket><Name>gateway-2</Name></Bucket></Buckets></ListAllMyBucketsResult>', 'foreign', /not among those of this account/],
      ['<ListAllMyBucketsResult><Buckets/><ContinuationToken>more</ContinuationToken></ListAllMyBucketsResult>', 'refused', /another account's, or they lack the right/],
      [denied, 'refused', /another account's, or they lack the right/],
      ['<html>', 'refused', /another account's, or they lack the right/],
    ] as const) {
      bed.spoil((request, response) => {
        const root = (request.url ?? '').startsWith('/?');
        response.writeHead(root && own !== denied ? 200 : 403, { 'content-type': 'application/xml' }).end(root ? own : denied);
      });
      const answer = await bed.ask(s3({ ...gateway, bucket: 'gateway' }), s3Keys(bed));
      expect([answer.state, says.test(answer.detail)]).toEqual([state, true]);
    }
  });

  it('that denies everybody but the cluster\'s network says nothing of the keys', async () => {
    bed.spoil((_request, response) => response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error><Code>AccessDenied</Code><Message>User: arn:aws:iam::1:user/x is not authorized to perform: s3:ListBucket with an explicit deny in a resource-based policy</Message></Error>'));
    expect(await bed.ask(s3(), s3Keys(bed))).toMatchObject({ state: 'unclear', detail: expect.stringMatching(/^a policy denies it from here; whether it lets the cluster in is not known \(AccessDenied: User: arn/) as string });
  });

  it('that wants another region in the signature is asked again with that, at its own host', async () => {
    bed.spoil((request, response, real) => {
      if ((request.headers.authorization ?? '').includes('/lab-1/')) return real(request, response);
      response.writeHead(400, { 'content-type': 'application/xml' }).end('<Error><Code>AuthorizationHeaderMalformed</Code><Region>lab-1</Region></Error>');
    });
    expect(await bed.ask(s3({ ...gateway, bucket: 'gateway' }), s3Keys(bed))).toMatchObject({ state: 'ours', region: 'lab-1', detail: expect.stringContaining('it is in the region lab-1, not in us-east-1') as string });
    expect(bed.heard.every((one) => one.includes('//s3.gateway.example/'))).toBe(true);
  });
});

describe('Google', () => {
  const file = (more: Record<string, unknown> = {}) => ({ REGISTRY_STORAGE_GCS_KEYFILE: JSON.stringify({ ...(JSON.parse(bed.value('GCS_KEYFILE')) as object), ...more }) });
  const at = (bucket: string): Asked => ({ kind: 'gcs', bucket });
  it.each<Row>([
    ['its own bucket', () => at('lab-registry'), () => file(), 'ours', /this account may list it$/],
    ['a minted key', () => at('lab-registry'), () => ({ 'service_account.json': bed.value('GCS_KEYFILE') }), 'ours', /may list it$/],
    ['no such bucket', () => at('nowhere'), () => file(), 'absent', /\(notFound: The specified bucket does not exist\)$/],
    ['a name that no bucket has', () => at('a/b'), () => file(), 'absent', /^no bucket can have that name$/],
    ["somebody else's bucket", () => at('somebody-elses'), () => file(), 'foreign', /not among those of the project lab-project \(forbidden: /],
    ["somebody else's bucket, of a project that may not be listed", () => at('somebody-elses'), () => file({ project_id: 'other-project' }), 'refused', /of another project, or the account lacks the right/],
    ['an account that there is not', () => at('lab-registry'), () => file({ client_email: 'nobody@lab-project.example.com' }), 'refused', /^Google gives no token for the key \(invalid_grant: Invalid grant: account not found\)$/],
    ['another token endpoint', () => at('lab-registry'), () => file({ token_uri: 'https://oauth2.googleapis.com.evil.example/token' }), 'refused', /not Google's \(oauth2\.googleapis\.com\.evil\.example\); nothing was sent there$/],
    ['a token endpoint that is no address', () => at('lab-registry'), () => file({ token_uri: 'x' }), 'refused', /not Google's; nothing was sent there$/],
    ['no token endpoint', () => at('lab-registry'), () => file({ token_uri: '' }), 'ours', /may list it$/],
    ['no private key', () => at('lab-registry'), () => file({ private_key: 'x' }), 'refused', /cannot be read$/],
    ['a workload identity', () => at('lab-registry'), () => file({ type: 'external_account' }), 'unclear', /no key of a service account/],
    ['no JSON', () => at('lab-registry'), () => ({ REGISTRY_STORAGE_GCS_KEYFILE: 'x' }), 'refused', /no JSON object$/],
    ['nothing', () => at('lab-registry'), () => ({}), 'unclear', /^there is no key file to ask with$/],
    ['a key of another kind', () => at('lab-registry'), () => file({ private_key: makeCa('x').key }), 'refused', /no RSA key$/],
  ])('%s', async (_what, question, secrets, state, says) => {
    const answer = await bed.ask(question(), secrets());
    expect(answer.detail).toMatch(says);
    expect([answer.state, answer.place]).toEqual([state, `bucket ${(question() as { bucket: string }).bucket} at storage.googleapis.com`]);
  });

  it('a perimeter around the cluster\'s network says nothing of the key', async () => {
    bed.spoil((request, response, real) => (request.method === 'POST' ? real(request, response) : void response.writeHead(403, { 'content-type': 'application/json' }).end('{"error":{"code":403,"message":"Request is prohibited by organization\'s policy","errors":[{"reason":"vpcServiceControls"}]}}')));
    expect(await bed.ask(at('lab-registry'), file())).toMatchObject({ state: 'unclear', detail: expect.stringContaining('does not let this network in') as string });
  });

  it.each([
    ['may not list objects', /\/o$/, 'refused', /may not list its objects \(forbidden: no\)/],
    ['may list objects and not read the bucket', /\/b\/[^/]+$/, 'refused', /not read the bucket itself, which the operator does at every pass/],
  ] as const)('an account that %s', async (_what, path, state, says) => {
    bed.spoil((request, response, real) => {
      if (!path.test((request.url ?? '').split('?')[0] ?? '')) return real(request, response);
      response.writeHead(403, { 'content-type': 'application/json' }).end('{"error":{"code":403,"message":"no","errors":[{"reason":"forbidden"}]}}');
    });
    const answer = await bed.ask(at('lab-registry'), file());
    expect([answer.state, says.test(answer.detail)]).toEqual([state, true]);
  });
});

describe('Azure', () => {
  const at = (container: string, more: object = {}): Asked => ({ kind: 'azure', account: 'labregistry', container, cloud: '', ...more });
  it.each<Row>([
    ['its own container', () => at('lab-registry'), () => azureKey('AZURE_KEY'), 'ours', /^it is there, and the key opens it$/],
    ['no such container', () => at('nowhere'), () => azureKey('AZURE_KEY'), 'absent', /\(ContainerNotFound: The specified container does not exist\)$/],
    ["somebody else's account", () => at('somebody-elses', { account: 'somebodyelses' }), () => azureKey('AZURE_KEY'), 'refused', /^the key is not one of the account \(AuthenticationFailed: Server failed/],
    ["somebody else's key", () => at('lab-registry'), () => azureKey('OTHER_AZURE_KEY'), 'refused', /AuthenticationFailed/],
    ['no such account', () => at('lab-registry', { account: 'nobodys' }), () => azureKey('AZURE_KEY'), 'unreachable', /closed|reset/],
    ['a name that no account has', () => at('lab-registry', { account: 'Lab_Registry' }), () => azureKey('AZURE_KEY'), 'absent', /no storage account can have that name/],
    ['an account that leads elsewhere', () => at('lab-registry', { account: 'evil.example/x' }), () => azureKey('AZURE_KEY'), 'absent', /no storage account/],
    ['a name that no container has', () => at('No_Such'), () => azureKey('AZURE_KEY'), 'absent', /^no container can have that name$/],
    ['a key that is none', () => at('lab-registry'), () => ({ REGISTRY_STORAGE_AZURE_ACCOUNTKEY: 'not base64!' }), 'refused', /nothing was sent$/],
    ['no key', () => at('lab-registry'), () => ({}), 'unclear', /^there is no account key to ask with$/],
    ['a service principal', () => at('lab-registry'), () => ({ azure_client_id: 'i', azure_client_secret: 's' }), 'unclear', /a service principal and no account key/],
    ['a cloud that nobody knows', () => at('lab-registry', { cloud: 'AzureMoonCloud' }), () => azureKey('AZURE_KEY'), 'unclear', /addresses of that cloud are not known/],
    ['a cloud of one\'s own', () => at('lab-registry', { cloud: 'AzureStackCloud' }), () => azureKey('AZURE_KEY'), 'unclear', /addresses of that cloud are not known/],
  ])('%s', async (_what, question, secrets, state, says) => {
    const answer = await bed.ask(question(), secrets());
    expect(answer.detail).toMatch(says);
    expect(answer.state).toBe(state);
  });

  it.each([
    ['', 'core.windows.net'],
    ['AzurePublicCloud', 'core.windows.net'],
    ['azureusgovernment', 'core.usgovcloudapi.net'],
    ['AzureUSGovernmentCloud', 'core.usgovcloudapi.net'],
    ['AzureChinaCloud', 'core.chinacloudapi.cn'],
    ['AZUREGERMANCLOUD', 'core.cloudapi.de'],
  ])('the cloud "%s" is at %s', async (cloud, suffix) => {
    expect(await bed.ask(at('lab-registry', { cloud }), azureKey('AZURE_KEY'))).toEqual({ state: 'ours', detail: 'it is there, and the key opens it', place: `container lab-registry at labregistry.blob.${suffix}` });
    expect(bed.heard).toEqual([`GET https://labregistry.blob.${suffix}/lab-registry`]);
  });

  it.each([
    ['KeyBasedAuthenticationNotPermitted', 403, 'refused', /no access by its keys/],
    ['AccountIsDisabled', 403, 'refused', /disabled/],
    ['AuthorizationFailure', 403, 'unclear', /does not let this network in/],
    ['ContainerBeingDeleted', 409, 'absent', /being deleted/],
    ['ServerBusy', 503, 'unclear', /HTTP 503 \(ServerBusy: words\)/],
  ] as const)('%s', async (code, status, state, says) => {
    bed.spoil((_request, response) => response.writeHead(status, { 'content-type': 'application/xml', 'x-ms-request-id': '1' }).end(`\uFEFF<?xml version="1.0"?><Error><Code>${code}</Code><Message>words\nRequestId:1</Message></Error>`));
    const answer = await bed.ask(at('lab-registry'), azureKey('AZURE_KEY'));
    expect([answer.state, says.test(answer.detail)]).toEqual([state, true]);
    expect(answer.detail).not.toContain('RequestId');
  });
});

describe('OpenStack', () => {
  const application = (more: Record<string, string>) => ({ ...swiftKeys(bed), REGISTRY_STORAGE_SWIFT_PASSWORD: '', REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET: bed.value('SWIFT_APPLICATION_SECRET'), ...more });
  const file = (more = '') => ({ 'clouds.yaml': `clouds:\n  openstack:\n    auth:\n      auth_url: ${bed.value('KEYSTONE')}\n      username: ${bed.value('SWIFT_USER')}\n      password: ${bed.value('SWIFT_PASSWORD')}\n      project_name: swift-lab\n      user_domain_name: Default\n    region_name: RegionOne\n${more}` });
  it.each<Row>([
    ['its own container', () => swift(bed), () => swiftKeys(bed), 'ours', /^it is there, at swift\.lab\.example\.com/],
    ['without /v3', () => swift(bed, { authURL: 'https://keystone.lab.example.com:5000' }), () => swiftKeys(bed), 'ours', /it is there/],
    ['with a slash at its end', () => swift(bed, { authURL: 'https://keystone.lab.example.com:5000/v3/' }), () => swiftKeys(bed), 'ours', /it is there/],
    ['by an application credential\'s id', () => swift(bed), () => application({ REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID: bed.value('SWIFT_APPLICATION_ID') }), 'ours', /it is there/],
    ['by an application credential\'s name', () => swift(bed), () => application({ REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALNAME: 'registry' }), 'ours', /it is there/],
    ['by a wrong application credential', () => swift(bed), () => application({ REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID: 'x' }), 'refused', /Keystone does not let this user into this project \(Unauthorized: /],
    ['by the cluster\'s clouds.yaml', () => swift(bed, { authURL: '', domain: '', tenant: '', regionName: '' }), () => file(), 'ours', /it is there/],
    ['no such container', () => swift(bed, { container: 'nowhere' }), () => swiftKeys(bed), 'absent', /no container of that name at swift\.lab\.example\.com \(HTTP 404\)$/],
    ["somebody else's container, which is not in this project", () => swift(bed, { container: 'somebody-elses' }), () => swiftKeys(bed), 'absent', /no container of that name/],
    ["somebody else's project", () => swift(bed, { container: 'somebody-elses', tenant: 'somebody-else' }), () => swiftKeys(bed), 'refused', /requires authentication\)$/],
    ['a wrong password', () => swift(bed), () => ({ ...swiftKeys(bed), REGISTRY_STORAGE_SWIFT_PASSWORD: 'not-the-one' }), 'refused', /requires authentication\)$/],
    ['a wrong domain', () => swift(bed, { domain: 'Elsewhere' }), () => swiftKeys(bed), 'refused', /requires authentication\)$/],
    ['another region', () => swift(bed, { regionName: 'RegionTwo' }), () => swiftKeys(bed), 'unclear', /no public object store of the region RegionTwo$/],
    ['no region', () => swift(bed, { regionName: '' }), () => swiftKeys(bed), 'ours', /it is there/],
    ['a name that no container has', () => swift(bed, { container: 'a/b' }), () => swiftKeys(bed), 'absent', /^no container can have that name$/],
    ['version 2', () => swift(bed, { authURL: 'https://keystone.lab.example.com:5000/v2.0' }), () => swiftKeys(bed), 'unclear', /nothing was sent there$/],
    ['without TLS', () => swift(bed, { authURL: 'http://keystone.lab.example.com:5000/v3' }), () => swiftKeys(bed), 'unclear', /nothing was sent there$/],
    ['no address', () => swift(bed, { authURL: 'keystone' }), () => swiftKeys(bed), 'unclear', /nothing was sent there$/],
    ['no password', () => swift(bed), () => ({ REGISTRY_STORAGE_SWIFT_USERNAME: 'u' }), 'unclear', /neither a password nor an application credential/],
  ])('%s', async (_what, question, secrets, state, says) => {
    const answer = await bed.ask(question(), secrets());
    expect(answer.detail).toMatch(says);
    expect(answer.state).toBe(state);
  });

  it.each([
    ['no catalog', { token: {} }, 'unclear', /no object store in its catalog/],
    ['an internal address only', { token: { catalog: [{ type: 'object-store', endpoints: [{ interface: 'internal', region: 'RegionOne', url: 'https://swift.lab.example.com/v1/a' }] }] } }, 'unclear', /no public object store/],
    ['an object store without TLS', { token: { catalog: [{ type: 'object-store', endpoints: [{ interface: 'public', region: 'RegionOne', url: 'http://swift.lab.example.com/v1/a' }] }] } }, 'unclear', /the token was not sent there/],
    ['an address that is none', { token: { catalog: [{ type: 'object-store', endpoints: [{ interface: 'public', region: 'RegionOne', url: 'x' }] }] } }, 'unclear', /the token was not sent there/],
  ] as const)('a Keystone with %s', async (_what, body, state, says) => {
    bed.spoil((_request, response) => response.writeHead(201, { 'x-subject-token': 'tok' }).end(JSON.stringify(body)));
    const answer = await bed.ask(swift(bed), swiftKeys(bed));
    expect([answer.state, says.test(answer.detail)]).toEqual([state, true]);
    expect(bed.heard).toEqual(['POST https://keystone.lab.example.com:5000/v3/auth/tokens']);
  });

  it.each([[401], [403]])('an object store that answers %d', async (status) => {
    bed.spoil((request, response, real) => (request.headers.host === 'swift.lab.example.com' ? void response.writeHead(status, { 'x-trans-id': 'tx1' }).end() : real(request, response)));
    expect(await bed.ask(swift(bed), swiftKeys(bed))).toMatchObject({ state: 'refused', detail: expect.stringContaining('a role for object storage may be lacking') as string });
  });
});

describe('a clock that is wrong', () => {
  it.each(['s3', 'gcs', 'azure'])('by an hour does not decide at %s, and is named', async (kind) => {
    const { question, secrets } = good(bed).find((one) => one.kind === kind)!;
    for (const [by, words] of [[HOUR, 'ahead of'], [-HOUR, 'behind']] as const) {
      const answer = await bed.ask(question, secrets, { now: () => new Date(Date.now() + by) });
      expect(answer.state).toBe('ours');
      expect(answer.detail).toContain(`the clock of this machine is 60 minutes ${words} the store's`);
    }
  });

  it('that is the store\'s own is said in its words', async () => {
    bed.spoil((_request, response) => {
      response.sendDate = false;
      response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error><Code>RequestTimeTooSkewed</Code></Error>');
    });
    expect(await bed.ask(s3(), s3Keys(bed))).toMatchObject({ state: 'unclear', detail: 'it answered HTTP 403 (RequestTimeTooSkewed)' });
  });
});

describe('no way there', () => {
  it.each(['s3', 'gcs', 'azure', 'swift'])('%s: refused, unknown to DNS, or of a CA that is not trusted', async (kind) => {
    const { question, secrets } = good(bed).find((one) => one.kind === kind)!;
    const hosts = ['s3.us-east-1.amazonaws.com', 'oauth2.googleapis.com', '*.blob.core.windows.net', 'keystone.lab.example.com'];
    const to = (toPort: number, ca?: string) => makeNet({ detours: hosts.map((host) => ({ host, port: kind === 'swift' ? 5000 : 443, address: '127.0.0.1', toPort, ...(ca === undefined ? {} : { ca }) })), timeoutMs: 1000 });
    expect(await bed.ask(question, secrets, { net: to(1) })).toMatchObject({ state: 'unreachable', detail: expect.stringContaining('nothing listens there') as string });
    for (const net of [to(bed.port), to(bed.port, makeCa('another').cert)]) {
      expect(await bed.ask(question, secrets, { net })).toMatchObject({ state: 'unreachable', detail: expect.stringContaining('signed by a CA that is not trusted here (the world)') as string });
    }
    expect(bed.heard).toEqual([]);
  });

  it('to a name that is not in DNS', async () => {
    const answer = await bed.ask(s3({ endpoint: 'https://s3.nowhere.invalid' }), s3Keys(bed), { net: makeNet({ timeoutMs: 1000 }) });
    expect(answer).toMatchObject({ state: 'unreachable', detail: expect.stringMatching(/DNS/) as string, place: 'bucket lab-registry at s3.nowhere.invalid' });
  });

  it('with the CA that was given, there is one', async () => {
    const net = makeNet({ detours: ['s3.gateway.example', 'keystone.lab.example.com', 'swift.lab.example.com'].flatMap((host) => [443, 5000].map((port) => ({ host, port, address: '127.0.0.1', toPort: bed.port }))) });
    expect((await bed.ask(s3({ ...gateway, bucket: 'gateway' }), s3Keys(bed), { net })).state).toBe('unreachable');
    expect((await bed.ask(s3({ ...gateway, bucket: 'gateway', ca: bed.ca }), s3Keys(bed), { net })).state).toBe('ours');
    expect((await bed.ask(swift(bed, { ca: bed.ca }), swiftKeys(bed), { net })).state).toBe('ours');
  });
});

it('ends at once when it is told to', async () => {
  const stop = new AbortController();
  bed.spoil(() => stop.abort());
  const { question, secrets } = good(bed)[0]!;
  await expect(bed.ask(question, secrets, { signal: stop.signal })).rejects.toMatchObject({ outcome: 'interrupted' });
  await expect(bed.ask(question, secrets, { signal: stop.signal })).rejects.toMatchObject({ outcome: 'interrupted' });
});
