import type { Asked } from './asked.ts';

/** What kube-apiserver 1.27.4 with OpenShift's definitions answered, call after call; the order matters. */
export const configMaps: Asked[] = [
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { k: 'v' } },
    answer: {
      code: 201,
      object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a', namespace: 'default' }, data: { k: 'v' } },
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
    answer: { code: 409, reason: 'AlreadyExists', message: 'configmaps "a" already exists' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: '{bad',
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: '',
    answer: {
      code: 400,
      reason: 'BadRequest',
      message: "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: '[]',
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: '{}',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: '{"kind":"ConfigMap"}',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } },
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'Nope', metadata: { name: 'x' } },
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'A_B' } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: "ConfigMap \"A_B\" is invalid: metadata.name: Invalid value: \"A_B\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '' } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'ConfigMap "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" is invalid: metadata.name: Invalid value: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx": must be no more than 253 characters',
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 't' }, data: { k: 5 } },
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 't' }, data: { 'bad key!': 'v' } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: "ConfigMap \"t\" is invalid: data[bad key!]: Invalid value: \"bad key!\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 't' }, data: { k: 'v' }, binaryData: { k: 'dg==' } },
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'ConfigMap "t" is invalid: data[k]: Invalid value: "k": duplicate of key present in binaryData',
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 't' }, bogus: 1, data: { k: 'v' } },
    answer: {
      code: 201,
      object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 't', namespace: 'default' }, data: { k: 'v' } },
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps?fieldValidation=Strict',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 't' }, bogus: 1, data: { k: 'v' } },
    answer: {
      code: 400,
      reason: 'BadRequest',
      message: 'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "bogus"',
    },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps?fieldValidation=Strict',
    body: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"t","name":"t2","foo":1},"data":{"a":"1","a":"2"}}',
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps?fieldValidation=Wrong',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 't' } },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps?dryRun=Some',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 't' } },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps?dryRun=All',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 't2' } },
    answer: { code: 201, object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 't2', namespace: 'default' } } },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/other/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 't2' } },
    answer: { code: 404, reason: 'NotFound', message: 'namespaces "other" not found' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'kube-system' } },
    answer: {
      code: 400,
      reason: 'BadRequest',
      message: 'the namespace of the provided object does not match the namespace sent on the request',
    },
  },
  {
    method: 'POST', path: '/api/v1/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } },
    answer: { code: 405, reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource' },
  },
  {
    method: 'PUT', path: '/api/v1/namespaces/default/configmaps/a',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b' } },
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'PUT', path: '/api/v1/namespaces/default/configmaps/nope',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'nope' } },
    answer: { code: 404, reason: 'NotFound', message: 'configmaps "nope" not found' },
  },
  {
    method: 'PUT', path: '/api/v1/namespaces/default/configmaps/a',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', uid: 'other' } },
    answer: { code: 409, reason: 'Conflict' },
  },
  {
    method: 'PUT', path: '/api/v1/namespaces/default/configmaps/a',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', resourceVersion: '1' } },
    answer: {
      code: 409,
      reason: 'Conflict',
      message: 'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    },
  },
  {
    method: 'PUT', path: '/api/v1/namespaces/default/configmaps/a',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', resourceVersion: 'abc' } },
    answer: { code: 500 },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '{bad',
    type: 'application/merge-patch+json',
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '[]',
    type: 'application/merge-patch+json',
    answer: {
      code: 400,
      reason: 'BadRequest',
      message: 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '{"data":{"x":5}}',
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '{"metadata":{"name":"z"}}',
    type: 'application/merge-patch+json',
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '{"metadata":{"uid":"z"}}',
    type: 'application/merge-patch+json',
    answer: {
      code: 422,
      reason: 'Invalid',
      message: 'ConfigMap "a" is invalid: metadata.uid: Invalid value: "z": field is immutable',
    },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '{"metadata":{"resourceVersion":"1"},"data":{"z":"1"}}',
    type: 'application/merge-patch+json',
    answer: {
      code: 409,
      reason: 'Conflict',
      message: 'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '{"kind":"Secret"}',
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a?fieldValidation=Strict',
    body: '{"bogus":1}',
    type: 'application/merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '{"bogus":1}',
    type: 'application/merge-patch+json',
    answer: {
      code: 200,
      object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a', namespace: 'default' }, data: { k: 'v' } },
    },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a?fieldValidation=Strict',
    body: '{"bogus":1}',
    type: 'application/strategic-merge-patch+json',
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '{}',
    type: 'text/plain',
    answer: { code: 415, reason: 'UnsupportedMediaType' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '{}',
    type: 'application/json',
    answer: { code: 415, reason: 'UnsupportedMediaType' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '{}',
    type: 'application/json-patch+json',
    answer: {
      code: 400,
      reason: 'BadRequest',
      message: 'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '[{"op":"test","path":"/data/k","value":"no"}]',
    type: 'application/json-patch+json',
    answer: { code: 422, reason: 'Invalid', message: 'the server rejected our request due to an error in our request' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '[{"op":"remove","path":"/data/none"}]',
    type: 'application/json-patch+json',
    answer: { code: 422, reason: 'Invalid', message: 'the server rejected our request due to an error in our request' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '[{"op":"replace","path":"/data/none","value":"x"}]',
    type: 'application/json-patch+json',
    answer: {
      code: 200,
      object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a', namespace: 'default' }, data: { k: 'v', none: 'x' } },
    },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '[{"op":"add","path":"/none/none","value":"x"}]',
    type: 'application/json-patch+json',
    answer: { code: 422, reason: 'Invalid', message: 'the server rejected our request due to an error in our request' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/a',
    body: '[{"op":"wrong","path":"/data/none","value":"x"}]',
    type: 'application/json-patch+json',
    answer: { code: 422, reason: 'Invalid', message: 'the server rejected our request due to an error in our request' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/nope',
    body: '{}',
    type: 'application/merge-patch+json',
    answer: { code: 404, reason: 'NotFound', message: 'configmaps "nope" not found' },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces/default/configmaps/nope',
    answer: { code: 404, reason: 'NotFound', message: 'configmaps "nope" not found' },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces/default/configmaps/a',
    body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: 'x' } },
    answer: { code: 409, reason: 'Conflict' },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces/default/configmaps/a',
    body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { resourceVersion: 'x' } },
    answer: { code: 409, reason: 'Conflict' },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces/default/configmaps/a',
    body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'x' },
    answer: { code: 422, reason: 'Invalid' },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces/default/configmaps/a?dryRun=All',
    answer: { code: 200 },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces/default/configmaps/a',
    answer: { code: 200 },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps?limit=1&labelSelector=a in (b)',
    answer: { code: 200 },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps?labelSelector=a==b,,!',
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps?fieldSelector=spec.x=1',
    answer: {
      code: 400,
      reason: 'BadRequest',
      message: '"spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
    },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps?limit=abc',
    answer: { code: 400, reason: 'BadRequest', message: 'strconv.ParseInt: parsing "abc": invalid syntax' },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps?continue=abc',
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps?resourceVersion=abc',
    answer: { code: 500 },
  },
  {
    method: 'GET', path: '/api/v1/nothings',
    answer: { code: 404, reason: 'NotFound', message: 'the server could not find the requested resource' },
  },
  {
    method: 'GET', path: '/apis/none.example.com/v1',
    answer: { code: 404 },
  },
  {
    method: 'GET', path: '/nothing',
    answer: { code: 404 },
  },
  {
    method: 'DELETE', path: '/api/v1/namespaces',
    answer: { code: 405, reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource' },
  },
  {
    method: 'PATCH', path: '/api/v1/namespaces/default/configmaps',
    body: '{}',
    type: 'application/merge-patch+json',
    answer: { code: 405, reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps/a',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
    answer: { code: 405, reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource' },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps',
    who: 'bob',
    answer: { code: 403, reason: 'Forbidden' },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps/a',
    who: 'bob',
    answer: { code: 403, reason: 'Forbidden' },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps',
    who: 'stranger',
    answer: { code: 401, reason: 'Unauthorized' },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps',
    who: 'nobody',
    answer: { code: 403, reason: 'Forbidden' },
  },
  {
    method: 'GET', path: '/api',
    who: 'nobody',
    answer: { code: 403, reason: 'Forbidden' },
  },
  {
    method: 'GET', path: '/api/v1/nodes',
    who: 'bob',
    answer: { code: 403, reason: 'Forbidden' },
  },
  {
    method: 'PATCH', path: '/apis/imageregistry.operator.openshift.io/v1/configs/cluster/status',
    body: '{}',
    type: 'application/merge-patch+json',
    who: 'bob',
    answer: { code: 403, reason: 'Forbidden' },
  },
  {
    method: 'GET', path: '/metrics',
    who: 'bob',
    answer: { code: 403, reason: 'Forbidden' },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps',
    headers: { 'Impersonate-User': 'eve', 'Impersonate-Group': 'g' },
    answer: { code: 403, reason: 'Forbidden' },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps',
    who: 'bob',
    headers: { 'Impersonate-User': 'eve' },
    answer: { code: 403, reason: 'Forbidden' },
  },
  {
    method: 'GET', path: '/api/v1/namespaces/default/configmaps',
    headers: { Accept: 'text/html' },
    answer: { code: 406, reason: 'NotAcceptable' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: 'a: [',
    type: 'application/yaml',
    answer: { code: 400, reason: 'BadRequest' },
  },
  {
    method: 'POST', path: '/api/v1/namespaces/default/configmaps',
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
    type: 'text/plain',
    answer: {
      code: 415,
      reason: 'UnsupportedMediaType',
      message: 'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    },
  },
];
