import type { StoreQuestion } from '../../snapshot/types.ts';
import type { Reply } from '../http.ts';
import { signAzure } from './azure-sign.ts';
import { aheadOf, skewWords } from './skew.ts';
import { isPage, quoted, toldInXml, unclear } from './told.ts';
import type { Counter, Look, Verdict } from './types.ts';

type AzureQuestion = Extract<StoreQuestion, { kind: 'azure' }>;

const KEY = 'REGISTRY_STORAGE_AZURE_ACCOUNTKEY';
/** The end of the storage hosts by the cloud's name in capitals, as the operator knows them. */
const SUFFIXES: Readonly<Record<string, string>> = {
  '': 'core.windows.net',
  AZURECLOUD: 'core.windows.net',
  AZUREPUBLICCLOUD: 'core.windows.net',
  AZUREUSGOVERNMENT: 'core.usgovcloudapi.net',
  AZUREUSGOVERNMENTCLOUD: 'core.usgovcloudapi.net',
  AZURECHINACLOUD: 'core.chinacloudapi.cn',
  AZUREGERMANCLOUD: 'core.cloudapi.de',
};

/** What Azure's codes mean, and what comes of them. */
const MEANS: Readonly<Record<string, [state: Verdict['state'], words: string]>> = {
  AuthenticationFailed: ['refused', 'the key is not one of the account'],
  InvalidAuthenticationInfo: ['refused', 'it does not accept the key'],
  KeyBasedAuthenticationNotPermitted: ['refused', 'the account allows no access by its keys, which the registry needs'],
  AccountIsDisabled: ['refused', 'the account is disabled'],
  AuthorizationFailure: ['unclear', 'the account does not let this network in; whether it lets the cluster in is not known from here'],
  ContainerNotFound: ['absent', 'there is no container of that name in the account'],
  ContainerBeingDeleted: ['absent', 'the container is being deleted'],
};

/** Looks for a container by its properties. In an account, whoever has its key may use all containers. */
export function azureLook(question: AzureQuestion, secrets: Readonly<Record<string, string>>, counter: Counter): Look {
  const suffix = SUFFIXES[question.cloud.toUpperCase()];
  return { place: `container ${question.container} at ${question.account}.blob.${suffix ?? `the cloud ${question.cloud}`}`, run: () => run(question, suffix, secrets, counter) };
}

async function run({ account, container }: AzureQuestion, suffix: string | undefined, secrets: Readonly<Record<string, string>>, counter: Counter): Promise<Verdict> {
  const key = (secrets[KEY] ?? '').trim();
  if (key === '' && Object.keys(secrets).some((name) => name.startsWith('azure_'))) return { state: 'unclear', detail: 'the cluster has a service principal and no account key, so it was not asked' };
  if (key === '') return { state: 'unclear', detail: 'there is no account key to ask with' };
  if (suffix === undefined) return { state: 'unclear', detail: 'the addresses of that cloud are not known, so it was not asked' };
  if (!/^[a-z0-9]{3,24}$/u.test(account)) return { state: 'absent', detail: 'no storage account can have that name: 3 to 24 lower-case letters and digits' };
  if (!/^[a-z0-9$](?:[a-z0-9-]{1,61}[a-z0-9])?$/u.test(container)) return { state: 'absent', detail: 'no container can have that name' };
  if (!/^[A-Za-z0-9+/]{8,}={0,2}$/u.test(key)) return { state: 'refused', detail: 'the key is not in base64, so it is no account key; nothing was sent' };
  const ask = async (ahead: number): Promise<Reply> => {
    const { headers, signature } = signAzure(account, key, `/${container}`, { restype: 'container' }, new Date(counter.now().getTime() + ahead));
    counter.veil.add(signature);
    return counter.ask(`https://${account}.blob.${suffix}`, { method: 'GET', path: `/${container}?restype=container`, headers });
  };
  const first = await ask(0);
  const late = first.status === 403 ? aheadOf(first, counter.now()) : undefined;
  const verdict = judge(late === undefined ? first : await ask(late), counter);
  return late === undefined ? verdict : { ...verdict, detail: `${verdict.detail}; ${skewWords(late)}` };
}

function judge(reply: Reply, { veil }: Counter): Verdict {
  const told = toldInXml(reply);
  if (reply.status === 200 && !isPage(reply) && reply.headers['x-ms-request-id'] !== undefined) return { state: 'ours', detail: 'it is there, and the key opens it' };
  const header = reply.headers['x-ms-error-code'];
  const code = told.code === '' && typeof header === 'string' ? header : told.code;
  const [state, words] = MEANS[code] ?? [];
  return state === undefined || isPage(reply) ? unclear(reply, told, veil) : { state, detail: `${words ?? ''}${quoted({ ...told, code }, reply, veil)}` };
}
