import { createServer } from 'node:https';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Resource } from '../../../src/api/types.ts';
import { makeNet, type Net } from '../../../src/probe/net.ts';
import { lookUp, type LookOptions } from '../../../src/probe/store/look-up.ts';
import { keyMaker } from '../../../src/sandbox/pki.ts';
import { clouds, type Clouds } from '../../../src/sandbox/stores/doors.ts';
import { startS3, type S3Store } from '../../../src/sandbox/stores/s3.ts';
import { furnishClouds, tenants } from '../../../src/sandbox/stores/tenants.ts';
import { AMAZON, WORLD, worldServer } from '../../../src/sandbox/stores/world.ts';
import { makeCa } from '../../../src/sandbox/tls/authority.ts';
import { listen } from '../../../src/sandbox/tls/listen.ts';
import type { StoreAnswer, StoreQuestion } from '../../../src/snapshot/types.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse, real: RequestListener) => void;
type Without<T> = T extends unknown ? Omit<T, 'secret' | 'keys'> : never;
/** A question without what only a snapshot needs. */
export type Asked = Without<StoreQuestion>;

export interface Bed {
  /** requests so far, `METHOD https://HOST/PATH` without the query */
  heard: string[];
  /** stands before the stores from now on; undefined takes it away */
  spoil(handler?: Handler): void;
  ask(question: Asked, secrets: Record<string, string>, more?: Partial<LookOptions> & { net?: Net }): Promise<StoreAnswer>;
  /** what an account's keys are called in scenarios */
  value(name: string): string;
  net: Net;
  ca: string;
  port: number;
  s3: S3Store;
  clouds: Clouds;
  stop(): Promise<void>;
}

/** Every cloud's store on one port of 127.0.0.1, behind the names that they really have. */
export async function openBed(): Promise<Bed> {
  const keys = keyMaker(0, undefined);
  const { accounts, values } = tenants(keys);
  const all = clouds(accounts);
  furnishClouds(all);
  Object.assign(values, { S3_ACCESS_KEY: 'AKOWN', S3_SECRET_KEY: 'own-secret-key', OTHER_S3_ACCESS_KEY: 'AKOTHER', OTHER_S3_SECRET_KEY: 'other-secret-key' });
  const s3 = startS3({
    users: [{ name: 'lab', accessKey: 'AKOWN', secretKey: 'own-secret-key' }, { name: 'other', accessKey: 'AKOTHER', secretKey: 'other-secret-key' }],
    buckets: [
      { name: 'lab-registry', owner: 'lab', region: 'us-east-1' },
      { name: 'lab-registry-eu', owner: 'lab', region: 'eu-central-1' },
      { name: 'gateway', owner: 'lab' },
      { name: 'somebody-elses', owner: 'other' },
    ],
    hosts: [...AMAZON, 's3.gateway.example'],
  });
  const real = worldServer(s3.handler, accounts, all);
  const heard: string[] = [];
  let before: Handler | undefined;
  const hosts = [...WORLD.map(({ host }) => host), 's3.gateway.example', '*.s3.gateway.example'];
  const ca = makeCa('the world');
  const { chain, key } = ca.issue({ commonName: 'the world', dnsNames: hosts });
  const server = createServer({ cert: chain, key }, (request, response) => {
    heard.push(`${request.method ?? ''} https://${request.headers.host ?? ''}${(request.url ?? '').split('?')[0] ?? ''}`);
    if (before === undefined) real(request, response);
    else before(request, response, real);
  });
  const { port, stop } = await listen(server);
  const to = { address: '127.0.0.1', toPort: port, ca: ca.cert };
  const net = makeNet({ detours: [...hosts.map((host) => ({ host, port: 443, ...to })), { host: 'keystone.lab.example.com', port: 5000, ...to }] });
  return {
    heard, net, s3, clouds: all, port, stop, ca: ca.cert,
    spoil: (handler) => void (before = handler),
    value: (name) => values[name] ?? '',
    ask: (question, secrets, { net: other = net, ...more } = {}) => lookUp({ ...question, secret: { resource: {} as Resource, name: 's' }, keys: {} }, secrets, other, { now: () => new Date(), ...more }),
  };
}

/** The question of each kind that is answered with `ours`, and its secrets. */
export function good(bed: Pick<Bed, 'value'>): { kind: string; question: Asked; secrets: Record<string, string> }[] {
  const { value } = bed;
  return [
    { kind: 's3', question: { kind: 's3', bucket: 'lab-registry', region: 'us-east-1', virtualHosted: false }, secrets: s3Keys(bed) },
    { kind: 'gcs', question: { kind: 'gcs', bucket: 'lab-registry' }, secrets: { REGISTRY_STORAGE_GCS_KEYFILE: value('GCS_KEYFILE') } },
    { kind: 'azure', question: { kind: 'azure', account: 'labregistry', container: 'lab-registry', cloud: '' }, secrets: { REGISTRY_STORAGE_AZURE_ACCOUNTKEY: value('AZURE_KEY') } },
    { kind: 'swift', question: swift(bed), secrets: swiftKeys(bed) },
  ];
}

export const s3Keys = ({ value }: Pick<Bed, 'value'>, of = ''): Record<string, string> => ({ REGISTRY_STORAGE_S3_ACCESSKEY: value(`${of}S3_ACCESS_KEY`), REGISTRY_STORAGE_S3_SECRETKEY: value(`${of}S3_SECRET_KEY`) });

export const swiftKeys = ({ value }: Pick<Bed, 'value'>, of = ''): Record<string, string> => ({
  REGISTRY_STORAGE_SWIFT_USERNAME: value(`${of}SWIFT_USER`),
  REGISTRY_STORAGE_SWIFT_PASSWORD: value(`${of}SWIFT_PASSWORD`),
  REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID: '',
  REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALNAME: '',
  REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET: '',
});

export const swift = ({ value }: Pick<Bed, 'value'>, more: Partial<Extract<Asked, { kind: 'swift' }>> = {}): Asked => ({
  kind: 'swift', container: 'lab-registry', authURL: value('KEYSTONE'), domain: 'Default', tenant: value('SWIFT_TENANT'), regionName: 'RegionOne', ...more,
});

/** The requests that are no mere reading: only logins may be sent. */
export const writes = (heard: readonly string[]): string[] => heard.filter((one) => !/^(GET|HEAD) |^POST https:\/\/(oauth2\.googleapis\.com\/token|keystone\.lab\.example\.com:5000\/v3\/auth\/tokens)$/u.test(one));
