import { describe, expect, test } from 'vitest';
import { renderFindings } from '../../src/report/findings.ts';
import { plain } from '../../src/report/paint.ts';
import { renderPlan } from '../../src/report/plan.ts';
import { renderProof } from '../../src/report/proof.ts';
import { statusOf } from '../../src/report/status.ts';
import { renderStatus } from '../../src/report/status-text.ts';
import { columns } from '../../src/report/text.ts';
import { broken, FAULTS } from '../checks/faults.ts';
import { NOW, recorded, serving, snapshotOf, type Stage } from '../checks/worlds.ts';
import { FINDINGS, MARKED, planOf, PROVEN, STEPS, unmarked } from './samples.ts';

const WIDTHS = [40, 80, 120];
const golden = (name: string): string => `../golden/report/${name}.txt`;
const SANDBOX = { context: 'sandbox', server: 'https://127.0.0.1:6443', user: 'admin', sandbox: true };
const PLANS = {
  'plan-whole': planOf(Object.values(STEPS)),
  'plan-nothing': planOf([STEPS.ca, STEPS.ready]),
  'plan-loss': planOf([STEPS.config], {
    target: SANDBOX,
    clusterVersion: '',
    losses: [{ what: 'the images on emptyDir', why: 'A pod that is replaced starts without them.', images: 1 }, { what: 'the bucket b', why: 'Removed deletes it.' }],
  }),
};

describe.each(Object.entries(PLANS))('%s', (name, plan) => {
  test.each(WIDTHS)('at %i columns', async (width) => {
    const text = renderPlan(plan, plain, width);
    await expect(`${text}\n`).toMatchFileSnapshot(golden(`${name}-${width}`));
    for (const line of text.split('\n').slice(2)) expect(columns(line)).toBeLessThanOrEqual(width);
  });
  test('colours change nothing but the colour', async () => {
    const text = renderPlan(plan, MARKED, 80);
    await expect(`${text}\n`).toMatchFileSnapshot(golden(`${name}-colour`));
    expect(unmarked(text)).toBe(renderPlan(plan, plain, 80));
  });
});

describe('findings', () => {
  test.each(WIDTHS)('at %i columns', async (width) => {
    const text = renderFindings(FINDINGS, plain, width);
    await expect(`${text}\n`).toMatchFileSnapshot(golden(`findings-${width}`));
    for (const { remedy } of FINDINGS) if (remedy !== undefined) expect(text).toContain(remedy);
    for (const line of text.split('\n')) if (!line.startsWith('  remedy')) expect(columns(line)).toBeLessThanOrEqual(width);
  });
  test('colours change nothing but the colour', async () => {
    const text = renderFindings(FINDINGS, MARKED, 80);
    await expect(`${text}\n`).toMatchFileSnapshot(golden('findings-colour'));
    expect(unmarked(text)).toBe(renderFindings(FINDINGS, plain, 80));
  });
});

describe('a proof', () => {
  test.each([
    ['proof-good', PROVEN],
    ['proof-bad', { ...PROVEN, ok: false, summary: 'the pull was refused', facts: [['status', '403 Forbidden']] as [string, string][] }],
  ])('%s', async (name, proof) => {
    await expect(`${renderProof(proof, plain)}\n`).toMatchFileSnapshot(golden(name));
    await expect(`${renderProof(proof, MARKED)}\n`).toMatchFileSnapshot(golden(`${name}-colour`));
    expect(unmarked(renderProof(proof, MARKED))).toBe(renderProof(proof, plain));
  });
});

const WORLDS: [string, () => Stage][] = [
  ['healthy', () => serving('odf-s3-complete')],
  ['claim', () => serving('pvc-rwx-cephfs')],
  ['removed', () => recorded('bootstrap-none', -1)],
  ['without-storage', () => recorded('managed-without-storage')],
  ['two-backends', () => recorded('two-backends', 1)],
  ['broken', () => broken(FAULTS)],
];

describe.each(WORLDS)('the status of %s', (name, stage) => {
  const report = statusOf(snapshotOf(stage()), NOW);
  test.each([[80, 24], [60, 16], [40, 10]])('on %i by %i', async (width, height) => {
    const text = renderStatus(report, plain, { width, height });
    await expect(`${text}\n`).toMatchFileSnapshot(golden(`status-${name}-${width}x${height}`));
    expect(text.split('\n').length).toBeLessThanOrEqual(height);
  });
  test('colours change nothing but the colour', async () => {
    const text = renderStatus(report, MARKED, { width: 80, height: 24 });
    await expect(`${text}\n`).toMatchFileSnapshot(golden(`status-${name}-colour`));
    expect(unmarked(text)).toBe(renderStatus(report, plain, { width: 80, height: 24 }));
  });
});
