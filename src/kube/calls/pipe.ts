import { Duplex } from 'node:stream';

/** What is used of an open WebSocket. */
export interface Socket {
  readonly protocol: string;
  send(data: Buffer, done: (error?: Error) => void): void;
  close(): void;
  terminate(): void;
  pause(): void;
  resume(): void;
  on(event: 'close', seen: () => void): void;
}

/** The first byte of a message names its channel; 0 is the data of the only port. */
const DATA = Buffer.from([0]);

/** A stream over the WebSocket of a port-forward. Neither side is read faster than the other takes it. */
export class Pipe extends Duplex {
  #socket: Socket | undefined;
  readonly #fault: (words: string) => Error;

  /** `fault` makes the error for what the kubelet says about the port. */
  constructor(fault: (words: string) => Error) {
    super({ allowHalfOpen: false });
    this.#fault = fault;
  }

  attach(socket: Socket): void {
    this.#socket = socket;
    if (this.destroyed) return socket.terminate();
    socket.on('close', () => this.push(null));
  }

  /** takes what the pod sends */
  readonly incoming = {
    write: (data: Buffer): boolean => {
      if (data.length === 0 || this.push(data)) return true;
      this.#socket?.pause();
      return false;
    },
  };

  /** takes what the kubelet says about the connection */
  readonly complaints = {
    write: (data: Buffer): boolean => {
      if (data.length > 0) this.destroy(this.#fault(data.toString('utf8')));
      return true;
    },
  };

  override _read(): void {
    this.#socket?.resume();
  }

  override _write(data: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#socket === undefined) return done(this.#fault('the connection is not open yet'));
    this.#socket.send(Buffer.concat([DATA, data]), done);
  }

  override _final(done: () => void): void {
    this.#socket?.close();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket?.terminate();
    done(error);
  }
}
