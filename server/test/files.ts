import { deflateSync } from 'node:zlib';

/** A sound PDF of one empty page; `text` makes it another file. */
export const pdfFile = (text = 'Transfer'): Buffer => {
  const body = `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\n% ${text}\n`;
  const offset = (id: number) => String(body.indexOf(`${id} 0 obj`)).padStart(10, '0');
  const table = `xref\n0 4\n0000000000 65535 f \n${[1, 2, 3].map((id) => `${offset(id)} 00000 n \n`).join('')}`;
  return Buffer.from(
    `${body}${table}trailer<</Size 4/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`,
    'latin1',
  );
};

const crcOf = (bytes: Buffer): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
};

const chunk = (type: string, content: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  crc.writeUInt32BE(crcOf(named));
  return Buffer.concat([length, named, crc]);
};

/** A picture that every reader shows: stripes in two colours. */
export const pngFile = (width = 60, height = 40, shade = 0x5a): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1)
    rows.fill(y % 8 < 4 ? shade : 0xee, y * (width * 3 + 1) + 1, (y + 1) * (width * 3 + 1));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

/** The segments of a JPEG in their order; no picture is in them. */
export const jpegFile = (width = 60, height = 40): Buffer => {
  const frame = [0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0];
  const app = [0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0];
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0x34, 0xff, 0x00, 0x56];
  return Buffer.from([0xff, 0xd8, ...app, ...frame, ...scan, 0xff, 0xd9]);
};

export interface FormPart {
  readonly name: string;
  /** Null: a field without a file name. */
  readonly fileName: string | null;
  readonly type?: string;
  readonly content: Buffer | string;
}

/** A multipart form byte by byte, since a client of ours would not send what is announced falsely. */
export const formOf = (parts: readonly FormPart[], boundary = 'XbOuNdArYx'): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ name, fileName, type, content }) => [
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${fileName === null ? '' : `; filename="${fileName}"`}\r\n` +
          `${fileName === null ? '' : `Content-Type: ${type ?? 'application/octet-stream'}\r\n`}\r\n`,
      ),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);

export const FORM_TYPE = 'multipart/form-data; boundary=XbOuNdArYx';
