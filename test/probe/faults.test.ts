import { describe, expect, it } from 'vitest';
import { makeImage } from '../../src/probe/image.ts';
import type { Registry } from '../../src/probe/registry.ts';
import { SecretText } from '../../src/secret.ts';
import type { Fault, Request } from '../support/registry-server.ts';
import { HOST, cleaning, client, said, served } from './bed.ts';

cleaning();

const image = makeImage('faults');
const [layer] = image.layers;
if (layer === undefined) throw new Error('the image has no layer');
const REPO = 'ns/proof';

/** Every call of a registry, the request of it that is spoilt, and how its sentence begins. */
const CALLS: [name: string, spoilt: (request: Request) => boolean, begins: RegExp, call: (registry: Registry) => Promise<unknown>][] = [
  [
    'login',
    ({ path }) => path === '/v2/',
    /^(Asking|GET) https:\/\/\S+\/v2\/: /,
    (registry) => registry.login(new SecretText('good')),
  ],
  [
    'token',
    ({ path }) => path === '/openshift/token',
    /^(Logging in|GET https:\/\/\S+\/openshift\/token): /,
    (registry) => registry.login(new SecretText('good')),
  ],
  [
    'has',
    ({ method }) => method === 'HEAD',
    /^(Looking for a blob in ns\/proof|HEAD https:\S+): /,
    (registry) => registry.has(REPO, layer.digest),
  ],
  [
    'start of an upload',
    ({ method }) => method === 'POST',
    /^(Uploading to ns\/proof|POST https:\S+): /,
    (registry) => registry.upload(REPO, layer, 1),
  ],
  [
    'piece of an upload',
    ({ method }) => method === 'PATCH',
    /^(Uploading to ns\/proof|PATCH https:\S+): /,
    (registry) => registry.upload(REPO, layer, 2),
  ],
  [
    'end of an upload',
    ({ method, path }) => method === 'PUT' && path.includes('/uploads/'),
    /^(Uploading to ns\/proof|PUT https:\S+): /,
    (registry) => registry.upload(REPO, layer, 1),
  ],
  [
    'pull of a blob',
    ({ method, path }) => method === 'GET' && path.includes('/blobs/'),
    /^(Pulling a blob of ns\/proof|GET https:\S+): /,
    (registry) => registry.blob(REPO, layer.digest),
  ],
  [
    'push of a manifest',
    ({ method, path }) => method === 'PUT' && path.includes('/manifests/'),
    /^(Pushing the manifest of ns\/proof:latest|PUT https:\S+): /,
    (registry) => registry.putManifest(REPO, 'latest', image.manifest),
  ],
  [
    'pull of a manifest',
    ({ method, path }) => method === 'GET' && path.includes('/manifests/'),
    /^(Pulling the manifest latest of ns\/proof|GET https:\S+): /,
    (registry) => registry.manifest(REPO, 'latest', image.manifest.mediaType),
  ],
  [
    'list of tags',
    ({ path }) => path.includes('/tags/'),
    /^(Listing the tags of ns\/proof|GET https:\S+): /,
    (registry) => registry.tags(REPO),
  ],
];

const JSON_ERROR = '{"errors":[{"code":"UNAVAILABLE","message":"see https://store/x?X-Amz-Signature=hunter2"}]}';

/** What may happen to any of them, and what is said then. */
const FAULTS: [name: string, fault: Fault, says: RegExp][] = [
  ['500', { kind: 'status', status: 500 }, /HTTP 500: it failed inside, most often at its storage\.$/],
  ['502', { kind: 'status', status: 502 }, /HTTP 502: the router got no good answer from it\.$/],
  ['503 of the registry', { kind: 'status', status: 503, body: JSON_ERROR }, /HTTP 503( UNAVAILABLE \(see https:\/\/store\/x\))?: it is up, but cannot reach its storage\.$/],
  ['503 of the router', { kind: 'status', status: 503, body: '<html>', type: 'text/html' }, /the router knows no ready registry pod|cannot reach its storage/],
  ['504', { kind: 'status', status: 504 }, /HTTP 504: the router waited too long for it\.$/],
  ['429', { kind: 'status', status: 429 }, /HTTP 429: it is too busy/],
  ['403', { kind: 'status', status: 403 }, /HTTP 403: access was denied\.$/],
  ['413', { kind: 'status', status: 413 }, /HTTP 413: the upload is too large/],
  ['418', { kind: 'status', status: 418 }, /HTTP 418\.$/],
  ['reset', { kind: 'reset' }, /: the connection was (closed|reset) by the other side/],
  ['hang', { kind: 'hang' }, /: no answer within 0\.3 seconds\.$/],
];

