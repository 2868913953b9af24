import { at, text } from '../../api/json.ts';
import { ApiError } from '../../errors.ts';
import { SecretText } from '../../secret.ts';
import type { Sender } from '../http/sender.ts';
import type { Call } from '../http/types.ts';
import type { Access, CallOptions, Verdict } from '../port.ts';
import { ask } from './answers.ts';

/** Asks whether the user of this connection may do something (SelfSubjectAccessReview). Throws ApiError. */
export async function may(sender: Sender, access: Access, options: CallOptions): Promise<Verdict> {
  const { verb, resource, subresource, namespace, name } = access;
  const resourceAttributes = { verb, group: resource.group, version: resource.version, resource: resource.plural, subresource, namespace, name };
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } };
  const answer = await ask(sender, { verb: 'review', object: `whether you may ${verb} ${resource.plural}`, method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body, safe: true, ...options });
  return { allowed: at(answer, 'status', 'allowed') === true, reason: text(answer, 'status', 'reason') ?? text(answer, 'status', 'evaluationError') ?? '' };
}

/** A token of a service account, valid for so many seconds (TokenRequest). Throws ApiError. */
export async function token(sender: Sender, namespace: string, account: string, seconds: number, options: CallOptions): Promise<SecretText> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/serviceaccounts/${encodeURIComponent(account)}/token`;
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: seconds } };
  const call: Call = { verb: 'request', object: `a token of serviceaccounts/${namespace}/${account}`, method: 'POST', path, body, safe: true, ...options };
  const given = text(await ask(sender, call), 'status', 'token');
  if (given === undefined || given === '') throw new ApiError('cluster', `Cannot request ${call.object}: the answer holds none.`, { status: 200, reason: 'BadAnswer' });
  return new SecretText(given);
}
