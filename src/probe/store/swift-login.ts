import { parse } from 'yaml';
import { isRecord, record, text } from '../../api/json.ts';
import type { StoreQuestion } from '../../snapshot/types.ts';

export type SwiftQuestion = Extract<StoreQuestion, { kind: 'swift' }>;

/** All that a login at Keystone takes; a part that is not known is empty. */
export interface Login {
  authURL: string;
  domain: string;
  domainID: string;
  tenant: string;
  tenantID: string;
  regionName: string;
  username: string;
  password: string;
  credentialID: string;
  credentialName: string;
  credentialSecret: string;
}

const PREFIX = 'REGISTRY_STORAGE_SWIFT_';

function yaml(file: string): unknown {
  try {
    // a warning would go to stderr with the line that it is about, password and all
    return parse(file, { logLevel: 'error' });
  } catch {
    return undefined;
  }
}

/** The cloud of a clouds.yaml: the one called openstack, or the only one. */
function cloudIn(file: string): Record<string, unknown> {
  const clouds = record(yaml(file), 'clouds');
  const all = Object.values(clouds).filter(isRecord);
  return isRecord(clouds['openstack']) ? clouds['openstack'] : all.length === 1 ? (all[0] ?? {}) : {};
}

/** The login by the operator's keys, or by the clouds.yaml that the cluster was installed with; what the question says wins over the file. */
export function loginOf(question: SwiftQuestion, secrets: Readonly<Record<string, string>>): Login {
  const cloud = cloudIn(secrets['clouds.yaml'] ?? '');
  const own = (key: string, name: string): string => secrets[PREFIX + key] || (text(cloud, 'auth', name) ?? '');
  const asked = (given: string | undefined, ...names: string[]): string => given || (names.map((name) => text(cloud, 'auth', name) ?? '').find((value) => value !== '') ?? '');
  return {
    authURL: asked(question.authURL, 'auth_url'),
    domain: asked(question.domain, 'user_domain_name', 'domain_name', 'project_domain_name'),
    domainID: asked(question.domainID, 'user_domain_id', 'domain_id', 'project_domain_id'),
    tenant: asked(question.tenant, 'project_name'),
    tenantID: asked(question.tenantID, 'project_id'),
    regionName: question.regionName || (text(cloud, 'region_name') ?? ''),
    username: own('USERNAME', 'username'),
    password: own('PASSWORD', 'password'),
    credentialID: own('APPLICATIONCREDENTIALID', 'application_credential_id'),
    credentialName: own('APPLICATIONCREDENTIALNAME', 'application_credential_name'),
    credentialSecret: own('APPLICATIONCREDENTIALSECRET', 'application_credential_secret'),
  };
}

/** The body of a login at Keystone v3: by application credential where there is one, else by password; undefined where there is neither. */
export function loginBody(login: Login): unknown {
  const domain = login.domainID !== '' ? { id: login.domainID } : login.domain !== '' ? { name: login.domain } : { id: 'default' };
  const user = { name: login.username, domain };
  if (login.credentialSecret !== '') {
    const which = login.credentialID === '' ? { name: login.credentialName, user } : { id: login.credentialID };
    return { auth: { identity: { methods: ['application_credential'], application_credential: { ...which, secret: login.credentialSecret } } } };
  }
  if (login.username === '' || login.password === '') return undefined;
  const project = login.tenantID !== '' ? { id: login.tenantID } : login.tenant !== '' ? { name: login.tenant, domain } : undefined;
  return { auth: { identity: { methods: ['password'], password: { user: { ...user, password: login.password } } }, ...(project === undefined ? {} : { scope: { project } }) } };
}
