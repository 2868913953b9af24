import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Stale } from '../src/apply/stale.ts';
import { Blocked } from '../src/commands/observe.ts';
import type { World } from '../src/commands/types.ts';
import { ApiError, EXIT, Failure, type Outcome } from '../src/errors.ts';
import { failureOf, reportFailure } from '../src/failed.ts';
import type { Result } from '../src/report/result.ts';
import { openUi } from '../src/ui/open.ts';
import { Untrusted } from '../src/probe/tls.ts';

interface Reported {
  code: number;
  out: string;
  err: string;
}

interface Given {
  output?: string;
  result?: Partial<Result>;
  interrupted?: boolean;
  env?: Record<string, string>;
  /** before there is a world */
  early?: boolean;
  secret?: string;
}

async function report(error: unknown, given: Given = {}): Promise<Reported> {
  const proc = {
    stdin: Object.assign(new PassThrough(), { isTTY: false }),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    env: given.env ?? {},
  } as unknown as NodeJS.Process;
  const stop = new AbortController();
  if (given.interrupted === true) stop.abort();
  const ui = await openUi(proc, proc.env, undefined);
  if (given.secret !== undefined) ui.redactor.add(given.secret);
  const world = { ui, signal: stop.signal, result: given.result ?? {} } as unknown as World;
  const code = await reportFailure(error, given.early === true ? undefined : world, given.output, proc);
  return { code, out: String(proc.stdout.read() ?? ''), err: String(proc.stderr.read() ?? '') };
}

const chain = { trusted: false, subject: 's', issuer: 'i', names: [], notAfter: '', daysLeft: 1, why: 'it is self-signed' };
const finding = { code: 'RC-X', level: 'error', subject: 's', message: 'm' } as unknown as Blocked['findings'][number];
const denied = { ...finding, code: 'RC-ACCESS-DENIED' } as typeof finding;

const KINDS: [what: string, error: unknown, outcome: Outcome, message: string | RegExp][] = [
  ['bad usage', new Failure('usage', 'give --yes'), 'usage', 'give --yes'],
  ['bad input', new Failure('input', 'no such file'), 'input', 'no such file'],
  ['no cluster', new Failure('cluster', 'nobody there'), 'cluster', 'nobody there'],
  ['a deadline', new Failure('timeout', 'not so by noon'), 'timeout', 'not so by noon'],
  ['a failed proof', new Failure('unhealthy', 'HTTP 500'), 'unhealthy', 'HTTP 500'],
  ['an interruption', new Failure('interrupted', 'interrupted'), 'interrupted', 'interrupted'],
  ['a fault that has a name', new Failure('unexpected', 'no such judge'), 'unexpected', 'no such judge'],
  ['findings', new Blocked([finding]), 'preflight', 'one finding stands in the way; nothing was written'],
  ['several findings', new Blocked([finding, finding]), 'preflight', /2 findings stand/],
  ['denied access', new Blocked([denied]), 'cluster', /one finding stands/],
  ['a stale plan', new Stale('changed by somebody else'), 'conflict', 'changed by somebody else'],
  ['an untrusted certificate', new Untrusted('h', chain), 'unhealthy', /of h cannot be trusted: it is self-signed/],
  ['a refusal of the API', new ApiError('cluster', 'forbidden', { status: 403 }), 'cluster', 'forbidden'],
  ['a conflict of the API', new ApiError('conflict', 'modified', { status: 409 }), 'conflict', 'modified'],
  ['a bug', new TypeError('x is not a function'), 'unexpected', 'unexpected: x is not a function'],
  ['a thrown word', 'boom', 'unexpected', 'unexpected: boom'],
  ['nothing thrown', undefined, 'unexpected', 'unexpected: undefined'],
];

