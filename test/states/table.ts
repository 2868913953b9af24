/** The columns of the table: what a form was met with. */
export const COLUMNS = ['fresh', 're-run', 's3', 'gcs', 'azure', 'swift', 'pvc', 'emptyDir', 'ibmcos', 'oss', 'two at once', 'other target', 'bad input'] as const;

/** How many cases there were, by form and by what it was met with. */
export class Table {
  readonly #counts = new Map<string, Map<string, number>>();

  add(form: string, column: string, cases = 1): void {
    const row = this.#counts.get(form) ?? new Map<string, number>();
    row.set(column, (row.get(column) ?? 0) + cases);
    this.#counts.set(form, row);
  }

  get(form: string, column: string): number {
    return this.#counts.get(form)?.get(column) ?? 0;
  }

  get total(): number {
    return [...this.#counts.values()].flatMap((row) => [...row.values()]).reduce((a, b) => a + b, 0);
  }

  /** As Markdown, forms in the order in which they came. */
  toString(columns: readonly string[] = COLUMNS): string {
    const rows = [...this.#counts.keys()].map((form) => [form, ...columns.map((column) => String(this.get(form, column)))]);
    return [['form', ...columns], columns.map(() => '---:').toSpliced(0, 0, '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  }
}
