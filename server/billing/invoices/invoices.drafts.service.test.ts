import { addDays, calendarDate } from '../../kit/time.js';
import { type House, openHouse } from '../../test/house.js';

describe('drafts', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());
  afterEach(async () => expect(await house.books()).toEqual({}));

  const drafts = '/v1/admin/invoices/drafts/';
  const work = { description: 'Work', quantity: 3, unitAmount: 133 };
  const draft = async (more: object = {}, by = house.sam) =>
    by.post(drafts, { accountId: house.globex.accountId, lines: [work], ...more });
  const at = (id: string, deed = '') => `/v1/admin/invoices/${id}/${deed}`;
  const code = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
  const today = () => calendarDate(house.clock.now());

  test('a draft has sums but no number, is not booked, and no customer sees it', async () => {
    const { status, body } = await draft({ notes: 'As agreed' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'draft',
      number: null,
      subtotal: 399,
      tax: 76,
      total: 475,
      notes: 'As agreed',
      creditable: 0,
    });
    expect((await house.charlie.get(`/v1/billing/invoices/${body.id}`)).status).toBe(404);
    expect((await house.sam.get(at(body.id, 'pdf'))).body.code).toBe('invoice_not_issued');
    const [{ entries } = {}] = await house.sql(
      'SELECT count(*)::int AS entries FROM journal_entry WHERE source_id = $1',
      [body.id],
    );
    expect(entries).toBe(0);
  });

  test('its lines, due date and notes are changed, and what is left out stays', async () => {
    const { body } = await draft({ notes: 'Old', dueDate: addDays(today(), 30) });
    const [line] = body.lines;
    const changed = await house.sam.patch(at(body.id), {
      lines: [
        { id: line.id, description: 'Work, shortened', quantity: 2, unitAmount: 133 },
        { description: 'Books', quantity: 1, unitAmount: 1_000, discount: 100, taxBasisPoints: 700 },
      ],
    });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      notes: 'Old',
      dueDate: addDays(today(), 30),
      subtotal: 1_266,
      discount: 100,
      tax: 51 + 63,
      total: 1_266 - 100 + 114,
    });
    expect(changed.body.lines[0].id).toBe(line.id);
    const cleared = await house.sam.patch(at(body.id), { notes: null, dueDate: null });
    expect(cleared.body).toMatchObject({ notes: null, dueDate: null, total: 1_280 });
  });

  test('issued, it is priced with the tax of that day; a rate that staff chose stays', async () => {
    const { body } = await draft({ lines: [work, { ...work, taxBasisPoints: 700 }] });
    expect(body.tax).toBe(76 + 28);
    await house.sql("UPDATE tax_rate SET basis_points = 2000 WHERE country = 'DE' AND basis_points = 1900");
    const issued = await house.sam.post(at(body.id, 'issue'), { send: true });
    await house.sql("UPDATE tax_rate SET basis_points = 1900 WHERE country = 'DE' AND basis_points = 2000");
    expect(issued.body).toMatchObject({
      status: 'pending',
      number: expect.stringMatching(/^INV-/),
      tax: 80 + 28,
      amountDue: 798 + 108,
    });
    expect(issued.body.lines.map(({ id }: { id: string }) => id)).toEqual(
      body.lines.map(({ id }: { id: string }) => id),
    );
    await house.work();
    const mails = await house.sql("SELECT template FROM email_message WHERE data ->> 'invoiceId' = $1", [
      body.id,
    ]);
    expect(mails).toEqual([{ template: 'invoice_created' }]);
    const again = await house.sam.post(at(body.id, 'issue'));
    expect(code(again)).toEqual([409, 'invoice_not_draft']);
    expect(code(await house.sam.patch(at(body.id), { notes: 'x' }))).toEqual([409, 'invoice_not_draft']);
    expect(code(await house.sam.delete(at(body.id)))).toEqual([409, 'invoice_not_draft']);
  });

  test('deleted, it is gone, and its audit rows stay', async () => {
    const { body } = await draft();
    expect((await house.sam.delete(at(body.id))).body).toMatchObject({ id: body.id, status: 'draft' });
    expect(code(await house.sam.get(at(body.id)))).toEqual([404, 'invoice_not_found']);
    const actions = await house.sql('SELECT action FROM audit_event WHERE subject_id = $1 ORDER BY number', [
      body.id,
    ]);
    expect(actions.map(({ action }) => action)).toEqual(['invoice.draft', 'invoice.delete_draft']);
  });

  test('ten who issue the same draft at once issue it once', async () => {
    const { body } = await draft();
    const answers = await Promise.all(Array.from({ length: 10 }, () => house.sam.post(at(body.id, 'issue'))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body: own }) => own.code))).toEqual(
      new Set(['invoice_not_draft']),
    );
  });

  test('the same key again answers the same draft', async () => {
    const body = { accountId: house.globex.accountId, lines: [work] };
    const key = { 'idempotency-key': 'a-draft' };
    const first = await house.sam.post(drafts, body, key);
    await house.sql('DELETE FROM idempotency_key');
    expect((await house.sam.post(drafts, body, key)).body.id).toBe(first.body.id);
  });

  test('refused: what cannot be written, and whoever may not', async () => {
    const { body } = await draft();
    const other = (await draft()).body.lines[0].id;
    const change = (lines: object[]) => house.sam.patch(at(body.id), { lines });
    expect(code(await change([{ ...work, id: other }]))).toEqual([422, 'line_not_found']);
    const own = { ...work, id: body.lines[0].id };
    expect(code(await change([own, own]))).toEqual([422, 'line_twice']);
    expect(code(await change([{ ...work, discount: 400 }]))).toEqual([422, 'discount_too_large']);
    const huge = { description: 'All', quantity: 100_000, unitAmount: 100_000_000_000 };
    expect(code(await change([huge, huge]))).toEqual([422, 'amount_too_large']);
    expect(code(await house.sam.patch(at(body.id), { dueDate: addDays(today(), -1) }))).toEqual([
      422,
      'due_date_in_past',
    ]);
    expect(code(await draft({}, house.support))).toEqual([403, 'forbidden']);
    expect(code(await house.support.delete(at(body.id)))).toEqual([403, 'forbidden']);
    expect(code(await draft({ accountId: `acc_${'0'.repeat(26)}` }))).toEqual([404, 'account_not_found']);
  });

  test('a closed account gets neither a draft nor an issued one', async () => {
    const { body } = await draft({ accountId: house.acme.accountId });
    const status = (word: string) =>
      house.sql(
        `UPDATE account SET status = '${word}', closed_at = ${word === 'closed' ? 'now()' : 'NULL'} WHERE id = $1`,
        [house.acme.accountId],
      );
    await status('closed');
    const answers = [
      await draft({ accountId: house.acme.accountId }),
      await house.sam.patch(at(body.id), { notes: 'x' }),
      await house.sam.post(at(body.id, 'issue')),
    ];
    await status('active');
    expect(answers.map(code)).toEqual(Array(3).fill([409, 'account_closed']));
  });

  test('a draft whose due date has passed is not issued until that is changed', async () => {
    const late = (await draft({ dueDate: today() })).body;
    house.advance(2 * 86_400); // the sessions of the browsers end
    const command = { actor: house.samActor, invoiceId: late.id };
    await expect(house.services.invoices.issueDraft({ ...command, send: false })).rejects.toMatchObject({
      code: 'due_date_in_past',
    });
    await house.services.invoices.changeDraft({ ...command, change: { dueDate: today() } });
    await house.services.invoices.issueDraft({ ...command, send: false });
  });
});
