import { startSandbox } from '../../src/sandbox/index.ts';
import { makeLab, type Lab, type LabOptions } from './lab.ts';

/** A lab on a sandbox of its own, in this process, that does everything at once. */
export async function sandboxLab({ scenario = 'baremetal-odf', without = [] }: LabOptions = {}): Promise<Lab> {
  const sandbox = await startSandbox({ scenario, without, pace: 0 });
  return makeLab({
    kind: 'sandbox',
    client: sandbox.client,
    kubeconfig: (login) => sandbox.kubeconfig(login),
    kubeconfigFor: (user, roles, namespace) => sandbox.kubeconfigFor(user, roles, namespace),
    stop: () => sandbox.stop(),
  });
}
