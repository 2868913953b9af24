import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Runner } from './apply/scratch.ts';

/**
 * The process of this number on this machine, and how to judge others of it. The machine's name is hashed, because
 * proofs note it in the cluster. `ended` is false for processes of other machines and whenever it is not certain.
 */
export function runnerOf(pid: number): Runner {
  const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 12);
  return {
    name: `${machine}-${pid}`,
    ended(name) {
      const [host, number = ''] = name.split('-');
      if (host !== machine || !/^[1-9]\d*$/.test(number)) return false;
      try {
        process.kill(Number(number), 0);
        return false;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'ESRCH';
      }
    },
  };
}
