import { describe, expect, it } from 'vitest';
import { goError } from '../../../src/sandbox/stores/go-errors.ts';

const HOST = 's3.example';
const made = (code: string, more: object = {}): NodeJS.ErrnoException => Object.assign(new Error(`words of ${code}`), { code, ...more });
const X509 = 'tls: failed to verify certificate: x509: ';

/** Texts as the operator's own clients wrote them (recordings odf-s3-untrusted-endpoint, azure-key). */
describe('goError', () => {
  it.each([
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', {}, `${X509}certificate signed by unknown authority`],
    ['UNABLE_TO_GET_ISSUER_CERT', {}, `${X509}certificate signed by unknown authority`],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', {}, `${X509}certificate signed by unknown authority`],
    ['SELF_SIGNED_CERT_IN_CHAIN', {}, `${X509}certificate signed by unknown authority`],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', {}, `${X509}certificate signed by unknown authority`],
    ['CERT_UNTRUSTED', {}, `${X509}certificate signed by unknown authority`],
    ['CERT_HAS_EXPIRED', {}, `${X509}certificate has expired or is not yet valid`],
    ['CERT_NOT_YET_VALID', {}, `${X509}certificate has expired or is not yet valid`],
    ['INVALID_PURPOSE', {}, `${X509}certificate specifies an incompatible key usage`],
    ['ERR_TLS_CERT_ALTNAME_INVALID', {}, `${X509}certificate relies on legacy Common Name field, use SANs instead`],
    ['ERR_TLS_CERT_ALTNAME_INVALID', { cert: { subjectaltname: 'IP Address:10.0.0.1' } }, `${X509}certificate is not valid for any names, but wanted to match ${HOST}`],
    ['ENOTFOUND', {}, `dial tcp: lookup ${HOST} on 10.0.0.1:53: no such host`],
    ['EAI_AGAIN', {}, `dial tcp: lookup ${HOST} on 10.0.0.1:53: no such host`],
    ['ECONNREFUSED', { address: '10.1.2.3', port: 443 }, 'dial tcp 10.1.2.3:443: connect: connection refused'],
    ['ECONNREFUSED', { port: 443 }, `dial tcp ${HOST}:443: connect: connection refused`],
    ['ETIMEDOUT', { address: '10.1.2.3', port: 8443 }, 'dial tcp 10.1.2.3:8443: i/o timeout'],
    ['ETIMEDOUT', {}, `dial tcp ${HOST}:: i/o timeout`],
    ['ERR_SSL_WRONG_VERSION_NUMBER', {}, 'http: server gave HTTP response to HTTPS client'],
    ['EPROTO', {}, 'http: server gave HTTP response to HTTPS client'],
    ['ECONNRESET', {}, 'EOF'],
    ['EWHATEVER', {}, 'words of EWHATEVER'],
    ['', {}, 'words of '],
  ])('%s %j', (code, more, words) => {
    expect(goError(made(code, more), HOST, '10.0.0.1:53')).toBe(words);
  });

  it.each([
    ['DNS:a.example', 'a.example'],
    ['DNS:a.example, DNS:*.b.example', 'a.example, *.b.example'],
    ['IP Address:10.0.0.1, DNS:a.example', 'a.example'],
  ])('names of %j', (subjectaltname, shown) => {
    const error = made('ERR_TLS_CERT_ALTNAME_INVALID', { cert: { subjectaltname } });
    expect(goError(error, HOST, '')).toBe(`${X509}certificate is valid for ${shown}, not ${HOST}`);
  });

  it.each([
    ['CERT_HAS_EXPIRED', { from: 'Jan  1 00:00:00 2020 GMT', to: 'Feb  1 12:34:56 2020 GMT' }, 'after 2020-02-01T12:34:56Z'],
    ['CERT_NOT_YET_VALID', { from: 'Jan  1 00:00:00 2090 GMT', to: 'Feb  1 12:34:56 2090 GMT' }, 'before 2090-01-01T00:00:00Z'],
  ])('%s tells the date that counts, to the second', (code, served, words) => {
    expect(goError(made(code), HOST, '', served)).toMatch(new RegExp(`: current time \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ is ${words}$`));
  });
});
