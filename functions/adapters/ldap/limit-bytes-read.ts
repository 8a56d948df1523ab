/** Of one question: some forty times what an entry with a certificate and its groups needs. */
const MAX_BYTES = 256 * 1024;
/** SearchResultEntry is [APPLICATION 4] (RFC 4511 section 4.5.2). */
const SEARCH_RESULT_ENTRY = 0x64;
/** Two lengths of at most nine bytes (X.690 section 8.1.3), their tags, and a message id. */
const MAX_HEAD_BYTES = 24;

/** What a directory may still answer. `sizeLimit` and `timeLimit` are wishes; this is looked at byte by byte. */
export interface ReadBound {
  /** A new question, whose answer has no more entries than these. */
  allow(entries: number): void;
  see(bytes: Buffer): void;
}

/** Calls `tooMuch` as soon as an answer is longer than any right one, or one is announced. */
export function readBound(tooMuch: () => void): ReadBound {
  let [bytesLeft, entriesLeft] = [MAX_BYTES, 0];
  let head: Buffer = Buffer.alloc(0);
  /** Bytes of the current message that are still to come. */
  let toSkip = 0;

  const count = (message: MessageHead): void => {
    if (message.isEntry) entriesLeft -= 1;
    if (entriesLeft < 0 || message.size > MAX_BYTES) tooMuch();
  };
  return {
    allow(entries) {
      [bytesLeft, entriesLeft] = [MAX_BYTES, entries];
    },
    see(bytes) {
      bytesLeft -= bytes.length;
      if (bytesLeft < 0) return tooMuch();
      const skipped = Math.min(toSkip, bytes.length);
      toSkip -= skipped;
      let rest = Buffer.concat([head, bytes.subarray(skipped)]);
      for (let message = readHead(rest); message !== undefined; message = readHead(rest)) {
        count(message);
        toSkip = Math.max(0, message.size - rest.length);
        rest = rest.subarray(message.size);
      }
      head = rest;
      if (head.length > MAX_HEAD_BYTES) tooMuch();
    },
  };
}

interface MessageHead {
  readonly size: number;
  readonly isEntry: boolean;
}

/** LDAPMessage (RFC 4511 section 4.1.1): a sequence of a message id and an operation; undefined while more has to come. */
function readHead(bytes: Buffer): MessageHead | undefined {
  const sequence = readLength(bytes, 1);
  const id = sequence && readLength(bytes, sequence.end + 1);
  const operation = id && bytes[id.end + id.length];
  if (sequence === undefined || operation === undefined) return undefined;
  return { size: sequence.end + sequence.length, isEntry: operation === SEARCH_RESULT_ENTRY };
}

/** A definite length in BER, and where it ends. */
function readLength(bytes: Buffer, at: number): { readonly length: number; readonly end: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 0x80) return { length: first, end: at + 1 };
  const size = first - 0x80;
  if (bytes.length < at + 1 + size) return undefined;
  const digits = bytes.subarray(at + 1, at + 1 + size).toString('hex');
  return { length: Number(`0x${digits === '' ? '0' : digits}`), end: at + 1 + size };
}
