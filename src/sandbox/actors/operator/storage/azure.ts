import { text } from '../../../../api/json.ts';
import type { StoreFault, StorePlace } from '../../../stores-door.ts';
import { Crash, words } from '../errors.ts';
import { fromSecret, given, minted, mintedKeys, plain, userKeys, yamlValue } from './credentials.ts';
import { amend, backendIn, note, own, tell } from './driver.ts';
import type { Driver, EnvVar, Fields, Scene } from './driver.ts';

const KEY = 'REGISTRY_STORAGE_AZURE_ACCOUNTKEY';
/** suffix of the storage hosts by the cloud's name, in capitals */
const CLOUDS: Record<string, string> = {
  AZURECLOUD: 'core.windows.net',
  AZUREPUBLICCLOUD: 'core.windows.net',
  AZUREUSGOVERNMENT: 'core.usgovcloudapi.net',
  AZUREUSGOVERNMENTCLOUD: 'core.usgovcloudapi.net',
  AZURECHINACLOUD: 'core.chinacloudapi.cn',
  AZUREGERMANCLOUD: 'core.cloudapi.de',
  AZURESTACKCLOUD: 'core.local',
};

/** The storage suffix of a cloud; throws the Azure library's own words for a name it does not know. */
function realm(cloudName: string): string {
  const found = CLOUDS[cloudName.toUpperCase()] ?? (cloudName === '' ? 'core.windows.net' : undefined);
  if (found === undefined) throw new Error(`autorest/azure: There is no cloud environment matching the name "${cloudName.toUpperCase()}"`);
  return found;
}

interface Key {
  accountKey: string;
  user: boolean;
}

/** Azure's blob storage: with the administrator's account key only whether account and container are named is looked at. */
export function azure(scene: Scene): Driver {
  const fields = (): Fields => backendIn(scene.draft.spec, 'azure') ?? {};
  const field = (name: string): string => text(fields(), name) ?? '';
  const userKey = (): string | undefined => userKeys(scene.world, [KEY])?.[KEY];

  /** The account's key and whose it is. */
  function config(): Key {
    const user = userKey();
    if (user === '') throw new Error(`the secret image-registry-private-configuration-user has an empty value for ${KEY}; the value should be set to the azure storage account key`);
    if (user !== undefined) return { accountKey: user, user: true };
    mintedKeys(scene.world, ['azure_subscription_id', 'azure_client_id', 'azure_tenant_id', 'azure_resourcegroup'], 'unable to get cluster minted credentials');
    return { accountKey: minted(scene.world)['azure_client_secret'] ?? '', user: false };
  }
  function checked(): Key {
    try {
      return config();
    } catch (error) {
      tell(scene, 'Unknown', 'ConfigError', `Unable to get configuration: ${words(error)}`);
      throw error;
    }
  }
  const at = (account: string, { accountKey, user }: Key): StorePlace => ({
    endpoint: `https://${account}.blob.${realm(field('cloudName'))}`, region: '', project: account, credentials: user ? { accountKey } : { clientSecret: accountKey }, systemRoots: true,
  });
  /** The address that is asked stands before the fault of a request that got no answer, as in a Go error. */
  const wording = (place: StorePlace, container: string, fault: StoreFault): string => (fault.status === undefined && !fault.text.startsWith('Get ') ? `Get "${place.endpoint ?? ''}/${container}?restype=container": ${fault.text}` : fault.text);
  function unsure(message: string): never {
    tell(scene, 'Unknown', 'AzureError', message);
    throw new Error(message);
  }
  function unconfigured(message: string): never {
    tell(scene, 'False', 'StorageNotConfigured', message);
    throw new Error(message);
  }

  return {
    key: 'azure',
    async exists() {
      if (field('accountName') === '' || field('container') === '') {
        tell(scene, 'False', 'StorageNotConfigured', 'Storage is not configured');
        return false;
      }
      const place = at(field('accountName'), checked());
      const fault = await scene.door.azure.head(place, field('container'));
      if (fault && fault.code !== 'NotFound') unsure(`unable to get the storage container ${field('container')}: ${wording(place, field('container'), fault)}`);
      tell(scene, fault ? 'False' : 'True', fault ? 'ContainerNotFound' : 'ContainerExists', fault ? `Could not find storage container ${field('container')}` : 'Storage container exists');
      return !fault;
    },
    async create() {
      const key = checked();
      if (key.user) {
        if (field('accountName') === '') unconfigured('Storage account key is provided, but account name is not specified');
        if (field('container') === '') unconfigured('Storage account is provided, but container is not specified');
        realm(field('cloudName'));
        own(scene, 'Unmanaged');
        note(scene, 'azure', fields());
        return tell(scene, 'True', 'UserManaged', 'Storage is managed by the user');
      }
      const account = field('accountName') || `imageregistry${scene.random(11)}`;
      const container = field('container') || `image-registry-${scene.random(20)}`;
      const place = at(account, key);
      const fault = await scene.door.azure.head(place, container);
      if (fault && fault.code !== 'NotFound') unsure(fault.text);
      const refused = fault && (await scene.door.azure.create(place, container));
      if (refused) unsure(refused.text);
      own(scene, fault ? 'Managed' : 'Unmanaged');
      amend(scene, 'azure', { accountName: account, container });
      note(scene, 'azure', fields());
      tell(scene, 'True', 'ContainerExists', 'Storage container exists');
    },
    async remove() {
      if (userKey() !== undefined) throw new Error('no client ID specified. Check pod configuration or set ClientID in the options');
      const used = backendIn(scene.draft.status, 'azure') ?? {};
      const fault = await scene.door.azure.wipe(at(text(used, 'accountName') ?? '', config()), text(used, 'container') ?? '');
      if (fault && fault.code !== 'NotFound') unsure(fault.text);
      if (!backendIn(scene.draft.spec, 'azure')) throw new Crash();
      amend(scene, 'azure', { accountName: '', container: '' });
      tell(scene, 'False', fault ? 'AccountNotFound' : 'AccountDeleted', 'Storage account has been deleted');
    },
    secret: () => ({ [KEY]: yamlValue(config().accountKey) }),
    env(): EnvVar[] {
      return [
        fromSecret(KEY),
        plain('REGISTRY_STORAGE', 'azure'),
        plain('REGISTRY_STORAGE_AZURE_CONTAINER', field('container')),
        plain('REGISTRY_STORAGE_AZURE_ACCOUNTNAME', field('accountName')),
        ...given([['REGISTRY_STORAGE_AZURE_REALM', field('cloudName') === '' ? '' : realm(field('cloudName'))]]),
      ];
    },
    volumes: () => [],
    bundle: () => undefined,
  };
}
