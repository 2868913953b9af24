import type { Client } from '../client.ts';
import type { Who } from './access.ts';
import type { BlobStore } from './blob-store.ts';
import type { RegistrySettings } from './storage.ts';

/** One request on a repository, its rights checked. */
export interface Ask {
  method: string;
  /** `namespace/name` */
  repository: string;
  namespace: string;
  name: string;
  /** what follows in the path: a tag, a digest, an upload's id */
  reference: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: Buffer;
  /** `https://HOST`, as the client named it */
  origin: string;
  who: Who;
  store: BlobStore;
  settings: RegistrySettings;
  client: Client;
  /** signs the state that travels in an upload's Location */
  secret: string;
}

export type { Reply } from '../stores/answer.ts';