describe('what was thrown', () => {
  it.each(KINDS)('%s', async (_what, error, outcome, message) => {
    expect(failureOf(error, false)).toMatchObject({ outcome, message: expect.stringMatching(message) as string });
    const { code, out, err } = await report(error);
    expect([code, out]).toEqual([EXIT[outcome], '']);
    expect(err).toMatch(/^error: /);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each(KINDS)('%s, as JSON and YAML on stdout, and a sentence on stderr', async (_what, error, outcome, message) => {
    const result = { command: 'setup odf-rgw', written: ['secrets/a/b'] };
    const json = await report(error, { output: 'json', result });
    const yaml = await report(error, { output: 'yaml', result });
    for (const told of [JSON.parse(json.out) as unknown, parse(yaml.out) as unknown]) {
      expect(told).toMatchObject({
        schema: 'registryctl.dev/result/v1',
        command: 'setup odf-rgw',
        outcome,
        exitCode: EXIT[outcome],
        message: expect.stringMatching(message) as string,
        written: ['secrets/a/b'],
      });
    }
    expect([json.code, yaml.code]).toEqual([EXIT[outcome], EXIT[outcome]]);
    expect(json.err).toMatch(message);
  });

  it.each(KINDS)('%s, before there is a world', async (_what, error, outcome, message) => {
    const told = await report(error, { early: true, output: 'json' });
    expect(told.code).toBe(EXIT[outcome]);
    expect(JSON.parse(told.out)).toMatchObject({ command: '', outcome });
    expect(told.err).toMatch(message);
  });
});

describe('a known reason', () => {
  const error = new Failure('preflight', 'no such class', { code: 'RC-STORAGE', remedy: 'oc get storageclass' });

  it('is shown with its code and what mends it', async () => {
    expect((await report(error)).err).toBe('error RC-STORAGE: no such class\ntry: oc get storageclass\n');
  });

  it('is in the machine-readable result', async () => {
    const told = JSON.parse((await report(error, { output: 'json' })).out) as object;
    expect(told).toMatchObject({ code: 'RC-STORAGE', remedy: 'oc get storageclass', exitCode: EXIT.preflight });
    expect(JSON.parse((await report(new Failure('usage', 'x'), { output: 'json' })).out)).not.toHaveProperty('remedy');
  });
});

describe('an interrupted run', () => {
  const cases: [what: string, error: unknown, outcome: Outcome][] = [
    ['a request that was stopped', new ApiError('cluster', 'the connection broke', { status: 0 }), 'interrupted'],
    ['an aborted sleep', new DOMException('aborted', 'AbortError'), 'interrupted'],
    ['a fault without a name', new Failure('unexpected', 'odd'), 'interrupted'],
    ['the interruption itself', new Failure('interrupted', 'Interrupted. Written so far: a.'), 'interrupted'],
    ['a proof that had failed', new Failure('unhealthy', 'HTTP 500'), 'unhealthy'],
    ['a conflict that had come', new Failure('conflict', 'stale'), 'conflict'],
    ['input that was refused', new Failure('input', 'bad'), 'input'],
  ];
  it.each(cases)('ended by %s', async (_what, error, outcome) => {
    expect((await report(error, { interrupted: true })).code).toBe(EXIT[outcome]);
  });

  it('says so where there are no better words', async () => {
    expect((await report(new Error('socket hang up'), { interrupted: true })).err).toBe('error: interrupted\n');
  });
});

describe('what does not leave', () => {
  const bug = new TypeError('x is not a function');

  it('is a stack trace, unless debugging asks for one', async () => {
    for (const output of ['text', 'json', 'yaml']) {
      const { out, err } = await report(bug, { output });
      expect(out + err).not.toMatch(/\n\s+at /);
    }
    expect((await report(bug, { env: { REGISTRYCTL_DEBUG: '1' } })).err).toMatch(/\n\s+at /);
    expect((await report(new Failure('input', 'x'), { env: { REGISTRYCTL_DEBUG: '1' } })).err).toBe('error: x\n');
  });

  it.each(['text', 'json', 'yaml'])('is a secret, in %s', async (output) => {
    const error = new Failure('cluster', 'refused hunter2hunter2', { remedy: 'ask with hunter2hunter2' });
    const { out, err } = await report(error, { output, secret: 'hunter2hunter2', result: { message: 'hunter2hunter2' } });
    expect(out + err).not.toContain('hunter2');
    expect(err).toContain('***');
  });

  it('is colour without a terminal', async () => {
    const failure = new Failure('usage', 'x');
    expect((await report(failure)).err).not.toContain('\u001b');
    expect((await report(failure, { env: { FORCE_COLOR: '1' } })).err).toContain('\u001b[31m');
    expect((await report(failure, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).err).not.toContain('\u001b');
  });
});
