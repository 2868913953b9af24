import { createServer } from 'node:https';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { R } from '../../src/api/resources.ts';
import type { KubeObject } from '../../src/api/types.ts';
import { remoteClient } from '../../src/sandbox/client-remote.ts';
import { makeCa } from '../../src/sandbox/tls/authority.ts';

const ca = makeCa('test');
const tls = ca.issue({ commonName: 'api', server: true, ips: ['127.0.0.1'] });

interface Asked {
  method: string;
  path: string;
  headers: Record<string, unknown>;
  body: string;
}

type Remote = ReturnType<typeof remoteClient>;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that answers as it is told, and keeps what it was asked. */
async function serving(answer: (asked: Asked, response: ServerResponse) => void): Promise<{ remote: Remote; asked: Asked[]; server: Server }> {
  const asked: Asked[] = [];
  const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => void (body += part.toString()));
    request.on('end', () => {
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      asked.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const remote = remoteClient({ server: `https://127.0.0.1:${port}`, ca: ca.cert, token: 't', pause: 1 });
  closing.push(() => {
    remote.close();
    server.closeAllConnections();
    server.close();
  });
  return { remote, asked, server };
}

const json = (response: ServerResponse, code: number, body: unknown): void => {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};
const map = (name: string, version = '1', uid = name): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'a', resourceVersion: version, uid },
});

const CM = '/api/v1/namespaces/a/configmaps';

describe('what is asked', () => {
  it.each<[string, (remote: Remote) => Promise<unknown>, string, string | undefined]>([
    ['get', (c) => c.get(R.ConfigMap, 'x', 'a'), `GET ${CM}/x`, undefined],
    ['list', (c) => c.list(R.ConfigMap, 'a'), `GET ${CM}`, undefined],
    ['list of all', (c) => c.list(R.ConfigMap), 'GET /api/v1/configmaps', undefined],
    ['create', (c) => c.create(R.ConfigMap, map('x')), `POST ${CM}`, 'application/json'],
    ['update', (c) => c.update(R.ConfigMap, map('x')), `PUT ${CM}/x`, 'application/json'],
    ['update of status', (c) => c.update(R.Pod, map('x'), 'status'), 'PUT /api/v1/namespaces/a/pods/x/status', 'application/json'],
    ['patch', (c) => c.patch(R.ConfigMap, 'x', 'a', {}), `PATCH ${CM}/x`, 'application/merge-patch+json'],
    ['JSON patch', (c) => c.patch(R.ConfigMap, 'x', 'a', [], 'json'), `PATCH ${CM}/x`, 'application/json-patch+json'],
    [
      'strategic patch of status',
      (c) => c.patch(R.ConfigMap, 'x', 'a', {}, 'strategic', 'status'),
      `PATCH ${CM}/x/status`,
      'application/strategic-merge-patch+json',
    ],
    ['remove', (c) => c.remove(R.ConfigMap, 'x', 'a'), `DELETE ${CM}/x`, undefined],
    ['remove at once', (c) => c.remove(R.ConfigMap, 'x', 'a', 0), `DELETE ${CM}/x?gracePeriodSeconds=0`, undefined],
    ['remove in time', (c) => c.remove(R.ConfigMap, 'x', 'a', 30), `DELETE ${CM}/x?gracePeriodSeconds=30`, undefined],
    [
      'remove in the foreground',
      (c) => c.remove(R.ConfigMap, 'x', 'a', undefined, 'Foreground'),
      `DELETE ${CM}/x?propagationPolicy=Foreground`,
      undefined,
    ],
    [
      'remove at once in the foreground',
      (c) => c.remove(R.ConfigMap, 'x', 'a', 0, 'Foreground'),
      `DELETE ${CM}/x?gracePeriodSeconds=0&propagationPolicy=Foreground`,
      undefined,
    ],
    ['whoIs', (c) => c.whoIs('s'), 'POST /apis/authentication.k8s.io/v1/tokenreviews', 'application/json'],
    [
      'may',
      (c) => c.may({ user: 'u', groups: [] }, { verb: 'get', group: '', resource: 'pods' }),
      'POST /apis/authorization.k8s.io/v1/subjectaccessreviews',
      'application/json',
    ],
  ])('by %s', async (_, call, line, type) => {
    const { remote, asked } = await serving((_asked, response) => json(response, 200, map('x')));
    await call(remote);
    expect(asked.map((one) => `${one.method} ${one.path}`)).toEqual([line]);
    expect(asked[0]?.headers['content-type']).toBe(type);
    expect(asked[0]?.headers['authorization']).toBe('Bearer t');
    expect(asked[0]?.headers['accept']).toBe('application/json');
    expect(asked[0]?.body === '').toBe(type === undefined);
  });
});

