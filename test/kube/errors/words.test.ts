import { describe, expect, it } from 'vitest';
import { ApiError, Failure } from '../../../src/errors.ts';
import { faultError, isPassing, isRefused, stopped } from '../../../src/kube/errors/faults.ts';
import { isOwn404, refusal, refusedEvent, retryAfter } from '../../../src/kube/errors/refused.ts';
import { Late, ProxyFault, Stopped, TooLarge, WireFault, type Answer, type Call } from '../../../src/kube/http/types.ts';

const call = (more: Partial<Call> = {}): Call => ({ verb: 'get', object: 'nodes/n', method: 'GET', path: '/api/v1/nodes/n', safe: true, ...more });
const write = call({ verb: 'patch', method: 'PATCH', safe: false });
const coded = (code: string): Error => Object.assign(new Error('raw words of node'), { code });
const PLACE = 'api.lab:6443';

/** What each error of a connection comes to; `passing` is whether it may be gone a moment later. */
const CODES: [code: string, words: string, passing: boolean][] = [
  ['ECONNREFUSED', 'nothing listens at api.lab:6443 (connection refused); check that the cluster runs', true],
  ['ENOTFOUND', 'the name of api.lab:6443 cannot be resolved (ENOTFOUND); check the network, VPN', false],
  ['EAI_AGAIN', 'the name of api.lab:6443 cannot be resolved (EAI_AGAIN)', true],
  ['ETIMEDOUT', 'api.lab:6443 cannot be reached from here (ETIMEDOUT); check the network, VPN and proxy', true],
  ['EHOSTUNREACH', 'cannot be reached from here (EHOSTUNREACH)', true],
  ['ENETUNREACH', 'cannot be reached from here (ENETUNREACH)', true],
  ['EHOSTDOWN', 'cannot be reached from here (EHOSTDOWN)', true],
  ['ENETDOWN', 'cannot be reached from here (ENETDOWN)', true],
  ['EADDRNOTAVAIL', 'cannot be reached from here (EADDRNOTAVAIL)', true],
  ['ECONNRESET', 'the connection to api.lab:6443 broke (ECONNRESET)', true],
  ['EPIPE', 'the connection to api.lab:6443 broke (EPIPE)', true],
  ['ECONNABORTED', 'the connection to api.lab:6443 broke (ECONNABORTED)', true],
  ['ERR_STREAM_PREMATURE_CLOSE', 'broke (ERR_STREAM_PREMATURE_CLOSE)', true],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'is for another name; if that is meant, give --tls-server-name NAME', false],
  ['CERT_HAS_EXPIRED', 'the certificate of api.lab:6443 has expired', false],
  ['CERT_NOT_YET_VALID', "is not valid yet; check this machine's clock", false],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'is not signed by an authority that the kubeconfig trusts', false],
  ['SELF_SIGNED_CERT_IN_CHAIN', '(SELF_SIGNED_CERT_IN_CHAIN); give it with --certificate-authority FILE', false],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', '(DEPTH_ZERO_SELF_SIGNED_CERT); give it with --certificate-authority FILE', false],
  ['UNABLE_TO_GET_ISSUER_CERT', '(UNABLE_TO_GET_ISSUER_CERT); give it with', false],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', '(UNABLE_TO_GET_ISSUER_CERT_LOCALLY); give it with', false],
  ['CERT_UNTRUSTED', '(CERT_UNTRUSTED); give it with', false],
  ['CERT_SIGNATURE_FAILURE', '(CERT_SIGNATURE_FAILURE); give it with', false],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'refused the TLS connection', false],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'it may want a client certificate, or another one', false],
  ['EPROTO', 'does not speak TLS as expected (EPROTO); check "https://" and the port', false],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak TLS as expected', false],
  ['HPE_INVALID_CONSTANT', 'does not speak HTTP as expected (HPE_INVALID_CONSTANT); check "http://"', false],
  ['EMFILE', 'the connection to api.lab:6443 failed (EMFILE)', false],
];

