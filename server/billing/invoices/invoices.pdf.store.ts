import type { Db, Reader } from '../../kit/db.js';

/** The kept paper of an invoice, or null. */
export async function findPdf(reader: Reader, invoiceId: string): Promise<Buffer | null> {
  const row = await reader.invoicePdf.findUnique({ where: { invoiceId } });
  return row ? Buffer.from(row.bytes) : null;
}

/** The first rendering stays: a second one is dropped. */
export async function keepPdf(
  db: Db,
  pdf: { invoiceId: string; sha256: string; bytes: Buffer; at: Date },
): Promise<void> {
  await db.prisma.invoicePdf.createMany({
    data: {
      invoiceId: pdf.invoiceId,
      sha256: pdf.sha256,
      bytes: new Uint8Array(pdf.bytes),
      createdAt: pdf.at,
    },
    skipDuplicates: true,
  });
}
