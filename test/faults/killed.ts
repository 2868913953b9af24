import type { Seen } from '../support/fault-proxy.ts';
import { endState, illSaid, makeBed, SECRET, secretsOf, torn, type Bed } from './bed.ts';
import { different, type Stage } from './cells.ts';

const ofCredentials = ({ path, body }: Seen): boolean => path.includes('/namespaces/openshift-image-registry/secrets') && (path.includes(SECRET) || body.includes(SECRET));

/**
 * Whether each write of the credentials is followed by the Config patch as the very next write, over all runs: a
 * registry that runs on another backend does not read them before that patch.
 */
function outOfOrder({ proxy }: Bed): string | undefined {
  const writes = proxy.seen.filter(({ write, target = 0 }) => write && target >= 200 && target < 300);
  for (const [i, one] of writes.entries()) {
    const next = writes[i + 1];
    // what was put back is written again by the next run
    if (ofCredentials(one) && next !== undefined && !next.path.includes('/configs/cluster') && !ofCredentials(next)) return `after ${one.method} of the credentials comes ${next.method} ${next.path}`;
  }
  return undefined;
}

/** Ends a run with a signal once its nth request is answered, runs it again, and says what is wrong then; `end` is the state of a clean run. */
export async function killed(stage: Stage, n: number, end: string, signal: 'SIGKILL' | 'SIGINT' | 'SIGHUP'): Promise<{ reached: boolean; wrong: string[] }> {
  const bed = await makeBed(stage.ground);
  const wrong: string[] = [];
  try {
    const { child, done } = await bed.spawn(stage.argv);
    let sent = false;
    // after every write: a registry that the operator looks after has the keys of its bucket
    const took = async (): Promise<void> => {
      const halves = await torn(bed);
      if (halves !== undefined) wrong.push(`${halves} after a write`);
    };
    const kill = (): void => {
      sent = child.kill(signal);
    };
    bed.proxy.fault = (request) => (request.n === n ? { do: 'hook', took, answered: kill } : request.write ? { do: 'hook', took } : undefined);
    const first = await done;
    bed.proxy.fault = (request) => (request.write ? { do: 'hook', took } : undefined);
    const reached = sent && first.code !== 0;
    if (first.hung) wrong.push('it hung');
    // while Node takes itself down, nothing listens to signals any more: what was to be said is said
    const over = first.code === -2 && /"exitCode": 0\b/.test(first.stdout);
    if (signal !== 'SIGKILL' && first.code !== 0 && !over) {
      if (first.code !== 130) wrong.push(`exit ${first.code} after ${signal}: ${first.stderr}`);
      const ill = illSaid(first);
      if (ill !== undefined) wrong.push(ill);
      if (!/[Ii]nterrupted/.test(first.stderr)) wrong.push('it does not say that it was interrupted');
    }
    const again = await bed.run(stage.argv);
    if (again.code !== 0) wrong.push(`the run after it ends with ${again.code}: ${again.stderr}`);
    const now = await endState(bed);
    if (now !== end) wrong.push(`not the end state: ${different(end, now)}`);
    const order = outOfOrder(bed);
    if (order !== undefined) wrong.push(order);
    const told = `${first.stdout}\n${first.stderr}\n${again.stdout}\n${again.stderr}`;
    if ((await secretsOf(bed)).some((value) => told.includes(value))) wrong.push('a secret value in the output');
    return { reached, wrong };
  } finally {
    await bed.stop();
  }
}
