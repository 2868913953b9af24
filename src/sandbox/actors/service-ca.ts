import { X509Certificate } from 'node:crypto';
import { text } from '../../api/json.ts';
import { R } from '../../api/resources.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Actor } from '../client.ts';
import { each, loop } from './loop.ts';
import type { Stage } from './loop.ts';
import { base64, ensure, going, name, namespace, ownedBy, secretData } from './objects.ts';

/** The authority that signs services' certificates. */
export interface Issuer {
  cert: string;
  issue(request: { commonName: string; dnsNames: string[] }): { cert: string; key: string; chain: string };
}

const INJECT = 'service.beta.openshift.io/inject-cabundle';
const SERVING = ['service.beta.openshift.io/serving-cert-secret-name', 'service.alpha.openshift.io/serving-cert-secret-name'];

/** The service CA operator: its CA in annotated config maps and in every namespace, and a certificate for every annotated service. */
export function startServiceCa(stage: Stage, ca: Issuer): Actor {
  const { client } = stage;
  const bundle = { 'service-ca.crt': ca.cert };
  return loop('service-ca', stage, [[R.ConfigMap], [R.Service], [R.Secret], [R.Namespace]], async () => {
    const [namespaces = [], maps = [], services = []] = await Promise.all([R.Namespace, R.ConfigMap, R.Service].map((r) => client.list(r)));
    await each(namespaces.filter((n) => !going(n)), async (space) => {
      await ensure(client, R.ConfigMap, {
        apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'openshift-service-ca.crt', namespace: name(space), annotations: { [INJECT]: 'true' } }, data: bundle,
      });
    });
    await each(maps.filter((m) => m.metadata.annotations?.[INJECT] === 'true' && !going(m)), async (map) => {
      if (text(map, 'data', 'service-ca.crt') !== ca.cert) await client.patch(R.ConfigMap, name(map), namespace(map), { data: bundle });
    });
    await each(services.filter((s) => !going(s)), (service) => serve(stage, ca, service));
  });
}

async function serve(stage: Stage, ca: Issuer, service: KubeObject): Promise<void> {
  const secret = SERVING.map((a) => service.metadata.annotations?.[a]).find((v) => v !== undefined);
  if (secret === undefined) return;
  const [id, ns] = [name(service), namespace(service)];
  const there = secretData(await stage.client.get(R.Secret, secret, ns));
  if (signed(there['tls.crt'], ca.cert) && there['tls.key']) return;
  const made = ca.issue({ commonName: `${id}.${ns}.svc`, dnsNames: [`${id}.${ns}.svc`, `${id}.${ns}.svc.cluster.local`] });
  await ensure(stage.client, R.Secret, {
    apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls',
    metadata: { name: secret, namespace: ns, annotations: { 'service.beta.openshift.io/originating-service-name': id }, ownerReferences: [ownedBy(service, false)] },
    data: base64({ 'tls.crt': made.chain + ca.cert, 'tls.key': made.key }),
  });
}

function signed(pem: string | undefined, ca: string): boolean {
  try {
    return new X509Certificate(pem ?? '').verify(new X509Certificate(ca).publicKey);
  } catch {
    return false;
  }
}
