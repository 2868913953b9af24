const ELLIPSIS = '…';

/** How many columns a text takes, one for each character. */
export function columns(text: string): number {
  // most texts are plain, and status measures hundreds
  return /^[\x20-\x7e]*$/.test(text) ? text.length : Array.from(text).length;
}

/** The text on one line and without control and format characters: what a cluster says must not steer a terminal. */
export function clean(text: string): string {
  return text.replace(/\s/g, ' ').replace(/[\p{Cc}\p{Cf}]/gu, '').replace(/ +/g, ' ').trim();
}

/** At most `width` columns: a longer text keeps its start and its end around an ellipsis. */
export function middle(text: string, width: number): string {
  if (columns(text) <= width) return text;
  const all = Array.from(text);
  if (width <= 1) return width === 1 ? ELLIPSIS : '';
  const head = Math.ceil((width - 1) / 2);
  const tail = width - 1 - head;
  return `${all.slice(0, head).join('')}${ELLIPSIS}${tail === 0 ? '' : all.slice(-tail).join('')}`;
}

/** Lines of at most `width` columns, broken at blanks; words that are too long are cut in the middle. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of clean(text).split(' ').map((long) => middle(long, width))) {
    const last = lines.at(-1);
    if (last === undefined || columns(last) + 1 + columns(word) > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** The text wrapped to at most so many lines; a longer one loses its middle, because causes stand at the end of messages. */
export function fit(text: string, width: number, lines: number): string[] {
  const whole = clean(text);
  for (let room = Math.min(columns(whole), width * lines); room > 0; room--) {
    const tried = wrap(middle(whole, room), width);
    if (tried.length <= lines) return tried;
  }
  return [];
}
