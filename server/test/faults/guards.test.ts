import { type House, openHouse } from '../house.js';

/** The last line of defence: the database itself, whoever writes to it. */
describe('the database refuses', () => {
  let house: House;
  let ids: { inv: string; pay: string };
  beforeAll(async () => {
    house = await openHouse();
    const { body } = await house.buy(house.alice, 'pro');
    ids = { inv: body.invoice.id, pay: body.payment.id };
    await house.sam.post(`/v1/admin/accounts/${house.globex.accountId}/suspend`, { reason: 'x' });
    await house.alice.get(`/v1/billing/invoices/${ids.inv}/pdf`);
  });
  afterAll(async () => {
    expect(await house.books()).toEqual({});
    await house.close();
  });

  test.each([
    [
      'an issued invoice with another total',
      "UPDATE invoice SET total = total + 1, amount_due = amount_due + 1 WHERE id = '$inv'",
    ],
    [
      'an issued invoice with another number',
      "UPDATE invoice SET number = 'INV-2026-01-00001' WHERE id = '$inv'",
    ],
    ['an issued invoice with another buyer', "UPDATE invoice SET buyer = '{}' WHERE id = '$inv'"],
    ['an issued invoice as a draft', "UPDATE invoice SET status = 'draft' WHERE id = '$inv'"],
    ['an issued invoice deleted', "DELETE FROM invoice WHERE id = '$inv'"],
    ['an issued invoice hashed in another way', "UPDATE invoice SET hash_version = 1 WHERE id = '$inv'"],
    ['a line changed', "UPDATE invoice_line SET amount = amount + 1 WHERE invoice_id = '$inv'"],
    ['a line deleted', "DELETE FROM invoice_line WHERE invoice_id = '$inv'"],
    [
      'a line added',
      "INSERT INTO invoice_line (id, invoice_id, position, description, quantity, unit_amount, amount) VALUES ('x', '$inv', 9, 'x', 1, 1, 1)",
    ],
    ['a tax changed', "UPDATE invoice_tax SET amount = amount + 1 WHERE invoice_id = '$inv'"],
    ['a paper changed', "UPDATE invoice_pdf SET bytes = '' WHERE invoice_id = '$inv'"],
    [
      'a paid invoice with something due',
      "UPDATE invoice SET amount_paid = 0, amount_due = total WHERE id = '$inv'",
    ],
    ['a ledger row changed', 'UPDATE credit_entry SET credits = credits + 1'],
    ['a ledger row deleted', 'DELETE FROM credit_entry'],
    ['a ledger emptied', 'TRUNCATE credit_entry'],
    ['a journal entry changed', "UPDATE journal_entry SET description = 'x'"],
    ['a journal line changed', 'UPDATE journal_line SET amount = amount * 2'],
    ['a journal line deleted', 'DELETE FROM journal_line'],
    ['a journal emptied', 'TRUNCATE journal_line'],
    ['an audit row changed', "UPDATE audit_event SET reason = 'better'"],
    ['an audit row deleted', 'DELETE FROM audit_event'],
    ['an audit log emptied', 'TRUNCATE audit_event'],
    ['an allocation changed', 'UPDATE payment_allocation SET amount = amount + 1'],
    ['an allocation deleted', 'DELETE FROM payment_allocation'],
    ['a number left out', 'UPDATE number_series SET last = last + 2'],
    ['a number taken back', 'UPDATE number_series SET last = last - 1'],
    ['a date that goes back', "UPDATE number_series SET last = last + 1, last_date = '2020-01-01'"],
    ['a series deleted', 'DELETE FROM number_series'],
    [
      'a series that begins at zero',
      "INSERT INTO number_series (key, last, last_date) VALUES ('INV-2099-01', 0, '2099-01-01')",
    ],
    ['an overdrawn wallet', 'UPDATE wallet SET balance = -1'],
    ['more reserved than there is', 'UPDATE wallet SET reserved = balance + 1'],
    ['a lot with more than was granted', 'UPDATE credit_lot SET remaining = granted + 1'],
    [
      'a payment refunded beyond what was captured',
      "UPDATE payment SET amount_refunded = amount_captured + 1 WHERE id = '$pay'",
    ],
    ['a success without money', "UPDATE payment SET amount_captured = 0 WHERE id = '$pay'"],
    [
      'the same deed booked twice',
      "INSERT INTO journal_entry (id, kind, source_id, description, occurred_at) SELECT 'x', kind, source_id, 'x', now() FROM journal_entry LIMIT 1",
    ],
    [
      'the same line granted twice',
      "INSERT INTO credit_lot (id, account_id, source, granted, remaining, priority, invoice_line_id) SELECT 'x', account_id, source, 1, 1, 1, invoice_line_id FROM credit_lot WHERE invoice_line_id IS NOT NULL LIMIT 1",
    ],
    [
      'the same webhook event twice',
      "INSERT INTO webhook_event (id, gateway, event_id, type, payload) VALUES ('x', 'stripe', 'evt', 't', '{}'), ('y', 'stripe', 'evt', 't', '{}')",
    ],
    [
      'a charge of the gateway for two payments',
      "UPDATE payment p SET stripe_payment_intent_id = 'pi_x'; INSERT INTO payment (id, account_id, method, status, currency, amount, stripe_payment_intent_id, updated_at) SELECT 'x', account_id, method, 'pending', currency, 1, 'pi_x', now() FROM payment LIMIT 1",
    ],
    ['an account with a currency that is none', "UPDATE account SET currency = 'usd'"],
    ['a second end of the audit chain', "INSERT INTO audit_chain (id, number, hash) VALUES (2, 0, '')"],
  ])('%s', async (_case, statement) => {
    const text = statement.replaceAll('$inv', ids.inv).replaceAll('$pay', ids.pay);
    await expect(house.sql(text)).rejects.toThrow(/cannot|never|violates|no gaps|stays|duplicate/i);
  });

  test('a journal entry that does not balance, or has one line, or none', async () => {
    const entry = (id: string) =>
      `INSERT INTO journal_entry (id, kind, source_id, description, occurred_at) VALUES ('${id}', '${id}', '${id}', 'x', now())`;
    const line = (id: string, position: number, currency: string, amount: number) =>
      `INSERT INTO journal_line (entry_id, position, ledger_code, currency, amount) VALUES ('${id}', ${position}, 'revenue', '${currency}', ${amount})`;
    for (const [id, lines] of Object.entries({
      none: [],
      one: [line('one', 1, 'USD', 1)],
      uneven: [line('uneven', 1, 'USD', 1), line('uneven', 2, 'USD', -2)],
      mixed: [line('mixed', 1, 'USD', 1), line('mixed', 2, 'EUR', -1)],
    })) {
      await expect(house.sql([entry(id), ...lines].join(';'))).rejects.toThrow(/does not balance/);
    }
    await house.sql(
      ['BEGIN', entry('even'), line('even', 1, 'USD', 1), line('even', 2, 'USD', -1), 'COMMIT'].join(';'),
    );
  });

  test('a forged audit row: number and hashes are set by the database, whatever the writer says', async () => {
    await house.sql(
      `INSERT INTO audit_event (id, number, actor_kind, actor_id, action, subject_type, subject_id, created_at, previous_hash, hash)
       VALUES ('forged', 1, 'staff', 'x', 'x', 'x', 'x', now(), 'chosen', 'chosen')`,
    );
    const [row] = await house.sql(
      "SELECT number = (SELECT max(number) FROM audit_event) AS last, hash <> 'chosen' AS own FROM audit_event WHERE id = 'forged'",
    );
    expect(row).toEqual({ last: true, own: true });
  });
});
