import type { ObjectMeta } from '../../api/types.ts';
import type { Cause } from './fault.ts';
import type { Kind } from './kind.ts';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** a label's value, and the last part of its key */
export const PART = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** what is said of a name that does not look as it should */
export const says = {
  subdomain:
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  label:
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  label1035:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  part: "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
  value: "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
};

const invalid = (field: string, value: string, message: string): Cause => ({ field, reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${message}` });

/** What is wrong with a name of that kind. */
export function ofName(name: string, names: Kind['names']): string[] {
  if (names === 'path') {
    if (name === '.' || name === '..') return [`may not be '${name}'`];
    return ['/', '%'].filter((c) => name.includes(c)).map((c) => `may not contain '${c}'`);
  }
  const most = names === 'subdomain' ? 253 : 63;
  const fits = names === 'subdomain' ? SUBDOMAIN.test(name) : LABEL.test(name) && (names === 'label' || /^[a-z]/.test(name));
  return [...(name.length > most ? [`must be no more than ${most} characters`] : []), ...(fits ? [] : [names === 'label' && name.includes('.') ? 'must not contain dots' : says[names]])];
}

/** A key as labels, annotations and finalizers have it: `name` or `prefix/name`. */
function ofKey(key: string): string[] {
  const slash = key.split('/');
  const name = slash.at(-1) ?? '';
  if (slash.length > 2) return [`a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const prefix = slash.length === 2 ? (slash[0] ?? '') : undefined;
  return [
    ...(prefix === '' ? ['prefix part must be non-empty'] : prefix !== undefined && !SUBDOMAIN.test(prefix) ? [`prefix part ${says.subdomain}`] : []),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...(name.length > 63 ? ['name part must be no more than 63 characters'] : []),
    ...(PART.test(name) ? [] : [says.part]),
  ];
}

const STANDARD = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** What is wrong with an object's own name, labels, annotations and finalizers. */
export function judgeMeta(meta: ObjectMeta, { names, custom }: Pick<Kind, 'names' | 'custom'>): Cause[] {
  const causes: Cause[] = [];
  const prefix = meta.generateName ?? '';
  if (prefix !== '') causes.push(...ofName(prefix.replace(/-$/, 'a'), names).map((m) => invalid('metadata.generateName', prefix, m)));
  const name = meta.name ?? '';
  if (name === '') causes.push({ field: 'metadata.name', reason: 'FieldValueRequired', message: 'Required value: name or generateName is required' });
  else causes.push(...ofName(name, names).map((m) => invalid('metadata.name', name, m)));
  for (const [key, value] of Object.entries(meta.labels ?? {})) {
    causes.push(...ofKey(key).map((m) => invalid('metadata.labels', key, m)));
    if (value.length > 63) causes.push(invalid('metadata.labels', value, 'must be no more than 63 characters'));
    if (value !== '' && !PART.test(value)) causes.push(invalid('metadata.labels', value, says.value));
  }
  for (const key of Object.keys(meta.annotations ?? {})) causes.push(...ofKey(key.toLowerCase()).map((m) => invalid('metadata.annotations', key, m)));
  for (const finalizer of meta.finalizers ?? []) causes.push(...ofKey(finalizer).map((m) => invalid('metadata.finalizers', finalizer, m)));
  if (!custom)
    (meta.finalizers ?? []).forEach((finalizer, i) => {
      if (!finalizer.includes('/') && !STANDARD.includes(finalizer)) causes.push(invalid(`metadata.finalizers[${i}]`, finalizer, 'name is neither a standard finalizer name nor is it fully qualified'));
    });
  (meta.ownerReferences ?? []).forEach((owner) => {
    for (const field of ['apiVersion', 'kind', 'name', 'uid'] as const)
      if ((owner[field] ?? '') === '') causes.push(invalid(`metadata.ownerReferences.${field}`, '', field === 'apiVersion' ? 'version must not be empty' : `${field} must not be empty`));
  });
  return causes;
}
