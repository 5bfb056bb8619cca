import { chmod, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { createProofFolder } from '../../storage/proof-folder.js';
import { createProofScan } from '../../storage/proof-scan.js';
import { FORM_TYPE, type FormPart, formOf, jpegFile, pdfFile, pngFile } from '../../test/files.js';
import { type Client, type House, openHouse } from '../../test/house.js';
import { inLanes } from '../../test/house.waits.js';
import { createPaymentProofs } from './payments.proofs.service.js';

const MB = 1024 * 1024;

describe('proofs of payment', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());
  afterEach(() => expect(house.faults).toEqual([]));

  const waiting = async (): Promise<string> =>
    (await house.buy(house.charlie, 'starter', { method: 'bank_transfer' })).body.payment.id;
  const proofPath = (id: string) => `/v1/billing/payments/${id}/proof`;
  const proofs = (id: string) => `/v1/billing/payments/${id}/proofs`;
  const part = (content: Buffer | string, fileName: string | null = 'proof.pdf'): FormPart => ({
    name: 'file',
    fileName,
    content,
  });
  const send = (
    id: string,
    parts: readonly FormPart[],
    by: Client = house.charlie,
    headers: Record<string, string> = {},
  ) =>
    by.send('POST', proofPath(id), {
      body: formOf(parts),
      headers: { 'content-type': FORM_TYPE, ...headers },
    });
  const upload = (
    id: string,
    content: Buffer | string = pdfFile(),
    fileName = 'proof.pdf',
    by: Client = house.charlie,
  ) => send(id, [part(content, fileName)], by);
  const refused = ({ status, body }: { status: number; body: any }) => [status, body?.code];
  const filesIn = async (folder: string) =>
    (await readdir(join(house.proofFolder, folder), { recursive: true, withFileTypes: true }).catch(() => []))
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();
  const rows = (id: string) =>
    house.sql<any>('SELECT * FROM payment_proof WHERE payment_id = $1 ORDER BY id', [id]);
  /** Every file has its row and every row its file, and nothing was left half-way. */
  const nothingLeftBehind = async () => {
    expect(await filesIn('incoming')).toEqual([]);
    const keys = (await house.sql<{ key: string }>('SELECT storage_key AS key FROM payment_proof')).map(
      ({ key }) => key,
    );
    expect(await filesIn('stored')).toEqual(keys.sort());
  };
  const audits = (id: string, action: string) =>
    house.sql<any>('SELECT * FROM audit_event WHERE subject_id = $1 AND action = $2 ORDER BY number', [
      id,
      action,
    ]);

  describe('uploaded', () => {
    test.each([
      ['a PDF', pdfFile('a'), 'Überweisung.pdf', 'application/pdf', 'Überweisung.pdf'],
      ['a PNG', pngFile(), 'screen.png', 'image/png', 'screen.png'],
      ['a JPEG', jpegFile(), 'photo.JPEG', 'image/jpeg', 'photo.jpeg'],
      ['a PNG that calls itself a page', pngFile(9, 9), 'x.html', 'image/png', 'x.html.png'],
    ])(
      '%s is kept as what its content is, and comes back byte for byte',
      async (_case, content, name, mediaType, shown) => {
        const id = await waiting();
        const { status, body } = await send(id, [{ ...part(content, name), type: 'text/html' }]);
        expect([status, body]).toEqual([
          201,
          {
            id: expect.stringMatching(/^prf_/),
            fileName: shown,
            mediaType,
            sizeBytes: content.length,
            scan: 'unscanned',
            createdAt: expect.any(String),
          },
        ]);
        expect((await house.charlie.get(`${proofs(id)}/`)).body).toEqual([body]);
        const back = await house.charlie.get(`${proofs(id)}/${body.id}/`);
        expect([back.status, back.headers.get('content-type'), back.bytes.equals(content)]).toEqual([
          200,
          mediaType,
          true,
        ]);
        const [row] = await audits(id, 'payment.proof_add');
        expect(row).toMatchObject({
          actor_kind: 'customer',
          actor_id: house.globex.userId,
          account_id: house.globex.accountId,
          after: { fileName: shown, scan: 'unscanned' },
        });
        await nothingLeftBehind();
      },
    );

    test('it lies outside every served folder, under a name that nobody sent, readable for nobody else', async () => {
      const id = await waiting();
      await upload(id, pdfFile('where'), 'secret name.pdf');
      const [row] = await rows(id);
      expect(row.storage_key).toMatch(/^[0-9a-f]{64}$/);
      const kept = await readFile(
        join(house.proofFolder, 'stored', row.storage_key.slice(0, 2), row.storage_key),
      );
      expect(kept.equals(pdfFile('where'))).toBe(true);
      for (const path of [
        `/proofs/${row.storage_key}`,
        `/${row.storage_key}`,
        `/assets/..%2f${row.storage_key}`,
      ]) {
        // Not there, or (with built files to serve) refused as a way out of their folder.
        expect([400, 404]).toContain((await house.charlie.get(path)).status);
      }
    });

    test('it is served so that it can run nothing, and saved unless asked for inline', async () => {
      const id = await waiting();
      const { body } = await upload(id, pngFile(), "a 'quoted' naïve; name.png");
      for (const [query, disposition] of [
        ['', 'attachment'],
        ['?disposition=attachment', 'attachment'],
        ['?disposition=inline', 'inline'],
      ]) {
        const { headers } = await house.charlie.get(`${proofs(id)}/${body.id}${query}`);
        expect(headers.get('content-disposition')).toBe(
          `${disposition}; filename="a _quoted_ nai_ve_ name.png"; filename*=UTF-8''a%20%27quoted%27%20na%C3%AFve%3B%20name.png`,
        );
        expect(headers.get('content-security-policy')).toMatch(
          /^sandbox; default-src 'none';.*frame-ancestors 'self'$/,
        );
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
        expect(headers.get('cache-control')).toBe('private, no-store');
        expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      }
      expect(refused(await house.charlie.get(`${proofs(id)}/${body.id}?disposition=page`))).toEqual([
        400,
        'invalid_query',
      ]);
    });

    test('the same file twice is the same proof, one after the other and twenty at once', async () => {
      const id = await waiting();
      const first = await upload(id);
      expect((await upload(id, pdfFile(), 'another name.pdf')).body).toEqual(first.body);
      const answers = await inLanes(20, Array.from({ length: 20 }), () => upload(id, pngFile()));
      expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
      expect(await rows(id)).toHaveLength(2);
      expect(await audits(id, 'payment.proof_add')).toHaveLength(2);
      await nothingLeftBehind();
    });

    test('one file for two payments is two proofs: each belongs to one payment', async () => {
      const [one, two] = [await waiting(), await waiting()];
      const [a, b] = [await upload(one), await upload(two)];
      expect([a.status, b.status, a.body.id === b.body.id]).toEqual([201, 201, false]);
      expect(refused(await house.charlie.get(`${proofs(two)}/${a.body.id}`))).toEqual([
        404,
        'payment_proof_not_found',
      ]);
      expect(refused(await house.charlie.delete(`${proofs(two)}/${a.body.id}`))).toEqual([
        404,
        'payment_proof_not_found',
      ]);
    });

    test('a payment has at most ten, also when twelve come at once; one of them again is no eleventh', async () => {
      const id = await waiting();
      const answers = await inLanes(
        12,
        Array.from({ length: 12 }, (_, n) => n),
        (n) => upload(id, pdfFile(`number ${n}`)),
      );
      const codes = answers.map(({ status, body }) => (status === 201 ? 'kept' : body.code)).sort();
      expect(codes).toEqual([
        ...Array.from({ length: 10 }, () => 'kept'),
        'too_many_proofs',
        'too_many_proofs',
      ]);
      const kept = answers.findIndex(({ status }) => status === 201);
      expect((await upload(id, pdfFile(`number ${kept}`))).status).toBe(201);
      expect(await rows(id)).toHaveLength(10);
      await nothingLeftBehind();
    });

    test('it counts as word of a transfer: the invoice cannot be paid in another way meanwhile', async () => {
      const bought = (await house.buy(house.charlie, 'starter', { method: 'bank_transfer' })).body;
      const { body } = await upload(bought.payment.id);
      const pay = () =>
        house.charlie.post(`/v1/billing/invoices/${bought.invoice.id}/pay`, {
          method: 'stripe',
          paymentMethodToken: 'pm_card_visa',
        });
      expect(refused(await pay())).toEqual([409, 'payment_in_progress']);
      expect((await house.charlie.delete(`${proofs(bought.payment.id)}/${body.id}`)).status).toBe(200);
      expect((await pay()).status).toBe(201);
    });
  });

  describe('refused, and nothing is left behind', () => {
    let id: string;
    beforeAll(async () => {
      id = await waiting();
    });
    afterEach(async () => {
      expect(await rows(id)).toEqual([]);
      await nothingLeftBehind();
    });

    test.each([
      ['an empty file', '', 422, 'file_empty'],
      [
        'HTML that calls itself a PDF',
        '<!doctype html><script>alert(1)</script>',
        415,
        'proof_type_not_allowed',
      ],
      ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 415, 'proof_type_not_allowed'],
      ['a PDF that breaks off', pdfFile().subarray(0, 60), 415, 'proof_type_not_allowed'],
      ['a PNG that breaks off', pngFile().subarray(0, 50), 415, 'proof_type_not_allowed'],
      [
        'a PDF of one byte more than 10 MB',
        Buffer.concat([pdfFile(), Buffer.alloc(10 * MB + 1 - pdfFile().length, 10)]),
        413,
        'file_too_large',
      ],
    ])('%s', async (_case, content, status, code) => {
      const answer = await upload(id, content);
      expect(refused(answer)).toEqual([status, code]);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    });

    test.each<[string, FormPart[], string]>([
      ['no file', [], 'file_missing'],
      ['two files', [part(pdfFile()), part(pngFile())], 'one_file_only'],
      ['the same file twice in one form', [part(pdfFile()), part(pdfFile())], 'one_file_only'],
      [
        'a field besides',
        [part(pdfFile()), { name: 'accountId', fileName: null, content: 'x' }],
        'invalid_request',
      ],
      [
        'a field before',
        [{ name: 'note', fileName: null, content: 'x'.repeat(5000) }, part(pdfFile())],
        'invalid_request',
      ],
      ['a file under another name', [{ ...part(pdfFile()), name: 'document' }], 'invalid_request'],
      ['a file under a name of the language', [{ ...part(pdfFile()), name: '__proto__' }], 'invalid_request'],
      ['text where the file should be', [part('text', null)], 'invalid_request'],
    ])('a form with %s', async (_case, parts, code) => {
      expect(refused(await send(id, parts))).toEqual([422, code]);
    });

    test.each<[string, Buffer | string, string, number, string]>([
      ['JSON', '{"file":"x"}', 'application/json', 415, 'unsupported_media_type'],
      ['the file without a form', pdfFile(), 'application/pdf', 415, 'unsupported_media_type'],
      [
        'a form of the old kind',
        'file=x',
        'application/x-www-form-urlencoded',
        415,
        'unsupported_media_type',
      ],
      [
        'a form without its boundary',
        formOf([part(pdfFile())]),
        'multipart/form-data',
        400,
        'malformed_upload',
      ],
      [
        'a form with another boundary',
        formOf([part(pdfFile())]),
        'multipart/form-data; boundary=other',
        400,
        'malformed_upload',
      ],
      [
        'a form that ends in its file',
        formOf([part(pdfFile())]).subarray(0, 200),
        FORM_TYPE,
        400,
        'malformed_upload',
      ],
      [
        'a form that ends in its headers',
        formOf([part(pdfFile())]).subarray(0, 40),
        FORM_TYPE,
        400,
        'malformed_upload',
      ],
      [
        'noise',
        Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 7919) & 255)),
        FORM_TYPE,
        400,
        'malformed_upload',
      ],
      ['nothing at all', '', FORM_TYPE, 400, 'malformed_upload'],
      [
        'a part header of 100,000 characters',
        formOf([part(pdfFile(), 'x'.repeat(100_000))]),
        FORM_TYPE,
        400,
        'malformed_upload',
      ],
    ])('%s', async (_case, body, type, status, code) => {
      const answer = await house.charlie.send('POST', proofPath(id), {
        body,
        headers: { 'content-type': type },
      });
      expect(refused(answer)).toEqual([status, code]);
    });

    test('a packed form', async () => {
      expect(
        refused(await send(id, [part(pdfFile())], house.charlie, { 'content-encoding': 'gzip' })),
      ).toEqual([415, 'unsupported_media_type']);
    });

    test('what another site sends, what nobody signed in sends, and what a colleague without the right sends', async () => {
      expect(
        (await send(id, [part(pdfFile())], house.charlie, { 'sec-fetch-site': 'cross-site' })).status,
      ).toBe(403);
      expect((await send(id, [part(pdfFile())], house.stranger())).status).toBe(401);
      expect((await send(id, [part(pdfFile())], house.sam)).status).toBe(401);
      const [own] = await house.sql<{ id: string }>(
        'SELECT user_id AS id FROM membership WHERE user_id = $1',
        [house.globex.userId],
      );
      await house.sql("UPDATE membership SET role = 'member' WHERE user_id = $1", [own?.id]);
      try {
        expect(refused(await upload(id))).toEqual([403, 'forbidden']);
      } finally {
        await house.sql("UPDATE membership SET role = 'owner' WHERE user_id = $1", [own?.id]);
      }
    });

    /** Writes part after part, and answers the status, or null where the connection ended without one. */
    const sendSlowly = (headers: Record<string, string>, parts: Iterable<Buffer>, breakOffAfter = Infinity) =>
      new Promise<number | null>((resolve) => {
        const jar = [...house.charlie.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const outgoing = request(house.baseUrl + proofPath(id), {
          method: 'POST',
          headers: { cookie: jar, 'sec-fetch-site': 'same-origin', 'content-type': FORM_TYPE, ...headers },
        });
        outgoing.on('response', (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
          outgoing.destroy();
        });
        outgoing.on('error', () => resolve(null));
        const write = async () => {
          let sent = 0;
          for (const chunk of parts) {
            if (outgoing.destroyed) return;
            if (sent++ >= breakOffAfter) return void outgoing.destroy();
            if (!outgoing.write(chunk))
              await Promise.race([
                new Promise((drained) => outgoing.once('drain', drained)),
                new Promise((closed) => outgoing.once('close', closed)),
              ]);
            await turn();
          }
          outgoing.end();
        };
        void write();
      });
    const head = formOf([part('')]).subarray(0, -'\r\n--XbOuNdArYx--\r\n'.length);
    const fifty = function* () {
      yield head;
      for (let n = 0; n < 50; n += 1) yield Buffer.alloc(MB, 'a');
    };

    test('50 MB, announced or not', async () => {
      expect(await sendSlowly({ 'content-length': String(50 * MB) }, fifty())).toBe(413);
      expect(await sendSlowly({ 'transfer-encoding': 'chunked' }, fifty())).toBe(413);
    });

    test('a sender that goes away in the middle', async () => {
      expect(await sendSlowly({ 'transfer-encoding': 'chunked' }, fifty(), 4)).toBeNull();
      await house.until('the half file is gone', async () => (await filesIn('incoming')).length === 0);
    });

    test("a payment that is nobody's, another company's, decided, or by card: before a byte is read", async () => {
      const missing = 'pay_00000000000000000000000000';
      expect(refused(await upload(missing))).toEqual([404, 'payment_not_found']);
      expect(refused(await upload(id, pdfFile(), 'x.pdf', house.alice))).toEqual([404, 'payment_not_found']);
      const byCard = (await house.buy(house.charlie, 'starter')).body.payment.id;
      expect(refused(await upload(byCard))).toEqual([409, 'payment_not_waiting']);
      const decided = await house.transfer();
      await house.sam.post(`/v1/admin/payments/${decided}/approve`, {});
      expect(refused(await upload(decided))).toEqual([409, 'payment_not_waiting']);
      // Not even JSON is looked at there.
      expect((await house.charlie.post(proofPath(decided), {})).status).toBe(409);
      expect(await rows(decided)).toEqual([]);
    });
  });

  test.each([
    ['with a path', '../../../etc/cron.d/x.pdf', 'x.pdf'],
    ['with a path of Windows', 'C:\\\\temp\\\\x.pdf', 'x.pdf'],
    ['of 10,000 characters', `${'x'.repeat(10_000)}.pdf`, /^x{116}\.pdf$/],
    ['that turns the writing round', '\u202efdp.exe', 'fdp.exe.pdf'],
  ])('a name %s becomes a plain one', async (_case, name, shown) => {
    const { status, body } = await upload(await waiting(), pdfFile(), name);
    expect([status, body.fileName]).toEqual([
      201,
      shown instanceof RegExp ? expect.stringMatching(shown) : shown,
    ]);
    await nothingLeftBehind();
  });

  test('a name with a NUL is refused or cleaned, never kept', async () => {
    const { status, body } = await upload(await waiting(), pdfFile(), 'a\u0000b.pdf');
    expect([201, 400]).toContain(status);
    if (status === 201) expect(body.fileName).toBe('ab.pdf');
    await nothingLeftBehind();
  });

  describe('taken back', () => {
    test('while nobody has decided: row and file are gone', async () => {
      const id = await waiting();
      const { body } = await upload(id);
      expect((await house.charlie.delete(`${proofs(id)}/${body.id}`)).body).toEqual(body);
      expect(refused(await house.charlie.get(`${proofs(id)}/${body.id}`))).toEqual([
        404,
        'payment_proof_not_found',
      ]);
      expect(refused(await house.charlie.delete(`${proofs(id)}/${body.id}`))).toEqual([
        404,
        'payment_proof_not_found',
      ]);
      expect(await audits(id, 'payment.proof_remove')).toHaveLength(1);
      await nothingLeftBehind();
      expect((await upload(id)).status).toBe(201);
    });

    test('not once it is decided: what staff saw stays', async () => {
      const id = await waiting();
      const { body } = await upload(id);
      await house.sam.post(`/v1/admin/payments/${id}/approve`, {});
      expect(refused(await house.charlie.delete(`${proofs(id)}/${body.id}`))).toEqual([
        409,
        'payment_not_waiting',
      ]);
      expect((await house.charlie.get(`${proofs(id)}/${body.id}`)).status).toBe(200);
    });

    test('ten clicks at once remove it once', async () => {
      const id = await waiting();
      const { body } = await upload(id);
      const answers = await inLanes(10, Array.from({ length: 10 }), () =>
        house.charlie.delete(`${proofs(id)}/${body.id}`),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([
        200,
        ...Array.from({ length: 9 }, () => 404),
      ]);
      expect(await audits(id, 'payment.proof_remove')).toHaveLength(1);
    });

    test('against approval at the same moment: either nothing is kept and it was undecided, or it stays', async () => {
      for (let round = 0; round < 5; round += 1) {
        const id = await waiting();
        const { body } = await upload(id);
        const [removal, approval] = await Promise.all([
          house.charlie.delete(`${proofs(id)}/${body.id}`),
          house.sam.post(`/v1/admin/payments/${id}/approve`, {}),
        ]);
        expect(approval.status).toBe(200);
        expect([200, 409]).toContain(removal.status);
        expect(await rows(id)).toHaveLength(removal.status === 200 ? 0 : 1);
      }
      await nothingLeftBehind();
    });
  });

  describe('seen', () => {
    test('by staff, of support too, and each look is written down', async () => {
      const id = await waiting();
      const { body } = await upload(id, pngFile());
      for (const by of [house.sam, house.support]) {
        const [row] = (await by.get(`/v1/admin/payments/${id}/proofs`)).body;
        expect(row).toMatchObject({
          ...body,
          uploadedBy: { email: 'charlie@globex.test' },
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        });
      }
      expect(await audits(id, 'payment.proof_view')).toEqual([]);
      const seen = await house.sam.get(`/v1/admin/payments/${id}/proofs/${body.id}?disposition=inline`);
      expect([
        seen.status,
        seen.bytes.equals(pngFile()),
        seen.headers.get('content-security-policy')?.startsWith('sandbox;'),
      ]).toEqual([200, true, true]);
      expect(await audits(id, 'payment.proof_view')).toMatchObject([
        { actor_id: house.samActor.staffId, account_id: house.globex.accountId, after: { proofId: body.id } },
      ]);
      await house.charlie.get(`${proofs(id)}/${body.id}`);
      expect(await audits(id, 'payment.proof_view')).toHaveLength(1);
    });

    test('by nobody of another company, nor under another payment, nor without a session', async () => {
      const id = await waiting();
      const { body } = await upload(id);
      for (const path of [proofs(id), `${proofs(id)}/${body.id}`]) {
        expect((await house.alice.get(path)).status).toBe(404);
        expect((await house.stranger().get(path)).status).toBe(401);
        expect((await house.sam.get(path)).status).toBe(401);
      }
      expect((await house.alice.delete(`${proofs(id)}/${body.id}`)).status).toBe(404);
      expect((await house.charlie.get(`/v1/admin/payments/${id}/proofs/${body.id}`)).status).toBe(401);
      const another = await waiting();
      expect((await house.sam.get(`/v1/admin/payments/${another}/proofs/${body.id}`)).status).toBe(404);
      expect(await rows(id)).toHaveLength(1);
    });

    test('a file that was lost is said to be so, as a fault of ours', async () => {
      const id = await waiting();
      const { body } = await upload(id);
      const [row] = await rows(id);
      await rm(join(house.proofFolder, 'stored', row.storage_key.slice(0, 2), row.storage_key));
      expect(refused(await house.charlie.get(`${proofs(id)}/${body.id}`))).toEqual([
        503,
        'proof_not_readable',
      ]);
      expect(house.faults.splice(0).map(({ message }) => message)).toEqual(['A request failed', 'request']);
      await house.charlie.delete(`${proofs(id)}/${body.id}`);
    });
  });

  test('the sweep removes files without a row once they are an hour old, and nothing else', async () => {
    const id = await waiting();
    await upload(id, pdfFile('keep me'));
    const folder = createProofFolder(house.proofFolder);
    const plant = async (name: string) => {
      const path = join(house.proofFolder, 'incoming', name);
      await writeFile(path, pdfFile(name));
      return path;
    };
    const orphan = await folder.put(await plant('orphan'));
    const young = await folder.put(await plant('young'));
    const halfOld = await plant('half-old');
    await plant('half-young');
    const old = new Date(house.clock.now().getTime() - 2 * 3_600_000);
    for (const path of [join(house.proofFolder, 'stored', orphan.slice(0, 2), orphan), halfOld])
      await utimes(path, old, old);
    const [row] = await rows(id);
    await utimes(join(house.proofFolder, 'stored', row.storage_key.slice(0, 2), row.storage_key), old, old);

    expect(await house.services.proofs.sweep()).toEqual({ removed: 1 });
    const stored = await filesIn('stored');
    expect([stored.includes(orphan), stored.includes(young), stored.includes(row.storage_key)]).toEqual([
      false,
      true,
      true,
    ]);
    expect(await filesIn('incoming')).toEqual(['half-young']);
    await folder.remove(young);
    await rm(join(house.proofFolder, 'incoming', 'half-young'));
    await nothingLeftBehind();
    await house.sql("SELECT graphile_worker.add_job('proofs.sweep')");
    await house.work();
  });

  test('a file whose row could not be written leaves nothing that the sweep does not find', async () => {
    const id = await waiting();
    const broken = createPaymentProofs({
      db: { ...house.db, transaction: () => Promise.reject(new Error('The database went away')) },
      clock: house.clock,
      files: createProofFolder(house.proofFolder),
      scanner: createProofScan(null, () => undefined),
    });
    const path = join(house.proofFolder, 'incoming', 'received');
    await writeFile(path, pdfFile('no row'));
    const file = {
      path,
      name: 'x.pdf',
      sizeBytes: 10,
      sha256: 'f'.repeat(64),
      discard: () => rm(path, { force: true }),
    };
    await expect(
      broken.add({ actor: house.globex, paymentId: id, receive: async () => file }),
    ).rejects.toThrow('went away');
    expect(await filesIn('incoming')).toEqual([]);
    expect(await rows(id)).toEqual([]);
    const count = (await filesIn('stored')).length;
    house.advance(2 * 3600);
    expect(await house.services.proofs.sweep()).toEqual({ removed: 1 });
    house.advance(-2 * 3600);
    expect(await filesIn('stored')).toHaveLength(count - 1);
    await nothingLeftBehind();
  });

  describe('scanned for viruses', () => {
    let folder: string;
    let scanned: House;
    const script = (text: string) => writeFile(join(folder, 'scan'), `#!/bin/sh\n${text}\n`);
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'scanner-'));
      await script('exit 0');
      await chmod(join(folder, 'scan'), 0o755);
      scanned = await openHouse({
        env: {
          PROOF_SCAN_COMMAND: `${join(folder, 'scan')} --quick`,
          PROOF_SCAN_TIMEOUT_SECONDS: '1',
          SENDGRID_API_KEY: '',
        },
      });
    });
    afterAll(async () => {
      await scanned.close();
      await rm(folder, { recursive: true, force: true });
    });
    const tryUpload = async (content: Buffer) => {
      const { payment } = (await scanned.buy(scanned.charlie, 'starter', { method: 'bank_transfer' })).body;
      const answer = await scanned.charlie.send('POST', proofPath(payment.id), {
        body: formOf([part(content, 'name with $(touch pwned) `blanks`.pdf')]),
        headers: { 'content-type': FORM_TYPE },
      });
      const kept = await scanned.sql('SELECT scan FROM payment_proof WHERE payment_id = $1', [payment.id]);
      const files = await readdir(scanned.proofFolder, { recursive: true, withFileTypes: true });
      return { answer, kept, files: files.filter((entry) => entry.isFile()).length };
    };

    test('the scanner gets its arguments and the file itself, none of our secrets, and no shell in between', async () => {
      await script(`printf '%s\\n' "$@" > ${folder}/args; env > ${folder}/env; cmp "$2" ${folder}/expected`);
      await writeFile(join(folder, 'expected'), pdfFile('scan me'));
      const { answer, kept } = await tryUpload(pdfFile('scan me'));
      expect([answer.status, answer.body.scan, kept]).toEqual([201, 'clean', [{ scan: 'clean' }]]);
      const args = (await readFile(join(folder, 'args'), 'utf8')).trim().split('\n');
      expect(args).toEqual(['--quick', expect.stringMatching(/\/incoming\/[\w-]{43}$/)]);
      expect((await readFile(join(folder, 'env'), 'utf8')).match(/^\w+/gm)?.sort()).toEqual(
        expect.not.arrayContaining(['DATABASE_URL', 'AUTH_SECRET']),
      );
    });

    test('infected: refused, nothing kept', async () => {
      await script('exit 1');
      const { answer, kept, files } = await tryUpload(pdfFile('infected'));
      expect([...refused(answer), kept, files]).toEqual([422, 'proof_infected', [], 1]);
    });

    test.each([
      ['that fails', 'exit 2'],
      ['that is killed', 'kill -9 $$'],
      ['that takes too long', 'exec sleep 30'],
    ])('a scanner %s: unavailable, nothing kept', async (_case, text) => {
      await script(text);
      const { answer, kept, files } = await tryUpload(pdfFile(text));
      expect([...refused(answer), kept, files]).toEqual([503, 'proof_scan_unavailable', [], 1]);
      expect(answer.headers.get('retry-after')).toBe('30');
      expect(scanned.faults.splice(0).map(({ message }) => message)).toEqual([
        'Proof of payment',
        'A request failed',
        'request',
      ]);
    });

    test('a scanner that is not there: unavailable', async () => {
      const faults: string[] = [];
      const scanner = createProofScan({ command: ['/no/such/scanner'], timeoutMs: 1000, path: '' }, (fault) =>
        faults.push(fault),
      );
      await expect(scanner.scan('/tmp/x')).rejects.toMatchObject({
        kind: 'unavailable',
        code: 'proof_scan_unavailable',
      });
      expect(faults).toEqual([expect.stringContaining('ENOENT')]);
    });
  });
});