describe('what is answered', () => {
  const status = (code: number, reason: string, message: string): unknown => ({ kind: 'Status', code, reason, message });

  it.each<[number, unknown, { code: number; reason: string; message: string }]>([
    [403, status(403, 'Forbidden', 'no'), { code: 403, reason: 'Forbidden', message: 'no' }],
    [409, status(409, 'Conflict', 'changed'), { code: 409, reason: 'Conflict', message: 'changed' }],
    [422, status(422, 'Invalid', 'bad'), { code: 422, reason: 'Invalid', message: 'bad' }],
    [500, status(500, 'InternalError', 'oh'), { code: 500, reason: 'InternalError', message: 'oh' }],
    [503, {}, { code: 503, reason: '', message: 'HTTP 503' }],
    [429, { message: 'later' }, { code: 429, reason: '', message: 'later' }],
    [502, undefined, { code: 502, reason: '', message: 'bad gateway' }],
  ])('%i is refused', async (code, body, wanted) => {
    const { remote } = await serving((_asked, response) => {
      if (body !== undefined) return json(response, code, body);
      response.writeHead(code);
      response.end('bad gateway\n');
    });
    const calls = [
      remote.get(R.ConfigMap, 'x', 'a'),
      remote.list(R.ConfigMap, 'a'),
      remote.create(R.ConfigMap, map('x')),
      remote.update(R.ConfigMap, map('x')),
      remote.patch(R.ConfigMap, 'x', 'a', {}),
      remote.remove(R.ConfigMap, 'x', 'a'),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: 'rejected', reason: { name: 'Refused', ...wanted } });
    }
  });

  it('404 is nothing to get and remove, and refused to the others', async () => {
    const { remote } = await serving((_asked, response) => json(response, 404, status(404, 'NotFound', 'gone')));
    expect(await remote.get(R.ConfigMap, 'x', 'a')).toBeUndefined();
    expect(await remote.remove(R.ConfigMap, 'x', 'a')).toBeUndefined();
    await expect(remote.patch(R.ConfigMap, 'x', 'a', {})).rejects.toMatchObject({ code: 404, reason: 'NotFound' });
    await expect(remote.list(R.ConfigMap, 'a')).rejects.toMatchObject({ code: 404 });
  });

  it('items of a list are given the kind that they leave out', async () => {
    const items = [{ metadata: { name: 'x' } }, 'odd', { kind: 'Other', apiVersion: 'v2', metadata: {} }];
    const { remote } = await serving((_asked, response) => json(response, 200, { items }));
    expect(await remote.list(R.Deployment, 'a')).toEqual([
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' } },
      { apiVersion: 'v2', kind: 'Other', metadata: {} },
    ]);
  });

  it.each<[unknown, unknown]>([
    [{ authenticated: true, user: { username: 'u', groups: ['g'] } }, { user: 'u', groups: ['g'] }],
    [{ authenticated: true }, { user: '', groups: [] }],
    [{ authenticated: false, user: { username: 'u' } }, undefined],
    [{ error: 'expired' }, undefined],
    [undefined, undefined],
  ])('the owner of a token of which %j is said', async (said, wanted) => {
    const { remote } = await serving((_asked, response) => json(response, 201, { status: said }));
    expect(await remote.whoIs('x')).toEqual(wanted);
  });

  it('a server of another authority is not spoken to', async () => {
    const { server, asked } = await serving((_asked, response) => json(response, 200, {}));
    const { port } = server.address() as AddressInfo;
    const other = remoteClient({ server: `https://127.0.0.1:${port}`, ca: makeCa('other').cert });
    await expect(other.get(R.ConfigMap, 'x', 'a')).rejects.toThrow(/certificate/);
    expect(asked).toEqual([]);
    other.close();
  });

  it('a server that hangs up is a fault, not an answer', async () => {
    const { remote } = await serving((_asked, response) => void response.socket?.destroy());
    await expect(remote.get(R.ConfigMap, 'x', 'a')).rejects.toThrow(/socket hang up|ECONNRESET/);
  });
});