describe('a connection that fails', () => {
  it.each(CODES)('%s', (code, words, passing) => {
    const fault = new WireFault(coded(code), false);
    const error = faultError(call(), fault, PLACE);
    expect(error).toMatchObject({ outcome: 'cluster', status: 0, reason: code });
    expect(error.message).toMatch(/^Cannot get nodes\/n: .*\.$/);
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('raw words');
    expect(isPassing(fault)).toBe(passing);
    expect(isRefused(fault)).toBe(code === 'ECONNREFUSED');
  });

  it.each(CODES.map(([code]) => code))('%s leaves a write that was sent in doubt, a read not', (code) => {
    const fault = new WireFault(coded(code), true);
    const error = faultError(write, fault, PLACE);
    expect(error).toMatchObject({ reason: 'OutcomeUnknown' });
    expect(error.message).toMatch(/; whether it took effect is not known\.$/);
    expect(faultError(call(), fault, PLACE)).toMatchObject({ reason: code });
    expect(isRefused(fault)).toBe(false);
  });

  it('that is late is a timeout', () => {
    expect(faultError(call(), new WireFault(new Late(1500), true), PLACE)).toMatchObject({
      outcome: 'timeout',
      reason: 'Timeout',
      message: 'Cannot get nodes/n: no answer from api.lab:6443 within 1.5 s.',
    });
    expect(faultError(write, new WireFault(new Late(1500), true), PLACE)).toMatchObject({ outcome: 'timeout', reason: 'OutcomeUnknown' });
  });

  it('of which too much came', () => {
    expect(faultError(call(), new WireFault(new TooLarge(), true), PLACE).message).toContain('is too large for this program');
  });

  const proxies: [status: number, code: string, words: string, passing: boolean][] = [
    [0, 'ENOTFOUND', 'the proxy p:3128 cannot be reached (ENOTFOUND); check HTTPS_PROXY or proxy-url.', false],
    [403, 'Forbidden', 'the proxy p:3128 refused to connect to api.lab:6443 (403 Forbidden).', false],
    [407, 'Login', '(407 Login); it asks for a login, which its URL can hold.', false],
    [502, 'Bad Gateway', '(502 Bad Gateway).', true],
    [503, 'Busy', '(503 Busy).', true],
  ];
  it.each(proxies)('because its proxy says %i %s', (status, code, words, passing) => {
    const fault = new WireFault(new ProxyFault('p:3128', status, code), false);
    expect(faultError(call(), fault, PLACE).message.endsWith(words)).toBe(true);
    expect(isPassing(fault)).toBe(passing);
  });

  it('with a sentence of its own keeps it', () => {
    const own = new Failure('input', 'The CA cannot be used.');
    expect(faultError(call(), new WireFault(own as Error, false), PLACE)).toBe(own);
  });
});

describe('a call that was stopped', () => {
  const aborted = (reason?: unknown): Call => call({ signal: AbortSignal.abort(reason) });

  it('is an interruption, when nothing else is said', () => {
    for (const reason of [undefined, new Error('x'), 'text']) {
      expect(stopped(aborted(reason))).toMatchObject({ outcome: 'interrupted', message: 'Interrupted at: get nodes/n.' });
    }
  });

  it('keeps the Failure that its signal gives', () => {
    const why = new Failure('timeout', 'ten minutes are over');
    expect(stopped(aborted(why))).toBe(why);
    expect(faultError(aborted(why), new WireFault(new Stopped(), true), PLACE)).toBe(why);
  });

  it('by AbortSignal.timeout is a timeout', () => {
    const over = new DOMException('x', 'TimeoutError');
    expect(stopped(aborted(over))).toMatchObject({ outcome: 'timeout', reason: 'Timeout' });
  });
});

const status = (code: number, more: object = {}): string => JSON.stringify({ kind: 'Status', status: 'Failure', code, ...more });
const answer = (code: number, text = '', headers: Answer['headers'] = {}): Answer => ({ status: code, headers, text });

