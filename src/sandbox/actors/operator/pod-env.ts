import { num, record, text } from '../../../api/json.ts';
import type { KubeObject } from '../../../api/types.ts';
import { canonical } from './duration.ts';
import { SERVICE_HOST } from './names.ts';
import type { EnvVar } from './storage/driver.ts';

type Fields = Record<string, unknown>;

/** The registry's log level: `logLevel`, or the deprecated number while that is Normal. */
export function logLevel(spec: Fields): string {
  if (['Debug', 'Trace', 'TraceAll'].includes(text(spec, 'logLevel') ?? '')) return 'debug';
  const old = num(spec, 'logging') ?? 0;
  return old === 1 ? 'warn' : [0, 2, 3].includes(old) ? 'info' : 'debug';
}

function requests(spec: Fields, way: 'read' | 'write'): EnvVar[] {
  const limit = record(spec, 'requests', way);
  const running = num(limit, 'maxRunning') ?? 0;
  const queued = num(limit, 'maxInQueue') ?? 0;
  if (running === 0 && queued === 0) return [];
  const name = `REGISTRY_OPENSHIFT_REQUESTS_${way.toUpperCase()}_`;
  return [
    { name: `${name}MAXRUNNING`, value: String(running) },
    { name: `${name}MAXINQUEUE`, value: String(queued) },
    { name: `${name}MAXWAITINQUEUE`, value: canonical(limit['maxWaitInQueue']) },
  ];
}

/** The registry container's environment, the storage's part first, in the operator's order. */
export function environment(spec: Fields, proxy: KubeObject | undefined, storage: EnvVar[]): EnvVar[] {
  const proxied = [['HTTP_PROXY', 'http', 'httpProxy'], ['HTTPS_PROXY', 'https', 'httpsProxy'], ['NO_PROXY', 'noProxy', 'noProxy']] as const;
  const flag = (name: string, on: unknown, value: string): EnvVar[] => (on === true ? [{ name, value }] : []);
  return [
    ...storage,
    { name: 'REGISTRY_HTTP_ADDR', value: ':5000' },
    { name: 'REGISTRY_HTTP_NET', value: 'tcp' },
    { name: 'REGISTRY_HTTP_SECRET', value: text(spec, 'httpSecret') ?? '' },
    { name: 'REGISTRY_LOG_LEVEL', value: logLevel(spec) },
    { name: 'REGISTRY_OPENSHIFT_QUOTA_ENABLED', value: 'true' },
    { name: 'REGISTRY_STORAGE_CACHE_BLOBDESCRIPTOR', value: 'inmemory' },
    { name: 'REGISTRY_STORAGE_DELETE_ENABLED', value: 'true' },
    { name: 'REGISTRY_HEALTH_STORAGEDRIVER_ENABLED', value: 'true' },
    { name: 'REGISTRY_HEALTH_STORAGEDRIVER_INTERVAL', value: '10s' },
    { name: 'REGISTRY_HEALTH_STORAGEDRIVER_THRESHOLD', value: '1' },
    { name: 'REGISTRY_OPENSHIFT_METRICS_ENABLED', value: 'true' },
    { name: 'REGISTRY_OPENSHIFT_SERVER_ADDR', value: SERVICE_HOST },
    ...flag('REGISTRY_STORAGE_MAINTENANCE_READONLY', spec['readOnly'], '{enabled: true}'),
    ...flag('REGISTRY_STORAGE_REDIRECT_DISABLE', spec['disableRedirect'], 'true'),
    ...proxied.map(([name, own, cluster]) => ({ name, value: (text(spec, 'proxy', own) ?? '') || (text(proxy, 'status', cluster) ?? '') })).filter((e) => e.value !== ''),
    ...requests(spec, 'read'),
    ...requests(spec, 'write'),
    { name: 'REGISTRY_HTTP_TLS_CERTIFICATE', value: '/etc/secrets/tls.crt' },
    { name: 'REGISTRY_HTTP_TLS_KEY', value: '/etc/secrets/tls.key' },
  ];
}
