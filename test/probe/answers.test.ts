import { describe, expect, it } from 'vitest';
import { Answered, errorCode, explain, parseChallenge } from '../../src/probe/answers.ts';

const reply = (status: number, body = '', type = 'application/json') => ({ status, headers: { 'content-type': type }, body: Buffer.from(body) });

describe('a challenge', () => {
  const cases: [header: string | undefined, parsed: object | undefined][] = [
    ['Bearer realm="https://h/openshift/token"', { scheme: 'bearer', realm: 'https://h/openshift/token' }],
    ['bearer realm="https://h/t",service="registry"', { scheme: 'bearer', realm: 'https://h/t', service: 'registry' }],
    ['Basic realm=openshift,error="authentication required"', { scheme: 'basic', realm: 'openshift' }],
    ['Basic realm="a \\"b\\""', { scheme: 'basic', realm: 'a "b"' }],
    ['Bearer  realm = "x" , service = y', { scheme: 'bearer', realm: 'x', service: 'y' }],
    ['Bearer error="x"', { scheme: 'bearer', realm: '' }],
    ['Negotiate', undefined],
    ['Negotiate abc', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  it.each(cases)('%s', (header, parsed) => expect(parseChallenge(header)).toEqual(parsed));
});

describe('an answer that was not hoped for', () => {
  it.each([401, 403, 404, 405, 413, 429, 500, 502, 503, 504])('HTTP %i has a meaning', (status) => {
    expect(explain(reply(status), 'Uploading')).toMatch(new RegExp(`^Uploading: the registry answered HTTP ${status}: .+\\.$`));
  });

  it('quotes the registry, but no signature and no novel', () => {
    const body = JSON.stringify({ errors: [{ code: 'UNKNOWN', message: `s3: https://b/x?X-Amz-Signature=abc&X-Amz-Credential=def failed ${'x'.repeat(500)}` }] });
    const text = explain(reply(500, body), 'Uploading');
    expect(text).toContain('UNKNOWN (s3: https://b/x failed');
    expect(text).not.toMatch(/abc|def/);
    expect(text.length).toBeLessThan(400);
  });

  it.each(['<html>', '  <!DOCTYPE html>', '<h1>Application is not available</h1>'])('tells a web page from a registry: %s', (body) => {
    expect(explain(reply(503, body, 'text/plain'), 'Asking')).toContain('a web page came back (HTTP 503)');
  });

  it.each(['', 'text', '[]', '{"errors":[]}', '{"errors":{}}', '{"errors":[{"code":7}]}', 'null'])('bears any body: %s', (body) => {
    expect(errorCode(reply(418, body))).toBeUndefined();
    expect(new Answered(reply(418, body), 'Asking')).toMatchObject({ status: 418, outcome: 'unhealthy', message: 'Asking: the registry answered HTTP 418.' });
  });
});
