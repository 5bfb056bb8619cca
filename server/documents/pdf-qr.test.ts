import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import reader from 'jsqr';
import { epcPayload, pixPayload, upiPayload } from '../billing/methods/methods.qr.rules.js';
import { renderInvoicePdf } from './invoice-pdf.js';
import type { PaymentInstruction } from './papers.js';
import { qrModules } from './pdf-qr.js';
import { invoicePaperFor } from './test/invoice-paper.sample.js';
import { plain, readPdf } from './test/pdf-reader.js';

type Qr = NonNullable<PaymentInstruction['qr']>;

const run = promisify(execFile);

/** The first code that a camera finds on a picture of grey values. */
function decode(grey: Uint8Array, width: number, height: number): string | undefined {
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const [at, value] of grey.entries()) pixels.fill(value, at * 4, at * 4 + 3);
  return reader.default(pixels, width, height)?.data;
}

/** From the page as poppler draws it, where that is installed; else from the modules as they are drawn. */
async function scan(pdf: Buffer, { payload }: Qr): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'qr-'));
  try {
    await writeFile(join(folder, 'paper.pdf'), pdf);
    const page = ['-r', '120', '-gray', '-singlefile'];
    await run('pdftoppm', [...page, join(folder, 'paper.pdf'), join(folder, 'page')]);
    const picture = await readFile(join(folder, 'page.pgm'));
    const [head = '', width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(picture.toString('latin1')) ?? [];
    return decode(picture.subarray(head.length), Number(width), Number(height));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return scanModules(payload);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function scanModules(payload: string): string | undefined {
  const rows = qrModules(payload);
  const scale = 4;
  const size = (rows.length + 8) * scale;
  const grey = Uint8Array.from({ length: size * size }, (_, at) => {
    const [x, y] = [Math.floor((at % size) / scale) - 4, Math.floor(at / size / scale) - 4];
    return rows[y]?.[x] ? 0 : 255;
  });
  return decode(grey, size, size);
}

const withCode = (currency: string, qr: Qr, text = 'As agreed') => ({
  ...invoicePaperFor('en-GB', currency),
  paymentInstructions: [
    { title: 'Pay online', text: 'https://countinghouse.example', qr: null },
    { title: 'By hand', text, qr },
  ],
});

const account = { name: 'Countinghouse GmbH', iban: 'DE89370400440532013000', bic: 'COBADEFFXXX' };
const codes: [Qr['scheme'], string, string | null][] = [
  ['epc', 'EUR', epcPayload({ ...account, amount: 3_533n, reference: 'INV-2026-11-00042' })],
  [
    'upi',
    'INR',
    upiPayload({ name: 'Countinghouse', upiId: 'pay@okaxis', amount: 3_533n, reference: 'INV-42' }),
  ],
  [
    'pix',
    'BRL',
    pixPayload({ name: 'C', city: 'São Paulo', key: 'a@example.com', amount: 3_533n, reference: 'INV42' }),
  ],
];

describe('the code beside the payment instructions', () => {
  test.each(codes)('%s is read from the page as it was meant', async (scheme, currency, payload) => {
    const qr = { scheme, payload: payload ?? '' };
    expect(await scan(await renderInvoicePdf(withCode(currency, qr)), qr)).toBe(payload);
  });

  test('the longest that a bank may be given is read too', async () => {
    const name = 'Ä'.repeat(70);
    const payload =
      epcPayload({ ...account, name, amount: 99_999_999_999n, reference: 'X'.repeat(110) }) ?? '';
    expect(Buffer.byteLength(payload)).toBeGreaterThan(300);
    const qr = { scheme: 'epc' as const, payload };
    expect(await scan(await renderInvoicePdf(withCode('EUR', qr)), qr)).toBe(payload);
    expect(scanModules(payload)).toBe(payload);
  });

  test('is made of shapes and has words for those who cannot see it', async () => {
    const [, , payload] = codes[0] ?? [];
    const pdf = await renderInvoicePdf(withCode('EUR', { scheme: 'epc', payload: payload ?? '' }));
    const { source, pages } = readPdf(pdf);
    expect(source).not.toContain('/Subtype /Image');
    expect(source).toContain('/Alt (Scan with your banking app)');
    expect(pages[0]?.texts.map(plain)).toContain('Scan with your banking app');
  });

  test('stays where its instructions begin when these go on overleaf', async () => {
    const [, , payload] = codes[0] ?? [];
    const qr = { scheme: 'epc' as const, payload: payload ?? '' };
    const pdf = await renderInvoicePdf(withCode('EUR', qr, 'Transfers take a day.\n'.repeat(60)));
    const pages = readPdf(pdf).pages.map(({ texts }) => texts.includes('Scan with your banking app'));
    expect(pages).toEqual([true, false, false]);
    expect(await scan(pdf, qr)).toBe(payload);
  });
});
