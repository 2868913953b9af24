import { record, text } from '../../../../api/json.ts';
import { parse } from 'yaml';
import type { StoreFault, StorePlace } from '../../../stores-door.ts';
import { Crash } from '../errors.ts';
import { named } from '../world.ts';
import { freshName } from './bucket.ts';
import { fromSecret, given, infra, mintedKeys, plain, userKeys, yamlValue } from './credentials.ts';
import { amend, backendIn, note, own, tell } from './driver.ts';
import type { Driver, Fields, Scene } from './driver.ts';

const PREFIX = 'REGISTRY_STORAGE_SWIFT_';
/** all five must be in the administrator's secret in 4.14, however empty */
const KEYS = ['USERNAME', 'PASSWORD', 'APPLICATIONCREDENTIALID', 'APPLICATIONCREDENTIALNAME', 'APPLICATIONCREDENTIALSECRET'].map((k) => PREFIX + k);

/** The auth URL with the version that the registry wants behind a bare host. */
const versioned = (url: string): string => (/^https?:\/\/[^/]+\/?$/.test(url) ? `${url.replace(/\/$/, '')}/v3` : url);

/** OpenStack's object storage. With the administrator's secret nothing is taken from the cloud's file. */
export function swift(scene: Scene): Driver {
  const { world } = scene;

  function login(): { fields: Fields; secret: Record<string, string> } {
    const fields = backendIn(scene.draft.spec, 'swift') ?? {};
    const user = userKeys(world, KEYS);
    if (user) return { fields, secret: user };
    const clouds: unknown = parse(mintedKeys(world, ['clouds.yaml'])['clouds.yaml'] ?? '');
    const name = infra(world, 'platformStatus', 'openstack', 'cloudName') || 'openstack';
    const cloud = record(clouds, 'clouds', name);
    const auth = record(cloud, 'auth');
    const from = (key: string): string => text(auth, key) ?? '';
    const found = { authURL: from('auth_url'), authVersion: '3', domain: from('user_domain_name'), domainID: from('user_domain_id'), tenant: from('project_name'), tenantID: from('project_id'), regionName: text(cloud, 'region_name') ?? '' };
    const values = ['username', 'password', 'application_credential_id', 'application_credential_name', 'application_credential_secret'].map(from);
    return { fields: { ...Object.fromEntries(Object.entries(found).filter(([, v]) => v !== '')), ...fields }, secret: Object.fromEntries(KEYS.map((k, i) => [k, values[i] ?? ''])) };
  }
  const ca = (): string | undefined => text(named(world.openshiftConfig, 'cloud-provider-config'), 'data', 'ca-bundle.pem');
  function place(): StorePlace {
    const { fields, secret } = login();
    const endpoint = text(fields, 'authURL') ?? '';
    const pem = ca();
    const more = Object.fromEntries(['domain', 'domainID', 'tenantID', 'authVersion'].map((k) => [k, text(fields, k) ?? '']));
    return { endpoint, region: text(fields, 'regionName') ?? '', project: text(fields, 'tenant') ?? '', credentials: { ...Object.fromEntries(Object.entries(secret).map(([k, v]) => [k.slice(PREFIX.length).toLowerCase(), v])), ...more }, systemRoots: true, ...(pem === undefined ? {} : { ca: pem }) };
  }
  const container = (): string => text(backendIn(scene.draft.spec, 'swift'), 'container') ?? '';
  const head = async (at: StorePlace, name: string): Promise<StoreFault | undefined> =>
    at.endpoint === '' ? { code: 'RequestError', text: 'Get "/": unsupported protocol scheme ""' } : scene.door.swift.head(at, name);
  const fail = (truth: 'False' | 'Unknown', reason: string, message: string): never => {
    tell(scene, truth, reason, message);
    throw new Error(message);
  };

  return {
    key: 'swift',
    async exists() {
      if (container() === '') return false;
      const fault = await head(place(), container());
      // a container that went away is an error, and is not made anew
      if (fault) fail('Unknown', fault.code === 'NotFound' ? 'Unknown error occurred' : 'Could not connect to registry storage', fault.text);
      tell(scene, 'True', 'Swift container Exists');
      return true;
    },
    async create() {
      let at: StorePlace;
      try {
        at = place();
      } catch (error) {
        const message = (error as Error).message;
        return fail('False', message, message);
      }
      const wanted = container();
      const fault = wanted === '' ? { code: 'NotFound', text: '' } : await head(at, wanted);
      if (fault && fault.code !== 'NotFound') fail('False', fault.text, fault.text);
      const name = wanted === '' ? freshName(scene, at.region) : wanted;
      if (fault) {
        const refused = await scene.door.swift.create(at, name);
        if (refused) fail('False', 'Creation Failed', refused.text);
        amend(scene, 'swift', { container: name });
      }
      own(scene, fault ? 'Managed' : 'Unmanaged');
      note(scene, 'swift', { ...login().fields, container: name });
      amend(scene, 'swift', login().fields);
      tell(scene, 'True', fault ? 'Swift Container Created' : 'Container exists', fault ? '' : 'User supplied container already exists');
    },
    async remove() {
      if (!backendIn(scene.draft.spec, 'swift')) throw new Crash();
      const fault = await scene.door.swift.wipe(place(), text(backendIn(scene.draft.status, 'swift'), 'container') ?? '');
      if (fault && fault.code !== 'NotFound') fail('Unknown', 'Could not connect to registry storage', fault.text);
      amend(scene, 'swift', { container: '' });
      tell(scene, 'False', 'Swift Container Deleted', 'The swift container has been removed.');
    },
    secret: () => Object.fromEntries(Object.entries(login().secret).map(([k, v]) => [k, yamlValue(v)])),
    env() {
      const f = login().fields;
      const field = (key: string): string => text(f, key) ?? '';
      return [
        plain('REGISTRY_STORAGE', 'swift'),
        plain(`${PREFIX}CONTAINER`, container()),
        plain(`${PREFIX}AUTHURL`, versioned(field('authURL'))),
        ...KEYS.map(fromSecret),
        { name: `${PREFIX}AUTHVERSION`, value: field('authVersion') || '3' },
        ...given([['DOMAIN', field('domain')], ['DOMAINID', field('domainID')], ['TENANT', field('tenant')], ['TENANTID', field('tenantID')], ['REGION', field('regionName')]].map(([k, v]) => [PREFIX + (k ?? ''), v ?? ''])),
      ];
    },
    volumes: () => [],
    bundle: ca,
  };
}
