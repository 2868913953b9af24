import type { JsonObject } from '../api/types.ts';
import { ELSEWHERE, RUN } from './setup-file.ts';
import type { Option, Platform } from './types.ts';

function ofOption({ value, about, fallback, choices }: Option): JsonObject {
  const shape: JsonObject = choices !== undefined ? { enum: [...choices, ...[true, false].filter((word) => choices.includes(String(word)))] } : value === undefined ? { type: 'boolean' } : value === 'N' ? { type: ['integer', 'string'] } : { type: 'string' };
  return { ...shape, description: about, ...(fallback === undefined ? {} : { default: fallback }) };
}

function ofForm({ name, options, credentials }: Platform): JsonObject {
  const own = options.filter(({ flag }) => !ELSEWHERE.includes(flag));
  const table = Object.fromEntries(own.map((option) => [option.flag, ofOption(option)]));
  const meant = { properties: { form: { const: name } }, required: ['form'] };
  const holds = { properties: { options: { properties: table, additionalProperties: false }, ...(credentials === undefined ? { credentials: false } : {}) } };
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  return Object.fromEntries<JsonObject>([['if', meant], ['then', holds]]);
}

/** The JSON Schema of a set-up as a file, made of the options that the forms have. */
export function setupSchema(forms: Readonly<Record<string, Platform>>): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://registryctl.dev/schema/setup.v1.json',
    title: 'registryctl setup --file',
    description: 'A set-up of the integrated image registry. It holds names and settings, never a secret.',
    type: 'object',
    additionalProperties: false,
    properties: {
      form: { enum: Object.keys(forms), description: 'which form of setup; the one on the command line, or the one that is chosen, when it is not given' },
      options: { type: 'object', description: 'options of the form by flag, without dashes' },
      credentials: {
        type: 'object', description: 'where the credentials of the storage come from', additionalProperties: false, minProperties: 1, maxProperties: 1,
        properties: {
          file: { type: 'string', minLength: 1, description: 'a file with them, by a path from this one' },
          secret: { type: 'string', pattern: '^[a-z0-9][-a-z0-9]*/[a-z0-9][-a-z0-9.]*$', description: 'a secret of the cluster, as NAMESPACE/NAME' },
        },
      },
      run: {
        type: 'object', description: 'how it is carried out', additionalProperties: false,
        properties: Object.fromEntries(Object.entries(RUN).map(([key, { type, about }]) => [key, { type: key === 'accept-loss' ? ['integer', 'string'] : type, description: about }])),
      },
    },
    allOf: Object.values(forms).map(ofForm),
  };
}
