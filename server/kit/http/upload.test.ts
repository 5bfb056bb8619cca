import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import fc from 'fast-check';
import { FORM_TYPE, formOf, pdfFile } from '../../test/files.js';
import { fileNameParameters } from './file-reply.js';
import { problemHandler } from './problem.js';
import { receiveFile } from './upload.js';

const seed = Math.floor(Math.random() * 2 ** 31);

/** The reader alone behind a server of its own, so that a fault of it would end this very process. */
describe('the reader of uploads', () => {
  let folder: string;
  let server: Server;
  const faults: unknown[] = [];
  beforeAll(async () => {
    console.info(`seed ${seed}`);
    folder = await mkdtemp(join(tmpdir(), 'upload-'));
    const app = express();
    app.post('/', async (req, res, next) => {
      try {
        const file = await receiveFile(req, { field: 'file', maxBytes: 2000, mediaTypes: [] })(folder);
        await file.discard();
        res.json({ sizeBytes: file.sizeBytes, name: file.name });
      } catch (error) {
        next(error);
      }
    });
    app.use(problemHandler((error) => faults.push(error)));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });
  const port = () => (server.address() as AddressInfo).port;
  const send = (body: Buffer, type = FORM_TYPE) =>
    fetch(`http://127.0.0.1:${port()}/`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: new Uint8Array(body),
    });
  const file = (content: Buffer | string) => ({ name: 'file', fileName: 'x.pdf', content });

  test('a file of exactly the limit is taken, one byte more is not', async () => {
    expect(await (await send(formOf([file(Buffer.alloc(2000))]))).json()).toEqual({
      sizeBytes: 2000,
      name: 'x.pdf',
    });
    expect((await send(formOf([file(Buffer.alloc(2001))]))).status).toBe(413);
    expect((await send(formOf([file(Buffer.alloc(70_000))]))).status).toBe(413);
  });

  test('forms with bytes changed, cut out, doubled or put in are taken or refused, never a fault, and leave nothing behind', async () => {
    const sound = formOf([file(pdfFile())]);
    const large = formOf([
      file(Buffer.alloc(2500)),
      file(pdfFile()),
      { name: 'a', fileName: null, content: 'b' },
    ]);
    const interesting = fc.constantFrom(
      '\r\n--XbOuNdArYx',
      '--XbOuNdArYx--',
      '\r\n\r\n',
      '\r',
      '"',
      ';',
      '\u0000',
      'Content-Disposition: form-data; name="file"; filename="x"\r\n\r\n',
      'Content-Disposition: form-data\r\n\r\n',
      "filename*=utf-8''%ff%00",
      'Content-Transfer-Encoding: base64\r\n',
    );
    const change = fc.record({
      at: fc.nat(),
      cut: fc.integer({ min: 0, max: 60 }),
      put: fc.oneof(interesting, fc.string()),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(sound, large),
        fc.array(change, { minLength: 1, maxLength: 5 }),
        async (form, changes) => {
          let bytes = form;
          for (const { at, cut, put } of changes) {
            const place = at % (bytes.length + 1);
            bytes = Buffer.concat([bytes.subarray(0, place), Buffer.from(put), bytes.subarray(place + cut)]);
          }
          const { status } = await send(bytes);
          expect([200, 400, 413, 422]).toContain(status);
        },
      ),
      { seed, numRuns: 1500 },
    );
    expect(faults).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  }, 120_000);

  test.each([
    '',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary="',
    `multipart/form-data; boundary=${'x'.repeat(5000)}`,
    'multipart/mixed; boundary=x',
  ])('the type "%s" is refused', async (type) => {
    expect([400, 415]).toContain((await send(formOf([file(pdfFile())]), type)).status);
    expect(faults).toEqual([]);
  });

  test('a sender that goes away at any place leaves nothing behind', async () => {
    const form = formOf([file(Buffer.alloc(1500, 'a'))]);
    for (let length = 0; length < form.length; length += 41) {
      await new Promise<void>((resolve) => {
        const socket = connect(port(), '127.0.0.1', () => {
          socket.write(
            `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM_TYPE}\r\nContent-Length: ${form.length}\r\n\r\n`,
          );
          socket.write(form.subarray(0, length), () => setImmediate(() => socket.destroy()));
        });
        socket.on('close', () => resolve());
      });
    }
    expect((await send(form)).status).toBe(200);
    for (let look = 0; look < 100 && (await readdir(folder)).length > 0; look += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await readdir(folder)).toEqual([]);
    expect(faults).toEqual([]);
  });
});

test('a file name in a header can hold no line break and no quote, and its full form reads back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const header = fileNameParameters(name);
      expect(header).toMatch(/^filename="[\w .()-]*"; filename\*=UTF-8''[A-Za-z0-9%._~!-]*$/);
      expect(decodeURIComponent(header.split("UTF-8''")[1] ?? '')).toBe(name);
    }),
    { seed, numRuns: 500 },
  );
});
