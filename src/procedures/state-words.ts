/** The three values of managementState on which the operator acts. */
export type State = 'Managed' | 'Unmanaged' | 'Removed';

const STATES: Readonly<Record<string, State>> = { managed: 'Managed', unmanaged: 'Unmanaged', removed: 'Removed' };

/** The state that a word of the command line means; undefined for any other. */
export function stateNamed(word: string): State | undefined {
  return STATES[word];
}
