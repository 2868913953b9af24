import { parse } from 'yaml';
import { isRecord, record, text } from '../api/json.ts';
import { refuse, type Expected } from './text.ts';

/** The cloud that the operator itself takes where the cluster names none (operator behaviour). */
const USUAL = 'openstack';

function yaml(content: string): unknown {
  try {
    // every scalar as it is written: a password may look like a number
    return parse(content, { schema: 'failsafe', logLevel: 'error', maxAliasCount: 10 });
  } catch {
    return undefined;
  }
}

/** One cloud's entries, those of `auth` and those beside it, in lower case. */
function entries(cloud: Record<string, unknown>): Record<string, string> {
  const both = { ...cloud, ...record(cloud, 'auth') };
  return Object.fromEntries(Object.keys(both).flatMap((name) => {
    const value = text(both, name);
    return value === undefined || value === '~' || value === 'null' ? [] : [[name.toLowerCase(), value]];
  }));
}

/**
 * The entries of the cloud `openstack`, or of the only one, of a clouds.yaml; undefined when the text is none.
 * Fails (input) when there are several clouds and none is `openstack`, or it has no `auth`.
 */
export function cloudOf(content: string, expected: Expected): Record<string, string> | undefined {
  const whole = yaml(content);
  if (!isRecord(whole) || !('clouds' in whole)) {
    if (/^\s*clouds\s*:/mu.test(content)) refuse(expected, 'a clouds.yaml that is no YAML');
    return undefined;
  }
  const clouds = Object.entries(record(whole, 'clouds'));
  const [, cloud] = clouds.find(([name]) => name === USUAL) ?? (clouds.length === 1 ? clouds[0] : undefined) ?? [];
  if (clouds.length > 1 && cloud === undefined) refuse(expected, `${clouds.length} clouds of which none is "${USUAL}"`);
  if (!isRecord(cloud) || !isRecord(cloud['auth'])) refuse(expected, 'a cloud without "auth"');
  return entries(cloud);
}
