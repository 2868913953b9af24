import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isRecord, text } from '../../../api/json.ts';
import type { Admit } from '../cloud-door.ts';

/** A service account of Google's, and the project whose buckets it may use. */
export interface ServiceAccount {
  email: string;
  project: string;
  /** the JSON that the console gives out once; its key is made when it is first asked for, which takes a while */
  keyfile(): string;
  publicKey(): KeyObject;
}

const TOKEN_URI = 'https://oauth2.googleapis.com/token';

/** An account with a key of its own (RSA, as Google's are), which is another one in every process. */
export function serviceAccount(name: string, project: string): ServiceAccount {
  const email = `${name}@${project}.example.com`;
  let pair: ReturnType<typeof makePair> | undefined;
  const keys = (): ReturnType<typeof makePair> => (pair ??= makePair());
  return {
    email, project,
    publicKey: () => keys().publicKey,
    keyfile: () => JSON.stringify({ type: 'service_account', project_id: project, private_key_id: '0123456789abcdef', private_key: keys().pem, client_email: email, client_id: '1', token_uri: TOKEN_URI }),
  };
}

function makePair(): { pem: string; publicKey: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), publicKey };
}

const der = (key: KeyObject): string => key.export({ type: 'spki', format: 'der' }).toString('base64');

/** Whether the private key (PEM) is the account's. */
function fits(account: ServiceAccount, pem: string): boolean {
  try {
    return der(createPublicKey(createPrivateKey(pem))) === der(account.publicKey());
  } catch {
    return false;
  }
}

function parsed(keyfile: string): unknown {
  try {
    return JSON.parse(keyfile);
  } catch {
    return undefined;
  }
}

/** Admits the key files of these accounts. Others get no token of Google's, in the words of its Go library. */
export function google(accounts: readonly ServiceAccount[]): Admit {
  return ({ credentials }) => {
    const file = parsed(credentials['keyfile'] ?? '');
    const account = accounts.find((one) => isRecord(file) && one.email === file['client_email']);
    if (account && fits(account, text(file, 'private_key') ?? '')) return { account: account.project };
    const why = account ? 'Invalid JWT Signature.' : 'Invalid grant: account not found';
    return { fault: { code: 'RequestError', text: `oauth2: cannot fetch token: 400 Bad Request\nResponse: {"error":"invalid_grant","error_description":"${why}"}` } };
  };
}
