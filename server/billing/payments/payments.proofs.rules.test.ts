import fc from 'fast-check';
import { jpegFile, pdfFile, pngFile } from '../../test/files.js';
import { cleanFileName, PROOF_TYPES, proofTypeOf } from './payments.proofs.rules.js';

const seed = Math.floor(Math.random() * 2 ** 31);
const runs = { seed, numRuns: 500 };
beforeAll(() => console.info(`seed ${seed}`));

const SOUND = { 'application/pdf': pdfFile(), 'image/png': pngFile(), 'image/jpeg': jpegFile() };

describe('what a file is', () => {
  test('sound files are what they are, with something appended too', () => {
    for (const type of PROOF_TYPES) {
      expect(proofTypeOf(SOUND[type])).toBe(type);
      expect(proofTypeOf(Buffer.concat([SOUND[type], Buffer.from('\n')]))).toBe(type);
    }
  });

  test('a file that breaks off is nothing, wherever it breaks off', () => {
    for (const type of PROOF_TYPES) {
      const whole = SOUND[type];
      // Of the PDF's last lines only the line break may be missing.
      for (let length = 0; length < whole.length - (type === 'application/pdf' ? 1 : 0); length += 1) {
        expect([type, length, proofTypeOf(whole.subarray(0, length))]).toEqual([type, length, null]);
      }
    }
  });

  test.each([
    ['nothing', ''],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['HTML that begins like a PDF', '%PDF-1.4\n<script>alert(1)</script>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['a GIF', 'GIF89a\x01\x00\x01\x00\x00\x00\x00;'],
    ['a ZIP, as Word writes', 'PK\x03\x04\x14\x00'],
    ['a program', 'MZ\x90\x00'],
    ['HEIC, as telephones write', '\x00\x00\x00\x18ftypheic'],
    ['WebP', 'RIFF\x24\x00\x00\x00WEBPVP8 '],
    ['the first bytes of a PNG alone', '\x89PNG\r\n\x1a\n'],
    ['the first bytes of a JPEG alone', '\xff\xd8\xff\xe0'],
    ['a PDF that begins later', `junk ${pdfFile().toString('latin1')}`],
  ])('%s is none of the three', (_case, text) => expect(proofTypeOf(Buffer.from(text, 'latin1'))).toBeNull());

  test('pictures without a size, or with one that would break their reader, are refused', () => {
    for (const side of [0, 30_001, 0xffffffff]) {
      const png = pngFile();
      png.writeUInt32BE(side, 16);
      expect(proofTypeOf(png)).toBeNull();
    }
    expect(proofTypeOf(jpegFile(0, 40))).toBeNull();
    expect(proofTypeOf(jpegFile(60, 0))).toBeNull();
  });

  test('any bytes at all, and sound files with bytes changed, give an answer and no fault', () => {
    const changed = fc.tuple(
      fc.constantFrom(...PROOF_TYPES),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
    );
    fc.assert(
      fc.property(changed, fc.uint8Array({ maxLength: 400 }), ([type, changes], noise) => {
        const bytes = Buffer.from(SOUND[type]);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        expect([type, null]).toContain(proofTypeOf(bytes));
        expect(proofTypeOf(noise)).toBeNull();
        for (const head of Object.values(SOUND)) proofTypeOf(Buffer.concat([head.subarray(0, 12), noise]));
      }),
      runs,
    );
  });
});

describe('its name', () => {
  test.each([
    ['../../etc/passwd', 'application/pdf', 'passwd.pdf'],
    ['C:\\Users\\Charlie\\Beleg.PDF', 'application/pdf', 'Beleg.pdf'],
    ['invoice.html', 'image/png', 'invoice.html.png'],
    ['Überweisung März.jpeg', 'image/jpeg', 'Überweisung März.jpeg'],
    ['a\u0000b\r\nSet-Cookie: x.png', 'image/png', 'abSet-Cookie x.png'],
    ['\u202efdp.exe', 'application/pdf', 'fdp.exe.pdf'],
    ['', 'application/pdf', 'proof.pdf'],
    ['...', 'image/png', 'proof.png'],
    ['.pdf', 'application/pdf', 'pdf.pdf'],
    ['/', 'image/jpeg', 'proof.jpg'],
  ] as const)('%j as %s is shown as %s', (raw, type, shown) => expect(cleanFileName(raw, type)).toBe(shown));

  test('whatever it was, it is short, on one line, without a folder, and ends as what the file is', () => {
    const name = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constant('x'.repeat(20_000)));
    fc.assert(
      fc.property(name, fc.constantFrom(...PROOF_TYPES), (raw, type) => {
        const clean = cleanFileName(raw, type);
        expect([...clean].length).toBeLessThanOrEqual(120);
        expect(clean).toMatch(/^[^\p{C}\p{Zl}\p{Zp}/\\"<>:|?*]+\.(pdf|png|jpe?g)$/u);
        expect(Buffer.from(clean).toString()).toBe(clean);
        expect(cleanFileName(clean, type)).toBe(clean);
      }),
      runs,
    );
  });
});
