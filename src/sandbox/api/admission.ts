import type { KubeObject, Resource } from '../../api/types.ts';

/** What a cluster does to a new object before it is judged: it may change the (own) copy it is given, or throw a `Fault`. */
export type Admission = (resource: Resource, object: KubeObject) => void;
