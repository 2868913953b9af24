import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NS, R } from '../../src/api/resources.ts';
import type { Finding } from '../../src/checks/types.ts';
import { Blocked, look, observe, type Job, type Observed } from '../../src/commands/observe.ts';
import type { Connection } from '../../src/kube/connect.ts';
import type { Access } from '../../src/kube/port.ts';
import { clusterIdOf } from '../../src/snapshot/access.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox } from '../../src/sandbox/types.ts';
import { fault } from '../kube/api.ts';
import { exposeJob, setupJob, stage, type WorldOptions } from './bed.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ scenario: 'baremetal-odf', pace: 0 });
});
afterAll(async () => sandbox.stop());

const KEY = Buffer.alloc(32, 1);

async function seen(job: Job, expected?: string, more: Partial<WorldOptions> = {}): Promise<Observed & { kube: Connection }> {
  const { world } = stage({ kubeconfig: sandbox.kubeconfig('token'), ...more });
  const kube = await world.connect();
  try {
    return { kube, ...(await observe(world, kube, job, KEY, expected)) };
  } finally {
    await world.close();
  }
}

const finding = (level: Finding['level'], code = 'RC-X'): Finding => ({ code, level }) as Finding;

describe('what stands in the way', () => {
  const sums: [findings: Finding[], outcome: string, message: string][] = [
    [[finding('error')], 'preflight', 'one finding stands in the way; nothing was written'],
    [[finding('error'), finding('warning')], 'preflight', 'one finding stands in the way; nothing was written'],
    [[finding('error'), finding('error')], 'preflight', '2 findings stand in the way; nothing was written'],
    [[finding('error', 'RC-ACCESS-DENIED')], 'cluster', 'one finding stands in the way; nothing was written'],
    [[finding('error'), finding('error', 'RC-ACCESS-DENIED')], 'cluster', '2 findings stand in the way; nothing was written'],
    [[finding('error'), finding('warning', 'RC-ACCESS-DENIED')], 'preflight', 'one finding stands in the way; nothing was written'],
  ];
  it.each(sums)('%j is %s', (findings, outcome, message) => {
    const blocked = new Blocked(findings);
    expect(blocked).toMatchObject({ outcome, message });
    expect(blocked.findings).toBe(findings);
  });
});

describe('observing', () => {
  it('gives a plan for this cluster, and names it', async () => {
    const { plan, findings } = await seen(setupJob());
    expect(plan).toMatchObject({ command: 'setup odf-rgw', clusterVersion: '4.14.60', target: { context: 'sandbox-baremetal-odf', sandbox: true } });
    expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('gives the same plan again', async () => {
    expect((await seen(setupJob())).plan.digest).toBe((await seen(setupJob())).plan.digest);
  });

  it('takes the expected cluster, and no other, not even a part of its id', async () => {
    const { plan } = await seen(setupJob());
    await expect(seen(setupJob(), plan.clusterId)).resolves.toBeDefined();
    for (const other of ['', plan.clusterId.slice(0, -1), plan.clusterId.toUpperCase(), `${plan.clusterId} `]) {
      expect(await fault(seen(setupJob(), other))).toMatchObject({ outcome: 'preflight' });
    }
  });

  it('blocks with what the form finds', async () => {
    const error = await fault(seen(exposeJob()));
    expect(error).toBeInstanceOf(Blocked);
    expect(error['findings']).toMatchObject([{ code: 'RC-REGISTRY-NOT-MANAGED' }]);
  });

  it('asks about exactly what the plan does', async () => {
    const asked: Access[] = [];
    const over: WorldOptions['over'] = (kube) => ({
      may(access, options) {
        asked.push(access);
        return kube.may(access, options);
      },
    });
    await seen(setupJob(), undefined, { over });
    const said = asked.map(({ verb, resource, namespace, name, subresource }) => [verb, resource.plural, namespace ?? '-', name, subresource].join(' ').trim());
    expect(said).toContain(`create objectbucketclaims ${NS.storage}`);
    expect(said.some((one) => one.startsWith('patch configs - '))).toBe(true);
    expect(new Set(said).size).toBe(said.length);
    expect(said.some((one) => one.startsWith('delete configs'))).toBe(false);
  });

  it('blocks when one right is missing, and names it', async () => {
    const over: WorldOptions['over'] = (kube) => ({
      may: (access, options) => (access.resource.plural === R.Config.plural && access.verb === 'patch' ? Promise.resolve({ allowed: false, reason: 'no such role' }) : kube.may(access, options)),
    });
    const error = await fault(seen(setupJob(), undefined, { over }));
    expect(error).toMatchObject({ outcome: 'cluster' });
    expect(JSON.stringify(error['findings'])).toContain('configs');
  });

  it('passes on a review that cannot be asked for', async () => {
    const over: WorldOptions['over'] = () => ({ may: () => Promise.reject(new Error('the review broke')) });
    expect((await fault(seen(setupJob(), undefined, { over }))).message).toBe('the review broke');
  });

  it('ends with the signal', async () => {
    const { world, stop } = stage({ kubeconfig: sandbox.kubeconfig('token') });
    const kube = await world.connect();
    stop();
    expect(await fault(observe(world, kube, setupJob(), KEY, undefined))).toMatchObject({ outcome: 'interrupted' });
    await world.close();
  });
});

describe('looking', () => {
  it('reads at the time of the world, and holds secrets only as digests of its key', async () => {
    const { world } = stage({ kubeconfig: sandbox.kubeconfig('token') });
    const kube = await world.connect();
    const before = world.clock.now().getTime();
    const snapshot = await look(world, kube, setupJob(), KEY);
    expect(new Date(snapshot.takenAt).getTime()).toBeGreaterThanOrEqual(before);
    expect(clusterIdOf(snapshot)).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(snapshot)).not.toContain('AWS_SECRET_ACCESS_KEY":"');
    await world.close();
  });
});
