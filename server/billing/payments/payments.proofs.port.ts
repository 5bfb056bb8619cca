import type { Readable } from 'node:stream';

/** Where proofs lie: a folder that nobody serves, later perhaps a bucket. Keys are random and given by the store. */
export interface ProofStore {
  /** A folder of this machine in which uploads are received before they are looked at. */
  readonly incoming: string;
  /** Takes a received file over, for good and safe against a power cut, and answers its key. */
  put(path: string): Promise<string>;
  /** Its content; null: it is not there. */
  open(key: string): Promise<Readable | null>;
  /** Does nothing where it is gone already. */
  remove(key: string): Promise<void>;
  /** The keys of files that were put before an instant. */
  listBefore(instant: Date): AsyncIterable<string>;
  /** Removes what was received before an instant and never taken over: its process has died. */
  clearIncoming(before: Date): Promise<void>;
}

export type ScanVerdict = 'clean' | 'infected' | 'unscanned';

export interface ProofScanner {
  /** What the virus scanner says of a received file; `unscanned`: none is configured. Throws `unavailable` where it gives no answer. */
  scan(path: string): Promise<ScanVerdict>;
}
