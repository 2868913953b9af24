/** An error that trying again does not mend: it is kept until something watched changes. */
export class Permanent extends Error {
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(message);
    this.name = 'Permanent';
    this.reason = reason;
  }
}

/** No backend is configured and the platform has none to offer. */
export class NoStorage extends Error {
  constructor() {
    super('storage backend not configured');
    this.name = 'NoStorage';
  }
}

/** What the operator dies of when the backend whose storage it removes is gone from the spec: its pod is started anew and dies again, and nobody is told. */
export class Crash extends Error {
  constructor() {
    super('runtime error: invalid memory address or nil pointer dereference');
    this.name = 'Crash';
  }
}

export const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Runs it; what it throws is thrown on with the words in front. */
export async function within<T>(prefix: string, run: () => Promise<T> | T): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 409) throw error;
    throw new Error(`${prefix}: ${words(error)}`);
  }
}

/** How a lister of the operator says that something is not there. */
export const missing = (plural: 'secret' | 'configmap' | 'persistentvolumeclaims', name: string): Error => new Error(`${plural} "${name}" not found`);
