import { expect, it } from 'vitest';
import { CODES, finding } from '../../src/registry/codes.ts';

it.each(Object.entries(CODES))('%s has a name, a cause and a command', (code, { title, cause, remedy, level }) => {
  expect(code).toMatch(/^RC-[A-Z0-9]+(-[A-Z0-9]+)*$/u);
  expect(['error', 'warning', 'info']).toContain(level);
  expect(cause).toMatch(/\.$/u);
  expect(title).not.toMatch(/\.$/u);
  expect(remedy).toMatch(/(^|; then: )(oc|registryctl) /u);
});

it('a finding takes its texts from the table and fills the remedy in', () => {
  expect(finding('RC-ACCESS-DENIED', 'secrets/ns/x', 'no', { fill: { verb: 'get', resource: 'secrets/ns/x' } })).toEqual({
    code: 'RC-ACCESS-DENIED', level: 'error', subject: 'secrets/ns/x', message: 'no', cause: CODES['RC-ACCESS-DENIED'].cause, remedy: 'oc auth can-i get secrets/ns/x',
  });
});

it('a finding may be milder than its code, and words without a value stay', () => {
  const found = finding('RC-CA-SOURCE-EXPIRED', 's', 'm', { level: 'warning' });
  expect(found.level).toBe('warning');
  expect(found.remedy).toBe('oc -n {namespace} get configmap {name} -o yaml');
});

it('a patch in a remedy is JSON', () => {
  const body = /-p '(.*)'$/u.exec(CODES['RC-CAPABILITY-DISABLED'].remedy)?.[1] ?? '';
  expect(JSON.parse(body)).toEqual({ spec: { capabilities: { additionalEnabledCapabilities: ['ImageRegistry'] } } });
});
