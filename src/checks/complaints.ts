import { text } from '../api/json.ts';
import type { Code } from '../registry/codes.ts';
import { REGISTRY } from '../snapshot/reads.ts';
import { define, field } from './define.ts';
import type { Check } from './types.ts';
import { configCondition, leftOver, ofTwo, operatorError, type World } from './world.ts';

/** An error of the operator that has a name. The first pattern that matches decides; `$1` is what the message quotes. */
interface Complaint {
  code: Code;
  pattern: RegExp;
  subject: string;
  fill?: string;
}

const STORAGE = field('spec.storage');
const SECRET = 'secrets/openshift-image-registry/$1';

/** The operator's messages, as recorded from it and as its source words them. */
const COMPLAINTS: readonly Complaint[] = [
  { code: 'RC-STORAGE-UNSET', pattern: /storage backend not configured/, subject: STORAGE },
  { code: 'RC-STORAGE-TWO', pattern: /exactly one storage type should be configured/, subject: STORAGE },
  { code: 'RC-PVC-RWO', pattern: /cannot use ReadWriteOnce access mode with/, subject: field('spec.storage.pvc') },
  { code: 'RC-PVC-MODES', pattern: /PVC (\S+) does not contain the necessary access modes/, subject: field('spec.storage.pvc'), fill: 'claim' },
  { code: 'RC-PVC-NOT-OWNED', pattern: /could not create default PVC/, subject: field('spec.storage.pvc') },
  { code: 'RC-PVC-MISSING', pattern: /persistentvolumeclaims? "([^"]+)" not found/, subject: field('spec.storage.pvc'), fill: 'claim' },
  { code: 'RC-CA-KEY', pattern: /trusted CA config map "([^"]+)" does not contain required key/, subject: 'configmaps/openshift-config/$1', fill: 'map' },
  { code: 'RC-CA-MISSING', pattern: /configmap "([^"]+)" not found/, subject: 'configmaps/openshift-config/$1', fill: 'map' },
  { code: 'RC-SECRET-KEYS', pattern: /secret "?openshift-image-registry\/([^" ]+)"? (?:does not contain required key|has an empty value for)/, subject: SECRET },
  { code: 'RC-CREDENTIALS-MISSING', pattern: /unable to get cluster minted credentials/, subject: STORAGE },
  { code: 'RC-ROUTE-SECRET', pattern: /\*v1\.Route, .*secret "([^"]+)" not found/, subject: SECRET, fill: 'secret' },
  { code: 'RC-VERIFICATION-FAILED', pattern: /duplication of names|must be greater than or equal to 0|must be positive number/, subject: field('spec') },
  { code: 'RC-S3-REGION', pattern: /MissingRegion|could not find region configuration/, subject: field('spec.storage.s3.region') },
  { code: 'RC-STORAGE-TLS', pattern: /x509: |failed to verify certificate/, subject: STORAGE },
  { code: 'RC-CREDENTIALS-REFUSED', pattern: /SignatureDoesNotMatch|InvalidAccessKeyId|AccessDenied|\bForbidden\b|AuthenticationFailed|status code: 40[13]/, subject: STORAGE },
  { code: 'RC-STORAGE-UNREACHABLE', pattern: /no such host|connection refused|i\/o timeout|no route to host/, subject: STORAGE },
];

/** What the operator complains of: an apply error, and the part of it that copies certificates. */
function complaints(world: World): string[] {
  const applying = operatorError(world);
  const copying = configCondition(world, 'ImageRegistryCertificatesControllerDegraded');
  return [...(applying === undefined ? [] : [applying]), ...(copying?.status === 'True' ? [copying.message ?? ''] : [])];
}

/** The code of an operator's error message; undefined when it has no name of its own. */
export function complaintCode(message: string): Code | undefined {
  return COMPLAINTS.find((known) => known.pattern.test(message))?.code;
}

function fillOf(world: World, known: Complaint, name: string): Record<string, string> {
  if (known.code === 'RC-STORAGE-TWO') return { other: leftOver(world) };
  const trusted = text(world.s3, 'trustedCA', 'name') === name;
  return known.fill === undefined ? {} : { [known.fill]: name, key: trusted ? 'ca-bundle.crt' : 'HOST' };
}

/** One check for every error of the operator that has a name; the message is the operator's own. */
export const complaintChecks: Check[] = COMPLAINTS.map((known) =>
  define(known.code, [REGISTRY.config], (world) =>
    complaints(world)
      .filter((message) => COMPLAINTS.find((other) => other.pattern.test(message)) === known)
      .map((message) => {
        const name = known.pattern.exec(message)?.[1] ?? '';
        return { subject: known.subject.replace('$1', () => name), message, fill: fillOf(world, known, name), ...(known.code === 'RC-STORAGE-TWO' ? { cause: ofTwo(world) } : {}) };
      })));
