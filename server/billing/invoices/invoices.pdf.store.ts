import type { Reader } from '../../kit/db.js';

/** Which paper. */
export type KeptPaper = { invoiceId: string } | { creditNoteId: string };

/** The kept bytes of a paper, or null. */
export async function findPdf(reader: Reader, paper: KeptPaper): Promise<Buffer | null> {
  const row =
    'invoiceId' in paper
      ? await reader.invoicePdf.findUnique({ where: paper })
      : await reader.creditNotePdf.findUnique({ where: paper });
  return row ? Buffer.from(row.bytes) : null;
}

/** The first rendering stays: a second one is dropped. */
export async function keepPdf(
  reader: Reader,
  paper: KeptPaper,
  { sha256, bytes, at }: { sha256: string; bytes: Buffer; at: Date },
): Promise<void> {
  const row = { sha256, bytes: new Uint8Array(bytes), createdAt: at };
  if ('invoiceId' in paper)
    await reader.invoicePdf.createMany({ data: { ...paper, ...row }, skipDuplicates: true });
  else await reader.creditNotePdf.createMany({ data: { ...paper, ...row }, skipDuplicates: true });
}
