import { num, text } from '../../api/json.ts';

const UNKNOWN_AUTHORITY = new Set(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_UNTRUSTED']);

/**
 * A connection's error in the words of a Go program, which are what the operator writes into its conditions
 * (recording odf-s3-untrusted-endpoint). `resolver` is the name server that would have been asked, `served` the dates of the certificate where there was one.
 */
export function goError(error: NodeJS.ErrnoException, host: string, resolver: string, served: { from?: string; to?: string } = {}): string {
  const code = error.code ?? '';
  if (UNKNOWN_AUTHORITY.has(code)) return x509('certificate signed by unknown authority');
  if (code === 'CERT_HAS_EXPIRED') return x509(outOfTime('after', served.to));
  if (code === 'CERT_NOT_YET_VALID') return x509(outOfTime('before', served.from));
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return x509(wrongName(error, host));
  if (code === 'INVALID_PURPOSE') return x509('certificate specifies an incompatible key usage');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `dial tcp: lookup ${host} on ${resolver}: no such host`;
  const where = `${text(error, 'address') ?? host}:${num(error, 'port') ?? ''}`;
  if (code === 'ECONNREFUSED') return `dial tcp ${where}: connect: connection refused`;
  if (code === 'ETIMEDOUT') return `dial tcp ${where}: i/o timeout`;
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'EPROTO') return 'http: server gave HTTP response to HTTPS client';
  if (code === 'ECONNRESET') return 'EOF';
  return error.message;
}

const x509 = (what: string): string => `tls: failed to verify certificate: x509: ${what}`;

function outOfTime(which: string, limit: string | undefined): string {
  const rfc3339 = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, 'Z');
  const more = limit === undefined ? '' : `: current time ${rfc3339(new Date())} is ${which} ${rfc3339(new Date(limit))}`;
  return `certificate has expired or is not yet valid${more}`;
}

function wrongName(error: unknown, host: string): string {
  const given = text(error, 'cert', 'subjectaltname');
  if (given === undefined) return 'certificate relies on legacy Common Name field, use SANs instead';
  const names = given.split(', ').filter((n) => n.startsWith('DNS:')).map((n) => n.slice(4));
  return names.length > 0 ? `certificate is valid for ${names.join(', ')}, not ${host}` : `certificate is not valid for any names, but wanted to match ${host}`;
}
