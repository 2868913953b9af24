import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/checks/types.ts';
import type { FieldChange, Step } from '../../src/plan/types.ts';
import { renderFindings } from '../../src/report/findings.ts';
import { plain } from '../../src/report/paint.ts';
import { renderPlan } from '../../src/report/plan.ts';
import { statusOf } from '../../src/report/status.ts';
import { renderStatus } from '../../src/report/status-text.ts';
import type { StatusReport } from '../../src/report/status-types.ts';
import { clean, columns } from '../../src/report/text.ts';
import { broken, FAULTS } from '../checks/faults.ts';
import { NOW, recorded, serving, snapshotOf } from '../checks/worlds.ts';
import { MARKED, planOf, STEPS, unmarked } from './samples.ts';

const wild = fc.array(fc.constantFrom('word ', 'a', '\n', '\u001b[1m', '漢', 'x'.repeat(90), '{}', '"', ' '), { maxLength: 20 }).map((parts) => parts.join(''));
const width = fc.integer({ min: 30, max: 160 });
const change: fc.Arbitrary<FieldChange> = fc.record({ path: wild, before: wild, after: wild, secret: fc.boolean() }, { requiredKeys: ['path'] });
const finding: fc.Arbitrary<Finding> = fc.record({
  code: fc.constantFrom('RC-STORAGE-TWO', 'RC-PVC-RWO'),
  level: fc.constantFrom('error' as const, 'warning' as const, 'info' as const),
  subject: wild,
  message: wild,
  cause: wild,
  remedy: wild,
}, { requiredKeys: ['code', 'level', 'subject', 'message'] });

describe('whatever a cluster says, no line is wider than the screen', () => {
  test('a plan, but for the name of the cluster', () => {
    fc.assert(fc.property(fc.array(change, { maxLength: 4 }), wild, wild, width, (changes, title, what, columnsWide) => {
      const steps: Step[] = [{ ...STEPS.keys, title, changes } as Step, { ...STEPS.ready, title } as Step, STEPS.config];
      const text = renderPlan(planOf(steps, { losses: [{ what, why: title }] }), plain, columnsWide);
      for (const line of text.split('\n').slice(2)) expect(columns(line)).toBeLessThanOrEqual(columnsWide);
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }), { numRuns: 60 });
  });
  test('findings, but for commands, which stay whole', () => {
    fc.assert(fc.property(fc.array(finding, { minLength: 1, maxLength: 3 }), width, (findings, columnsWide) => {
      const lines = renderFindings(findings, plain, columnsWide).split('\n');
      for (const line of lines) if (!line.startsWith('  remedy')) expect(columns(line)).toBeLessThanOrEqual(columnsWide);
      const commands = lines.filter((line) => line.startsWith('  remedy')).map((line) => line.slice(10));
      expect(commands).toEqual(findings.filter(({ remedy }) => remedy !== undefined).map(({ remedy }) => clean(remedy ?? '')));
    }), { numRuns: 60 });
  });
});

const BASES: StatusReport[] = [serving('odf-s3-complete'), serving('pvc-rwx-cephfs'), recorded('azure-key', 1), broken(FAULTS)].map((stage) => statusOf(snapshotOf(stage), NOW));
const report = fc.record({
  base: fc.constantFrom(...BASES),
  reasons: fc.array(wild, { maxLength: 12 }),
  text: wild,
  findings: fc.array(finding, { maxLength: 6 }),
  hosts: fc.array(wild, { maxLength: 12 }),
}).map(({ base, reasons, text, findings, hosts }): StatusReport => ({
  ...base,
  reasons,
  findings,
  summary: text,
  cluster: { ...base.cluster, server: text, context: text },
  storage: { ...base.storage, target: text, owner: text },
  pods: { ready: 0, wanted: 2, problems: reasons.map((why) => ({ pod: text, why })) },
  routes: hosts.map((host) => ({ name: 'r', host, admission: 'refused', why: text, certificate: 'route', daysLeft: -3 })),
  unseen: hosts.map((what) => ({ what, why: 'denied' })),
}));

describe('a status', () => {
  test('fits its screen and never more than 80 by 24, and always tells the health', () => {
    fc.assert(fc.property(report, width, fc.integer({ min: 8, max: 40 }), (made, columnsWide, height) => {
      const lines = renderStatus(made, plain, { width: columnsWide, height }).split('\n');
      expect(lines.length).toBeLessThanOrEqual(Math.min(height, 24));
      for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(Math.min(columnsWide, 80));
      expect(lines.some((line) => line.startsWith('Health'))).toBe(true);
    }), { numRuns: 60 });
  });
  test('in colour says the same as without', () => {
    fc.assert(fc.property(report, width, (made, columnsWide) => {
      const screen = { width: columnsWide, height: 24 };
      expect(unmarked(renderStatus(made, MARKED, screen)).replaceAll(/ +$/gmu, '')).toBe(renderStatus(made, plain, screen));
    }), { numRuns: 30 });
  });
  test('a command is there whole, or not at all', () => {
    fc.assert(fc.property(report, width, fc.integer({ min: 6, max: 30 }), (made, columnsWide, height) => {
      const lines = renderStatus(made, plain, { width: columnsWide, height }).split('\n');
      const at = lines.findIndex((line) => line.startsWith('Mend '));
      const rest = at < 0 ? [] : lines.slice(at + 1);
      const end = rest.findIndex((line) => !line.startsWith(' '));
      const told = at < 0 ? '' : [lines[at] ?? '', ...rest.slice(0, end < 0 ? rest.length : end)].map((line) => line.slice(10)).join(' ');
      const command = clean(made.findings.find(({ level }) => level === 'error')?.remedy ?? '');
      expect(['', command]).toContain(told);
    }), { numRuns: 60 });
  });
});

test('a command that can be shown is shown before reasons after the first', () => {
  const remedy = 'oc patch configs.imageregistry.operator.openshift.io/cluster --type=merge -p \'{"spec":{"replicas":1}}\'';
  const many = Array.from({ length: 30 }, (_, index) => `RC-X: reason ${index}`);
  const [base] = BASES;
  if (base === undefined) throw new Error('there is a report');
  const text = renderStatus({ ...base, reasons: many, findings: [{ code: 'RC-X', level: 'error', subject: 's', message: 'm', remedy }] }, plain, { width: 80, height: 24 });
  expect(text.replaceAll(/\n +/gu, ' ')).toContain(`Mend      ${remedy}`);
  expect(text).toContain('reason 0');
  expect(text).not.toContain('reason 29');
});
