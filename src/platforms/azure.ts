import { text } from '../api/json.ts';
import { nameOf, NS, R, ref } from '../api/resources.ts';
import type { Finding } from '../checks/types.ts';
import { AZURE_CREDENTIALS } from '../credentials/azure.ts';
import { cloudFit } from '../forms/fit.ts';
import type { Platform } from '../forms/types.ts';
import { finding } from '../registry/codes.ts';
import { OBJECT } from '../registry/objects.ts';
import { one } from '../snapshot/access.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { azureCloud, cliName, PUBLIC } from './azure-clouds.ts';
import type { Field } from './cloud-fields.ts';
import { cloudForm } from './cloud.ts';
import { matching } from './cloud-shapes.ts';
import type { Place } from './cloud-storage.ts';

/** Where the installer leaves the addresses of an Azure Stack. */
const PROVIDER = ref(R.ConfigMap, 'cloud-provider-config', NS.config);

/** The cluster's cloud, where it is not the public one: an account there is found under its own address only. */
function cloudOfCluster(snapshot: Snapshot): string | undefined {
  const name = text(one(snapshot, OBJECT.infrastructure), 'status', 'platformStatus', 'azure', 'cloudName') ?? '';
  return name === '' || name === PUBLIC ? undefined : name;
}

/** The fields of `storage.azure` (manual 3.4.2, 3.4.3). */
const FIELDS: readonly Field[] = [
  {
    key: 'accountName', under: [], required: true, shape: matching(/^[a-z0-9]{3,24}$/u, 'the name of a storage account, 3 to 24 lower-case letters and digits'),
    option: { flag: 'account-name', value: 'NAME', about: 'Storage account; the one that is configured, where there is one', question: 'Name of the storage account' },
  },
  {
    key: 'container', under: ['account-name'], required: true, shape: matching(/^(?=.{3,63}$)[0-9a-z]+(-[0-9a-z]+)*$/u, 'the name of a container, 3 to 63 lower-case letters and digits with single "-" between them'),
    option: { flag: 'container', value: 'NAME', about: 'Container for the images, which must be there already', question: 'Name of the container' },
  },
  {
    key: 'cloudName', mintedKnows: true, under: ['account-name'], shape: azureCloud, usual: cloudOfCluster, same: (a, b) => cliName(a) === cliName(b),
    option: { flag: 'cloud-name', value: 'NAME', about: 'Cloud: AzurePublicCloud, AzureUSGovernmentCloud, AzureChinaCloud, AzureGermanCloud or AzureStackCloud; that of the cluster, or the public one' },
  },
];

/** A missing container is made by nobody: with an account key the operator does not even look for it (operator behaviour, recording azure-key). */
function withCommand(found: Finding, { values }: Place): Finding {
  if (found.code !== 'RC-STORE-ABSENT') return found;
  const cloud = text(values, 'cloudName') ?? PUBLIC;
  const create = `az storage container create --account-name ${text(values, 'accountName') ?? ''} --name ${text(values, 'container') ?? ''} --auth-mode key`;
  return { ...found, cause: 'Nobody makes it: with an account key the operator does not look for the container, and every push fails.', remedy: cloud === PUBLIC ? create : `az cloud set --name ${cliName(cloud)}; then: ${create}` };
}

/** A container in a storage account of Azure, with the account's key or what the cluster has made. */
export const azure: Platform = cloudForm({
  name: 'azure', title: 'Azure Blob Storage, in the public cloud or another one (--cloud-name)', manual: '3.4',
  fits: (snapshot) => cloudFit(snapshot, 'Azure', AZURE_CREDENTIALS, 'a storage account takes its key'),
  backend: 'azure', credentials: AZURE_CREDENTIALS, fields: FIELDS,
  reads: () => [PROVIDER],
  question: (asked, { values }) => ({ ...asked, kind: 'azure', account: text(values, 'accountName') ?? '', container: text(values, 'container') ?? '', cloud: text(values, 'cloudName') ?? PUBLIC }),
  answer: withCommand,
  check(_given, snapshot, { values }) {
    const stack = (text(values, 'cloudName') ?? '').toLowerCase() === 'azurestackcloud';
    if (!stack || (text(one(snapshot, PROVIDER), 'data', 'endpoints') ?? '') !== '') return [];
    return [finding('RC-AZURE-STACK-ENDPOINTS', `${nameOf(PROVIDER)} data.endpoints`, 'it is not there')];
  },
});
