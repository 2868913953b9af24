import { refuse, shapeFault, type Expected } from './text.ts';

type Found = Readonly<Record<string, string>>;

/** The first of the names that has a value; empty when none has. */
function first(found: Found, ...names: string[]): string {
  return names.map((name) => found[name] ?? '').find((value) => value !== '') ?? '';
}

/** The domain of the user; the registry knows one domain, so that of the project must be the same where the project is known by its name alone. */
function domain(found: Found, expected: Expected): Record<string, string> {
  const user = { name: first(found, 'user_domain_name', 'domain_name', 'default_domain'), id: first(found, 'user_domain_id', 'domain_id') };
  const project = { name: first(found, 'project_domain_name'), id: first(found, 'project_domain_id') };
  const apart = [[user.name, project.name], [user.id, project.id]].some(([one, other]) => one !== '' && other !== '' && one !== other);
  if (apart && first(found, 'project_id', 'tenant_id') === '') refuse(expected, 'user and project in two domains and no project_id (the registry knows one domain)');
  return user.name === '' && user.id === '' ? { domain: project.name, 'domain-id': project.id } : { domain: user.name, 'domain-id': user.id };
}

/** An identity service is reached by http or https, and a URL with a password in it would end up in the Config. */
function authUrl(url: string, expected: Expected): string {
  if (url === '') return '';
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['http:', 'https:'].includes(parsed.protocol)) refuse(expected, 'an auth_url that is no http or https URL');
  if (parsed.username !== '' || parsed.password !== '') refuse(expected, 'an auth_url with a user name or password in it');
  return url;
}

/**
 * What a file tells besides the credentials, as options of the form. An application credential (`bound`) knows its
 * project and its domain itself. Fails (input) for what the registry cannot be told.
 */
export function swiftFacts(found: Found, bound: boolean, expected: Expected): Record<string, string> {
  const project = { tenant: first(found, 'project_name', 'tenant_name'), 'tenant-id': first(found, 'project_id', 'tenant_id') };
  const all = { 'auth-url': authUrl(first(found, 'auth_url'), expected), ...(bound ? {} : { ...project, ...domain(found, expected) }), 'region-name': first(found, 'region_name') };
  const told = Object.entries(all).filter(([, value]) => value !== '');
  for (const [option, value] of told) {
    const fault = option === 'tenant' || option === 'domain' ? shapeFault(value.replaceAll(' ', '_')) : shapeFault(value);
    if (fault !== undefined) refuse(expected, `that the value for --${option} ${fault}`);
  }
  return Object.fromEntries(told);
}
