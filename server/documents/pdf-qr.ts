import { encode } from 'uqr';

/** The modules of a code: true is black. Error correction M, as EPC069-12 wants it. */
export const qrModules = (payload: string): boolean[][] => encode(payload, { ecc: 'M', border: 0 }).data;

/**
 * Draws a code as shapes, sharp at every size: one rectangle per run of black modules of a row, filled together. The caller leaves
 * four modules free around it, as ISO 18004 wants.
 */
export function drawQr(
  doc: PDFKit.PDFDocument,
  payload: string,
  { x, y, size }: { x: number; y: number; size: number },
): void {
  const rows = qrModules(payload);
  const module = size / rows.length;
  rows.forEach((row, line) => {
    for (const { start, length } of runsOf(row)) {
      doc.rect(x + start * module, y + line * module, length * module, module);
    }
  });
  doc.fill('#000000');
}

function runsOf(row: readonly boolean[]): { start: number; length: number }[] {
  const runs: { start: number; length: number }[] = [];
  row.forEach((isBlack, index) => {
    if (!isBlack) return;
    const last = runs.at(-1);
    if (last && last.start + last.length === index) last.length += 1;
    else runs.push({ start: index, length: 1 });
  });
  return runs;
}
