/** What a progress display needs of a stream. */
export interface Sink {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** One line that changes on a terminal; a line for each change anywhere else. */
export interface Progress {
  /** the line that may still change */
  show(text: string): void;
  /** the line in its last form; the next one starts below */
  settle(text: string): void;
  /** takes the changing line off the screen */
  clear(): void;
}

/** `clean` is applied to all that is written. */
export function makeProgress(sink: Sink, clean: (text: string) => string): Progress {
  let shown = '';
  const terminal = sink.isTTY === true;
  const erase = (): void => {
    if (terminal && shown !== '') sink.write('\r\u001b[2K');
    shown = '';
  };
  return {
    show(text) {
      const line = clean(text);
      if (line === shown) return;
      if (!terminal) {
        shown = line;
        sink.write(`${line}\n`);
        return;
      }
      erase();
      shown = fit(line, (sink.columns ?? 80) - 1);
      sink.write(shown);
    },
    settle(text) {
      const line = clean(text);
      const same = !terminal && line === shown;
      erase();
      if (!same) sink.write(`${line}\n`);
    },
    clear: erase,
  };
}

/** Cuts to so many visible characters: a line that wraps cannot be erased. Colour codes take no room. */
export function fit(text: string, width: number): string {
  let out = '';
  let room = width;
  // eslint-disable-next-line no-control-regex -- colour codes are what is looked for
  for (const part of text.split(/(\u001b\[[0-9;]*m)/)) {
    if (part.startsWith('\u001b[')) {
      out += part;
      continue;
    }
    const chars = [...part];
    if (chars.length > room) {
      out += room > 0 ? `${chars.slice(0, room - 1).join('')}…` : '';
      room = 0;
    } else {
      out += part;
      room -= chars.length;
    }
  }
  return out;
}
