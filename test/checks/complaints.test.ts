import { describe, expect, test } from 'vitest';
import { R } from '../../src/api/resources.ts';
import { complaintCode } from '../../src/checks/complaints.ts';
import type { Code } from '../../src/registry/codes.ts';
import { findingsOf, table } from './table.ts';
import { serving, the, told, type Stage } from './worlds.ts';

const PREFIX = 'Unable to apply resources: unable to sync storage configuration: ';
const saying = (message: string) => (): Stage => {
  const stage = serving('odf-s3-complete');
  told(the(stage, R.Config, 'cluster'), 'Progressing', 'True', 'Error', message);
  return stage;
};

table('RC-VERIFICATION-FAILED', [
  ['negative replicas', saying('spec.replicas: must be greater than or equal to 0'), 'greater than or equal'],
  ['a name twice', saying('configuration failed: duplication of names has been detected in the additional routes'), 'duplication'],
  ['a number that is none', saying('maxRunning must be positive number')],
], [
  ['as recorded', () => serving('odf-s3-complete')],
  ['another error', saying('the sky fell')],
]);

describe('the code of what the operator says', () => {
  test.each<[string, Code | undefined]>([
    ['storage backend not configured', 'RC-STORAGE-UNSET'],
    [`${PREFIX}exactly one storage type should be configured at the same time, got 2: [EmptyDir S3]`, 'RC-STORAGE-TWO'],
    [`${PREFIX}cannot use ReadWriteOnce access mode with more than one replica`, 'RC-PVC-RWO'],
    [`${PREFIX}PVC registry does not contain the necessary access modes`, 'RC-PVC-MODES'],
    [`${PREFIX}could not create default PVC: it is there already`, 'RC-PVC-NOT-OWNED'],
    [`${PREFIX}persistentvolumeclaims "a" not found`, 'RC-PVC-MISSING'],
    [`${PREFIX}persistentvolumeclaim "a" not found`, 'RC-PVC-MISSING'],
    [`${PREFIX}trusted CA config map "b" does not contain required key "ca-bundle.crt"`, 'RC-CA-KEY'],
    [`${PREFIX}failed to get trusted CA "b": configmap "b" not found`, 'RC-CA-MISSING'],
    [`${PREFIX}secret "openshift-image-registry/k" does not contain required key "X"`, 'RC-SECRET-KEYS'],
    [`${PREFIX}unable to get cluster minted credentials "a/b"`, 'RC-CREDENTIALS-MISSING'],
    ['unable to sync *v1.Route, Namespace=a, Name=b: secret "tls" not found', 'RC-ROUTE-SECRET'],
    [`${PREFIX}MissingRegion: could not find region configuration`, 'RC-S3-REGION'],
    [`${PREFIX}Head "https://a": x509: certificate signed by unknown authority`, 'RC-STORAGE-TLS'],
    [`${PREFIX}SignatureDoesNotMatch: \n\tstatus code: 403`, 'RC-CREDENTIALS-REFUSED'],
    [`${PREFIX}AuthenticationFailed`, 'RC-CREDENTIALS-REFUSED'],
    [`${PREFIX}Unauthorized\n\tstatus code: 401`, 'RC-CREDENTIALS-REFUSED'],
    [`${PREFIX}dial tcp: lookup a.b on 10.0.0.10:53: no such host`, 'RC-STORAGE-UNREACHABLE'],
    [`${PREFIX}dial tcp 10.0.0.1:443: i/o timeout`, 'RC-STORAGE-UNREACHABLE'],
    [`${PREFIX}dial tcp 10.0.0.1:443: connect: no route to host`, 'RC-STORAGE-UNREACHABLE'],
    ['the sky fell', undefined],
    ['status code: 500', undefined],
    ['', undefined],
  ])('%s', (message, code) => {
    expect(complaintCode(message)).toBe(code);
  });
});

describe('one message is one finding, in the operator\'s own words', () => {
  test.each<[string, string, string]>([
    ['a name with a dollar is no pattern', `${PREFIX}persistentvolumeclaims "a$&b" not found`, 'RC-PVC-MISSING'],
    ['the first that matches decides', `${PREFIX}configmap "x" not found; x509: bad; no such host`, 'RC-CA-MISSING'],
    ['several lines', `${PREFIX}SignatureDoesNotMatch: bad\n\tstatus code: 403, request id: 1`, 'RC-CREDENTIALS-REFUSED'],
  ])('%s', (_name, message, code) => {
    const about = findingsOf(saying(message)()).filter((finding) => finding.message === message);
    expect(about.map((finding) => finding.code)).toEqual([code]);
  });
  test('a quoted name is the subject, to the letter', () => {
    const [first] = findingsOf(saying('unable to sync *v1.Route, x: secret "a$1" not found')());
    expect(first).toMatchObject({ code: 'RC-ROUTE-SECRET', subject: 'secrets/openshift-image-registry/a$1' });
    expect(first?.remedy).toContain('secret tls SECRET ');
  });
  test('what copies certificates complains too, at the same time', () => {
    const stage = saying(`${PREFIX}MissingRegion: x`)();
    const said = 'failed to sync certificates: configmap "more" not found';
    told(the(stage, R.Config, 'cluster'), 'ImageRegistryCertificatesControllerDegraded', 'True', 'Error', said);
    expect(findingsOf(stage).map(({ code, subject }) => `${code} ${subject}`)).toEqual([
      'RC-CA-MISSING configmaps/openshift-config/more',
      'RC-S3-REGION configs.imageregistry.operator.openshift.io/cluster spec.storage.s3.region',
    ]);
  });
});
