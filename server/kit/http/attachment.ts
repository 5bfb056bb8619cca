import type { Response } from 'express';

/** Names a file for the browser to save. The name is made of our own numbers (letters, digits, dashes): nothing to escape. */
export function asAttachment(
  res: Response,
  { fileName, bytes }: { fileName: string; bytes: Buffer },
): Buffer {
  res
    .set('Content-Disposition', `attachment; filename="${fileName}"`)
    .set('Cache-Control', 'private, no-store');
  return bytes;
}
