import { int, list, map, obj, quantity, str, strings, strs } from './dsl.ts';

const requirement = obj({ ...strs('key operator'), values: strings() }, 'key operator');
export const labelSelector = obj({ matchExpressions: list(requirement), matchLabels: map() });
const nodeTerm = obj({ matchExpressions: list(requirement), matchFields: list(requirement) });
const podTerm = obj({ labelSelector, namespaceSelector: labelSelector, namespaces: strings(), topologyKey: str() }, 'topologyKey');
const podRules = obj({
  preferredDuringSchedulingIgnoredDuringExecution: list(obj({ podAffinityTerm: podTerm, weight: int() }, 'podAffinityTerm weight')),
  requiredDuringSchedulingIgnoredDuringExecution: list(podTerm),
});

/** Where pods may run: the same words in pods, the registry's Config and the pruner. */
export const affinity = obj({
  nodeAffinity: obj({
    preferredDuringSchedulingIgnoredDuringExecution: list(obj({ preference: nodeTerm, weight: int() }, 'preference weight')),
    requiredDuringSchedulingIgnoredDuringExecution: obj({ nodeSelectorTerms: list(nodeTerm) }, 'nodeSelectorTerms'),
  }),
  podAffinity: podRules,
  podAntiAffinity: podRules,
});

export const tolerations = list(obj({ ...strs('effect key operator value'), tolerationSeconds: int() }));

export const topologySpreadConstraints = list(
  obj(
    { labelSelector, matchLabelKeys: strings(), maxSkew: int(), minDomains: int(), ...strs('nodeAffinityPolicy nodeTaintsPolicy topologyKey whenUnsatisfiable') },
    'maxSkew topologyKey whenUnsatisfiable',
  ),
);

export const resources = obj({ claims: list(obj({ name: str() }, 'name'), { unique: ['name'] }), limits: map(quantity()), requests: map(quantity()) });
