/** The kinds of object store that an image registry can be kept in. */
export const STORES = ['s3', 'gcs', 'swift', 'azure', 'ibmcos', 'oss'] as const;
export type StoreKind = (typeof STORES)[number];

/** Where a bucket (or container) is and who asks for it. */
export interface StorePlace {
  /** `https://host[:port]`: S3's regionEndpoint, Swift's authURL, Azure's blob service; the provider's own when not given */
  endpoint?: string;
  region: string;
  /** bucket as a host name (true) or as the first part of the path */
  virtualHosted?: boolean;
  /** GCS project, Swift tenant, Azure account */
  project?: string;
  /** as the provider names them: S3 `accessKey` and `secretKey`; Swift `username`, `password`, `domain`, …; Azure `accountKey` */
  credentials: Record<string, string>;
  /** PEM certificates to trust */
  ca?: string;
  /** false: only `ca` is trusted, and not what the system trusts */
  systemRoots: boolean;
}

/** Why a store did not do what it was asked, as a Go client puts it. */
export interface StoreFault {
  /** provider's code: `Forbidden`, `NotFound`, `NoSuchBucket`, `SignatureDoesNotMatch`, `BucketAlreadyExists`; `RequestError` when there was no answer */
  code: string;
  /** HTTP status, when there was an answer */
  status?: number;
  /** the whole error text, e.g. `RequestError: send request failed\ncaused by: Head "https://…": … x509: certificate signed by unknown authority` */
  text: string;
}

/** What is set on a bucket that the operator manages. */
export type StoreSetting = 'publicAccessBlock' | 'tags' | 'encryption' | 'abortMultipart' | 'labels';

/** One kind of store. Every method returns undefined when it was done, and never throws for what a store answers. */
export interface BucketDoor {
  /** is it there, and may we use it? A HEAD of an S3 bucket has no body: only `Forbidden` and `NotFound` tell why not */
  head(place: StorePlace, bucket: string): Promise<StoreFault | undefined>;
  create(place: StorePlace, bucket: string): Promise<StoreFault | undefined>;
  /** all objects, then the bucket */
  wipe(place: StorePlace, bucket: string): Promise<StoreFault | undefined>;
  /** `value`: AES256 or aws:kms for encryption, else empty */
  set(place: StorePlace, bucket: string, setting: StoreSetting, value: string): Promise<StoreFault | undefined>;
}

/** The way from the operator to every object store there is. */
export type StoreDoor = Readonly<Record<StoreKind, BucketDoor>>;
