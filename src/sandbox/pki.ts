import { createHmac, randomBytes } from 'node:crypto';
import { R } from '../api/resources.ts';
import type { KubeObject } from '../api/types.ts';
import { base64 } from './actors/objects.ts';
import { DOMAIN, make } from './scenarios/make.ts';
import { makeCa } from './tls/authority.ts';
import type { CertificateAuthority, Issued } from './tls/authority.ts';

/** The authorities of a cluster, and the certificates that are there from the beginning. */
export interface Pki {
  api: CertificateAuthority;
  client: CertificateAuthority;
  service: CertificateAuthority;
  ingress: CertificateAuthority;
  /** stands for what everybody trusts: signs for the clouds' own hosts */
  world: CertificateAuthority;
  apiServer: Issued;
  /** of the ingress domain */
  wildcard: Issued;
}

/**
 * The authorities: new ones, or for a port and a token always the same, byte for byte, so that files written for an earlier
 * run still hold in the next. Only a token is secret, so the authority for logins is new where none was given.
 */
export function makePki(port = 0, token?: string): Pki {
  const seeds = keyMaker(port, token);
  const [api, client, service, ingress, world] = ['kube-apiserver-lb-signer', 'admin-kubeconfig-signer', 'openshift-service-serving-signer', 'ingress-operator', 'Sandbox World CA'].map((cn) => {
    const fresh = port === 0 || (token === undefined && cn === 'admin-kubeconfig-signer');
    return makeCa(cn, fresh ? {} : { seed: Buffer.from(seeds(cn, 40)) });
  }) as [
    CertificateAuthority, CertificateAuthority, CertificateAuthority, CertificateAuthority, CertificateAuthority,
  ];
  return {
    api, client, service, ingress, world,
    apiServer: api.issue({ commonName: 'kube-apiserver', dnsNames: ['localhost', 'api.lab.example.com', 'kubernetes', 'kubernetes.default.svc'], ips: ['127.0.0.1'] }),
    wildcard: ingress.issue({ commonName: `*.${DOMAIN}`, dnsNames: [`*.${DOMAIN}`] }),
  };
}

/** Secrets and config maps that hold the authorities' certificates. The published ingress chain is leaf and CA, as the router's is (manual: default ingress certificate). */
export function pkiObjects(pki: Pki): KubeObject[] {
  const chain = pki.wildcard.chain + pki.ingress.cert;
  return [
    make(R.Secret, 'openshift-ingress/router-certs-default', { type: 'kubernetes.io/tls', data: base64({ 'tls.crt': chain, 'tls.key': pki.wildcard.key }) }),
    make(R.ConfigMap, 'openshift-config-managed/default-ingress-cert', { data: { 'ca-bundle.crt': chain } }),
    make(R.ConfigMap, 'default/kube-root-ca.crt', { data: { 'ca.crt': pki.api.cert } }),
  ];
}

/** Makes access keys: the same for the same port and token, others at every start where the port is any. */
export function keyMaker(port: number, token: string | undefined): (what: string, length: number) => string {
  const seed = port === 0 ? randomBytes(32) : Buffer.from(`${port} ${token ?? ''}`);
  return (what, length) => createHmac('sha256', seed).update(what).digest('base64').replaceAll(/[^A-Za-z0-9]/g, '').slice(0, length);
}
