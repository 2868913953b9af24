import { AZURE_CREDENTIALS } from './azure.ts';
import { GCS_CREDENTIALS } from './gcs.ts';
import { S3_CREDENTIALS } from './s3.ts';
import { SWIFT_CREDENTIALS } from './swift.ts';
import type { CredentialForm } from './types.ts';

/** The credentials by the backend of the Config that takes them. */
export const CREDENTIALS: Readonly<Record<string, CredentialForm>> = { s3: S3_CREDENTIALS, gcs: GCS_CREDENTIALS, azure: AZURE_CREDENTIALS, swift: SWIFT_CREDENTIALS };
