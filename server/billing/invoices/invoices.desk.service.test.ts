import { agree } from '../../test/approvals.js';
import { type House, openHouse } from '../../test/house.js';

describe('invoices at the desk', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());
  afterEach(async () => expect(await house.books()).toEqual({}));

  const at = (id: string, deed = '') => `/v1/admin/invoices/${id}/${deed}`;
  const manual = async (more: object = {}, accountId = house.acme.accountId) => {
    const line = { description: 'Work', quantity: 1, unitAmount: 10_000, taxBasisPoints: 0, ...more };
    const { status, body } = await house.sam.post('/v1/admin/invoices/create', { accountId, lines: [line] });
    expect(status).toBe(201);
    return body;
  };
  const invoiceOf = async (id: string) => (await house.sam.get(at(id))).body;
  const code = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
  const booked = async (ledger: string) =>
    (
      await house.sql<{ amount: number }>(
        'SELECT coalesce(sum(amount), 0)::int AS amount FROM journal_line WHERE ledger_code = $1',
        [ledger],
      )
    )[0]?.amount ?? 0;

  describe('given up', () => {
    test('what is due becomes bad debt; paid after all, it is one no more', async () => {
      const invoice = await manual();
      const before = await booked('bad_debt');
      const answer = await house.sam.post(at(invoice.id, 'uncollectible'), { reason: 'Insolvent' });
      expect(answer.body).toMatchObject({
        status: 'uncollectible',
        amountDue: 10_000,
        uncollectibleReason: 'Insolvent',
      });
      expect((await booked('bad_debt')) - before).toBe(10_000);
      expect(code(await house.sam.post(at(invoice.id, 'uncollectible'), { reason: 'Again' }))).toEqual([
        409,
        'invoice_not_open',
      ]);
      expect(code(await house.sam.post(at(invoice.id, 'void'), { reason: 'Again' }))).toEqual([
        409,
        'invoice_not_open',
      ]);
      const part = await house.sam.post(at(invoice.id, 'credit-note'), { amount: 4_000, reason: 'Agreed' });
      expect(part.body).toMatchObject({ appliedToDue: 4_000, toAccount: 0 });
      expect((await booked('bad_debt')) - before).toBe(6_000);
      expect(await invoiceOf(invoice.id)).toMatchObject({ status: 'uncollectible', amountDue: 6_000 });
      await house.sam.post(at(invoice.id, 'credit-note'), { all: true, reason: 'Agreed' });
      expect(await booked('bad_debt')).toBe(before);
      expect(await invoiceOf(invoice.id)).toMatchObject({ status: 'paid', amountDue: 0, isOverdue: false });
    });

    test('not while a payment is under way, and not by whoever may not', async () => {
      const { body } = await house.buy(house.alice, 'starter', { method: 'stripe' });
      const reason = { reason: 'Insolvent' };
      expect(code(await house.sam.post(at(body.invoice.id, 'uncollectible'), reason))).toEqual([
        409,
        'payment_in_progress',
      ]);
      const invoice = await manual();
      expect(code(await house.support.post(at(invoice.id, 'uncollectible'), reason))).toEqual([
        403,
        'forbidden',
      ]);
    });

    test('above the limit by two', async () => {
      const invoice = await manual({ unitAmount: 100_001 });
      const asked = await house.sam.post(at(invoice.id, 'uncollectible'), { reason: 'Insolvent' });
      expect(await invoiceOf(invoice.id)).toMatchObject({ status: 'pending' });
      // A part is credited meanwhile: what was agreed to is no longer what would be done.
      await house.dana.post(at(invoice.id, 'credit-note'), { amount: 1, reason: 'Rounded' });
      expect(code(await agree(house.dana, asked))).toEqual([409, 'approval_failed']);
      const other = await manual({ unitAmount: 100_001 });
      const again = await house.sam.post(at(other.id, 'uncollectible'), { reason: 'Insolvent' });
      expect((await agree(house.dana, again)).status).toBe(200);
      expect(await invoiceOf(other.id)).toMatchObject({ status: 'uncollectible' });
    });
  });

  describe('corrected', () => {
    test('the whole is credited and a draft like it opened that names it', async () => {
      const { body: bought } = await house.buy(house.alice, 'pro');
      const paid = await invoiceOf(bought.invoice.id);
      const { status, body } = await house.sam.post(at(paid.id, 'correct'), { reason: 'Wrong company' });
      expect(status).toBe(201);
      expect(body).toMatchObject({ status: 'draft', number: null, correctsId: paid.id, total: paid.total });
      expect(body.lines[0]).toMatchObject({ credits: paid.lines[0].credits, amountCredited: 0 });
      expect(body.lines[0].id).not.toBe(paid.lines[0].id);
      const after = await invoiceOf(paid.id);
      expect(after).toMatchObject({
        creditable: 0,
        creditNotes: [{ total: paid.total }],
        correctedBy: [{ id: body.id, number: null, status: 'draft' }],
      });
      expect(after.lines[0].amountCredited).toBe(paid.lines[0].amount);
      const issued = (await house.sam.post(at(body.id, 'issue'))).body;
      expect(issued).toMatchObject({ status: 'pending', correctsId: paid.id, amountDue: paid.total });
      const seen = (await house.alice.get(`/v1/billing/invoices/${issued.id}`)).body;
      expect(seen).toMatchObject({ correctsId: paid.id, creditNotes: [] });
      expect(code(await house.sam.post(at(paid.id, 'correct'), { reason: 'Again' }))).toEqual([
        409,
        'nothing_to_credit',
      ]);
    });

    test('refused for a void invoice, a missing one, and for support', async () => {
      const invoice = await manual();
      expect(code(await house.support.post(at(invoice.id, 'correct'), { reason: 'x' }))).toEqual([
        403,
        'forbidden',
      ]);
      await house.sam.post(at(invoice.id, 'void'), { reason: 'Twice' });
      expect(code(await house.sam.post(at(invoice.id, 'correct'), { reason: 'x' }))).toEqual([
        409,
        'invoice_not_issued',
      ]);
      const missing = `inv_${'0'.repeat(26)}`;
      expect(code(await house.sam.post(at(missing, 'correct'), { reason: 'x' }))).toEqual([
        404,
        'invoice_not_found',
      ]);
    });

    test('above the limit by two, and the draft comes with the agreement', async () => {
      const invoice = await manual({ unitAmount: 100_001 });
      const asked = await house.sam.post(at(invoice.id, 'correct'), { reason: 'Wrong company' });
      expect(await invoiceOf(invoice.id)).toMatchObject({ creditable: 100_001, correctedBy: [] });
      expect((await agree(house.dana, asked)).status).toBe(200);
      expect(await invoiceOf(invoice.id)).toMatchObject({
        creditable: 0,
        correctedBy: [{ status: 'draft' }],
      });
    });
  });

  test('credit notes in small steps do not pass the limit of one person', async () => {
    const invoice = await manual({ unitAmount: 200_000 });
    const credit = (amount: number, by = house.sam) =>
      by.post(at(invoice.id, 'credit-note'), { amount, reason: 'Agreed' });
    expect((await credit(60_000)).status).toBe(201);
    const asked = await credit(40_001);
    expect(await invoiceOf(invoice.id)).toMatchObject({ amountDue: 140_000 });
    expect((await credit(40_000)).status).toBe(201);
    expect((await agree(house.dana, asked)).status).toBe(200);
    expect(await invoiceOf(invoice.id)).toMatchObject({ amountDue: 59_999, creditable: 59_999 });
  });

  test('a part was credited: it is not voided, the rest is credited', async () => {
    const invoice = await manual();
    await house.sam.post(at(invoice.id, 'credit-note'), { amount: 1, reason: 'Rounded' });
    expect(code(await house.sam.post(at(invoice.id, 'void'), { reason: 'Twice' }))).toEqual([
      409,
      'invoice_has_credit_notes',
    ]);
  });

  test('the gap report names every series with its first and last number', async () => {
    const { status, body } = await house.sam.get('/v1/admin/number-series/');
    expect(status).toBe(200);
    expect(body.map(({ document }: { document: string }) => document)).toEqual(['credit_note', 'invoice']);
    for (const series of body) {
      expect(series).toMatchObject({
        first: `${series.key}-00001`,
        isComplete: true,
        missing: { count: 0, numbers: [] },
      });
      expect(Number(series.last.slice(-5))).toBe(series.count);
    }
    expect(code(await house.support.get('/v1/admin/number-series/'))).toEqual([403, 'forbidden']);
  });

  test.each([
    ['JPY', 1_001, 101],
    ['KWD', 123_457, 333],
  ])('an invoice in %s goes the whole way', async (currency, unitAmount, part) => {
    await house.sql('UPDATE account SET currency = $1 WHERE id = $2', [currency, house.globex.accountId]);
    const invoice = await manual({ unitAmount, taxBasisPoints: 1_900 }, house.globex.accountId);
    expect(invoice.currency).toBe(currency);
    const first = (await house.sam.post(at(invoice.id, 'credit-note'), { amount: part, reason: 'Part' }))
      .body;
    expect(first).toMatchObject({ currency, total: part });
    const rest = (await house.sam.post(at(invoice.id, 'credit-note'), { all: true, reason: 'Rest' })).body;
    expect(first.total + rest.total).toBe(invoice.total);
    expect(first.tax + rest.tax).toBe(invoice.tax);
    await house.sql("UPDATE account SET currency = 'EUR' WHERE id = $1", [house.globex.accountId]);
  });

  test('overdue is what is unpaid past its due date', async () => {
    const invoice = await manual();
    const list = async (query: string) =>
      (
        await house.services.invoices.list(house.samActor, {
          skip: 0,
          take: 100,
          sort: [{ field: 'createdAt', order: 'desc' }],
          filters: [{ field: 'overdue', operator: 'eq', values: query.split(',') }],
          q: null,
        })
      ).rows.map(({ id, isOverdue }) => ({ id, isOverdue }));
    expect((await house.alice.get('/v1/billing/invoices/?overdue=true')).body).toEqual([]);
    expect((await house.alice.get('/v1/billing/invoices/?overdue=maybe')).status).toBe(400);
    house.advance(8 * 86_400); // the sessions of the browsers end
    const overdue = await list('true');
    expect(overdue).toContainEqual({ id: invoice.id, isOverdue: true });
    expect(overdue.every(({ isOverdue }) => isOverdue)).toBe(true);
    expect((await list('false')).every(({ isOverdue }) => !isOverdue)).toBe(true);
    expect((await list('true,false')).length).toBe(overdue.length + (await list('false')).length);
  });
});
