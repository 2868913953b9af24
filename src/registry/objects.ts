import { NS, R, ref } from '../api/resources.ts';
import type { Ref } from '../api/types.ts';

/** The objects that the integrated registry consists of, and those it reads. */
export const OBJECT = {
  config: ref(R.Config, 'cluster'),
  image: ref(R.Image, 'cluster'),
  clusterOperator: ref(R.ClusterOperator, 'image-registry'),
  deployment: ref(R.Deployment, 'image-registry', NS.registry),
  credentials: ref(R.Secret, 'image-registry-private-configuration-user', NS.registry),
  certificates: ref(R.ConfigMap, 'image-registry-certificates', NS.registry),
  defaultRoute: ref(R.Route, 'default-route', NS.registry),
  infrastructure: ref(R.Infrastructure, 'cluster'),
  clusterVersion: ref(R.ClusterVersion, 'version'),
} as const satisfies Record<string, Ref>;

/** Key of every CA config map that the operator reads for S3. */
export const CA_KEY = 'ca-bundle.crt';

/** The host that pods inside the cluster know the registry by, as the operator publishes it. */
export const INTERNAL_HOST = 'image-registry.openshift-image-registry.svc:5000';

/** The config map that `s3.trustedCA` names. */
export const trustedCa = (name: string): Ref => ref(R.ConfigMap, name, NS.config);

/** The claim that `pvc.claim` names. */
export const registryClaim = (name: string): Ref => ref(R.PersistentVolumeClaim, name, NS.registry);

/**
 * Where credentials stand that came from a file, stdin or a prompt: an object of a name that no cluster can have. The
 * run answers it from memory, so that a plan knows it by its digest alone, like every other secret.
 */
export const GIVEN: Ref = ref(R.Secret, '(given)', '(command line)');
