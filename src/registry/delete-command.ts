import { at, text } from '../api/json.ts';
import { backendOf, type Backend } from './backends.ts';

/** A value in a command that people paste; the placeholder where it could be more than a name or an address. */
function word(storage: unknown, backend: Backend, key: string, placeholder: string): string {
  const value = text(storage, backend, key) ?? '';
  return /^[A-Za-z0-9][-.\w:/]*$/u.test(value) ? value : placeholder;
}

/** An option of a command, where the storage has a value for it. */
function option(storage: unknown, backend: Backend, key: string, flag: string): string {
  const value = word(storage, backend, key, '');
  return value === '' ? '' : ` ${flag} ${value}`;
}

/**
 * The command that deletes a storage with all that is in it, or undefined where there is nothing to delete.
 * @param group the resource group of the cluster on Azure, in which the operator makes its account
 */
export function deleteCommand(storage: unknown, group = ''): string | undefined {
  const backend = backendOf(storage);
  if (backend === undefined || backend === 'emptyDir') return undefined;
  const name = (key: string): string => word(storage, backend, key, 'NAME');
  if (backend === 's3') return `aws s3 rb s3://${name('bucket')} --force${option(storage, 's3', 'region', '--region')}${option(storage, 's3', 'regionEndpoint', '--endpoint-url')}`;
  if (backend === 'gcs') return `gcloud storage rm --recursive gs://${name('bucket')}`;
  if (backend === 'swift') return `openstack container delete --recursive ${name('container')}`;
  if (backend === 'pvc') return `oc -n openshift-image-registry delete pvc ${name('claim')}`;
  if (backend === 'ibmcos') return `its objects first, then: ibmcloud cos bucket-delete --bucket ${name('bucket')}${option(storage, 'ibmcos', 'location', '--region')} --force`;
  if (backend === 'oss') return `ossutil rm oss://${name('bucket')} --bucket --all-type --recursive --force`;
  const account = word(storage, 'azure', 'accountName', 'ACCOUNT');
  // an account of the operator's holds nothing else
  if (account.startsWith('imageregistry')) return `az storage account delete --name ${account} --resource-group ${word({ azure: { group } }, 'azure', 'group', 'GROUP')}`;
  return `az storage container delete --account-name ${account} --name ${name('container')} --auth-mode key`;
}

/** Whether a name in the storage says which one it is: a bucket, a container or a claim. */
export function isNamed(storage: unknown): boolean {
  const backend = backendOf(storage);
  const own = backend === undefined ? undefined : at(storage, backend);
  return ['bucket', 'container', 'claim'].some((key) => (text(own, key) ?? '') !== '');
}
