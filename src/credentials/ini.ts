import { refuse, type Expected } from './text.ts';

/**
 * The lines of one profile of an INI file: `default`, or the only one. The text itself when it has no profiles.
 * Fails (input) when there are several and none is `default`, or two are.
 */
export function profileOf(text: string, expected: Expected): string {
  const [before = '', ...rest] = text.split(/^\s*\[([^\]\n]*)\].*$/mu);
  if (rest.length === 0) return before;
  const profiles = rest.flatMap((name, i) => (i % 2 === 0 ? [{ name: name.trim().replace(/^profile\s+/u, ''), lines: rest[i + 1] ?? '' }] : []));
  const usual = profiles.filter(({ name }) => name === 'default');
  if (usual.length > 1) refuse(expected, 'the profile "default" more than once');
  const [chosen] = usual.length === 1 ? usual : profiles;
  if (usual.length === 0 && profiles.length > 1) refuse(expected, `${profiles.length} profiles of which none is "default"`);
  return chosen?.lines ?? '';
}
