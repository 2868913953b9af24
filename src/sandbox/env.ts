/** Values as shell lines that a shell, or a reader of such files, takes: `export NAME='VALUE'`, with line breaks written as `\n`. */
export function shellLines(values: Record<string, string>): string {
  return Object.entries(values).map(([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`).replaceAll('\n', String.raw`\n`)}'\n`).join('');
}
