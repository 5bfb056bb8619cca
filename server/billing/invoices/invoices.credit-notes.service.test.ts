import { type House, openHouse } from '../../test/house.js';
import { inLanes } from '../../test/house.waits.js';

describe('credit notes', () => {
  let house: House;
  let withoutTax: object[];
  beforeAll(async () => {
    house = await openHouse({ poolSize: 20 });
    withoutTax = [{ description: 'Work', quantity: 1, unitAmount: 100, taxBasisPoints: 0 }];
  });
  afterAll(() => house.close());
  afterEach(async () => expect(await house.books()).toEqual({}));

  const manual = async (lines: object[], accountId = house.acme.accountId) => {
    const { status, body } = await house.sam.post('/v1/admin/invoices/create', { accountId, lines });
    expect(status).toBe(201);
    return body;
  };
  const credit = (invoiceId: string, what: object, headers = {}, by = house.sam) =>
    by.post(`/v1/admin/invoices/${invoiceId}/credit-note/`, { reason: 'Not delivered', ...what }, headers);
  const invoiceOf = async (id: string) => (await house.sam.get(`/v1/admin/invoices/${id}`)).body;
  const entryOf = async (noteId: string) =>
    Object.fromEntries(
      (
        await house.sql(
          `SELECT l.ledger_code AS code, l.amount::int AS amount FROM journal_entry e JOIN journal_line l ON l.entry_id = e.id
           WHERE e.kind = 'credit_note.issued' AND e.source_id = $1`,
          [noteId],
        )
      ).map(({ code, amount }) => [code, amount]),
    );
  const balanceOf = async () => {
    const { balance, debt } = (await house.alice.get('/v1/billing/credits/balance')).body;
    return { balance, debt };
  };
  const code = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

  test('a part of what is due is credited: less is due, a number of its own series, frozen parties, an audit row', async () => {
    const invoice = await manual(
      [
        { description: 'Work', quantity: 2, unitAmount: 5_000 },
        { description: 'Travel', quantity: 1, unitAmount: 1_000, taxBasisPoints: 700 },
      ],
      house.globex.accountId,
    );
    expect(invoice.total).toBe(11_900 + 1_070);
    const [travel] = invoice.lines.slice(1);
    const { status, body } = await credit(invoice.id, { lines: [{ invoiceLineId: travel.id, amount: 500 }] });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      number: expect.stringMatching(/^CRN-\d{4}-\d{2}-00001$/),
      invoiceNumber: invoice.number,
      cause: 'correction',
      subtotal: 500,
      tax: 35,
      total: 535,
      appliedToDue: 535,
      toAccount: 0,
      lines: [{ invoiceLineId: travel.id, description: 'Travel', amount: 500, credits: null }],
      taxes: [{ basisPoints: 700, taxable: 500, amount: 35, category: 'S' }],
    });
    expect(await invoiceOf(invoice.id)).toMatchObject({
      status: 'pending',
      amountPaid: 0,
      amountDue: 12_970 - 535,
    });
    expect(await entryOf(body.id)).toEqual({ refunds: 500, tax_payable: 35, receivable: -535 });
    const [row] = await house.sql(
      `SELECT n.buyer = i.buyer AND n.seller = i.seller AS same, length(n.content_hash) AS hash,
              (SELECT reason FROM audit_event WHERE subject_id = n.id AND action = 'credit_note.issue') AS reason
       FROM credit_note n JOIN invoice i ON i.id = n.invoice_id WHERE n.id = $1`,
      [body.id],
    );
    expect(row).toEqual({ same: true, hash: 64, reason: 'Not delivered' });
  });

  describe('looked at before it is written', () => {
    const look = (invoiceId: string, what: object, by = house.sam) =>
      by.post(`/v1/admin/invoices/${invoiceId}/credit-note/preview`, what);

    test('it says what the note says then, to the cent, and changes nothing', async () => {
      const invoice = await manual(
        [
          { description: 'Work', quantity: 3, unitAmount: 133 },
          { description: 'Travel', quantity: 1, unitAmount: 1_000, taxBasisPoints: 700 },
        ],
        house.globex.accountId,
      );
      const before = await house.sql('SELECT count(*)::int AS n FROM audit_event');
      for (const what of [{ amount: 777 }, { all: true }]) {
        const { status, body: preview } = await look(invoice.id, what);
        expect(status).toBe(200);
        const { body: note } = await credit(invoice.id, what);
        const { subtotal, tax, total, appliedToDue, toAccount } = note;
        expect(preview).toMatchObject({ subtotal, tax, total, appliedToDue, toAccount, currency: 'EUR' });
        expect(preview.taxes).toEqual(note.taxes);
        expect(preview.lines.map((line: { amount: number }) => line.amount)).toEqual(
          note.lines.map((line: { amount: number }) => line.amount),
        );
      }
      expect((await look(invoice.id, { all: true })).body.code).toBe('nothing_to_credit');
      const after = await house.sql('SELECT count(*)::int AS n FROM audit_event');
      expect(Number(after[0]?.['n']) - Number(before[0]?.['n'])).toBe(2);
    });

    test('credits that would be taken back, and those that were spent and would be owed', async () => {
      const { body } = await house.buy(house.alice, 'starter');
      expect((await look(body.invoice.id, { all: true })).body).toMatchObject({
        appliedToDue: 0,
        toAccount: 900,
        creditsTaken: 500,
        creditsOwed: 0,
        needsSecondPerson: false,
      });
      const unpaid = (await house.buy(house.alice, 'starter', { method: 'stripe' })).body;
      expect((await look(unpaid.invoice.id, { all: true })).body).toMatchObject({
        appliedToDue: 900,
        toAccount: 0,
        lines: [{ credits: 500 }],
        creditsTaken: 0,
        creditsOwed: 0,
      });
    });

    test('a second person is foretold exactly where one is asked for', async () => {
      const invoice = await manual([
        { description: 'Work', quantity: 1, unitAmount: 200_000, taxBasisPoints: 0 },
      ]);
      expect((await look(invoice.id, { amount: 100_001 })).body.needsSecondPerson).toBe(true);
      expect((await look(invoice.id, { amount: 60_000 })).body.needsSecondPerson).toBe(false);
      expect((await credit(invoice.id, { amount: 60_000 })).status).toBe(201);
      // What one did before counts.
      expect((await look(invoice.id, { amount: 60_000 })).body.needsSecondPerson).toBe(true);
      expect((await look(invoice.id, { amount: 60_000 }, house.dana)).body.needsSecondPerson).toBe(false);
      expect(code(await credit(invoice.id, { amount: 60_000 }))).toEqual([409, 'second_approval_needed']);
    });

    test('refused like the note itself', async () => {
      const invoice = await manual(withoutTax);
      expect(code(await look(invoice.id, { amount: 101 }))).toEqual([409, 'more_than_creditable']);
      expect(code(await look(invoice.id, {}))).toEqual([422, 'invalid_request']);
      expect(code(await look(invoice.id, { all: true }, house.support))).toEqual([403, 'forbidden']);
      const other = { lines: [{ invoiceLineId: `inl_${'0'.repeat(26)}`, amount: 1 }] };
      expect(code(await look(invoice.id, other))).toEqual([422, 'line_not_found']);
      expect(code(await look(`inv_${'0'.repeat(26)}`, { all: true }))).toEqual([404, 'invoice_not_found']);
      await house.sam.post(`/v1/admin/invoices/${invoice.id}/void`, { reason: 'x' });
      expect(code(await look(invoice.id, { all: true }))).toEqual([409, 'invoice_not_issued']);
    });
  });

  test('the whole of an unpaid invoice is credited: nothing is due and no credits come', async () => {
    const { body } = await house.buy(house.alice, 'starter', { method: 'stripe' });
    const before = await balanceOf();
    const note = (await credit(body.invoice.id, { all: true })).body;
    expect(note).toMatchObject({ total: 900, appliedToDue: 900, toAccount: 0, lines: [{ credits: 500 }] });
    expect(await entryOf(note.id)).toEqual({ ordered_credits: 900, receivable: -900 });
    expect(await invoiceOf(body.invoice.id)).toMatchObject({ status: 'paid', amountPaid: 0, amountDue: 0 });
    expect(await balanceOf()).toEqual(before);
  });

  test('a paid purchase is credited in part: money on account, its credits go back in proportion', async () => {
    const { body } = await house.buy(house.alice, 'starter');
    const before = await balanceOf();
    const note = (await credit(body.invoice.id, { amount: 360 })).body;
    expect(note).toMatchObject({ total: 360, appliedToDue: 0, toAccount: 360, lines: [{ credits: 200 }] });
    expect(await entryOf(note.id)).toEqual({ deferred_credits: 360, money_on_account: -360 });
    expect(await balanceOf()).toEqual({ balance: before.balance - 200, debt: 0 });
    expect(await house.services.balance.of(house.acme.accountId)).toEqual([{ minor: 360n, currency: 'USD' }]);
    const rest = (await credit(body.invoice.id, { all: true })).body;
    expect(rest).toMatchObject({ total: 540, toAccount: 540, lines: [{ credits: 300 }] });
    expect(code(await credit(body.invoice.id, { amount: 1 }))).toEqual([409, 'nothing_to_credit']);
  });

  test('an invoice that is credited in part and paid then grants the rest of its credits only', async () => {
    const { body } = await house.buy(house.alice, 'starter', { method: 'stripe' });
    const before = await balanceOf();
    expect((await credit(body.invoice.id, { amount: 360 })).body.appliedToDue).toBe(360);
    // The first attempt asked for the whole; another one asks for the rest.
    const paid = await house.alice.post(`/v1/billing/invoices/${body.invoice.id}/pay`, {
      method: 'stripe',
      paymentMethodToken: 'pm_card_visa',
    });
    expect([paid.status, paid.body.amount]).toEqual([201, 540]);
    expect(await balanceOf()).toEqual({ balance: before.balance + 300, debt: 0 });
  });

  test('an invoice that is paid in part and credited for the rest grants what was paid for', async () => {
    const id = await house.transfer('starter');
    const payment = (await house.sam.get(`/v1/admin/payments/${id}`)).body;
    const [invoiceId] = payment.invoiceIds;
    const { total } = await invoiceOf(invoiceId);
    const part = Math.round(total * 0.6);
    await house.sam.post(`/v1/admin/payments/${id}/approve`, { amount: part });
    const before = (await house.charlie.get('/v1/billing/credits/balance')).body.balance;
    await credit(invoiceId, { all: true }, {});
    const after = await invoiceOf(invoiceId);
    // All was credited: what was paid is the customer's money now, and no credits come for it.
    expect(after).toMatchObject({ status: 'paid', amountPaid: part, amountDue: 0 });
    expect((await house.charlie.get('/v1/billing/credits/balance')).body.balance).toBe(before);

    const other = await house.transfer('starter');
    const [otherInvoice] = (await house.sam.get(`/v1/admin/payments/${other}`)).body.invoiceIds;
    await house.sam.post(`/v1/admin/payments/${other}/approve`, { amount: part });
    const { body } = await credit(otherInvoice, { amount: total - part });
    expect(await invoiceOf(otherInvoice)).toMatchObject({ status: 'paid', amountPaid: part, amountDue: 0 });
    const now = (await house.charlie.get('/v1/billing/credits/balance')).body.balance;
    expect(now - before).toBe(500 - body.lines[0].credits);
    expect(now - before).toBe(300);
  });

  test.each([
    ['a whole that is larger', 409, 'more_than_creditable', { amount: 101 }],
    ['more than a line', 409, 'more_than_creditable', { lines: [{ amount: 101 }] }],
    ['a line of another invoice', 422, 'line_not_found', { lines: [{ amount: 1, foreign: true }] }],
    ['two ways at once', 422, 'invalid_request', { amount: 1, all: true }],
    ['nothing at all', 422, 'invalid_request', {}],
    ['a negative amount', 422, 'invalid_request', { amount: -1 }],
  ])('refused: %s', async (_what, status, refusal, what) => {
    const [mine, other] = [await manual(withoutTax), await manual(withoutTax)];
    const lines = (what as { lines?: { amount: number; foreign?: true }[] }).lines?.map((line) => ({
      invoiceLineId: (line.foreign ? other : mine).lines[0].id,
      amount: line.amount,
    }));
    const answer = await credit(mine.id, { ...what, ...(lines ? { lines } : {}) });
    expect(code(answer)).toEqual([status, refusal]);
  });

  test('refused: a void invoice, a missing one, and whoever may not', async () => {
    const invoice = await manual(withoutTax);
    expect(code(await credit(invoice.id, { all: true }, {}, house.support))).toEqual([403, 'forbidden']);
    expect(code(await credit(invoice.id, { all: true }, {}, house.alice))).toEqual([401, 'unauthenticated']);
    await house.sam.post(`/v1/admin/invoices/${invoice.id}/void`, { reason: 'Twice' });
    expect(code(await credit(invoice.id, { all: true }))).toEqual([409, 'invoice_not_issued']);
    const missing = `inv_${'0'.repeat(26)}`;
    expect(code(await credit(missing, { all: true }))).toEqual([404, 'invoice_not_found']);
  });

  test('a customer reads the own notes, others find none', async () => {
    const invoice = await manual(withoutTax);
    const note = (await credit(invoice.id, { all: true })).body;
    const path = `/v1/billing/credit-notes/${note.id}/`;
    expect((await house.bob.get(path)).body).toMatchObject({ number: note.number, total: 100 });
    expect(code(await house.charlie.get(path))).toEqual([404, 'credit_note_not_found']);
    const list = await house.alice.get(`/v1/billing/credit-notes/?invoiceId=${invoice.id}`);
    expect([list.body.length, list.headers.get('x-total-count')]).toEqual([1, '1']);
    expect((await house.charlie.get(`/v1/billing/credit-notes/?invoiceId=${invoice.id}`)).body).toEqual([]);
    const found = await house.sam.get(`/v1/admin/credit-notes/?q=${invoice.number}&_sort=total`);
    expect(found.body).toMatchObject([{ id: note.id, account: { name: 'Acme Inc.' } }]);
  });

  test('the same key again answers the same note', async () => {
    const invoice = await manual(withoutTax);
    const key = { 'idempotency-key': `note-${invoice.id}` };
    const first = await credit(invoice.id, { amount: 40 }, key);
    const again = await credit(invoice.id, { amount: 40 }, key);
    expect([again.body.id, again.headers.get('idempotent-replayed')]).toEqual([first.body.id, 'true']);
    expect(code(await credit(invoice.id, { amount: 41 }, key))).toEqual([409, 'idempotency_key_reused']);
    // The stored reply was lost: the note itself is found.
    await house.sql('DELETE FROM idempotency_key');
    expect((await credit(invoice.id, { amount: 40 }, key)).body.id).toBe(first.body.id);
    expect((await invoiceOf(invoice.id)).amountDue).toBe(60);
  });

  test('twenty notes of 30 on 100 at once: three succeed', async () => {
    const invoice = await manual(withoutTax);
    const answers = await Promise.all(Array.from({ length: 20 }, () => credit(invoice.id, { amount: 30 })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
      new Set(['more_than_creditable']),
    );
    expect(await invoiceOf(invoice.id)).toMatchObject({ status: 'pending', amountDue: 10 });
  });

  test('200 notes at once are numbered without a gap', async () => {
    const [{ before } = { before: 0 }] = await house.sql<{ before: number }>(
      "SELECT last AS before FROM number_series WHERE key LIKE 'CRN-%'",
    );
    const invoices = await inLanes(8, Array.from({ length: 20 }), () =>
      manual([{ description: 'Work', quantity: 10, unitAmount: 100, taxBasisPoints: 0 }]),
    );
    const answers = await inLanes(20, Array.from({ length: 200 }), (_item, n) =>
      credit(invoices[n % invoices.length].id, { amount: 100 }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const numbers = answers.map(({ body }) => Number(body.number.slice(-5))).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 200 }, (_item, n) => before + n + 1));
    expect(await invoiceOf(invoices[0].id)).toMatchObject({ status: 'paid', amountDue: 0 });
  });
});
