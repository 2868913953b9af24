/** Where a registry keeps its files. Keys are as on disk, without the root folder. Every method rejects with `StorageError` when the store fails. */
export interface BlobStore {
  /** which store this is: two with the same id hold the same files */
  id: string;
  get(key: string): Promise<Buffer | undefined>;
  put(key: string, body: Buffer): Promise<void>;
  delete(key: string): Promise<void>;
  /** keys that start with the prefix, sorted */
  list(prefix: string): Promise<string[]>;
  stat(key: string): Promise<{ size: number } | undefined>;
  /** the registry's own health check: can the store be asked at all? It says nothing about writing */
  check(): Promise<void>;
  /** a URL from which anybody can fetch the file for a while; undefined where the store has none */
  link(method: string, key: string): Promise<string | undefined>;
}

/** Words of the storage driver about what went wrong. */
export class StorageError extends Error {
  constructor(driver: string, message: string) {
    super(`${driver}: ${message}`);
    this.name = 'StorageError';
  }
}

/** What can be wrong with a disk: no space for a file of over so many bytes in all, a read-only file system, no answer. */
export interface DiskFault {
  capacity?: number;
  readOnly?: boolean;
  down?: boolean;
}

/** A disk: files by key, and what is wrong with it. */
export interface Disk {
  files: Map<string, Buffer>;
  fault: DiskFault;
}

export const newDisk = (): Disk => ({ files: new Map(), fault: {} });

/** The files of a volume, or of a provider's bucket that is in memory. */
export function diskStore(id: string, disk: Disk, driver = 'filesystem'): BlobStore {
  const up = (): void => {
    if (disk.fault.down) throw new StorageError(driver, 'stat /: input/output error');
  };
  const writable = (verb: string, key: string, size: number): void => {
    up();
    if (disk.fault.readOnly) throw new StorageError(driver, `${verb} /registry/${key}: read-only file system`);
    const used = [...disk.files.values()].reduce((sum, f) => sum + f.length, 0);
    if (size > 0 && used + size > (disk.fault.capacity ?? Number.POSITIVE_INFINITY)) throw new StorageError(driver, `write /registry/${key}: no space left on device`);
  };
  return {
    id,
    async get(key) {
      up();
      return disk.files.get(key);
    },
    async put(key, body) {
      writable('mkdir', key, body.length - (disk.files.get(key)?.length ?? 0));
      disk.files.set(key, body);
    },
    async delete(key) {
      writable('unlink', key, 0);
      disk.files.delete(key);
    },
    async list(prefix) {
      up();
      return [...disk.files.keys()].filter((k) => k.startsWith(prefix)).toSorted();
    },
    async stat(key) {
      up();
      const file = disk.files.get(key);
      return file && { size: file.length };
    },
    async check() {
      up();
    },
    link: async () => undefined,
  };
}
