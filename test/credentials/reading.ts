import type { CredentialForm, CredentialsRead } from '../../src/credentials/types.ts';
import { Failure } from '../../src/errors.ts';

/** What was read, with its values in plain text. */
export function revealed({ values, given }: CredentialsRead): { values: Record<string, string>; given: Record<string, string> } {
  return { values: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.reveal()])), given };
}

/** The message with which the text is refused, as bad input; throws when it is not. */
export function refusal(form: CredentialForm, text: string, file: string): string {
  try {
    form.read(text, file);
  } catch (error) {
    if (!(error instanceof Failure) || error.outcome !== 'input') throw error;
    // what is attached is printed too
    if (error.cause !== undefined) throw new Error('a cause is attached', { cause: error });
    return error.message;
  }
  throw new Error('it was read');
}
