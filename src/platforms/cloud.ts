import { at, record, text } from '../api/json.ts';
import { nameOf } from '../api/resources.ts';
import type { Finding } from '../checks/types.ts';
import type { CredentialForm } from '../credentials/types.ts';
import { checkCluster, checkReads, checkReplicas, COMMON_READS, countReads } from '../forms/common.ts';
import { askedWith, checkCredentials, CREDENTIAL_OPTIONS, credentialReads, credentialSteps, MINTED, missingCredentials, sourceOf, usable } from '../forms/credentials.ts';
import { formerPods } from '../forms/former-pods.ts';
import { parse } from '../forms/parse.ts';
import { closing, configPresent, POD_OPTIONS, podSettings } from '../forms/steps.ts';
import { checkStore } from '../forms/store.ts';
import type { Given, Option, Platform } from '../forms/types.ts';
import type { DesiredStep, ValueObject } from '../plan/types.ts';
import { describe, targetOf, type Backend } from '../registry/backends.ts';
import { finding } from '../registry/codes.ts';
import { replicaLimit } from '../registry/nodes.ts';
import { OBJECT } from '../registry/objects.ts';
import { ownSpec } from '../registry/own-spec.ts';
import { one, readKey } from '../snapshot/access.ts';
import type { Read, Snapshot, StoreQuestion } from '../snapshot/types.ts';
import { lacking, resolved, told, type Field, type Values } from './cloud-fields.ts';
import { storageOf, type Place } from './cloud-storage.ts';
import { askedFor, checkSettings, settingSteps, type Commands } from './cloud-settings.ts';

/** What one cloud's form says, beside what all have in common. */
export interface Cloud extends Pick<Platform, 'name' | 'title' | 'manual' | 'fits'> {
  backend: Backend;
  credentials: CredentialForm;
  fields: readonly Field[];
  /** options that are no plain fields */
  options?: readonly Option[];
  /** what is wrong with the options by themselves: throws a Failure (usage) */
  shape?(given: Given): void;
  reads?(given: Given): Read[];
  /** further reads, by what is there */
  follow?(given: Given, place: Place): Read[];
  /** fields that have fields of their own, and the options that these lack */
  more?(given: Given, there: unknown, moved: readonly string[]): { values: ValueObject; missing: string[] };
  /** further options that must be given and are not, by what the cluster tells */
  missing?(given: Given, snapshot: Snapshot, values: Values): string[];
  /** how the settings that its options ask for are made by hand; without it there are none */
  commands?: Commands;
  question(asked: Pick<StoreQuestion, 'secret' | 'keys'>, place: Place, given: Given, snapshot: Snapshot): StoreQuestion;
  check?(given: Given, snapshot: Snapshot, place: Place): Finding[];
  /** keys of what the cloud has made that a store can be asked with, where there are no plain keys among them */
  mintedFiles?: readonly string[];
  /** what the store's answer means here, where the form knows better */
  answer?(found: Finding, place: Place): Finding;
  /** objects that come before the Config */
  objects?(given: Given, snapshot: Snapshot, place: Place): DesiredStep[];
  /** clients of the registry cannot reach the store */
  redirectless?(values: Values): boolean;
  /** the CA config map that the storage names */
  ca?(place: Place): string | undefined;
}

