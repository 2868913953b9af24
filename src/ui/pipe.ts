/** Whether a write failed because nobody reads any more: a closed pipe, or a terminal that is gone. */
export function readerGone(error: unknown): boolean {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code === 'EPIPE' || code === 'EIO';
}
