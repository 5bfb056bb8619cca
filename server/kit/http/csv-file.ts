import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { csvLine } from '../csv.js';

export type CsvRow = readonly (string | number | bigint | null)[];

/**
 * Sends rows as a file while they are being read, no faster than the client takes them. Where reading fails after the
 * first row, the connection is cut, so that nobody takes a part for the whole. The name is ours and needs no escaping.
 */
export async function sendCsv(res: Response, fileName: string, rows: AsyncIterable<CsvRow>): Promise<void> {
  const iterator = rows[Symbol.asyncIterator]();
  const heading = await iterator.next(); // what is refused is refused before anything is sent
  res.status(200).set({
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': `attachment; filename="${fileName}"`,
    'Cache-Control': 'private, no-store',
  });
  async function* lines() {
    if (!heading.done) yield csvLine(heading.value);
    for await (const row of { [Symbol.asyncIterator]: () => iterator }) yield csvLine(row);
  }
  try {
    await pipeline(Readable.from(lines()), res);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error; // whoever asked has left
  }
}
