import type { KubeObject } from '../../src/api/types.ts';
import { claim, OWNED } from '../platforms/volumes-world.ts';
import type { Fields, Prior, Variant } from './world.ts';

const CLUSTER = 'lab-x7k2p-image-registry';

/** Each backend as the operator leaves it: what it made itself, and what an administrator brought, with all sub-keys that may be left over. */
export const STORAGES: Readonly<Record<string, { own: Fields; brought: Fields }>> = {
  s3: {
    own: { s3: { bucket: `${CLUSTER}-us-east-2-abc`, region: 'us-east-2', encrypt: true, virtualHostedStyle: false, trustedCA: { name: '' } } },
    brought: { s3: { bucket: 'old', region: 'eu-west-1', regionEndpoint: 'https://old.example.com', keyID: 'old-key', encrypt: true, virtualHostedStyle: true, trustedCA: { name: 'old-ca' }, cloudFront: { baseURL: 'https://d.cloudfront.net', keypairID: 'K1', duration: '60s', privateKey: { name: 'cloudfront', key: 'private.pem' } } } },
  },
  gcs: { own: { gcs: { bucket: `${CLUSTER}-us-central1-abc`, region: 'us-central1', projectID: 'lab-project' } }, brought: { gcs: { bucket: 'old', region: 'EU', projectID: 'old-project', keyID: 'projects/p/locations/l/keyRings/r/cryptoKeys/k' } } },
  azure: { own: { azure: { accountName: 'imageregistrylabx7k2p', container: 'lab-x7k2p-image', cloudName: 'AzurePublicCloud' } }, brought: { azure: { accountName: 'oldacct', container: 'old', cloudName: 'AzureUSGovernmentCloud' } } },
  swift: {
    own: { swift: { authURL: 'https://keystone.lab:5000/v3', authVersion: '3', container: `${CLUSTER}-abc`, domain: 'Default', tenant: 'lab', regionName: 'RegionOne' } },
    brought: { swift: { authURL: 'https://old:5000/v3', authVersion: '3', container: 'old', domainID: 'd1', tenantID: 't1', regionName: 'R' } },
  },
  pvc: { own: { pvc: { claim: 'image-registry-storage' } }, brought: { pvc: { claim: 'old' } } },
  emptyDir: { own: { emptyDir: {} }, brought: { emptyDir: {} } },
  ibmcos: {
    own: { ibmcos: { bucket: `${CLUSTER}-us-south-abc`, location: 'us-south', resourceGroupName: 'lab', resourceKeyCRN: 'crn:v1:bluemix:public:cloud-object-storage:global:a/1:2:resource-key:3', serviceInstanceCRN: 'crn:v1:bluemix:public:cloud-object-storage:global:a/1:2::' } },
    brought: { ibmcos: { bucket: 'old', location: 'eu-de' } },
  },
  oss: { own: { oss: { bucket: `${CLUSTER}-abc`, region: 'cn-hangzhou', endpointAccessibility: 'Internal', encryption: { method: 'AES256' } } }, brought: { oss: { bucket: 'old', region: 'cn-beijing', endpointAccessibility: 'Public', encryption: { method: 'KMS', kms: { keyID: 'k' } } } } },
};

const POD = { replicas: 2, rolloutStrategy: 'RollingUpdate', logLevel: 'Normal', operatorLogLevel: 'Normal', observedConfig: null, unsupportedConfigOverrides: null, proxy: {}, requests: { read: { maxWaitInQueue: '0s' }, write: { maxWaitInQueue: '0s' } }, httpSecret: 'x'.repeat(32), defaultRoute: true };

const runs = (storage: Fields, managementState: string, state = 'Managed'): Fields => ({ ...POD, managementState: state, storage: { managementState, ...storage } });
const only = (storage: Fields): Fields => Object.fromEntries(Object.entries(storage).filter(([key]) => key !== 'managementState'));

/** The name goes from the Config when Removed deletes what it names; a claim's stays (operator behaviour). */
function cleared(storage: Fields): Fields {
  const [[backend, own] = ['', {}]] = Object.entries(storage) as [string, Fields][];
  const { bucket: _b, container: _c, accountName: _a, ...rest } = own;
  return { [backend]: backend === 'pvc' ? own : rest };
}

function ofOne(name: string, from: string, storage: Fields, mark: string, objects: readonly KubeObject[]): Prior[] {
  const marked = { managementState: mark, ...storage };
  const prior = (state: string, more: Omit<Prior, 'name' | 'from' | 'objects'>): Prior => ({ name: `${name}, ${state}`, from, objects, ...more });
  const gone = mark === 'Managed' || 'emptyDir' in storage;
  return [
    prior('running', { spec: runs(storage, mark), taken: marked, holds: [storage] }),
    prior('Unmanaged', { spec: runs(storage, mark, 'Unmanaged'), taken: marked, holds: [storage] }),
    gone
      ? prior('Removed, deleted', { spec: runs(cleared(storage), mark, 'Removed'), taken: {}, holds: [] })
      : prior('Removed, kept', { spec: runs(storage, mark, 'Removed'), taken: {}, holds: [storage] }),
    prior('never taken over', { spec: runs(storage, mark), taken: {}, holds: gone ? [] : [storage] }),
  ];
}

