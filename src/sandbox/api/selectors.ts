import { text } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';
import { badRequest } from './fault.ts';
import type { Kind } from './kind.ts';
import { PART as VALUE, says } from './names.ts';

export type Picks = (object: KubeObject) => boolean;

/** stands for a label that is not there; no label has such a value */
const NONE = ' ';
const KEY = /^(?:[a-z0-9.-]+\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** A label selector (`a=b,c!=d,e in (f,g),h notin (i),j,!k`) as a test. Throws a 400 when it cannot be read. */
export function labelPicks(selector: string): Picks {
  const tests = split(selector).map((part): ((labels: Record<string, string>) => boolean) => {
    const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(part);
    if (set) {
      const [, key = '', how, inside = ''] = set;
      checkKey(key);
      if (inside.trim() === '') throw badRequest("unable to parse requirement: values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
      const values = inside.split(',').map((v) => v.trim());
      values.forEach((value, i) => checkValue(key, value, i));
      return (labels) => values.includes(labels[key] ?? NONE) === (how === 'in');
    }
    const equals = /^([^=!\s]+)\s*(==|=|!=)\s*([^=!\s]*)$/.exec(part);
    if (equals) {
      const [, key = '', how, value = ''] = equals;
      checkKey(key);
      checkValue(key, value, 0);
      return (labels) => (labels[key] === value) === (how !== '!=');
    }
    const measured = /^([^<>\s]+)\s*([<>])\s*(-?\d+)$/.exec(part);
    if (measured) {
      const [, key = '', how, value] = measured;
      checkKey(key);
      return (labels) => /^-?\d+$/.test(labels[key] ?? '') && (how === '>' ? Number(labels[key]) > Number(value) : Number(labels[key]) < Number(value));
    }
    const absent = part.startsWith('!');
    const key = absent ? part.slice(1).trim() : part;
    checkKey(key);
    return (labels) => (labels[key] !== undefined) !== absent;
  });
  return (object) => tests.every((test) => test(plain(object.metadata.labels)));
}

function checkKey(key: string): void {
  if (key === '') throw badRequest("found ',', expected: !, identifier, or 'end of string'");
  if (!KEY.test(key) || (key.split('/').at(-1) ?? '').length > 63) throw badRequest(`unable to parse requirement: found '${key}', expected: identifier`);
}

function checkValue(key: string, value: string, i: number): void {
  if (value === '' || (VALUE.test(value) && value.length <= 63)) return;
  throw badRequest(`unable to parse requirement: values[${i}][${key}]: Invalid value: ${JSON.stringify(value)}: ${value.length > 63 ? 'must be no more than 63 characters' : says.value}`);
}

/** Labels without what every record inherits, so that `constructor` is there only when it is a label. */
const plain = (labels: Record<string, string> | undefined): Record<string, string> => Object.assign(Object.create(null) as Record<string, string>, labels);

/** Splits at commas outside brackets. */
function split(selector: string): string[] {
  if (selector.trim() === '') return [];
  return selector.split(/,(?![^(]*\))/).map((part) => part.trim());
}

const FIELDS: Record<string, readonly string[]> = {
  pods: ['spec.nodeName', 'status.phase', 'spec.restartPolicy', 'spec.serviceAccountName'],
  events: ['involvedObject.kind', 'involvedObject.name', 'involvedObject.namespace', 'involvedObject.uid', 'reason', 'type'],
  secrets: ['type'],
  namespaces: ['status.phase'],
  nodes: ['spec.unschedulable'],
  jobs: ['status.successful'],
};

/** A field selector (`metadata.name=x,status.phase!=Running`) as a test; each kind knows only a few fields. */
export function fieldPicks(selector: string, kind: Kind): Picks {
  const known = ['metadata.name', 'metadata.namespace', ...(kind.custom ? [] : (FIELDS[kind.resource.plural] ?? []))];
  const tests = split(selector).map((part): Picks => {
    const read = /^([^=!]+)(==|=|!=)(.*)$/.exec(part);
    if (!read) throw badRequest(`invalid selector: '${selector}'; can't understand '${part}'`);
    const [, field = '', how, value] = read;
    if (!known.includes(field))
      throw badRequest(kind.custom ? `field label not supported: ${field}` : `"${field}" is not a known field selector: only ${known.map((k) => `"${k}"`).join(', ')}`);
    return (object) => ((text(object, ...field.split('.')) ?? '') === value) === (how !== '!=');
  });
  return (object) => tests.every((test) => test(object));
}