describe.each(CALLS)('%s', (_name, spoilt, begins, call) => {
  it.each(FAULTS)('that meets %s: one sentence, no secret', async (_fault, fault, says) => {
    const { server, net } = await served();
    server.blobs.set(layer.digest, layer.bytes);
    server.manifests.set('latest', { bytes: image.manifest.bytes, type: image.manifest.mediaType });
    // only where nothing is to come is not waited for long
    const registry = client(net, fault.kind === 'hang' ? { idleMs: 300 } : {});
    server.fault = (request) => (spoilt(request) ? fault : undefined);
    const message = await said(registry.login(new SecretText('good')).then(() => call(registry)));
    expect(message).toMatch(begins);
    expect(message).toMatch(says);
    expect(message).not.toMatch(/hunter2|bearer-|_state/);
    expect(message.split('\n')).toHaveLength(1);
  });
});

describe('an answer that is well-formed and wrong', () => {
  const answers: [name: string, spoilt: (request: Request) => boolean, fault: Fault, call: (registry: Registry) => Promise<unknown>, says: string][] = [
    [
      'an upload that goes on nowhere',
      ({ method }) => method === 'POST',
      { kind: 'status', status: 202 },
      (registry) => registry.upload(REPO, layer, 1),
      'Uploading to ns/proof: the registry did not say where to go on.',
    ],
    [
      'an upload that goes on at another host',
      ({ method }) => method === 'POST',
      { kind: 'status', status: 202, headers: { location: 'https://evil.example/upload' } },
      (registry) => registry.upload(REPO, layer, 1),
      `the registry says to go on at https://evil.example, which is not its own address https://${HOST}.`,
    ],
    [
      'an upload that goes on without TLS',
      ({ method }) => method === 'POST',
      { kind: 'status', status: 202, headers: { location: `http://${HOST}/upload` } },
      (registry) => registry.upload(REPO, layer, 1),
      'which is not its own address',
    ],
    [
      'a piece that goes on nowhere',
      ({ method }) => method === 'PATCH',
      { kind: 'status', status: 202 },
      (registry) => registry.upload(REPO, layer, 2),
      'Uploading to ns/proof: the registry did not say where to go on.',
    ],
    [
      'a piece that is accepted with another code',
      ({ method }) => method === 'PATCH',
      { kind: 'status', status: 200 },
      (registry) => registry.upload(REPO, layer, 2),
      'Uploading to ns/proof: the registry answered HTTP 200.',
    ],
    [
      'an upload that is stored as something else',
      ({ method }) => method === 'PUT',
      { kind: 'status', status: 201, headers: { 'docker-content-digest': 'sha256:00' } },
      (registry) => registry.upload(REPO, layer, 1),
      `the registry stored other bytes than were sent (sha256:00 instead of ${layer.digest}).`,
    ],
    [
      'a blob of other bytes',
      ({ method, path }) => method === 'GET' && path.includes('/blobs/'),
      { kind: 'wrong-bytes' },
      (registry) => registry.blob(REPO, layer.digest),
      `instead of ${layer.digest}).`,
    ],
    [
      'a manifest of other bytes, asked for by digest',
      ({ method, path }) => method === 'GET' && path.includes('/manifests/'),
      { kind: 'wrong-bytes' },
      (registry) => registry.manifest(REPO, image.manifest.digest, image.manifest.mediaType),
      'other bytes came back than were asked for',
    ],
    [
      'a blob that breaks off',
      ({ method, path }) => method === 'GET' && path.includes('/blobs/'),
      { kind: 'truncate' },
      (registry) => registry.blob(REPO, layer.digest),
      'broke off',
    ],
    [
      'a token endpoint without a token',
      ({ path }) => path === '/openshift/token',
      { kind: 'status', status: 200, body: '{"token":""}' },
      (registry) => registry.login(new SecretText('good')),
      'Logging in: the token endpoint answered without a token.',
    ],
    [
      'a token that is not accepted',
      ({ path }) => path === '/openshift/token',
      { kind: 'status', status: 401 },
      (registry) => registry.login(new SecretText('good')),
      'Logging in: the registry does not accept the token (HTTP 401).',
    ],
  ];
  it.each(answers)('%s', async (_name, spoilt, fault, call, says) => {
    const { server, net } = await served();
    server.blobs.set(layer.digest, layer.bytes);
    const registry = client(net);
    server.fault = (request) => (spoilt(request) ? fault : undefined);
    const message = await said(registry.login(new SecretText('good')).then(() => call(registry)));
    expect(message).toContain(says);
    expect(server.requests.every((request) => request.host === HOST)).toBe(true);
  });

  const lists: [body: string, tags: string[]][] = [
    ['{"tags":["a","b"]}', ['a', 'b']],
    ['{"tags":["a",7,null]}', ['a']],
    ['{"tags":null}', []],
    ['{"tags":"latest"}', []],
    ['{}', []],
    ['no JSON', []],
  ];
  it.each(lists)('a list of tags that is %s holds %j', async (body, tags) => {
    const { server, net } = await served();
    server.fault = ({ path }) => (path.includes('/tags/') ? { kind: 'status', status: 200, body } : undefined);
    expect(await client(net).tags(REPO)).toEqual(tags);
  });
});
