/** A file that came in whole, on this machine's disk and in nobody's hands yet. */
export interface UploadedFile {
  readonly path: string;
  /** What the sender calls it: any text at all. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Of the content, in hexadecimal. */
  readonly sha256: string;
  /** Removes it, unless it was moved away. */
  discard(): Promise<void>;
}

/**
 * Reads the request's one file into a folder of this machine. Nothing is read before it is called, so that a service can first ask
 * who sends and what for. Whatever is refused leaves nothing behind.
 */
export type Receive = (folder: string) => Promise<UploadedFile>;
