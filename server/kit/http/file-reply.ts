import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** A file from somebody else: whatever it is, it runs nothing, loads nothing and knows nothing of our pages. */
const SANDBOX =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

export interface ForeignFile {
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly content: Readable;
}

/** Answers a file that a stranger made: as what we found it to be, in a sandbox, kept by no cache, saved unless asked for inline. */
export async function sendForeignFile(
  res: Response,
  file: ForeignFile,
  disposition: 'attachment' | 'inline',
): Promise<void> {
  res.set({
    'Content-Type': file.mediaType,
    'Content-Length': String(file.sizeBytes),
    'Content-Disposition': `${disposition}; ${fileNameParameters(file.name)}`,
    'Content-Security-Policy': SANDBOX,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'SAMEORIGIN',
    'Cache-Control': 'private, no-store',
  });
  try {
    await pipeline(file.content, res);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error; // the reader went away
  }
}

/** RFC 6266: plain letters for old readers, and the whole name percent-encoded. Neither can hold a quote or a line break. */
export function fileNameParameters(name: string): string {
  const plain = name.normalize('NFKD').replace(/[^\w .()-]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${plain}"; filename*=UTF-8''${encoded}`;
}
