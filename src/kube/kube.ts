import { nameOf, pathOf } from '../api/resources.ts';
import { askFor, toObject } from './calls/answers.ts';
import { listAll } from './calls/list.ts';
import { raw } from './calls/raw.ts';
import { may, token } from './calls/review.ts';
import { watchOnce } from './calls/watch.ts';
import { create, patch, remove } from './calls/write.ts';
import type { Sender } from './http/sender.ts';
import type { Call } from './http/types.ts';
import type { Kube, Target } from './port.ts';

/** The port over one sender. Every method throws as `Kube` says. */
export function makeKube(sender: Sender, server: URL, target: Target): Kube {
  return {
    target,
    async get(ref, options = {}) {
      const call: Call = { verb: 'get', object: nameOf(ref), method: 'GET', path: pathOf(ref.resource, ref.namespace, ref.name), safe: true, ...options };
      const found = await askFor(sender, call);
      return found === undefined ? undefined : toObject(found, sender, call);
    },
    list: (resource, options = {}) => listAll(sender, resource, options),
    watch: (resource, options = {}) => watchOnce(sender, resource, options),
    create: (ref, object, options = {}) => create(sender, ref, object, options),
    patch: (ref, change, options = {}) => patch(sender, ref, change, options),
    remove: (ref, options = {}) => remove(sender, ref, options),
    may: (access, options = {}) => may(sender, access, options),
    token: (namespace, account, seconds, options = {}) => token(sender, namespace, account, seconds, options),
    async forward(namespace, pod, port, options = {}) {
      // WebSockets are only loaded by who needs them
      const { forward } = await import('./calls/forward.ts');
      return forward(sender, server, namespace, pod, port, options);
    },
    raw: (path, options = {}) => raw(sender, path, options),
    skew: () => sender.skew(),
    close: () => sender.wire.close(),
  };
}
