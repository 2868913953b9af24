import type { SecretText } from '../secret.ts';

/** What a credentials file holds: the values of the operator's secret, and what it tells besides (a project, an address), by option. */
export interface CredentialsRead {
  values: Record<string, SecretText>;
  /** options of the form that the file answers too; a flag wins */
  given: Record<string, string>;
}

/** One question on a terminal, for one value of the operator's secret. */
export interface CredentialQuestion {
  key: string;
  message: string;
  /** the value is hidden while it is typed */
  hidden: boolean;
}

/** The credentials of one kind of storage, as users have them and as the operator wants them. */
export interface CredentialForm {
  /** every key that must be in `image-registry-private-configuration-user` for this backend (operator behaviour: a missing key is an error, never a fallback) */
  keys: readonly string[];
  /** keys whose value may be empty */
  optional: readonly string[];
  /** white space around a value does no harm, as around JSON */
  loose?: true;
  /** sets of keys of which one must have values, where no key alone must (a password, or an application credential) */
  sets?: readonly (readonly string[])[];
  /** keys of the secret that the cloud credential operator makes, any set of which is enough for the registry's operator */
  minted?: readonly (readonly string[])[];
  /** names under which other secrets keep the same values (made by a cloud, a claim, an older tool), by key; for `--from-secret` and what the cluster has minted */
  aliases: Readonly<Record<string, readonly string[]>>;
  /** the formats of a file, for help and errors */
  formats: string;
  questions: readonly CredentialQuestion[];
  /**
   * The values in a file's text, checked for shape. `file` is what it is called in messages. Throws a Failure (input) that
   * names the file, what was found and what is allowed, without any value.
   */
  read(text: string, file: string): CredentialsRead;
  /** What is wrong with the shape of a value that was typed, as the end of a sentence about it ("is empty"); undefined when nothing is. */
  fault(key: string, value: string): string | undefined;
}
