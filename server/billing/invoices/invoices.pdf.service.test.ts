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
