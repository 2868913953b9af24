import type { KubeObject, Resource } from '../../api/types.ts';
import type { Schema } from '../schemas/dsl.ts';
import type { Cause } from './fault.ts';

/** The rules of a kind that no schema can say. They look, and complain; `fill` may change its (own) copy. */
export interface Rules {
  /** values that the server sets on every write */
  fill?: (object: KubeObject, before: KubeObject | undefined) => void;
  /** what is wrong with the object as it would be stored */
  check?: (object: KubeObject) => Cause[];
  /** what must not change */
  checkUpdate?: (object: KubeObject, before: KubeObject) => Cause[];
}

/** How a resource is served. */
export interface Kind {
  resource: Resource;
  schema: Schema;
  /** how its names may look */
  names: 'subdomain' | 'label' | 'label1035' | 'path';
  singular: string;
  shortNames: readonly string[];
  /** a custom resource: pruned and judged by an OpenAPI schema; no strategic patch */
  custom: boolean;
  /** has a status subresource, so `status` and the rest are written apart */
  status: boolean;
  /** keeps `metadata.generation` */
  generation: boolean;
  /** a PUT of what is not there makes it */
  putMakes: boolean;
  rules?: Rules;
}
