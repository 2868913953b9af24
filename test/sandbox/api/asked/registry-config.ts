import type { Asked } from './asked.ts';

/** What kube-apiserver 1.27.4 with OpenShift's definitions answered, call after call; the order matters. */
export const registryConfig: Asked[] = [
  {
    method: 'POST', path: '/apis/imageregistry.operator.openshift.io/v1/configs',
    body: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { name: 'cluster' }, spec: { replicas: 1, storage: {} } },
    answer: {
      code: 201,
      object: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { generation: 1, name: 'cluster' }, spec: { logLevel: 'Normal', operatorLogLevel: 'Normal', replicas: 1, storage: {} } },
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { logLevel: 'Loud' } },
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { storage: { s3: { bucket: 5 } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.storage.s3.bucket: Invalid value: "integer": spec.storage.s3.bucket in body must be of type string: "integer"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { replicas: 'two' } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { replicas: 1.5 } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.replicas: Invalid value: "number": spec.replicas in body must be of type integer: "number"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { replicas: 99999999999 } },
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { generation: 2, name: 'cluster' }, spec: { logLevel: 'Normal', operatorLogLevel: 'Normal', replicas: 99999999999, storage: {} } },
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { replicas: 1e+30 } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.replicas: Invalid value: "number": spec.replicas in body must be of type integer: "number"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { replicas: null } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.replicas: Required value',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { replicas: true } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.replicas: Invalid value: "boolean": spec.replicas in body must be of type integer: "boolean"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { logging: 1.5 } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.logging: Invalid value: "number": spec.logging in body must be of type integer: "number"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { readOnly: 'x' } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.readOnly: Invalid value: "string": spec.readOnly in body must be of type boolean: "string"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { proxy: [] } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.proxy: Invalid value: "array": spec.proxy in body must be of type object: "array"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { proxy: 'x' } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.proxy: Invalid value: "string": spec.proxy in body must be of type object: "string"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { routes: {} } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.routes: Invalid value: "object": spec.routes in body must be of type array: "object"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { routes: [null] } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.routes[0]: Invalid value: "null": spec.routes[0] in body must be of type object: "null"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { routes: ['x'] } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.routes[0]: Invalid value: "string": spec.routes[0] in body must be of type object: "string"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { routes: [{}] } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.routes[0].name: Required value',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { routes: [{ name: 'a', hostname: null }] } },
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { generation: 2, name: 'cluster' }, spec: { logLevel: 'Normal', operatorLogLevel: 'Normal', replicas: 1, routes: [{ name: 'a' }], storage: {} } },
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { storage: { azure: { container: 'ab' } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.storage.azure.container: Invalid value: "ab": spec.storage.azure.container in body should be at least 3 chars long',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { storage: { azure: { container: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.storage.azure.container: Too long: may not be longer than 63',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { storage: { azure: { container: 'A B c' } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: "Config.imageregistry.operator.openshift.io \"cluster\" is invalid: spec.storage.azure.container: Invalid value: \"A B c\": spec.storage.azure.container in body should match '^[0-9a-z]+(-[0-9a-z]+)*$'",
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { storage: { s3: { trustedCA: { name: 'A' } } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: "Config.imageregistry.operator.openshift.io \"cluster\" is invalid: spec.storage.s3.trustedCA.name: Invalid value: \"A\": spec.storage.s3.trustedCA.name in body should match '^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'",
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { storage: { s3: { trustedCA: { name: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' } } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.storage.s3.trustedCA.name: Too long: may not be longer than 253',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { storage: { oss: { bucket: 'abc' } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { generation: 2, name: 'cluster' }, spec: { logLevel: 'Normal', operatorLogLevel: 'Normal', replicas: 1, storage: { oss: { bucket: 'abc', endpointAccessibility: 'Internal' } } } },
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { storage: { oss: { encryption: { method: 'KMS' } } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: [<nil>: Invalid value: "": "spec.storage.oss.encryption" must validate at least one schema (anyOf), <nil>: Invalid value: "": "spec.storage.oss.encryption.method" must not validate the schema (not)]',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { storage: { oss: { encryption: { method: 'X' } } } } },
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { storage: { oss: { encryption: { kms: { keyID: '' } } } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: [<nil>: Invalid value: "": "spec.storage.oss.encryption" must validate at least one schema (anyOf), <nil>: Invalid value: "": "spec.storage.oss.encryption" must not validate the schema (not), spec.storage.oss.encryption.kms.keyID: Invalid value: "": spec.storage.oss.encryption.kms.keyID in body should be at least 1 chars long]',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { storage: { oss: { endpointAccessibility: 'x' } } } },
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { storage: { ibmcos: { resourceKeyCRN: 'x' } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: "Config.imageregistry.operator.openshift.io \"cluster\" is invalid: spec.storage.ibmcos.resourceKeyCRN: Invalid value: \"x\": spec.storage.ibmcos.resourceKeyCRN in body should match '^crn:.+:.+:.+:cloud-object-storage:.+:.+:.+:resource-key:.+$'",
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { requests: { read: { maxWaitInQueue: 'abc' } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.requests.read.maxWaitInQueue: Invalid value: "abc": spec.requests.read.maxWaitInQueue in body must be of type duration: "abc"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { requests: { read: { maxWaitInQueue: '1h' } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { generation: 2, name: 'cluster' }, spec: { logLevel: 'Normal', operatorLogLevel: 'Normal', replicas: 1, requests: { read: { maxWaitInQueue: '1h' } }, storage: {} } },
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { requests: { read: { maxRunning: 'x' } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.requests.read.maxRunning: Invalid value: "string": spec.requests.read.maxRunning in body must be of type integer: "string"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { resources: { limits: { cpu: 'abc' } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: "Config.imageregistry.operator.openshift.io \"cluster\" is invalid: spec.resources.limits.cpu: Invalid value: \"abc\": spec.resources.limits.cpu in body should match '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$'",
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { resources: { limits: { cpu: 1.5 } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: [spec.resources.limits.cpu: Invalid value: "number": spec.resources.limits.cpu in body must be of type integer,string: "number", <nil>: Invalid value: "": "spec.resources.limits.cpu" must validate at least one schema (anyOf), spec.resources.limits.cpu: Invalid value: "number": spec.resources.limits.cpu in body must be of type integer: "number"]',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { resources: { limits: { cpu: [] } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: [spec.resources.limits.cpu: Invalid value: "array": spec.resources.limits.cpu in body must be of type integer,string: "array", <nil>: Invalid value: "": "spec.resources.limits.cpu" must validate at least one schema (anyOf), spec.resources.limits.cpu: Invalid value: "array": spec.resources.limits.cpu in body must be of type integer: "array"]',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { resources: { claims: [{ name: 'a' }, { name: 'a' }] } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.resources.claims[1]: Duplicate value: map[string]interface {}{"name":"a"}',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { nodeSelector: { a: 1 } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.nodeSelector.a: Invalid value: "integer": spec.nodeSelector.a in body must be of type string: "integer"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { tolerations: [{ tolerationSeconds: 'x' }] } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.tolerations[0].tolerationSeconds: Invalid value: "string": spec.tolerations[0].tolerationSeconds in body must be of type integer: "string"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { topologySpreadConstraints: [{}] } },
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: {} } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { unsupportedConfigOverrides: 5 } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.unsupportedConfigOverrides: Invalid value: "integer": spec.unsupportedConfigOverrides in body must be of type object: "integer"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { unsupportedConfigOverrides: { a: 1 } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { generation: 2, name: 'cluster' }, spec: { logLevel: 'Normal', operatorLogLevel: 'Normal', replicas: 1, storage: {}, unsupportedConfigOverrides: { a: 1 } } },
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { observedConfig: [] } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.observedConfig: Invalid value: "array": spec.observedConfig in body must be of type object: "array"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: { spec: { bogus: 1, storage: { s3: { bog: 1 } } } },
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { generation: 2, name: 'cluster' }, spec: { logLevel: 'Normal', operatorLogLevel: 'Normal', replicas: 1, storage: { s3: {} } } },
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All&fieldValidation=Strict',
    body: { spec: { bogus: 1, storage: { s3: { bog: 1 } } } },
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All&fieldValidation=Strict',
    body: { spec: { bogus: 1, logLevel: 'Loud' } },
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All&fieldValidation=Strict',
    body: '{"spec":{"bogus":1,"replicas":2,"replicas":3}}',
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All&fieldValidation=Warn',
    body: '{"spec":{"replicas":2,"replicas":3}}',
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { generation: 2, name: 'cluster' }, spec: { logLevel: 'Normal', operatorLogLevel: 'Normal', replicas: 3, storage: {} } },
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: '{"spec":5}',
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec: Invalid value: "integer": spec in body must be of type object: "integer"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: '{"spec":null}',
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec: Required value',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: '{"metadata":{"labels":{"a":5}}}',
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: '{"metadata":{"labels":{"a b":"x y"}}}',
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: "Config.imageregistry.operator.openshift.io \"cluster\" is invalid: [metadata.labels: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'), metadata.labels: Invalid value: \"x y\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')]",
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: '{"metadata":{"finalizers":["x y"]}}',
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: "Config.imageregistry.operator.openshift.io \"cluster\" is invalid: metadata.finalizers: Invalid value: \"x y\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: '{"metadata":{"annotations":{"x y":""}}}',
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: "Config.imageregistry.operator.openshift.io \"cluster\" is invalid: metadata.annotations: Invalid value: \"x y\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: '{"metadata":5}',
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All&fieldValidation=Strict',
    body: '{"metadata":{"bogus":1}}',
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: '{"apiVersion":"v1"}',
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: '{"status":{"x":1}}',
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { generation: 1, name: 'cluster' }, spec: { logLevel: 'Normal', operatorLogLevel: 'Normal', replicas: 1, storage: {} } },
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All&fieldValidation=Strict',
    body: '{"bogus":1}',
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: '{}',
    type: 'application/strategic-merge-patch+json',
    answer: {
      code: 415,
      reason: 'UnsupportedMediaType',
      message: 'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: '{}',
    type: 'application/json',
    answer: {
      code: 415,
      reason: 'UnsupportedMediaType',
      message: 'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: [{ op: 'replace', path: '/spec/replicas', value: 'x' }],
    type: 'application/json-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster?dryRun=All',
    body: [{ op: 'replace', path: '/spec/none/x', value: 'x' }],
    type: 'application/json-patch+json',
    answer: { code: 422, reason: 'Invalid', message: 'the server rejected our request due to an error in our request' },
  },
  {
    method: 'PUT', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster',
    body: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { name: 'cluster' }, spec: { replicas: 1, storage: {} } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'configs.imageregistry.operator.openshift.io "cluster" is invalid: metadata.resourceVersion: Invalid value: 0x0: must be specified for an update',
    },
  },
  {
    method: 'PUT', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster',
    body: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { name: 'cluster', resourceVersion: '1' }, spec: { replicas: 1, storage: {} } },
    answer: {
      code: 409,
      reason: 'Conflict',
      message: 'Operation cannot be fulfilled on configs.imageregistry.operator.openshift.io "cluster": the object has been modified; please apply your changes to the latest version and try again',
    },
  },
  {
    method: 'PUT', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster',
    body: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { name: 'other' }, spec: { replicas: 1, storage: {} } },
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster/status?dryRun=All',
    body: { status: { readyReplicas: 1 } },
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "cluster" is invalid: [status.storage: Required value, status.storageManaged: Required value]',
    },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster/status?dryRun=All',
    body: { status: { readyReplicas: 1, storage: {}, storageManaged: false, conditions: [{ status: 'x' }] } },
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { generation: 1, name: 'cluster' }, spec: { logLevel: 'Normal', operatorLogLevel: 'Normal', replicas: 1, storage: {} }, status: { conditions: [{ status: 'x' }], readyReplicas: 1, storage: {}, storageManaged: false } },
    },
  },
  {
    method: 'POST', path: '/apis/imageregistry.operator.openshift.io/v1/configs?dryRun=All',
    body: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { name: 'x2' } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'Config.imageregistry.operator.openshift.io "x2" is invalid: spec: Required value',
    },
  },
  {
    method: 'POST', path: '/apis/imageregistry.operator.openshift.io/v1/configs?dryRun=All',
    body: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { name: 'X2' }, spec: { replicas: 'x' } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: "Config.imageregistry.operator.openshift.io \"X2\" is invalid: [metadata.name: Invalid value: \"X2\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'), spec.replicas: Invalid value: \"string\": spec.replicas in body must be of type integer: \"string\"]",
    },
  },
  {
    method: 'POST', path: '/apis/imageregistry.operator.openshift.io/v1/configs?dryRun=All',
    body: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { generateName: 'x2' }, spec: { replicas: null, logLevel: null, storage: null, routes: null } },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/apis/imageregistry.operator.openshift.io/v1/configs?dryRun=All&fieldValidation=Strict',
    body: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { name: 'x2', bog: 1 }, bog: 1, spec: { replicas: 1, bog: 1 } },
    answer: {
      code: 400,
      reason: 'BadRequest',
      message: 'Config in version "v1" cannot be handled as a Config: strict decoding error: unknown field "metadata.bog", unknown field "bog", unknown field "spec.bog"',
    },
  },
  {
    method: 'POST', path: '/apis/imageregistry.operator.openshift.io/v1/configs',
    body: '{bad',
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'POST', path: '/apis/imageregistry.operator.openshift.io/v1/configs',
    body: '{}',
    answer: {
      code: 400,
      reason: 'BadRequest',
      message: "the object provided is unrecognized (must be of type Config): Object 'Kind' is missing in '{}' ({})",
    },
  },
  {
    method: 'POST', path: '/apis/imageregistry.operator.openshift.io/v1/configs',
    body: { apiVersion: 'v1', kind: 'Config' },
    answer: {
      code: 400,
      reason: 'BadRequest',
      message: 'the API version in the data (v1) does not match the expected API version (imageregistry.operator.openshift.io/v1)',
    },
  },
  {
    method: 'POST', path: '/apis/imageregistry.operator.openshift.io/v1/configs',
    body: '',
    answer: {
      code: 400,
      reason: 'BadRequest',
      message: "the object provided is unrecognized (must be of type Config): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
    },
  },
  {
    method: 'GET', path: '/apis/imageregistry.operator.openshift.io/v1/configs/none',
    answer: { code: 404, reason: 'NotFound', message: 'configs.imageregistry.operator.openshift.io "none" not found' },
  },
  {
    method: 'PUT', path: '/apis/imageregistry.operator.openshift.io/v1/configs/none',
    body: { apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { name: 'cluster' }, spec: { replicas: 1, storage: {} } },
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'POST', path: '/apis/route.openshift.io/v1/namespaces/default/routes?dryRun=All',
    body: { apiVersion: 'route.openshift.io/v1', kind: 'Route', metadata: { name: 'r' }, spec: {} },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/apis/route.openshift.io/v1/namespaces/default/routes?dryRun=All',
    body: { apiVersion: 'route.openshift.io/v1', kind: 'Route', metadata: { name: 'r' }, spec: { to: { kind: 'Service', name: 'x' }, tls: { termination: 'zz' }, wildcardPolicy: 'x', port: { targetPort: true }, host: 'A_b' } },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/apis/route.openshift.io/v1/namespaces/default/routes?dryRun=All',
    body: { apiVersion: 'route.openshift.io/v1', kind: 'Route', metadata: { name: 'r' }, spec: { to: { name: 'x' } } },
    answer: {
      code: 201,
      object: { apiVersion: 'route.openshift.io/v1', kind: 'Route', metadata: { generation: 1, name: 'r', namespace: 'default' }, spec: { to: { kind: 'Service', name: 'x', weight: 100 }, wildcardPolicy: 'None' } },
    },
  },
];
