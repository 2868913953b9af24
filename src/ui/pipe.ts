/** Whether a write failed because nobody reads any more: a closed pipe, or a terminal that is gone. */
export function readerGone(error: unknown): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code === 'EPIPE' || code === 'EIO';
}

/** Keeps a reader that has gone (`registryctl --help | head -1`) from being a fault of the program; other faults are thrown. */
export function bearGoneReaders(streams: readonly NodeJS.EventEmitter[]): void {
  for (const stream of streams) {
    stream.on('error', (error) => {
      if (!readerGone(error)) throw error as Error;
    });
  }
}
