import { applied } from './commands.ts';
import type { CodeText } from './types.ts';

/** Findings about the routes to the registry. */
export const routes = {
  'RC-ROUTE-REFUSED': {
    level: 'error', title: 'A route is not admitted',
    cause: 'The host is taken by another route, or the certificate cannot be read.',
    remedy: 'oc -n openshift-image-registry describe route {route}',
  },
  'RC-ROUTE-UNSERVED': {
    level: 'error', title: 'No router serves a route',
    cause: 'No ingress controller selects it; the operator does not report that.',
    remedy: 'oc -n openshift-ingress-operator get ingresscontrollers',
  },
  'RC-ROUTE-ABSENT': {
    level: 'error', title: 'A route that is asked for does not exist',
    cause: 'Routes are made last, after everything else was applied.',
    remedy: 'oc -n openshift-image-registry get routes',
  },
  'RC-ROUTE-SECRET': {
    level: 'error', title: 'A route has not got its certificate',
    cause: 'The secret is not in openshift-image-registry, or its keys are not tls.crt and tls.key; absent keys are skipped in silence.',
    remedy: applied('secret tls {secret} -n openshift-image-registry --cert=tls.crt --key=tls.key'),
  },
  'RC-ROUTE-CERT': {
    level: 'warning', title: 'A certificate of a route ends soon',
    cause: 'Clients refuse it from that day.',
    remedy: 'oc -n openshift-image-registry get route {route}',
  },
} as const satisfies Record<string, CodeText>;