describe('a refusal without words', () => {
  const codes: [code: number, reason: string, read: string, written: string][] = [
    [400, 'BadRequest', 'input', 'input'],
    [401, 'Unauthorized', 'cluster', 'cluster'],
    [403, 'Forbidden', 'cluster', 'cluster'],
    [404, 'NotFound', 'unexpected', 'conflict'],
    [405, 'MethodNotAllowed', 'unexpected', 'unexpected'],
    [406, 'NotAcceptable', 'unexpected', 'unexpected'],
    [408, 'Timeout', 'timeout', 'timeout'],
    [409, 'Conflict', 'cluster', 'conflict'],
    [410, 'Expired', 'conflict', 'conflict'],
    [413, 'RequestEntityTooLarge', 'input', 'input'],
    [415, 'UnsupportedMediaType', 'unexpected', 'unexpected'],
    [418, '', 'unexpected', 'unexpected'],
    [422, 'Invalid', 'input', 'input'],
    [429, 'TooManyRequests', 'cluster', 'cluster'],
    [500, 'InternalError', 'cluster', 'cluster'],
    [502, 'BadGateway', 'cluster', 'cluster'],
    [503, 'ServiceUnavailable', 'cluster', 'cluster'],
    [504, 'Timeout', 'timeout', 'timeout'],
    [599, '', 'cluster', 'cluster'],
  ];
  it.each(codes)('%i is %s', (code, reason, read, written) => {
    const got = refusal(call(), answer(code), PLACE);
    expect(got).toMatchObject({ status: code, reason, outcome: read });
    expect(got.message).toContain(`(${code}${reason === '' ? '' : ` ${reason}`})`);
    const inDoubt = code === 502 || code === 504;
    expect(refusal(write, answer(code), PLACE)).toMatchObject({ outcome: written, reason: inDoubt ? 'OutcomeUnknown' : reason });
  });

  it.each([404, 409])('%i of a review, which conflicts with nothing, is one of the cluster', (code) => {
    const review: Call = { ...write, verb: 'review', object: 'whether you may get nodes', safe: true };
    expect(refusal(review, answer(code, status(code, { message: 'no' })), PLACE)).toMatchObject({ outcome: 'cluster', message: `Cannot review whether you may get nodes: no (${code} ${code === 404 ? 'NotFound' : 'Conflict'}).` });
  });

  const bodies: [what: string, text: string, says: string][] = [
    ['nothing', '  ', 'api.lab:6443 gave an empty answer (500 InternalError)'],
    ['a page', '<!DOCTYPE html><title>Sign  in</title>', 'answered with a web page ("Sign in") (500 InternalError)'],
    ['a page without a title', '<html>', 'answered with a web page (500'],
    ['XML', '<?xml version="1.0"?>', 'answered with a web page (500'],
    ['half of JSON', '{"kind": "Sta', 'breaks off or is no Kubernetes answer (500 InternalError, 13 characters)'],
    ['a list', '[1]', 'breaks off or is no Kubernetes answer'],
    ['text', 'upstream error', 'no Kubernetes answer (500 InternalError, text/plain)'],
  ];
  it.each(bodies)('describes %s', (_what, text, says) => {
    expect(refusal(call(), answer(500, text, { 'content-type': 'text/plain' }), PLACE).message).toContain(says);
  });

  it('names no type where none is given', () => {
    expect(refusal(call(), answer(500, 'oops'), PLACE).message).toContain('(500 InternalError, of no type)');
  });
});

describe('what a server says beside its code', () => {
  it('is its own reason before the usual one', () => {
    const got = refusal(write, answer(409, status(409, { reason: 'AlreadyExists', message: 'there is one.' })), PLACE);
    expect(got).toMatchObject({ reason: 'AlreadyExists', message: 'Cannot patch nodes/n: there is one (409 AlreadyExists).' });
  });

  it.each([['7', 7], ['0', 0], ['soon', undefined], ['Wed, 21 Oct 2026 07:28:00 GMT', undefined], ['-1', undefined], ['1.5', undefined], [undefined, undefined]])('Retry-After: %s is %s s', (given, seconds) => {
    expect(retryAfter({ headers: given === undefined ? {} : { 'retry-after': given } })).toBe(seconds);
  });

  const missing: [text: string, own: boolean][] = [
    [status(404), true],
    ['404 page not found\n', true],
    ['', true],
    ['<html>Not Found</html>', false],
    ['{"error":"not found"}', false],
    ['Not found', false],
  ];
  it.each(missing)('404 with %j is its own: %s', (text, own) => {
    expect(isOwn404(answer(404, text))).toBe(own);
    expect(isOwn404(answer(410, text))).toBe(false);
  });

  const events: [object: unknown, status: number, outcome: string][] = [
    [{ kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' }, 410, 'conflict'],
    [{ kind: 'Status', code: 429, reason: 'TooManyRequests' }, 429, 'cluster'],
    [{ kind: 'Status', code: 500, reason: 'InternalError' }, 500, 'cluster'],
    [{ kind: 'Status', code: 504, reason: 'Timeout' }, 504, 'timeout'],
    [{}, 0, 'unexpected'],
    ['text', 0, 'unexpected'],
  ];
  it.each(events)('an ERROR event with %j has the code %i', (object, code, outcome) => {
    const error = refusedEvent(call({ verb: 'watch' }), object);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: code, outcome });
  });
});
