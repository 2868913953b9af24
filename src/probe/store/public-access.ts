import type { Merged } from './lifecycle.ts';
import { elements } from './told.ts';

const FIELDS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
const DOCUMENT = `<PublicAccessBlockConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${FIELDS.map((field) => `<${field}>true</${field}>`).join('')}</PublicAccessBlockConfiguration>`;

/** A bucket's block of public access (S3's XML; undefined where it has none) with all four of its fields on. Undefined for what is no such document. */
export function withBlock(document: string | undefined): Merged | undefined {
  if (document !== undefined && !/<PublicAccessBlockConfiguration[\s/>]/u.test(document)) return undefined;
  const now = (field: string): boolean => elements(document ?? '', field)[0] === 'true';
  return { document: DOCUMENT, changes: FIELDS.filter((field) => !now(field)).map((field) => ({ path: `publicAccessBlock.${field}`, before: false, after: true })), kept: [] };
}
