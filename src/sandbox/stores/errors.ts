/** The codes a gateway answers with, and their HTTP status. */
const STATUS = {
  PermanentRedirect: 301,
  AccessDenied: 403,
  InvalidAccessKeyId: 403,
  SignatureDoesNotMatch: 403,
  RequestTimeTooSkewed: 403,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NoSuchBucketPolicy: 404,
  NoSuchLifecycleConfiguration: 404,
  NoSuchTagSet: 404,
  NoSuchPublicAccessBlockConfiguration: 404,
  NoSuchCORSConfiguration: 404,
  BucketAlreadyExists: 409,
  BucketNotEmpty: 409,
  InvalidArgument: 400,
  InvalidRequest: 400,
  InvalidBucketName: 400,
  InvalidDigest: 400,
  BadDigest: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  EntityTooSmall: 400,
  InvalidLocationConstraint: 400,
  MalformedXML: 400,
  TooManyBuckets: 400,
  XAmzContentSHA256Mismatch: 400,
  InvalidRange: 416,
  PreconditionFailed: 412,
  QuotaExceeded: 403,
  MethodNotAllowed: 405,
  NotImplemented: 501,
  InternalError: 500,
} as const;

export type S3Code = keyof typeof STATUS;

/** A refusal of the gateway. Like Ceph's, it has a code and no words. */
export class S3Error extends Error {
  readonly code: S3Code;
  readonly status: number;

  constructor(code: S3Code) {
    super(code);
    this.name = 'S3Error';
    this.code = code;
    this.status = STATUS[code];
  }
}
