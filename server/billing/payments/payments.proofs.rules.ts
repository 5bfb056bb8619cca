/** At most this many proofs of one payment. */
export const MAX_PROOFS = 10;

export const PROOF_TYPES = ['application/pdf', 'image/png', 'image/jpeg'] as const;
export type ProofType = (typeof PROOF_TYPES)[number];

/** No picture of a receipt has more pixels to a side; what says so is made to break readers. */
const MAX_SIDE = 30_000;

/**
 * What a file is, by its content alone: its first bytes, and whether the parts that make up such a file are there and the file goes
 * on to its end. Its name and what the sender says of it count for nothing. Null: none of the three.
 */
export function proofTypeOf(bytes: Uint8Array): ProofType | null {
  if (isPdf(bytes)) return 'application/pdf';
  if (isPng(bytes)) return 'image/png';
  if (isJpeg(bytes)) return 'image/jpeg';
  return null;
}

const latin = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));

/** ISO 32000: `%PDF-1.n` or `%PDF-2.n` at the start; near the end where the table of objects begins, and the end's mark. */
function isPdf(bytes: Uint8Array): boolean {
  if (!/^%PDF-[12]\.\d[\r\n ]/.test(latin(bytes, 0, 9))) return false;
  return /startxref\s+\d+\s+%%EOF/.test(latin(bytes, Math.max(0, bytes.length - 4096), bytes.length));
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** PNG, third edition: chunk after chunk from a sound header over image data to `IEND`. What a program appends after it is no matter. */
function isPng(bytes: Uint8Array): boolean {
  if (!PNG.every((byte, place) => bytes[place] === byte)) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let hasPixels = false;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = latin(bytes, at + 4, at + 8);
    if (at + 12 + length > bytes.length || !/^[A-Za-z]{4}$/.test(type)) return false;
    if (at === 8) {
      if (type !== 'IHDR' || length !== 13) return false;
      if (!isSide(view.getUint32(16)) || !isSide(view.getUint32(20))) return false;
    }
    if (type === 'IDAT') hasPixels = true;
    if (type === 'IEND') return hasPixels && length === 0;
    at += 12 + length;
  }
  return false;
}

const isSide = (pixels: number): boolean => pixels >= 1 && pixels <= MAX_SIDE;

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

/** ITU T.81: segment after segment to the start of the scan, among them a frame with a size; after it the end of the image. */
function isJpeg(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0xff || bytes[1] !== SOI || bytes[2] !== 0xff) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let hasFrame = false;
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return false;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1; // filling before a marker
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker < 0xc0 || marker === SOI || marker === EOI || length < 2 || at + 2 + length > bytes.length)
      return false;
    if (isFrame(marker)) {
      if (length < 8 || !isSide(view.getUint16(at + 5)) || !isSide(view.getUint16(at + 7))) return false;
      hasFrame = true;
    }
    at += 2 + length;
    if (marker === SOS) return hasFrame && endsAfter(bytes, at);
  }
  return false;
}

/** SOF0 to SOF15 without the three markers between them that are none. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function endsAfter(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.length - 2; at >= from; at -= 1) {
    if (bytes[at] === 0xff && bytes[at + 1] === EOI) return true;
  }
  return false;
}

const ENDINGS = {
  'application/pdf': ['.pdf'],
  'image/png': ['.png'],
  'image/jpeg': ['.jpg', '.jpeg'],
} as const satisfies Record<ProofType, readonly string[]>;

const MAX_NAME = 120;

/**
 * A sender's name for a file, fit to be shown and saved: without folders, control and invisible characters, at most 120 letters, and
 * with the ending of what the file really is.
 */
export function cleanFileName(raw: string, type: ProofType): string {
  const base = raw.slice(-1000).split(/[/\\]/).at(-1) ?? '';
  const name = base
    .normalize('NFC')
    .replace(/[\p{C}\p{Zl}\p{Zp}<>:"|?*]/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const ending = ENDINGS[type].find((known) => name.toLowerCase().endsWith(known)) ?? ENDINGS[type][0];
  const stem = name.toLowerCase().endsWith(ending) ? name.slice(0, -ending.length) : name;
  const short = [...stem]
    .slice(0, MAX_NAME - ending.length)
    .join('')
    .replace(/[. ]+$/, '');
  return `${short || 'proof'}${ending}`;
}