/** A form of setup for a cloud's object store: the record that `setup` knows. */
export function cloudForm(cloud: Cloud): Platform {
  const { backend, credentials, fields } = cloud;
  const options = [...fields.map(({ option }) => option), ...(cloud.options ?? []), ...CREDENTIAL_OPTIONS, ...POD_OPTIONS];

  /** Whether the operator goes on with what the cloud has made for it. */
  const minted = (given: Given, snapshot: Snapshot): boolean => sourceOf(given) === undefined && (usable(credentials, snapshot) ?? OBJECT.credentials) !== OBJECT.credentials;

  const filled = (given: Given, snapshot: Snapshot): string[] => (minted(given, snapshot) ? fields.filter((field) => field.mintedKnows === true).map(({ key }) => key) : []);

  const named = (found: Finding): Finding => ({ ...found, ...(found.remedy === undefined ? {} : { remedy: found.remedy.replace('PLATFORM', cloud.name) }) });

  function placeOf(given: Given, snapshot: Snapshot): Place {
    const there = at(one(snapshot, OBJECT.config), 'spec', 'storage', backend);
    const { values, moved } = resolved(fields, told(fields, options, given), there, snapshot);
    const more = cloud.more?.(given, there, moved);
    return { values, more: more?.values ?? {}, missing: [...lacking(fields, values, minted(given, snapshot)), ...(cloud.missing?.(given, snapshot, values) ?? []), ...(more?.missing ?? [])], there };
  }

  function reads(given: Given): Read[] {
    told(fields, options, given);
    podSettings(parse(options, given));
    cloud.shape?.(given);
    const all = [...COMMON_READS, ...credentialReads(given), ...(cloud.reads?.(given) ?? [])];
    return [...new Map(all.map((read) => [readKey(read), read])).values()];
  }

  /** What a store is asked with: plain keys, else a file of the cloud's that holds them. */
  function keysOf(given: Given, snapshot: Snapshot): Pick<StoreQuestion, 'secret' | 'keys'> | undefined {
    const plain = askedWith(credentials, given, snapshot);
    const data = record(one(snapshot, MINTED), 'data');
    const files = minted(given, snapshot) ? (cloud.mintedFiles ?? []).filter((name) => name in data) : [];
    return plain ?? (files.length === 0 ? undefined : { secret: MINTED, keys: Object.fromEntries(files.map((name) => [name, name])) });
  }

  /** What is asked; nothing where a value is missing, or where only the operator can make keys of the credentials. */
  function store(given: Given, snapshot: Snapshot): StoreQuestion | undefined {
    const place = placeOf(given, snapshot);
    const asked = keysOf(given, snapshot);
    const settings = cloud.commands?.own(place.values) === true ? askedFor(given) : [];
    return asked === undefined || place.missing.length > 0 ? undefined : { ...cloud.question(asked, place, given, snapshot), ...(settings.length === 0 ? {} : { settings }) };
  }

  function checkUnasked(given: Given, snapshot: Snapshot, place: Place): Finding[] {
    const now = at(one(snapshot, OBJECT.config), 'status', 'storage');
    const storage = { [backend]: place.values };
    if (targetOf(now) === targetOf(storage) || place.missing.length > 0 || store(given, snapshot) !== undefined) return [];
    if (sourceOf(given) === undefined && usable(credentials, snapshot) === undefined) return [];
    return [finding('RC-STORE-UNCLEAR', describe(storage), 'it is not looked up: only the operator can use the credentials that the cluster has made', { remedy: 'give --credentials, to have it looked up beforehand' })];
  }

  return {
    name: cloud.name, title: cloud.title, manual: cloud.manual, page: `${cloud.name}.md`, options, credentials, reads, store,
    ...(cloud.fits === undefined ? {} : { fits: cloud.fits }),
    follow(given, snapshot) {
      const place = placeOf(given, snapshot);
      return [...(cloud.follow?.(given, place) ?? []), ...countReads(snapshot, { [backend]: place.values })];
    },
    missing: (given, snapshot) => [...placeOf(given, snapshot).missing, ...missingCredentials(credentials, given, snapshot)],
    check(given, snapshot) {
      const place = placeOf(given, snapshot);
      const storage = at(one(snapshot, OBJECT.config), 'spec', 'storage');
      const brought = text(storage, 'managementState') === 'Managed' && storageOf(snapshot, backend, place, [])['managementState'] === 'Unmanaged' && targetOf(storage) === targetOf({ [backend]: place.values });
      const keys = checkCredentials(credentials, given, snapshot);
      return [
        ...checkReads(snapshot, reads(given)),
        ...checkCluster(snapshot),
        ...keys,
        ...checkStore(given, snapshot, text(place.values, 'region') ?? '').map((found) => named(cloud.answer?.(found, place) ?? found)),
        ...(keys.length > 0 ? [] : checkUnasked(given, snapshot, place)),
        ...(cloud.check?.(given, snapshot, place) ?? []),
        ...(cloud.commands === undefined ? [] : checkSettings(cloud, cloud.commands, given, snapshot, place.values, store(given, snapshot))),
        ...(brought ? [finding('RC-STORAGE-MANAGED-BY-ADMIN', `${nameOf(OBJECT.config)} spec.storage.managementState`, 'it is Managed', { level: 'info' })] : []),
        ...checkReplicas(snapshot, cloud.name, podSettings(parse(options, given)).replicas),
      ];
    },
    desired(given, snapshot) {
      const place = placeOf(given, snapshot);
      const config = one(snapshot, OBJECT.config);
      const form = { disableRedirect: cloud.redirectless?.(place.values) === true, limit: replicaLimit(snapshot, config), ...podSettings(parse(options, given)) };
      const spec = { ...ownSpec(config, form), storage: storageOf(snapshot, backend, place, filled(given, snapshot)) };
      return [
        ...configPresent(snapshot),
        ...(cloud.objects?.(given, snapshot, place) ?? []),
        ...(cloud.commands === undefined ? [] : settingSteps(cloud.commands, given, place.values, store(given, snapshot))),
        ...credentialSteps(credentials, given, snapshot),
        ...closing(`Registry on ${describe({ [backend]: record(place.values) })}`, spec, cloud.ca?.(place), [], formerPods(credentials, backend, given, snapshot)),
      ];
    },
  };
}