function two(first: string, second: string, storages: readonly Fields[], mark: string, objects: readonly KubeObject[]): Prior[] {
  const [a = {}, b = {}] = storages;
  const name = `${first} and ${second}, marked ${mark}`;
  const both = { ...a, ...b };
  const maybe = [a, b].filter((one) => !('emptyDir' in one));
  return [
    { name: `${name}, the first in use`, from: 'two at once', spec: runs(both, mark), taken: { managementState: mark, ...a }, holds: [a], objects },
    { name: `${name}, Removed`, from: 'two at once', spec: runs(both, mark, 'Removed'), taken: { managementState: mark, ...b }, holds: [b], objects },
    { name: `${name}, none taken over`, from: 'two at once', spec: runs(both, mark), taken: {}, holds: mark === 'Managed' ? [] : maybe, objects },
  ];
}

/** The same storage with other words where they do not say which storage it is. */
function otherWords(storage: Fields): Fields {
  if ('s3' in storage) return { s3: { ...(storage['s3'] as Fields), virtualHostedStyle: false } };
  return storage;
}

/** Another target of the same backend, by each part of its identity. */
function elsewhere(storage: Fields): [string, Fields][] {
  const [[backend, own] = ['', {}]] = Object.entries(only(storage)) as [string, Fields][];
  const parts: Record<string, Fields[]> = {
    s3: [{ bucket: 'other' }, { regionEndpoint: 'https://elsewhere.example.com' }],
    gcs: [{ bucket: 'other' }],
    azure: [{ accountName: 'otheracct' }, { container: 'other' }],
    swift: [{ container: 'other' }, { authURL: 'https://elsewhere:5000/v3' }, { tenant: 'other' }, { regionName: 'Elsewhere' }],
    pvc: [{ claim: 'other' }],
  };
  return (parts[backend] ?? []).map((part) => [`another ${Object.keys(part).join()}`, { [backend]: { ...own, ...part } }]);
}

const CLAIMS: readonly KubeObject[] = [claim('image-registry-storage', {}, { phase: 'Bound' }, OWNED), claim('old'), claim('other')];
const FRESH: Prior = { name: 'fresh', from: 'fresh', spec: { ...POD, managementState: 'Removed', replicas: 1, httpSecret: '', defaultRoute: false, storage: {} }, taken: {}, holds: [] };

/** Every state before that a form may meet: fresh, its own target, other targets of its backend, each backend by whomever and in each state, two at once. */
export function priorsFor({ wanted, objects }: Variant): Prior[] {
  const claims = CLAIMS.filter(({ metadata }) => !objects.some((one) => one.kind === 'PersistentVolumeClaim' && one.metadata.name === metadata.name));
  const itself = only(wanted);
  const named = 'pvc' in itself && (itself['pvc'] as Fields)['claim'] === '' ? { pvc: { claim: 'image-registry-storage' } } : itself;
  const marks = 'emptyDir' in itself ? ['Managed'] : ['Unmanaged', 'Managed'];
  const own = marks.flatMap((mark) => ofOne(`itself, ${mark}`, 're-run', named, mark, claims));
  const words = ofOne('itself in other words', 're-run', otherWords(named), 'Unmanaged', claims);
  const others = elsewhere(named).flatMap(([name, storage]) => ofOne(name, 'other target', storage, 'Unmanaged', claims));
  const backends = Object.entries(STORAGES).flatMap(([backend, { own: made, brought }]) => [
    ...ofOne(`${backend} of the operator's`, backend, made, 'Managed', claims),
    ...(backend === 'emptyDir' ? [] : ofOne(`${backend} that was brought`, backend, brought, 'Unmanaged', claims)),
    ...(backend === 'emptyDir' ? [] : ofOne(`${backend} that was brought, left Managed`, backend, brought, 'Managed', claims)),
  ]);
  const names = Object.keys(STORAGES);
  const pairs = names.flatMap((first, i) => names.slice(i + 1).map((second) => [first, second] as const));
  const both = pairs.flatMap(([first, second], i) => two(first, second, [STORAGES[first]?.brought ?? {}, STORAGES[second]?.own ?? {}], i % 2 === 0 ? 'Unmanaged' : 'Managed', claims));
  const besides = names.flatMap((other, i) => (Object.keys(named)[0] === other ? [] : two('itself', other, [named, STORAGES[other]?.brought ?? {}], i % 2 === 0 ? 'Managed' : 'Unmanaged', claims)));
  return [FRESH, ...own, ...words, ...others, ...backends, ...both, ...besides];
}
