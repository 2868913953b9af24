import { azureAccounts } from './azure/accounts.ts';
import type { Clouds } from './doors.ts';
import { serviceAccount } from './google/accounts.ts';
import { KEYSTONE } from './world.ts';
import type { WorldAccounts } from './world.ts';

/** Makes keys: so many letters and digits, the same for the same word. */
export type KeyMaker = (what: string, length: number) => string;

/** The bucket (or container) that is the user's at every cloud, and the one that is somebody else's. */
export const [OWN, FOREIGN] = ['lab-registry', 'somebody-elses'];
const ACCOUNT = 'labregistry';
const OTHER_ACCOUNT = 'somebodyelses';

/** OpenStack's user and the tenant of that name: a word that stands nowhere else, so that who reads a recording can put a name for it. */
export const SWIFT_USER = 'swift-lab';

/** The user and somebody else at each cloud beside S3's, and what the names in scenarios stand for. The key of Google's account is made when it is asked for. */
export function tenants(keys: KeyMaker): { accounts: WorldAccounts; values: Record<string, string> } {
  const url = `https://${KEYSTONE.host}:${KEYSTONE.port}/v3`;
  const password = keys('swift', 16);
  const other = keys('other swift', 16);
  // as Azure's, 64 bytes in base64
  const azureKey = (what: string): string => Buffer.from([0, 1].map((i) => keys(`${what} ${i}`, 32)).join('')).toString('base64');
  const account = serviceAccount('registry', 'lab-project');
  const application = { id: keys('application', 32).toLowerCase(), name: 'registry', secret: keys('application secret', 40) };
  const values: Record<string, string> = {
    KEYSTONE: url, SWIFT_USER, SWIFT_PASSWORD: password, SWIFT_TENANT: SWIFT_USER, SWIFT_DOMAIN: 'Default', OTHER_SWIFT_USER: 'somebody-else', OTHER_SWIFT_PASSWORD: other,
    SWIFT_APPLICATION_ID: application.id, SWIFT_APPLICATION_NAME: application.name, SWIFT_APPLICATION_SECRET: application.secret,
    AZURE_ACCOUNT: ACCOUNT, AZURE_KEY: azureKey('azure'), OTHER_AZURE_ACCOUNT: OTHER_ACCOUNT, OTHER_AZURE_KEY: azureKey('other azure'),
  };
  Object.defineProperty(values, 'GCS_KEYFILE', { enumerable: true, get: account.keyfile });
  return {
    values,
    accounts: {
      google: [account],
      azure: azureAccounts({ [ACCOUNT]: values['AZURE_KEY'] ?? '', [OTHER_ACCOUNT]: values['OTHER_AZURE_KEY'] ?? '' }),
      swift: { url, users: [{ username: SWIFT_USER, password, tenant: SWIFT_USER, application }, { username: 'somebody-else', password: other, tenant: 'somebody-else' }] },
    },
  };
}

/** Makes the user's bucket and somebody else's, where each cloud has them. */
export function furnishClouds({ gcs, azure, swift }: Clouds): void {
  gcs.add('lab-project', OWN);
  gcs.add('other-project', FOREIGN);
  azure.add(ACCOUNT, OWN);
  azure.add(OTHER_ACCOUNT, FOREIGN);
  swift.add(SWIFT_USER, OWN);
  swift.add('somebody-else', FOREIGN);
}
