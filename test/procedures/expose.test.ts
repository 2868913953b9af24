import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { assemble } from '../../src/plan/assemble.ts';
import { pending } from '../../src/plan/changes.ts';
import { needs } from '../../src/plan/needs.ts';
import { expose } from '../../src/procedures/expose.ts';
import type { Given } from '../../src/forms/types.ts';
import { OBJECT } from '../../src/registry/objects.ts';
import type { Snapshot } from '../../src/snapshot/types.ts';
import { object, recorded, snapshotOf, TARGET } from '../registry/world.ts';

const ON: Given = { 'default-route': true };
const OFF: Given = { 'default-route': 'false' };
const version = object(OBJECT.clusterVersion, { status: { desired: { version: '4.14.60' } } });
const world = (name: string, step: number): Snapshot => {
  const snapshot = recorded(name, step);
  return { ...snapshot, answers: { ...snapshot.answers, 'clusterversions.config.openshift.io/version': { state: 'found', items: [version] } } };
};
const plan = (given: Given, snapshot: Snapshot) => assemble({ command: 'expose', target: TARGET, clusterId: 'c', clusterVersion: '4.14.60', snapshot, desired: expose.desired(given, snapshot) });
const found = (given: Given, snapshot: Snapshot): string[] => expose.check(given, snapshot).map(({ code, message }) => `${code}: ${message}`);

describe('on', () => {
  it('patches one field, waits and proves', () => {
    const made = plan(ON, world('default-route', 0));
    expect(made.steps.map((step) => `${step.kind} ${step.id}`)).toEqual(['patch config', 'wait route', 'prove answers']);
    expect(made.steps[0]).toMatchObject({ action: 'update', body: { spec: { defaultRoute: true } }, changes: [{ path: 'spec.defaultRoute', after: true }] });
    expect(made.steps[2]).toMatchObject({ proof: 'route', params: { name: 'default-route' } });
  });
  it('loses nothing, even on emptyDir', () => expect(plan(ON, world('default-route', 0)).losses).toEqual([]));
  it('a second time does nothing', () => {
    const made = plan(ON, world('default-route', 1));
    expect(pending(made)).toBe(0);
    expect(made.steps.map((step) => step.id)).toEqual(['config']);
  });
  it('needs to patch the Config and to see the route', () => {
    expect(needs(plan(ON, world('default-route', 0))).map(({ verb, resource }) => `${verb} ${resource.plural}`)).toEqual(['get configs', 'patch configs', 'watch configs', 'get images', 'watch images', 'get routes', 'watch routes']);
  });
});

describe('off', () => {
  it('patches the field back and waits until the route is gone', () => {
    const made = plan(OFF, world('default-route', 1));
    expect(made.steps.map((step) => `${step.kind} ${step.id}`)).toEqual(['patch config', 'wait route']);
    expect(made.steps[0]).toMatchObject({ body: { spec: { defaultRoute: false } }, changes: [{ path: 'spec.defaultRoute', before: true, after: false }] });
  });
  it('a run that was stopped still waits for the route to go', () => {
    const made = plan(OFF, world('default-route', 2));
    expect(pending(made)).toBe(0);
    expect(made.steps.map((step) => step.id)).toEqual(['config', 'route']);
  });
  it('where it never was, nothing is to be done: absent is false', () => expect(plan(OFF, world('default-route', 0)).steps.map((step) => step.id)).toEqual(['config']));
});

describe('what stands in the way', () => {
  it.each([
    ['nothing', ON, 'default-route', 0, []],
    ['nothing, to take it away', OFF, 'default-route', 1, []],
    ['Removed', ON, 'bootstrap-none', -1, ['RC-REGISTRY-NOT-MANAGED: it is Removed, so no route would be made']],
    ['Removed has no route to take away', OFF, 'bootstrap-none', -1, []],
    ['Unmanaged', ON, 'unmanaged', 1, ['RC-REGISTRY-NOT-MANAGED: it is Unmanaged, so no route would be made']],
    ['Unmanaged keeps the route', OFF, 'unmanaged', 1, ['RC-REGISTRY-NOT-MANAGED: it is Unmanaged, so no route would be removed']],
  ] as [string, Given, string, number, string[]][])('%s', (_, given, name, step, findings) => expect(found(given, world(name, step))).toEqual(findings));

  it('no Config', () => {
    expect(found(ON, snapshotOf([version], { absent: [OBJECT.config] }))).toEqual(['RC-REGISTRY-NOT-MANAGED: there is no Config yet']);
  });
  it('a Config that may not be read', () => {
    expect(expose.check(ON, snapshotOf([version], { denied: [OBJECT.config] }))[0]).toMatchObject({ code: 'RC-ACCESS-DENIED', subject: 'configs.imageregistry.operator.openshift.io/cluster' });
  });
});

describe('options', () => {
  it.each([
    [{}, 'expose: nothing to expose was given, allowed: --default-route or --default-route=false.'],
    [{ 'default-route': 'maybe' }, '--default-route: given "maybe", allowed: true, false.'],
    [{ route: 'x' }, '--route: given "x", allowed: --default-route.'],
  ] as [Given, string][])('%j', (given, message) => {
    expect(() => expose.reads(given)).toThrow(Failure);
    expect(() => expose.reads(given)).toThrow(message);
    expect(() => expose.desired(given, world('default-route', 0))).toThrow(message);
  });
  it.each([true, 'true'])('on: %j', (value) => expect(expose.desired({ 'default-route': value }, world('default-route', 0))[0]).toMatchObject({ spec: { defaultRoute: true } }));
  it.each([false, 'false'])('off: %j', (value) => expect(expose.desired({ 'default-route': value }, world('default-route', 0))[0]).toMatchObject({ spec: { defaultRoute: false } }));
  it('what it reads does not depend on them', () => expect(expose.reads(ON)).toEqual(expose.reads(OFF)));
});
