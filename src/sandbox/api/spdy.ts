import { createInflate, constants } from 'node:zlib';

/** The words that SPDY/3 compresses headers against, as its specification gives them. */
const WORDS =
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow authorization cache-control connection content-base content-encoding content-language content-length content-location content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get status 200_OK version HTTP/1.1 url public set-cookie keep-alive origin'
    .split(' ')
    .map((word) => word.replace('_', ' '));
const TAIL =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.';

/** 1423 bytes whose Adler-32 is e3c6a7c2. */
export const DICTIONARY: Buffer = Buffer.concat([...WORDS.flatMap((word) => [Buffer.from([0, 0, 0, word.length]), Buffer.from(word)]), Buffer.from(TAIL)]);

export const TYPE = { synStream: 1, synReply: 2, reset: 3, settings: 4, ping: 6, goAway: 7, windowUpdate: 9 } as const;
export const FIN = 1;

/** One frame: control frames have a type, data frames have the stream instead. */
export interface Frame {
  type: number;
  stream: number;
  flags: number;
  body: Buffer;
}

/** Takes the whole frames off the front of a buffer; returns them and what is left. */
export function takeFrames(buffer: Buffer): { frames: Frame[]; rest: Buffer } {
  const frames: Frame[] = [];
  let rest = buffer;
  while (rest.length >= 8) {
    const length = rest.readUIntBE(5, 3);
    if (rest.length < 8 + length) break;
    const control = (rest.readUInt8(0) & 0x80) !== 0;
    const body = rest.subarray(8, 8 + length);
    frames.push({ type: control ? rest.readUInt16BE(2) : 0, stream: control ? (length >= 4 ? body.readUInt32BE(0) & 0x7fffffff : 0) : rest.readUInt32BE(0), flags: rest.readUInt8(4), body });
    rest = rest.subarray(8 + length);
  }
  return { frames, rest };
}

/** A control frame as bytes. */
export function control(type: number, flags: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x8003, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt8(flags, 4);
  head.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([head, body]);
}

/** A data frame as bytes. */
export function data(stream: number, flags: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(stream, 0);
  head.writeUInt8(flags, 4);
  head.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([head, body]);
}

/** Reads the header blocks of one connection, in order: they share one compression. */
export function headerReader(): (block: Buffer) => Promise<Record<string, string>> {
  const inflate = createInflate({ dictionary: DICTIONARY });
  let parts: Buffer[] = [];
  inflate.on('data', (part: Buffer) => parts.push(part));
  return (block) =>
    new Promise((resolve, reject) => {
      parts = [];
      inflate.once('error', reject);
      inflate.write(block);
      inflate.flush(constants.Z_SYNC_FLUSH, () => {
        inflate.off('error', reject);
        try {
          resolve(pairs(Buffer.concat(parts)));
        } catch (error) {
          // the lengths in the block lead out of it
          reject(error as Error);
        }
      });
    });
}

function pairs(block: Buffer): Record<string, string> {
  const found: Record<string, string> = {};
  let at = 4;
  const word = (): string => {
    const length = block.readUInt32BE(at);
    at += 4 + length;
    return block.subarray(at - length, at).toString();
  };
  for (let left = block.length >= 4 ? block.readUInt32BE(0) : 0; left > 0; left -= 1) found[word().toLowerCase()] = word();
  return found;
}

/** Writes empty header blocks: the first with the head of the compressed stream, all as stored bytes. */
export function emptyHeaders(): () => Buffer {
  let first = true;
  return () => {
    const stored = Buffer.from([0x00, 0x04, 0x00, 0xfb, 0xff, 0, 0, 0, 0, /* flush */ 0x00, 0x00, 0x00, 0xff, 0xff]);
    const block = first ? Buffer.concat([Buffer.from([0x78, 0xbb, 0xe3, 0xc6, 0xa7, 0xc2]), stored]) : stored;
    first = false;
    return block;
  };
}