describe('watch', () => {
  type Round = { list: unknown; code?: number; lines?: string[] };

  /** Plays rounds of a list and a watch, which ends at once; gives what was told when all are over. */
  async function play(rounds: Round[]): Promise<{ told: string[]; asked: Asked[] }> {
    let at = -1;
    const { remote, asked } = await serving((one, response) => {
      if (!one.path.includes('watch=1')) at += 1;
      const round = rounds[at];
      if (!round) {
        over();
        return json(response, 500, {});
      }
      if (!one.path.includes('watch=1')) return json(response, round.code ?? 200, round.list);
      response.end((round.lines ?? []).map((line) => `${line}\n`).join(''));
    });
    let over = (): void => undefined;
    const told: string[] = [];
    const end = remote.watch(R.ConfigMap, 'a', (event) => {
      const meta = event.type === 'ERROR' ? {} : event.object.metadata;
      told.push(`${event.type} ${meta.name ?? ''}@${meta.resourceVersion ?? ''}`);
    });
    await new Promise<void>((resolve) => void (over = resolve));
    end();
    return { told, asked };
  }
  const listed = (version: string, ...items: KubeObject[]): unknown => ({ metadata: { resourceVersion: version }, items });
  const line = (type: string, object: unknown): string => JSON.stringify({ type, object });

  it('begins from the version of its list', async () => {
    const { asked } = await play([{ list: listed('7') }]);
    expect(asked.map((one) => one.path).slice(0, 2)).toEqual([CM, `${CM}?watch=1&resourceVersion=7`]);
  });

  it.each<[string, Round[], string[]]>([
    ['what is there', [{ list: listed('1', map('x'), map('y')) }], ['ADDED x@1', 'ADDED y@1']],
    [
      'what comes',
      [{ list: listed('1'), lines: [line('ADDED', map('x')), line('MODIFIED', map('x', '2'))] }],
      ['ADDED x@1', 'MODIFIED x@2'],
    ],
    [
      'what changed while it was away',
      [{ list: listed('1', map('x'), map('y')) }, { list: listed('3', map('x', '3'), map('y')) }],
      ['ADDED x@1', 'ADDED y@1', 'MODIFIED x@3'],
    ],
    [
      'what went while it was away',
      [{ list: listed('1', map('x')) }, { list: listed('3') }, { list: listed('3') }],
      ['ADDED x@1', 'DELETED x@1'],
    ],
    [
      'what was made anew while it was away',
      [{ list: listed('1', map('x')) }, { list: listed('3', map('x', '3', 'other')) }],
      ['ADDED x@1', 'DELETED x@1', 'ADDED x@3'],
    ],
    [
      'nothing twice of what it was told of before',
      [{ list: listed('1'), lines: [line('ADDED', map('x', '2'))] }, { list: listed('2', map('x', '2')) }],
      ['ADDED x@2'],
    ],
    [
      'nothing of bookmarks',
      [{ list: listed('1'), lines: [line('BOOKMARK', map('', '9')), line('ADDED', map('x'))] }],
      ['ADDED x@1'],
    ],
    [
      'nothing after an error, until it listed again',
      [
        { list: listed('1'), lines: [line('ERROR', { code: 410, reason: 'Expired' }), line('ADDED', map('lost'))] },
        { list: listed('5', map('x', '5')) },
      ],
      ['ADDED x@5'],
    ],
    [
      'nothing of half a line, until it listed again',
      [{ list: listed('1'), lines: ['{"type":"ADD'] }, { list: listed('2', map('x', '2')) }],
      ['ADDED x@2'],
    ],
    [
      'more after a list was refused',
      [{ list: { code: 403, reason: 'Forbidden' }, code: 403 }, { list: listed('2', map('x', '2')) }],
      ['ADDED x@2'],
    ],
  ])('tells %s', async (_, rounds, wanted) => {
    expect((await play(rounds)).told).toEqual(wanted);
  });

  it('is silent once it is ended, and lets go of a stream that opened meanwhile', async () => {
    let opened: ServerResponse | undefined;
    let watched = (): void => undefined;
    const asking = new Promise<void>((resolve) => void (watched = resolve));
    const { remote, asked } = await serving((one, response) => {
      if (!one.path.includes('watch=1')) return json(response, 200, listed('1'));
      opened = response;
      watched();
    });
    const told: unknown[] = [];
    const end = remote.watch(R.ConfigMap, 'a', (event) => void told.push(event));
    await asking;
    end();
    const closed = new Promise<void>((resolve) => void opened?.once('close', resolve));
    opened?.write(`${line('ADDED', map('late'))}\n`);
    await closed;
    expect([told, asked.length]).toEqual([[], 2]);
  });
});
