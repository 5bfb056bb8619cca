/** What a spreadsheet would take for a formula, or could not keep. */
const DANGEROUS = /^[=+\-@\t\0]/;

/**
 * One line of a CSV file (RFC 4180): cells in quotes where they need them, CRLF at the end. A cell that a spreadsheet would
 * run as a formula gets a leading `'` (OWASP, CSV injection).
 */
export function csvLine(cells: readonly (string | number | bigint | null)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(value: string | number | bigint | null): string {
  const text = value === null ? '' : String(value);
  const safe = DANGEROUS.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
