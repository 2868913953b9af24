import { describe, expect, it } from 'vitest';
import { makeSpeaker, type Speaker, type SpeakerOptions } from '../../src/probe/http.ts';
import { askTokenEndpoint, authorize, ping } from '../../src/probe/login.ts';
import { loginLine } from '../../src/probe/route.ts';
import { SecretText } from '../../src/secret.ts';
import type { Fault, RegistryServer } from '../support/registry-server.ts';
import { HOST, atEnd, cleaning, said, served, trusted } from './bed.ts';

cleaning();

async function speaking(more: Partial<SpeakerOptions> = {}): Promise<{ server: RegistryServer; speaker: Speaker }> {
  const { server, net } = await served();
  const speaker = makeSpeaker(net.door(HOST, 443), { bundles: trusted, now: () => new Date(), ...more });
  atEnd(() => speaker.close());
  return { server, speaker };
}

describe('a speaker', () => {
  it('counts every answer as one, and says what was served', async () => {
    const { server, speaker } = await speaking();
    expect(speaker.chain()).toBeUndefined();
    for (const status of [200, 204, 307, 401, 404, 500, 503]) {
      server.fault = () => ({ kind: 'status', status });
      expect((await speaker.ask({ method: 'GET', path: '/v2/' })).status).toBe(status);
    }
    expect(speaker.chain()).toMatchObject({ trusted: true, by: 'ingress', names: [HOST] });
    expect(server.requests.every((request) => request.host === HOST)).toBe(true);
  });

  const faults: [fault: Fault, options: Partial<SpeakerOptions>, says: RegExp][] = [
    [{ kind: 'reset' }, {}, /the connection was (reset|closed) by the other side/],
    [{ kind: 'truncate' }, {}, /the answer broke off/],
    [{ kind: 'hang' }, { idleMs: 50 }, /no answer within 0\.05 seconds/],
    [{ kind: 'status', status: 200, body: 'x'.repeat(200) }, { most: 100 }, /the answer is longer than 100 bytes/],
  ];
  it.each(faults)('says in words what %j comes to, without the query', async (fault, options, says) => {
    const { server, speaker } = await speaking(options);
    server.fault = () => fault;
    const asking = speaker.ask({ method: 'GET', path: '/v2/a?signature=hunter2', headers: { authorization: 'hunter3' } });
    await expect(asking).rejects.toMatchObject({ outcome: 'unhealthy' });
    const message = await said(asking);
    expect(message).toMatch(says);
    expect(message).toContain(`GET https://${HOST}/v2/a: `);
    expect(message).not.toMatch(/hunter/);
  });

  it('goes on after a fault', async () => {
    const { server, speaker } = await speaking();
    server.fault = (_request, nth) => (nth === 1 ? { kind: 'reset' } : { kind: 'status', status: 200 });
    await said(speaker.ask({ method: 'GET', path: '/a' }));
    expect((await speaker.ask({ method: 'GET', path: '/a' })).status).toBe(200);
  });

  it('ends with its signal, before and while it waits', async () => {
    const stop = new AbortController();
    const { server, speaker } = await speaking({ signal: stop.signal });
    server.fault = () => ({ kind: 'hang' });
    const asking = speaker.ask({ method: 'GET', path: '/v2/' });
    await expect.poll(() => server.requests.length).toBe(1);
    stop.abort();
    await expect(asking).rejects.toMatchObject({ outcome: 'interrupted' });
    await expect(speaker.ask({ method: 'GET', path: '/v2/' })).rejects.toMatchObject({ outcome: 'interrupted' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('logging in', () => {
  const token = new SecretText('good');

  it('gets a bearer for the token, or sends the token itself where Basic is asked for', async () => {
    const { speaker } = await speaking();
    const { challenge } = await ping(speaker);
    expect(challenge).toMatchObject({ scheme: 'bearer', realm: `https://${HOST}/openshift/token` });
    if (challenge === undefined) throw new Error('no challenge');
    expect((await authorize(speaker, challenge, token)).reveal()).toBe('Bearer bearer-good');
    const basic = await authorize(speaker, { scheme: 'basic', realm: '' }, token);
    expect(Buffer.from(basic.reveal().replace('Basic ', ''), 'base64').toString()).toBe('unused:good');
    expect((await askTokenEndpoint(speaker, challenge)).status).toBe(401);
  });

  const endpoints: [answer: Fault, says: string][] = [
    [{ kind: 'status', status: 401 }, 'the registry does not accept the token (HTTP 401)'],
    [{ kind: 'status', status: 500 }, 'Logging in: the registry answered HTTP 500'],
    [{ kind: 'status', status: 200, body: '{}' }, 'the token endpoint answered without a token'],
    [{ kind: 'status', status: 200, body: '{"token":""}' }, 'the token endpoint answered without a token'],
    [{ kind: 'status', status: 200, body: 'no json' }, 'the token endpoint answered without a token'],
  ];
  it.each(endpoints)('fails in words when the token endpoint gives %j', async (answer, says) => {
    const { server, speaker } = await speaking();
    server.fault = () => answer;
    const message = await said(authorize(speaker, { scheme: 'bearer', realm: `https://${HOST}/openshift/token` }, token));
    expect(message).toContain(says);
    expect(message).not.toContain('good');
  });

  const realms: [realm: string, says: string][] = [
    ['https://evil.example.com/token', 'sends logins to https://evil.example.com, not to itself'],
    [`https://${HOST}:8443/token`, 'not to itself'],
    [`http://${HOST}/token`, 'not to itself'],
    ['', 'which is no address'],
    ['https://', 'which is no address'],
  ];
  it.each(realms)('sends no token to "%s"', async (realm, says) => {
    const { server, speaker } = await speaking();
    expect(await said(authorize(speaker, { scheme: 'bearer', realm }, token))).toContain(says);
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['a web page', { kind: 'status', status: 200, body: '<html>', type: 'text/html' }],
    ['401 without a challenge', { kind: 'status', status: 401 }],
    ['404', { kind: 'status', status: 404 }],
  ] as [string, Fault][])('takes %s for no registry', async (_what, answer) => {
    const { server, speaker } = await speaking();
    server.fault = () => answer;
    await expect(ping(speaker)).rejects.toMatchObject({ outcome: 'unhealthy' });
  });

  it.each([
    [true, 'registry.example.com', 'oc whoami -t | podman login --username unused --password-stdin registry.example.com'],
    [false, 'r:8443', 'oc create token SERVICEACCOUNT -n PROJECT | podman login --username unused --password-stdin r:8443'],
  ])('is one line for podman: with a token %s, at %s', (hasToken, host, line) => {
    expect(loginLine(host, hasToken)).toBe(line);
  });
});
