import { int, list, map, obj, root, str, strings, strs } from './dsl.ts';

const attributes = {
  resourceAttributes: obj(strs('namespace verb group version resource subresource name')),
  nonResourceAttributes: obj(strs('path verb')),
};

/** What is asked and answered, and stored nowhere. */
export const selfAccess = root({ spec: obj(attributes), status: obj({}, '', { preserve: true }) });
export const access = root({ spec: obj({ ...attributes, user: str(), uid: str(), groups: strings(), extra: map(list(str())) }), status: obj({}, '', { preserve: true }) });
export const selfRules = root({ spec: obj({ namespace: str() }), status: obj({}, '', { preserve: true }) });
export const tokenReview = root({ spec: obj({ token: str(), audiences: strings() }), status: obj({}, '', { preserve: true }) });
export const tokenRequest = root({
  spec: obj({ audiences: strings(), expirationSeconds: int(), boundObjectRef: obj(strs('kind apiVersion name uid')) }),
  status: obj({}, '', { preserve: true }),
});
