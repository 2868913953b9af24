import type { PatchKind } from '../client.ts';
import { readBody, TextFault } from './json-text.ts';
import { badRequest, Fault, invalid, notFound, optionsOf } from './fault.ts';
import { find, page } from './list.ts';
import type { Kind } from './kind.ts';
import { apply, patch, unsupported } from './patch.ts';
import { removalOf } from './removal.ts';
import { remove } from './remove.ts';
import type { Answer, Ask } from './request.ts';
import type { Store } from './store.ts';
import { create, update } from './write.ts';
import type { Place, Write } from './write.ts';

export const JSON_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const PATCHES: ReadonlyMap<string, PatchKind> = new Map([
  ['application/merge-patch+json', 'merge'],
  ['application/json-patch+json', 'json'],
  ['application/strategic-merge-patch+json', 'strategic'],
]);

/** The body as JSON or YAML. Throws the 400 or 415 of the API server. */
export function bodyOf(ask: Ask, kind: string, hint = `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: `): { value: unknown; twice: string[] } {
  const type = mediaType(ask);
  if (type !== '' && type !== 'application/json' && type !== 'application/yaml') throw unsupported(JSON_TYPES);
  const said = ask.body.toString();
  try {
    return readBody(said, type === 'application/yaml');
  } catch (error) {
    if (!(error instanceof TextFault)) throw error;
    throw badRequest(`${hint}${error.message} (${said === '' ? '<empty>' : said.slice(0, 100)})`);
  }
}

/** The content type without its parameters. */
export const mediaType = (ask: Ask): string => (ask.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** How the query wants a write to be done; wrong values are a 422 of the options. */
export function writeOf(ask: Ask, options: string, warnings: string[], twice: readonly string[] = []): Write {
  const complain = (field: string, value: string, taken: string[]): Fault =>
    invalid(optionsOf(options), '', [{ field, reason: 'FieldValueNotSupported', message: `Unsupported value: ${value}: supported values: ${taken.map((t) => `"${t}"`).join(', ')}` }]);
  const dry = ask.query.getAll('dryRun').filter((v) => v !== '');
  if (dry.some((v) => v !== 'All')) throw complain('dryRun', `[]string{${dry.map((v) => JSON.stringify(v)).join(', ')}}`, ['All']);
  const fields = ask.query.get('fieldValidation') ?? '';
  if (fields !== '' && fields !== 'Strict' && fields !== 'Warn' && fields !== 'Ignore') throw complain('fieldValidation', JSON.stringify(fields), ['', 'Ignore', 'Strict', 'Warn']);
  return { dryRun: dry.length > 0, fields: fields === '' ? 'Warn' : fields, warn: (line) => warnings.push(line), twice };
}

/** POST to a collection. */
export function post(store: Store, kind: Kind, namespace: string | undefined, ask: Ask): Answer {
  const warnings: string[] = [];
  const write = writeOf(ask, 'CreateOptions', warnings);
  const { value, twice } = bodyOf(ask, kind.resource.kind);
  const body = create(store, kind, namespace, value, { ...write, twice });
  return { code: 201, body, warnings };
}

/** PUT of an object or its status. */
export function put(store: Store, at: Place, ask: Ask): Answer {
  const warnings: string[] = [];
  const write = writeOf(ask, 'UpdateOptions', warnings);
  const { value, twice } = bodyOf(ask, at.kind.resource.kind);
  const made = !store.get(at.kind.resource, at.name, at.namespace);
  return { code: made ? 201 : 200, body: update(store, at, value, { ...write, twice }), warnings };
}

/** PATCH of an object or its status, in any of the four ways. */
export function patched(store: Store, at: Place, ask: Ask): Answer {
  const warnings: string[] = [];
  const type = mediaType(ask);
  const applied = type === 'application/apply-patch+yaml';
  const how = PATCHES.get(type);
  if (!applied && how === undefined) {
    if (!at.kind.custom) throw new Fault(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
    throw unsupported(['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml']);
  }
  if (how === 'strategic' && at.kind.custom) throw unsupported(['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml']);
  writeOf(ask, 'PatchOptions', warnings); // complains of the query before the body is read
  let read;
  try {
    read = readBody(ask.body.toString(), applied);
  } catch (error) {
    if (error instanceof TextFault) throw store.get(at.kind.resource, at.name, at.namespace) ? badRequest(`error decoding patch: ${error.message}`) : notFound(at.kind.resource, at.name);
    throw error;
  }
  const write = writeOf(ask, 'PatchOptions', warnings, read.twice);
  if (!applied) return { code: 200, body: patch(store, at, read.value, how ?? 'merge', write), warnings };
  if ((ask.query.get('fieldManager') ?? '') === '')
    throw invalid(optionsOf('PatchOptions'), '', [{ field: 'fieldManager', reason: 'FieldValueRequired', message: 'Required value: is required for apply patch' }]);
  const { object, made } = apply(store, at, read.value, write);
  return { code: made ? 201 : 200, body: object, warnings };
}

/** DELETE of one object: a Status when it is gone, the marked object when finalizers hold it. */
export function erase(store: Store, at: Place, ask: Ask): Answer {
  const { resource } = at.kind;
  const { object, gone } = remove(store, at.kind, at.name, at.namespace, removalOf(ask));
  if (!gone) return { code: 200, body: object };
  const details = { name: at.name, ...(resource.group === '' ? {} : { group: resource.group }), kind: resource.plural, uid: object.metadata.uid };
  const shown = ['Pod', 'PersistentVolumeClaim', 'PersistentVolume', 'ServiceAccount', 'Service'].includes(resource.kind) && resource.group === '';
  return { code: 200, body: shown ? object : { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
}

/** DELETE of a collection: everything that the selectors pick. */
export function eraseAll(store: Store, kind: Kind, namespace: string | undefined, ask: Ask): Answer {
  const removal = removalOf(ask);
  const found = find(store, kind, namespace, ask.query);
  for (const { metadata } of found) {
    if (store.get(kind.resource, metadata.name ?? '', metadata.namespace)) remove(store, kind, metadata.name ?? '', metadata.namespace, removal);
  }
  return { code: 200, body: page(store, kind, found, new URLSearchParams()) };
}

/** GET of one object. */
export function read(store: Store, at: Place): Answer {
  const found = store.get(at.kind.resource, at.name, at.namespace);
  if (!found) throw notFound(at.kind.resource, at.name);
  return { code: 200, body: found };
}

