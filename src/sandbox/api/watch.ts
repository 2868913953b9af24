import { apiVersion } from '../../api/resources.ts';
import type { KubeObject, WatchEvent } from '../../api/types.ts';
import { expired, Fault } from './fault.ts';
import type { Kind } from './kind.ts';
import { picksOf, whole } from './list.ts';
import type { Stream } from './request.ts';
import type { Change, Store } from './store.ts';

/** the longest (ms) that a timer can wait; it would fire at once if it were asked for more */
const LONGEST = 2 ** 31 - 1;

/**
 * A watch of a collection: from a version, or, without one, what is there first. It ends after
 * `timeoutSeconds` (30 to 60 minutes when not given), with a bookmark when the client takes them.
 */
export function watch(store: Store, kind: Kind, namespace: string | undefined, query: URLSearchParams): Stream {
  const picks = picksOf(kind, query);
  const seconds = whole(query, 'timeoutSeconds') ?? 1800 + Math.floor(Math.random() * 1800);
  const given = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(given)) throw new Fault(500, '', `resourceVersion: Invalid value: ${JSON.stringify(given)}: strconv.ParseUint: parsing ${JSON.stringify(given)}: invalid syntax`, {});
  const fresh = given === '' || given === '0';
  const mine = (change: Change): boolean => change.resource === kind.resource && (namespace === undefined || change.object.metadata.namespace === namespace);
  const bookmark = (): WatchEvent => ({ type: 'BOOKMARK', object: { kind: kind.resource.kind, apiVersion: apiVersion(kind.resource), metadata: { resourceVersion: String(store.version) } } });
  return {
    code: 200,
    events: (tell, end) => {
      const missed = fresh ? [] : store.since(Number(given));
      if (missed === undefined) {
        tell({ type: 'ERROR', object: expired(`too old resource version: ${given} (${store.version})`).status });
        end();
        return () => undefined;
      }
      const pass = (change: Change): void => {
        const event = mine(change) ? seenBy(picks, change) : undefined;
        if (event) tell(event);
      };
      if (fresh) for (const object of store.all(kind.resource, namespace).filter(picks)) tell({ type: 'ADDED', object });
      else missed.forEach(pass);
      const leave = store.follow(pass);
      const timer = setTimeout(() => {
        leave();
        if (query.get('allowWatchBookmarks') === 'true') tell(bookmark());
        end();
      }, Math.min(seconds * 1000, LONGEST));
      timer.unref();
      return () => {
        clearTimeout(timer);
        leave();
      };
    },
  };
}

/** An object that begins or ceases to be picked is added or deleted, as far as the watcher can tell. */
function seenBy(picks: (object: KubeObject) => boolean, { type, object, before }: Change): WatchEvent | undefined {
  const is = type !== 'DELETED' && picks(object);
  const was = before !== undefined && picks(before);
  if (!is && !was) return undefined;
  if (is && was) return { type: 'MODIFIED', object };
  if (is) return { type: 'ADDED', object };
  return { type: 'DELETED', object: type === 'DELETED' || before === undefined ? object : { ...before, metadata: { ...before.metadata, resourceVersion: object.metadata.resourceVersion ?? '' } } };
}
