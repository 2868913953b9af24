import type { Schema } from '../schemas/dsl.ts';
import * as reviews from '../schemas/reviews.ts';
import type { Kind } from './kind.ts';

const kind = (group: string, name: string, schema: Schema): Kind => ({
  resource: { group, version: 'v1', plural: `${name.toLowerCase()}s`, kind: name, namespaced: false },
  schema,
  names: 'subdomain',
  singular: name.toLowerCase(),
  shortNames: [],
  custom: false,
  status: false,
  generation: false, putMakes: false,
});

/** How the bodies of reviews are read, by the plural that they are posted to; `tokens` are requests for tokens. */
export const KIND_OF: Readonly<Record<string, Kind>> = {
  tokenreviews: kind('authentication.k8s.io', 'TokenReview', reviews.tokenReview),
  selfsubjectaccessreviews: kind('authorization.k8s.io', 'SelfSubjectAccessReview', reviews.selfAccess),
  subjectaccessreviews: kind('authorization.k8s.io', 'SubjectAccessReview', reviews.access),
  localsubjectaccessreviews: kind('authorization.k8s.io', 'LocalSubjectAccessReview', reviews.access),
  selfsubjectrulesreviews: kind('authorization.k8s.io', 'SelfSubjectRulesReview', reviews.selfRules),
  tokens: kind('authentication.k8s.io', 'TokenRequest', reviews.tokenRequest),
};
