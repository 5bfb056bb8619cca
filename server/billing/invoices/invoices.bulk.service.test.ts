import { type House, openHouse } from '../../test/house.js';
import { unzipped } from '../../test/zip.js';

describe('many invoices at once', () => {
  let house: House;
  /** Issued ten days ago, due after seven. */
  let late: { id: string; number: string; issueDate: string; dueDate: string; paymentReference: string };
  beforeAll(async () => {
    house = await openHouse();
    house.advance(-10 * 86_400);
    await house.sql("UPDATE account SET name = '=HYPERLINK(1)' WHERE id = $1", [house.globex.accountId]);
    late = await manual('Arbeit', house.globex.accountId);
    house.advance(10 * 86_400);
  });
  afterAll(async () => {
    expect(await house.books()).toEqual({});
    await house.close();
  });

  const manual = async (description = 'Work', accountId = house.acme.accountId) =>
    (
      await house.sam.post('/v1/admin/invoices/create', {
        accountId,
        lines: [{ description, quantity: 1, unitAmount: 12_345 }],
      })
    ).body;
  const at = (rest: string) => `/v1/admin/invoices/${rest}`;
  const missing = `inv_${'0'.repeat(26)}`;
  const codes = (body: { results: { code: string | null }[] }) => body.results.map((each) => each.code);
  const statusOf = async (id: string) => (await house.sam.get(at(id))).body.status;

  test('unpaid ones are voided; what is refused of one leaves the others, and each has its audit row', async () => {
    const [one, two] = [await manual(), await manual()];
    const paid = (await house.buy(house.alice, 'starter')).body.invoice;
    const ids = [one.id, paid.id, missing, two.id];
    const { status, body } = await house.sam.post(at('void'), { invoiceIds: ids, reason: 'Wrong month' });
    expect(status).toBe(200);
    expect(body.results.map((each: { invoiceId: string }) => each.invoiceId)).toEqual(ids);
    expect(codes(body)).toEqual([null, 'invoice_not_open', 'invoice_not_found', null]);
    expect(body.results[1].detail).toBe('The invoice is paid, not unpaid.');
    expect([await statusOf(one.id), await statusOf(paid.id), await statusOf(two.id)]).toEqual([
      'void',
      'paid',
      'void',
    ]);
    const rows = await house.sql(
      "SELECT reason FROM audit_event WHERE action = 'invoice.void' AND subject_id = ANY($1)",
      [[one.id, two.id]],
    );
    expect(rows).toEqual([{ reason: 'Wrong month' }, { reason: 'Wrong month' }]);
    // The same again does nothing.
    const again = await house.sam.post(at('void'), { invoiceIds: ids, reason: 'Wrong month' });
    expect(codes(again.body)).toEqual([
      'invoice_not_open',
      'invoice_not_open',
      'invoice_not_found',
      'invoice_not_open',
    ]);
  });

  test('they are mailed again, but for drafts and void ones; support may', async () => {
    const one = await manual();
    const draft = (
      await house.sam.post(at('drafts'), {
        accountId: house.acme.accountId,
        lines: [{ description: 'Later', quantity: 1, unitAmount: 100 }],
      })
    ).body;
    const { body } = await house.support.post(at('send'), { invoiceIds: [one.id, draft.id] });
    expect(codes(body)).toEqual([null, 'invoice_not_issued']);
    await house.work();
    const mails = await house.sql(
      "SELECT count(*)::int AS n FROM email_message WHERE data ->> 'invoiceId' = $1 AND template = 'invoice_created'",
      [one.id],
    );
    expect(mails).toEqual([{ n: 1 }]);
  });

  test('refused as a whole: nobody of the staff, support for void, none, one twice, more than a hundred', async () => {
    const one = await manual();
    const command = { invoiceIds: [one.id], reason: 'x' };
    expect((await house.alice.post(at('void'), command)).status).toBe(401);
    expect((await house.support.post(at('void'), command)).body.code).toBe('forbidden');
    const many = Array.from({ length: 101 }, (_, n) => `inv_${String(n).padStart(26, '0')}`);
    for (const invoiceIds of [[], [one.id, one.id], many, ['acc_1']]) {
      const { status, body } = await house.sam.post(at('void'), { invoiceIds, reason: 'x' });
      expect([status, body.code]).toEqual([422, 'invalid_request']);
    }
    expect((await house.sam.post(at('void'), { invoiceIds: [one.id] })).body.errors).toHaveProperty('reason');
    expect(await statusOf(one.id)).toBe('pending');
  });

  test('their papers come as one archive, each the very bytes of its own PDF', async () => {
    const [one, two] = [await manual('First'), await manual('Second')];
    const answer = await house.support.get(at(`pdfs?id=${one.id}&id=${two.id}`));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="invoices.zip"');
    const files = unzipped(answer.bytes);
    expect(Object.keys(files)).toEqual([`${one.number}.pdf`, `${two.number}.pdf`]);
    for (const { id, number } of [one, two]) {
      expect((await house.sam.get(at(`${id}/pdf`))).bytes).toEqual(files[`${number}.pdf`]);
    }
    const single = await house.sam.get(at(`pdfs?id=${one.id}`));
    expect(Object.keys(unzipped(single.bytes))).toEqual([`${one.number}.pdf`]);
  });

  test('no archive where one is missing or a draft, and none without an id', async () => {
    const one = await manual();
    const draft = (
      await house.sam.post(at('drafts'), {
        accountId: house.acme.accountId,
        lines: [{ description: 'Later', quantity: 1, unitAmount: 100 }],
      })
    ).body;
    const code = async (query: string, by = house.sam) => {
      const { status, body } = await by.get(at(`pdfs?${query}`));
      return [status, body.code];
    };
    expect(await code(`id=${one.id}&id=${missing}`)).toEqual([404, 'invoice_not_found']);
    expect(await code(`id=${one.id}&id=${draft.id}`)).toEqual([409, 'invoice_not_issued']);
    expect(await code('')).toEqual([400, 'invalid_query']);
    expect(await code(`id=${one.id}&id=${one.id}`)).toEqual([400, 'invalid_query']);
    expect((await house.alice.get(at(`pdfs?id=${one.id}`))).status).toBe(401);
  });

  test('as CSV: narrowed, decimals of the currency, days overdue, and no formula', async () => {
    const german = await manual('Arbeit', house.globex.accountId);
    const rows = async (query: string) => {
      const { status, bytes } = await house.support.get(at(`export?${query}`));
      expect(status).toBe(200);
      return bytes.toString().split('\r\n').slice(0, -1);
    };
    const [heading, row, ...more] = await rows(`id=${german.id}`);
    expect(more).toEqual([]);
    expect(heading).toBe(
      'invoice,number,status,account,account_name,country,tax_id,issued,due,days_overdue,paid_at,currency,subtotal,discount,tax,total,paid,credited,open,payment_reference',
    );
    expect(row).toBe(
      `${german.id},${german.number},pending,${house.globex.accountId},'=HYPERLINK(1),DE,DE129273398,${german.issueDate},${german.dueDate},,,EUR,123.45,0.00,23.46,146.91,0.00,0.00,146.91,${german.paymentReference}`,
    );
    expect((await rows(`id=${late.id}`))[1]?.split(',').slice(7, 10)).toEqual([
      late.issueDate,
      late.dueDate,
      '3',
    ]);
    const numbersOf = async (query: string) => (await rows(query)).slice(1).map((line) => line.split(',')[1]);
    expect(await numbersOf('overdue=true&currency=EUR')).toEqual([late.number]);
    expect(await numbersOf(`overdue=false&accountId=${house.globex.accountId}`)).toEqual([german.number]);
    expect(await numbersOf(`number=${german.number.slice(-5)}`)).toEqual([german.number]);
    expect(await numbersOf('q=hyperlink')).toContain(german.number);
    expect(await numbersOf(`q=${german.paymentReference}`)).toEqual([german.number]);
    expect(
      await numbersOf(`issuedFrom=${german.issueDate}&issuedTo=${german.issueDate}&status=void`),
    ).toHaveLength(2);
    expect(await numbersOf(`dueFrom=2200-01-01`)).toEqual([]);
    expect(await numbersOf('q=%25')).toEqual([]);
    const all = await rows('');
    const [count] = await house.sql('SELECT count(*)::int AS n FROM invoice');
    expect(all).toHaveLength(1 + Number(count?.['n']));
    expect(all.join('\n')).not.toMatch(/(^|,)[=+@]/m);
  });

  test.each(['status=lost', 'overdue=1', 'id=acc_1', 'issuedFrom=soon', 'page=1'])(
    'an export is refused with %s',
    async (query) => {
      expect((await house.sam.get(at(`export?${query}`))).status).toBe(400);
    },
  );
});
