import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/types.ts';
import { environment, logLevel } from '../../../../src/sandbox/actors/operator/pod-env.ts';

const env = (spec: Record<string, unknown>, proxy?: Record<string, unknown>): Record<string, string | undefined> =>
  Object.fromEntries(
    environment(
      spec,
      proxy && ({ apiVersion: 'v1', kind: 'Proxy', metadata: { name: 'cluster' }, status: proxy } satisfies KubeObject),
      [],
    ).map((e) => [e.name, e.value]),
  );

describe('log level', () => {
  test.each([
    [{}, 'info'],
    [{ logLevel: 'Normal' }, 'info'],
    [{ logLevel: 'Debug' }, 'debug'],
    [{ logLevel: 'Trace' }, 'debug'],
    [{ logLevel: 'TraceAll' }, 'debug'],
    [{ logging: 0 }, 'info'],
    [{ logging: 1 }, 'warn'],
    [{ logging: 2 }, 'info'],
    [{ logging: 3 }, 'info'],
    [{ logging: 4 }, 'debug'],
    [{ logging: 9 }, 'debug'],
    [{ logLevel: 'Debug', logging: 1 }, 'debug'],
    [{ logLevel: 'Normal', logging: 1 }, 'warn'],
  ])('%j is %s', (spec, level) => {
    expect(logLevel(spec)).toBe(level);
    expect(env(spec)['REGISTRY_LOG_LEVEL']).toBe(level);
  });
});

describe('switches', () => {
  test.each([
    ['readOnly', 'REGISTRY_STORAGE_MAINTENANCE_READONLY', '{enabled: true}'],
    ['disableRedirect', 'REGISTRY_STORAGE_REDIRECT_DISABLE', 'true'],
  ])('%s', (field, name, value) => {
    expect(env({ [field]: true })[name]).toBe(value);
    expect(env({ [field]: false })).not.toHaveProperty(name);
    expect(env({})).not.toHaveProperty(name);
  });
});

describe('proxy', () => {
  const cluster = { httpProxy: 'http://c:1', httpsProxy: 'http://c:2', noProxy: '.c' };

  test.each([
    [{}, undefined, {}],
    [{}, cluster, { HTTP_PROXY: 'http://c:1', HTTPS_PROXY: 'http://c:2', NO_PROXY: '.c' }],
    [{ http: 'http://o:1' }, cluster, { HTTP_PROXY: 'http://o:1', HTTPS_PROXY: 'http://c:2', NO_PROXY: '.c' }],
    [{ noProxy: '.o' }, {}, { NO_PROXY: '.o' }],
    [{ http: '', https: '' }, cluster, { HTTP_PROXY: 'http://c:1', HTTPS_PROXY: 'http://c:2', NO_PROXY: '.c' }],
  ])('%j over %j', (proxy, status, expected) => {
    const found = env({ proxy }, status);
    expect(Object.fromEntries(Object.entries(found).filter(([k]) => k.endsWith('_PROXY')))).toEqual(expected);
  });
});

describe('limits of requests', () => {
  const limits = (spec: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(env(spec)).filter(([k]) => k.startsWith('REGISTRY_OPENSHIFT_REQUESTS_')));

  test.each([
    ['none', {}],
    ['a wait alone', { read: { maxWaitInQueue: '30s' } }],
    ['zeros', { read: { maxRunning: 0, maxInQueue: 0 }, write: {} }],
  ])('%s gives no variables', (_what, requests) => {
    expect(limits({ requests })).toEqual({});
  });

  test('one number brings all three', () => {
    expect(limits({ requests: { read: { maxInQueue: 3 }, write: { maxRunning: 4, maxWaitInQueue: '90s' } } })).toEqual({
      REGISTRY_OPENSHIFT_REQUESTS_READ_MAXRUNNING: '0',
      REGISTRY_OPENSHIFT_REQUESTS_READ_MAXINQUEUE: '3',
      REGISTRY_OPENSHIFT_REQUESTS_READ_MAXWAITINQUEUE: '0s',
      REGISTRY_OPENSHIFT_REQUESTS_WRITE_MAXRUNNING: '4',
      REGISTRY_OPENSHIFT_REQUESTS_WRITE_MAXINQUEUE: '0',
      REGISTRY_OPENSHIFT_REQUESTS_WRITE_MAXWAITINQUEUE: '1m30s',
    });
  });
});

test('the storage comes first, the certificate last', () => {
  const names = environment({ httpSecret: 's' }, undefined, [{ name: 'REGISTRY_STORAGE', value: 's3' }]).map(
    (e) => e.name,
  );
  expect(names[0]).toBe('REGISTRY_STORAGE');
  expect(names.slice(-2)).toEqual(['REGISTRY_HTTP_TLS_CERTIFICATE', 'REGISTRY_HTTP_TLS_KEY']);
  expect(new Set(names).size).toBe(names.length);
});
