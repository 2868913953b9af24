import type { Call, Case } from './call.ts';
import { MERGE, NAMESPACE } from './call.ts';
import { SAMPLES } from './bodies.ts';

/** What the program sends with every write. */
const OURS = 'fieldManager=registryctl&fieldValidation=Strict';
const own = (call: Omit<Call, 'path'> & { path: string }, query = OURS): Call => ({ ...call, path: `${call.path}?${query}` });

/** Each kind as the program makes, reads, changes and removes it, first as a dry run. */
const lives: Case[] = SAMPLES.map(({ resource, path, body }): Case => {
  const one = `${path}/{name}`;
  const patch = { metadata: { resourceVersion: '{rv}', annotations: { 'registryctl.io/plan': 'x' } } };
  return {
    about: resource.kind,
    calls: [
      { method: 'GET', path: one },
      own({ method: 'POST', path, body }, `dryRun=All&${OURS}`),
      own({ method: 'POST', path, body }),
      own({ method: 'POST', path, body }),
      { method: 'GET', path: one },
      { method: 'GET', path: `${path}?limit=500&fieldSelector=metadata.name%3D{name}` },
      { method: 'GET', path: `${path}?limit=500&labelSelector=nobody%3Dhas-it` },
      own({ method: 'PATCH', path: one, body: patch, type: MERGE }, `dryRun=All&${OURS}`),
      own({ method: 'PATCH', path: one, body: patch, type: MERGE }),
      own({ method: 'PATCH', path: one, body: { metadata: { ...patch.metadata, resourceVersion: '{old}' } }, type: MERGE }),
      { method: 'DELETE', path: `${one}?dryRun=All` },
      { method: 'DELETE', path: one, body: { preconditions: { uid: 'another' } } },
      { method: 'DELETE', path: one, body: { preconditions: { uid: '{uid}' } } },
      { method: 'GET', path: one },
    ],
    tidy: [one],
  };
});

const review = (attributes: Record<string, unknown>, as?: string): Call => ({
  method: 'POST',
  path: `/apis/authorization.k8s.io/v1/selfsubjectaccessreviews?${OURS}`,
  body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: attributes } },
  ...(as === undefined ? {} : { as }),
});
const account = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`;

/** Every call that the program makes, on objects of their own. */
export const made: Case[] = [
  ...lives,
  {
    about: 'SelfSubjectAccessReview',
    calls: [
      review({ verb: 'patch', group: 'imageregistry.operator.openshift.io', version: 'v1', resource: 'configs', name: 'cluster' }),
      review({ verb: 'patch', group: 'imageregistry.operator.openshift.io', version: 'v1', resource: 'configs', name: 'cluster' }, 'bob'),
      review({ verb: 'create', group: '', version: 'v1', resource: 'pods', subresource: 'portforward', namespace: NAMESPACE }, 'bob'),
    ],
    tidy: [],
  },
  {
    about: 'TokenRequest',
    calls: [
      own({ method: 'POST', path: account, body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: '{name}', namespace: NAMESPACE } } }),
      own({ method: 'POST', path: `${account}/{name}/token`, body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } } }),
      own({ method: 'POST', path: `${account}/missing/token`, body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } } }),
    ],
    tidy: [`${account}/{name}`],
  },
  {
    about: 'ObjectBucketClaim',
    calls: SAMPLES.filter(({ resource }) => resource.kind === 'ObjectBucketClaim').map(({ path, body }) => own({ method: 'POST', path, body: { ...body, spec: {} } })),
    tidy: [],
  },
  { about: 'paths', calls: ['/readyz', '/livez', '/nothing', '/api/v1/nothing', '/apis/nothing.example.com/v1', '/apis/route.openshift.io/v1/nothing'].map((path) => ({ method: 'GET', path })), tidy: [] },
];
