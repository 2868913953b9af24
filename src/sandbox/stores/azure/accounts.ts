import type { Admit } from '../cloud-door.ts';

/** Azure's storage accounts: keys (base64) by name, and the secrets of those who manage the subscription and so may have every key. */
export interface AzureAccounts {
  keys: Map<string, string>;
  managers: Set<string>;
}

export const azureAccounts = (keys: Record<string, string> = {}): AzureAccounts => ({ keys: new Map(Object.entries(keys)), managers: new Set() });

/**
 * Admits who manages the subscription, which makes accounts where there are none, and who has an account's key. The host of an
 * account that was never made is in no DNS (recording azure-key).
 */
export function azureCloud(accounts: AzureAccounts): Admit {
  return ({ endpoint = '', project = '', credentials }) => {
    const manager = credentials['clientSecret'] ?? '';
    if (manager !== '') {
      accounts.managers.add(manager);
      if (!accounts.keys.has(project)) accounts.keys.set(project, manager);
      return { account: project };
    }
    const key = accounts.keys.get(project);
    if (key === undefined) return { fault: { code: 'RequestError', text: `dial tcp: lookup ${endpoint.replace(/^\w+:\/\//, '')} on 172.30.0.10:53: no such host` } };
    const given = credentials['accountKey'] ?? '';
    if (given !== '' && (given === key || accounts.managers.has(given))) return { account: project };
    const text = 'RESPONSE 403: 403 Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.\nERROR CODE: AuthenticationFailed';
    return { fault: { code: 'AuthenticationFailed', status: 403, text } };
  };
}
