import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { R } from '../../../src/api/resources.ts';
import type { KubeObject, Resource } from '../../../src/api/types.ts';
import type { Kind } from '../../../src/sandbox/api/kind.ts';
import { kindOf } from '../../../src/sandbox/api/kinds.ts';
import { fieldPicks, labelPicks } from '../../../src/sandbox/api/selectors.ts';

const labelled = (labels?: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: labels ? { labels } : {},
});

const served = (resource: Resource): Kind => {
  const kind = kindOf(resource);
  if (!kind) throw new Error(`nothing serves ${resource.plural}`);
  return kind;
};

describe('labelPicks, one operator each', () => {
  const NONE = {};
  const EMPTY = { app: '' };
  const WEB = { app: 'web' };
  const API = { app: 'api' };

  // what each selector picks of: no label, an empty one, web, api
  it.each<[string, boolean, boolean, boolean, boolean]>([
    ['', true, true, true, true],
    ['   ', true, true, true, true],
    ['app', false, true, true, true],
    ['!app', true, false, false, false],
    ['! app', true, false, false, false],
    ['app=web', false, false, true, false],
    ['app==web', false, false, true, false],
    ['app = web', false, false, true, false],
    ['app=', false, true, false, false],
    ['app!=web', true, true, false, true],
    ['app!=', true, false, true, true],
    ['app in (web)', false, false, true, false],
    ['app in(web)', false, false, true, false],
    ['app in ( web , api )', false, false, true, true],
    ['app in (,web)', false, true, true, false],
    ['app notin (web)', true, true, false, true],
    ['app notin (web,api)', true, true, false, false],
    ['app,app!=web', false, true, false, true],
    ['!app,app', false, false, false, false],
  ])('%j', (selector, none, empty, web, api) => {
    const picks = labelPicks(selector);
    expect([NONE, EMPTY, WEB, API].map((labels) => picks(labelled(labels)))).toEqual([none, empty, web, api]);
  });

  it.each<[string, string, boolean]>([
    ['n>1', '2', true],
    ['n>1', '1', false],
    ['n>1', '10', true],
    ['n<1', '0', true],
    ['n<1', '-5', true],
    ['n<1', '1', false],
    ['n > -3', '-2', true],
    ['n>1', 'many', false],
    ['n<1', '', false],
  ])('%s of %j: %s', (selector, value, wanted) => {
    expect(labelPicks(selector)(labelled({ n: value }))).toBe(wanted);
  });

  it.each(['n>1', 'n<1'])('%s is not true of an object without the label', (selector) => {
    expect(labelPicks(selector)(labelled())).toBe(false);
  });

  it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty'])('%s is a label only where it is one', (key) => {
    expect(labelPicks(key)(labelled({ a: 'b' }))).toBe(false);
    expect(labelPicks(`!${key}`)(labelled())).toBe(true);
    expect(labelPicks(key)(labelled({ [key]: 'x' }))).toBe(true);
  });

  it.each<[string, string]>([
    ['a key that begins with a dash', '-a=b'],
    ['a key that ends with a dot', 'a.=b'],
    ['a key with two slashes', 'a/b/c=d'],
    ['a key with an empty prefix', '/a=b'],
    ['a key of 64 characters', `${'a'.repeat(64)}=b`],
    ['no key', '=b'],
    ['only an exclamation mark', '!'],
    ['a value with a space', 'a=b c'],
    ['a value that begins with a dash', 'a=-b'],
    ['a value that ends with a dot', 'a=b.'],
    ['a value of 64 characters', `a=${'b'.repeat(64)}`],
    ['a value in brackets that is none', 'a in (ok,-no)'],
    ['a set without values', 'a in ()'],
    ['a set without its bracket', 'a notin b'],
    ['a set that does not end', 'a in (b'],
    ['an operator that there is not', 'a ~ b'],
    ['a comparison with a word', 'a>b'],
    ['a comma at the end', 'a=b,'],
    ['two equals signs too many', 'a===b'],
  ])('refuses %s with a 400', (_, selector) => {
    expect(() => labelPicks(selector)).toThrow(expect.objectContaining({ code: 400 }));
  });

  it('in and notin are opposites, = and != too', () => {
    const word = fc.stringMatching(/^[a-z]{1,3}$/);
    const labels = fc.dictionary(word, word, { maxKeys: 4 });
    fc.assert(
      fc.property(labels, word, fc.array(word, { minLength: 1, maxLength: 3 }), (have, key, values) => {
        const object = labelled(have);
        const set = `(${values.join(',')})`;
        expect(labelPicks(`${key} in ${set}`)(object)).toBe(!labelPicks(`${key} notin ${set}`)(object));
        expect(labelPicks(`${key}=${values[0]}`)(object)).toBe(!labelPicks(`${key}!=${values[0]}`)(object));
        const any = values.some((value) => labelPicks(`${key}=${value}`)(object));
        expect(labelPicks(`${key} in ${set}`)(object)).toBe(any);
      }),
    );
  });
});

describe('fieldPicks', () => {
  const POD: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default' },
    spec: { nodeName: 'n1', restartPolicy: 'Always' },
    status: { phase: 'Running' },
  };

  it.each<[string, boolean]>([
    ['', true],
    ['metadata.name=p', true],
    ['metadata.name==p', true],
    ['metadata.name!=p', false],
    ['metadata.name=q', false],
    ['metadata.namespace=default', true],
    ['spec.nodeName=n1', true],
    ['spec.nodeName=', false],
    ['status.phase!=Running', false],
    ['status.phase=Running,spec.nodeName=n1', true],
    ['status.phase=Running,spec.nodeName=n2', false],
    ['spec.serviceAccountName=', true],
    ['spec.serviceAccountName!=x', true],
  ])('%j of a pod: %s', (selector, wanted) => {
    expect(fieldPicks(selector, served(R.Pod))(POD)).toBe(wanted);
  });

  it.each<[string, Resource, string]>([
    ['a type of secret', R.Secret, 'type=Opaque'],
    ['an event of something', R.Event, 'involvedObject.kind=Pod,involvedObject.name=p,reason!=Killing'],
    ['a namespace on its way out', R.Namespace, 'status.phase=Terminating'],
    ['a name of a custom resource', R.Config, 'metadata.name=cluster'],
  ])('takes %s', (_, resource, selector) => {
    expect(typeof fieldPicks(selector, served(resource))).toBe('function');
  });

  it.each<[Resource, string, string]>([
    [R.Config, 'spec.replicas=1', 'field label not supported: spec.replicas'],
    [
      R.ConfigMap,
      'data.a=b',
      '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    [R.Pod, 'metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
    [R.Pod, 'metadata.name=p,,', "invalid selector: 'metadata.name=p,,'; can't understand ''"],
  ])('refuses of %j %s', (resource, selector, message) => {
    expect(() => fieldPicks(selector, served(resource))).toThrow(expect.objectContaining({ code: 400, message }));
  });
});
