import { isRecord, num } from '../../../api/json.ts';
import { blank, R, ref } from '../../../api/resources.ts';
import type { KubeObject } from '../../../api/types.ts';
import { hash } from '../objects.ts';
import { DEPENDENCIES, HOME, LABELS, REGISTRY } from './names.ts';
import { placement, strategy } from './placement.ts';
import { environment } from './pod-env.ts';
import type { Driver } from './storage/driver.ts';
import { named } from './world.ts';
import type { World } from './world.ts';

type Fields = Record<string, unknown>;

const START = 'mkdir -p /etc/pki/ca-trust/extracted/edk2 /etc/pki/ca-trust/extracted/java /etc/pki/ca-trust/extracted/openssl /etc/pki/ca-trust/extracted/pem && update-ca-trust extract && exec /usr/bin/dockerregistry';
export const WORKLOAD = { 'target.workload.openshift.io/management': '{"effect": "PreferredDuringScheduling"}' };
const defaultMode = 420;

/** What is mounted into the registry besides its storage. */
const MOUNTED: { volume: Fields; mount: Fields }[] = [
  { volume: { name: 'registry-tls', projected: { sources: [{ secret: { name: 'image-registry-tls' } }], defaultMode } }, mount: { mountPath: '/etc/secrets' } },
  { volume: { name: 'ca-trust-extracted', emptyDir: {} }, mount: { mountPath: '/etc/pki/ca-trust/extracted' } },
  { volume: { name: 'registry-certificates', configMap: { name: 'image-registry-certificates', defaultMode } }, mount: { mountPath: '/etc/pki/ca-trust/source/anchors' } },
  { volume: { name: 'trusted-ca', configMap: { name: 'trusted-ca', items: [{ key: 'ca-bundle.crt', path: 'anchors/ca-bundle.crt' }], defaultMode, optional: true } }, mount: { mountPath: '/usr/share/pki/ca-trust-source' } },
  { volume: { name: 'installation-pull-secrets', secret: { secretName: 'installation-pull-secrets', items: [{ key: '.dockerconfigjson', path: 'config.json' }], defaultMode, optional: true } }, mount: { mountPath: '/var/lib/kubelet/' } },
  { volume: { name: 'bound-sa-token', projected: { sources: [{ serviceAccountToken: { audience: 'openshift', expirationSeconds: 3600, path: 'token' } }], defaultMode } }, mount: { readOnly: true, mountPath: '/var/run/secrets/openshift/serviceaccount' } },
].map(({ volume, mount }) => ({ volume, mount: { name: volume.name, ...mount } }));

const probe = (initialDelaySeconds: number): Fields => ({ httpGet: { path: '/healthz', port: 5000, scheme: 'HTTPS' }, initialDelaySeconds, timeoutSeconds: 5, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });

/** The group that volumes are given to, of the range that the namespace was assigned. */
function fsGroup(world: World): Fields {
  const range = named(world.namespaces, HOME)?.metadata.annotations?.['openshift.io/sa.scc.supplemental-groups'];
  return range === undefined ? {} : { fsGroup: Number.parseInt(range, 10), fsGroupChangePolicy: 'OnRootMismatch' };
}

/** A checksum of what the pods read at their start: when it changes, they are rolled. */
function dependencies(world: World, secret: Record<string, string>): string {
  return hash([secret, named(world.configMaps, 'image-registry-certificates')?.['data'], named(world.configMaps, 'trusted-ca')?.['data']], 32);
}

/** The registry's deployment as an API server would complete it, so that both kinds of server keep the same. */
export function deployment(world: World, spec: Fields, driver: Driver, facts: { image: string; version: string }): KubeObject {
  const mounted = [...driver.volumes(), ...MOUNTED];
  const container = {
    name: 'registry',
    image: facts.image,
    command: ['/bin/sh', '-c', START],
    ports: [{ containerPort: 5000, protocol: 'TCP' }],
    env: environment(spec, named(world.proxies, 'cluster'), driver.env()),
    resources: isRecord(spec['resources']) ? spec['resources'] : { requests: { cpu: '100m', memory: '256Mi' } },
    volumeMounts: mounted.map((m) => m.mount),
    livenessProbe: probe(5),
    readinessProbe: probe(15),
    lifecycle: { preStop: { exec: { command: ['sleep', '25'] } } },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  };
  const object = blank(ref(R.Deployment, REGISTRY, HOME), LABELS);
  object.metadata.annotations = { 'release.openshift.io/version': facts.version };
  object['spec'] = {
    replicas: num(spec, 'replicas') ?? 0,
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS, annotations: { ...WORKLOAD, [DEPENDENCIES]: dependencies(world, driver.secret()) } },
      spec: {
        volumes: mounted.map((m) => m.volume),
        containers: [container],
        restartPolicy: 'Always',
        terminationGracePeriodSeconds: 55,
        dnsPolicy: 'ClusterFirst',
        serviceAccountName: 'registry',
        serviceAccount: 'registry',
        securityContext: fsGroup(world),
        schedulerName: 'default-scheduler',
        priorityClassName: 'system-cluster-critical',
        ...placement(spec, world.nodes),
      },
    },
    strategy: strategy(spec),
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 60,
  };
  return object;
}
