import { STORES } from '../../src/sandbox/stores-door.ts';
import type { BucketDoor, StoreDoor, StoreFault, StoreKind, StorePlace } from '../../src/sandbox/stores-door.ts';

/** What the stores hold and whom they know; tests write here. */
export interface Ledger {
  /** S3 keys that are good: access key to secret key */
  keys: Map<string, string>;
  /** `kind/bucket` to its owner; anybody but `us` is somebody else */
  buckets: Map<string, string>;
  /** every request, as `kind verb bucket` */
  asked: string[];
  /** answers by `kind verb bucket` or `kind verb`, before anything else is looked at */
  faults: Map<string, StoreFault>;
  /** clouds that this network reaches */
  reachable: Set<StoreKind>;
}

const status = (code: number): string => `\n\tstatus code: ${code}, request id: tx0001, host id: host-1`;
const go = (code: string, http: number, message = ''): StoreFault => ({
  code,
  status: http,
  text: `${code}: ${message}${status(http)}`,
});

/** Object stores in memory. S3 answers as Ceph's gateway does in the recordings; the clouds' hosts are not known here unless `reachable`. */
export function memoryStores(): { door: StoreDoor; ledger: Ledger } {
  const ledger: Ledger = {
    keys: new Map(),
    buckets: new Map(),
    asked: [],
    faults: new Map(),
    reachable: new Set(['s3', 'swift']),
  };

  function unreachable(kind: StoreKind, at: StorePlace, verb: string, bucket: string): StoreFault | undefined {
    const url = at.endpoint ?? `https://${kind}.example.com`;
    const host = url.replace(/^https?:\/\//, '').replace(/[:/].*$/, '');
    const ask = kind === 'azure' ? `${url}/${bucket}?restype=container` : `${url}/${bucket}`;
    if (!ledger.reachable.has(kind))
      return { code: 'RequestError', text: `Get "${ask}": dial tcp: lookup ${host} on 10.0.0.2:53: no such host` };
    if (kind !== 's3') return undefined;
    const trusted = (at.ca ?? '').includes('BEGIN CERTIFICATE');
    const method = verb === 'head' ? 'Head' : 'Put';
    return trusted
      ? undefined
      : {
          code: 'RequestError',
          text: `RequestError: send request failed\ncaused by: ${method} "${ask}": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
        };
  }

  function door(kind: StoreKind): BucketDoor {
    const begin = (verb: string, at: StorePlace, bucket: string): StoreFault | undefined => {
      ledger.asked.push(`${kind} ${verb} ${bucket}`);
      const planned = ledger.faults.get(`${kind} ${verb} ${bucket}`) ?? ledger.faults.get(`${kind} ${verb}`);
      return planned ?? unreachable(kind, at, verb, bucket);
    };
    const stranger = (at: StorePlace): StoreFault | undefined => {
      if (kind !== 's3') return undefined;
      const secret = ledger.keys.get(at.credentials['accessKey'] ?? '');
      if (secret === undefined) return go('InvalidAccessKeyId', 403);
      return secret === at.credentials['secretKey'] ? undefined : go('SignatureDoesNotMatch', 403);
    };
    const owner = (bucket: string): string | undefined => ledger.buckets.get(`${kind}/${bucket}`);
    return {
      head: (at, bucket) => {
        const fault = begin('head', at, bucket);
        if (fault) return Promise.resolve(fault);
        if (stranger(at)) return Promise.resolve(go('Forbidden', 403, 'Forbidden'));
        const whose = owner(bucket);
        return Promise.resolve(
          whose === 'us'
            ? undefined
            : whose === undefined
              ? go('NotFound', 404, 'Not Found')
              : go('Forbidden', 403, 'Forbidden'),
        );
      },
      create: (at, bucket) => {
        const fault = begin('create', at, bucket) ?? stranger(at);
        const whose = owner(bucket);
        if (!fault && whose !== undefined && whose !== 'us') return Promise.resolve(go('BucketAlreadyExists', 409));
        if (!fault) ledger.buckets.set(`${kind}/${bucket}`, 'us');
        return Promise.resolve(fault);
      },
      wipe: (at, bucket) => {
        const fault = begin('wipe', at, bucket) ?? stranger(at);
        if (!fault) ledger.buckets.delete(`${kind}/${bucket}`);
        return Promise.resolve(fault);
      },
      set: (at, bucket, setting, value) =>
        Promise.resolve(begin(`set-${setting}${value === '' ? '' : `=${value}`}`, at, bucket) ?? stranger(at)),
    };
  }
  return { door: Object.fromEntries(STORES.map((kind) => [kind, door(kind)])) as unknown as StoreDoor, ledger };
}
