import { ApiError, EFFECT_UNKNOWN, Failure } from '../../errors.ts';
import { Late, ProxyFault, Stopped, TooLarge, type Call, type WireFault } from '../http/types.ts';
import { OUTCOME_UNKNOWN } from './refused.ts';

const UNTRUSTED = new Set(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_UNTRUSTED', 'CERT_SIGNATURE_FAILURE']);
const UNREACHABLE = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL']);
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Whether the same request may well succeed a moment later. */
export function isPassing(fault: WireFault): boolean {
  const code = codeOf(fault);
  return code === 'ECONNREFUSED' || code === 'EAI_AGAIN' || UNREACHABLE.has(code) || BROKEN.has(code) || (fault.error instanceof ProxyFault && fault.error.status >= 500);
}

/** Whether nothing of the request can have reached the server because it could not be connected to. */
export function isRefused(fault: WireFault): boolean {
  return !fault.sent && codeOf(fault) === 'ECONNREFUSED';
}

/**
 * The error for a request that got no (whole) answer: one sentence that names host and port and what to do. A write that may
 * have been seen has the reason `OutcomeUnknown`. Failures that are already sentences are given back as they are.
 */
export function faultError(call: Call, fault: WireFault, place: string): Failure {
  const { error } = fault;
  if (error instanceof Failure) return error;
  if (error instanceof Stopped) return stopped(call);
  const unknown = fault.sent && !call.safe;
  const late = error instanceof Late;
  const tail = unknown ? `; ${EFFECT_UNKNOWN}` : '';
  return new ApiError(late ? 'timeout' : 'cluster', `Cannot ${call.verb} ${call.object}: ${why(fault, place)}${tail}.`, {
    status: 0,
    reason: unknown ? OUTCOME_UNKNOWN : late ? 'Timeout' : codeOf(fault),
  });
}

/** What the caller's own signal comes to: its reason where that is a Failure, a timeout, or an interruption. */
export function stopped(call: Call): Failure {
  const reason: unknown = call.signal?.reason;
  if (reason instanceof Failure) return reason;
  if (reason instanceof DOMException && reason.name === 'TimeoutError') return new ApiError('timeout', `Cannot ${call.verb} ${call.object}: the time for it was over.`, { status: 0, reason: 'Timeout' });
  return new Failure('interrupted', `Interrupted at: ${call.verb} ${call.object}.`);
}

function codeOf({ error }: WireFault): string {
  return error.code ?? error.name;
}

function why(fault: WireFault, place: string): string {
  const { error } = fault;
  const code = codeOf(fault);
  if (error instanceof Late) return `no answer from ${place} within ${error.ms / 1000} s`;
  if (error instanceof TooLarge) return `the answer of ${place} is too large for this program`;
  if (error instanceof ProxyFault) return proxyWords(error, place);
  if (code === 'ECONNREFUSED') return `nothing listens at ${place} (connection refused); check that the cluster runs and that this is its address`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the name of ${place} cannot be resolved (${code}); check the network, VPN and the server in the kubeconfig`;
  if (UNREACHABLE.has(code)) return `${place} cannot be reached from here (${code}); check the network, VPN and proxy`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `the certificate of ${place} is for another name; if that is meant, give --tls-server-name NAME`;
  if (code === 'CERT_HAS_EXPIRED') return `the certificate of ${place} has expired`;
  if (code === 'CERT_NOT_YET_VALID') return `the certificate of ${place} is not valid yet; check this machine's clock`;
  if (UNTRUSTED.has(code)) return `the certificate of ${place} is not signed by an authority that the kubeconfig trusts (${code}); give it with --certificate-authority FILE`;
  if (code.startsWith('ERR_SSL_') && code.includes('ALERT')) return `${place} refused the TLS connection (${code}); it may want a client certificate, or another one`;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return `${place} does not speak TLS as expected (${code}); check "https://" and the port of the server`;
  if (code.startsWith('HPE_')) return `${place} does not speak HTTP as expected (${code}); check "http://" and the port of the server`;
  if (BROKEN.has(code)) return `the connection to ${place} broke (${code})`;
  return `the connection to ${place} failed (${code})`;
}

function proxyWords(error: ProxyFault, place: string): string {
  if (error.status === 0) return `the proxy ${error.proxy} cannot be reached (${error.code}); check HTTPS_PROXY or proxy-url`;
  const asks = error.status === 407 ? '; it asks for a login, which its URL can hold' : '';
  return `the proxy ${error.proxy} refused to connect to ${place} (${error.status} ${error.code})${asks}`;
}
