import type { KubeList, KubeObject } from '../../src/api/types.ts';
import type { CallOptions, Kube } from '../../src/kube/port.ts';
import { readKey } from '../../src/snapshot/access.ts';

type Reply = KubeObject | KubeObject[] | Error | undefined;

/** The reading half of the port over a table of replies; every other call throws. `asked` are the reads, in order; `most` how many ran at once. */
export function kubeDouble(replies: Record<string, Reply>): { kube: Kube; asked: string[]; most: () => number } {
  const asked: string[] = [];
  let running = 0;
  let most = 0;
  const reply = async (key: string, options?: CallOptions): Promise<Reply> => {
    asked.push(key);
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    options?.signal?.throwIfAborted();
    const found = replies[key];
    if (found instanceof Error) throw found;
    return found;
  };
  const never = (): never => { throw new Error('a Snapshot only gets and lists'); };
  const kube: Kube = {
    target: { context: 'lab', server: 'https://api.lab.example.com:6443', user: 'admin', sandbox: true },
    get: async (ref, options) => (await reply(readKey(ref), options)) as KubeObject | undefined,
    list: async (resource, options = {}) => {
      const { namespace, labelSelector } = options;
      const found = await reply(readKey({ resource, ...(namespace === undefined ? {} : { namespace }), ...(labelSelector === undefined ? {} : { labelSelector }) }), options);
      return Array.isArray(found) ? ({ apiVersion: 'v1', kind: 'List', metadata: {}, items: found } satisfies KubeList) : undefined;
    },
    watch: never, create: never, patch: never, remove: never, may: never, token: never, forward: never, raw: never, close: never,
  };
  return { kube, asked, most: () => most };
}
