import { createHash } from 'node:crypto';

const ROOT = 'docker/registry/v2';

/** Splits `sha256:HEX`; undefined for what is no digest of that kind. */
export function hexOf(digest: string): string | undefined {
  return /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
}

export const digestOf = (body: Buffer): string => `sha256:${createHash('sha256').update(body).digest('hex')}`;

/** Where things lie in the storage, as every distribution registry lays them out. `hex` is without the algorithm. */
export const layout = {
  blob: (hex: string): string => `${ROOT}/blobs/sha256/${hex.slice(0, 2)}/${hex}/data`,
  layer: (repository: string, hex: string): string => `${ROOT}/repositories/${repository}/_layers/sha256/${hex}/link`,
  revision: (repository: string, hex: string): string => `${ROOT}/repositories/${repository}/_manifests/revisions/sha256/${hex}/link`,
  upload: (repository: string, id: string, file: 'data' | 'startedat'): string => `${ROOT}/repositories/${repository}/_uploads/${id}/${file}`,
};
