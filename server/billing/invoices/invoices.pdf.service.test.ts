import { plain, readPdf } from '../../documents/test/pdf-reader.js';
import type { Answer } from '../../test/house.client.js';
import { type House, openHouse } from '../../test/house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
afterEach(async () => expect(await house.books()).toEqual({}));

const credit = async (invoiceId: string, what: object) =>
  (await house.sam.post(`/v1/admin/invoices/${invoiceId}/credit-note`, { reason: 'Not delivered', ...what }))
    .body;
const textOf = ({ bytes }: Answer) =>
  readPdf(bytes)
    .pages.flatMap((page) => page.texts.map(plain))
    .join('|');
const paperOf = (id: string, by = house.alice) => by.get(`/v1/billing/credit-notes/${id}/pdf/`);

describe('the paper of an invoice', () => {
  const invoicePaper = async (id: string, by = house.charlie) =>
    textOf(await by.get(`/v1/billing/invoices/${id}/pdf/`));

  test('says how to pay by transfer, in the words of its reader, with a code for the banking app', async () => {
    const { body } = await house.buy(house.charlie, 'starter', { method: 'bank_transfer' });
    const text = await invoicePaper(body.invoice.id);
    const { bankDetails, qr } = body.payment.nextAction;
    expect(qr).toMatchObject([{ scheme: 'epc' }]);
    for (const words of [
      'Online bezahlen',
      `IBAN: ${bankDetails.iban.replace(/(.{4})(?=.)/g, '$1 ')}`,
      `Kontoinhaber: ${bankDetails.holder}`,
      'Mit der Banking-App scannen',
    ])
      expect(text).toContain(words);
  });

  test('offers no way to pay that would not take its currency', async () => {
    const { body } = await house.buy(house.charlie, 'starter', { method: 'bank_transfer' });
    await house.sql("UPDATE payment_method_config SET currencies = '{JPY}' WHERE method = 'bank_transfer'");
    const text = await invoicePaper(body.invoice.id);
    await house.sql("UPDATE payment_method_config SET currencies = '{}' WHERE method = 'bank_transfer'");
    expect(text).toContain('Online bezahlen');
    expect(text).not.toContain('IBAN');
  });

  test('that replaces another names it, and each of the two is found from the other', async () => {
    const { body } = await house.buy(house.alice, 'starter');
    const old = body.invoice;
    const draft = (await house.sam.post(`/v1/admin/invoices/${old.id}/correct`, { reason: 'Wrong name' }))
      .body;
    expect((await house.alice.get(`/v1/billing/invoices/${old.id}`)).body.correctedBy).toEqual([]);
    const issued = (await house.sam.post(`/v1/admin/invoices/${draft.id}/issue`)).body;
    const seen = (await house.alice.get(`/v1/billing/invoices/${issued.id}`)).body;
    expect(seen).toMatchObject({ correctsId: old.id, correctsNumber: old.number, correctedBy: [] });
    expect((await house.alice.get(`/v1/billing/invoices/${old.id}`)).body).toMatchObject({
      correctsId: null,
      correctsNumber: null,
      correctedBy: [{ id: issued.id, number: issued.number, status: 'pending' }],
    });
    expect(await invoicePaper(issued.id, house.alice)).toContain(
      `This invoice replaces invoice ${old.number} of `,
    );
  });
});

describe('the paper of a credit note', () => {
  test('is drawn by a job once it is issued, kept with its hash, and the same bytes ever after', async () => {
    const { body } = await house.buy(house.alice, 'starter');
    const note = await credit(body.invoice.id, { amount: 360 });
    await house.work();
    const kept = await house.sql(
      `SELECT encode(bytes, 'hex') AS hex, sha256 = encode(sha256(bytes), 'hex') AS same FROM credit_note_pdf WHERE credit_note_id = $1`,
      [note.id],
    );
    expect(kept).toEqual([{ hex: expect.any(String), same: true }]);
    const [first, second, staff] = [
      await paperOf(note.id),
      await paperOf(note.id),
      await house.sam.get(`/v1/admin/credit-notes/${note.id}/pdf`),
    ];
    for (const { status, headers, bytes } of [first, second, staff]) {
      expect([status, headers.get('content-type')]).toEqual([200, 'application/pdf']);
      expect(headers.get('content-disposition')).toBe(`attachment; filename="${note.number}.pdf"`);
      expect(bytes.toString('hex')).toBe(kept[0]?.['hex']);
    }
    const text = textOf(first);
    for (const words of [
      note.number,
      body.invoice.number,
      '$3.60',
      'Money on account',
      'Credits taken back',
      'Not delivered',
    ])
      expect(text).toContain(words);
  });

  test('is asked for before the job ran: it is drawn then, and the job keeps it', async () => {
    const { body } = await house.buy(house.alice, 'starter');
    const note = await credit(body.invoice.id, { all: true });
    const { bytes } = await paperOf(note.id);
    await house.work();
    expect((await paperOf(note.id)).bytes.equals(bytes)).toBe(true);
  });

  test('says what was set against an open invoice, and that its credits will not come', async () => {
    const { body } = await house.buy(house.alice, 'starter', { method: 'stripe' });
    const text = textOf(await paperOf((await credit(body.invoice.id, { all: true })).id));
    expect(text).toContain(`Set against what was due on ${body.invoice.number}`);
    expect(text).toContain('Credits that will not be granted|500');
    expect(text).not.toContain('Money on account');
  });

  test('of a refund names the way in which the money went back', async () => {
    const { body } = await house.buy(house.alice, 'starter');
    await house.sam.post(`/v1/admin/payments/${body.payment.id}/refund`, { amount: 300, reason: 'A test' });
    const { creditNotes } = (await house.alice.get(`/v1/billing/invoices/${body.invoice.id}`)).body;
    const text = textOf(await paperOf(creditNotes[0].id));
    expect(text).toContain('Refunded by card|$3.00');
    expect(text).not.toContain('Money on account');
  });

  test('another tenant’s is not found, nor is one that does not exist; strangers and customers at the staff’s door are turned away', async () => {
    const { body } = await house.buy(house.alice, 'starter');
    const { id } = await credit(body.invoice.id, { all: true });
    const refused = ({ status, body: problem }: Answer) => [status, problem?.code];
    expect(refused(await paperOf(id, house.charlie))).toEqual([404, 'credit_note_not_found']);
    expect(refused(await paperOf('crn_00000000000000000000000000'))).toEqual([404, 'credit_note_not_found']);
    expect((await paperOf(id, house.stranger())).status).toBe(401);
    expect((await house.alice.get(`/v1/admin/credit-notes/${id}/pdf`)).status).toBe(401);
    expect((await paperOf(id, house.bob)).status).toBe(200);
  });
});
