import { contentHash, creditNoteHash } from '../billing/invoices/invoices.service.js';
import type { Reader } from '../kit/db.js';
import { type House, openHouse } from '../test/house.js';
import { runAudit } from './audit.command.js';
import { auditWithin } from './audit.service.js';
import { inOneInstant } from './audit.store.js';

/** A house in which most of what can happen has happened. */
let house: House;
beforeAll(async () => {
  house = await openHouse();
  const { alice, charlie, sam } = house;
  const bought = (await house.buy(alice, 'pro')).body;
  await alice.get(`/v1/billing/invoices/${bought.invoice.id}/pdf`);
  await house.buy(alice, 'starter', { method: 'stripe', paymentMethodToken: 'pm_card_chargeDeclined' });
  await sam.post(`/v1/admin/payments/${await house.transfer('pro')}/approve`, { note: 'Seen' });
  await sam.post(`/v1/admin/payments/${await house.transfer()}/approve`, { amount: 500 });
  await sam.post(`/v1/admin/payments/${await house.transfer()}/reject`, { reason: 'Not seen' });
  const open = (await house.buy(charlie, 'business', { method: 'bank_transfer' })).body;
  const voided = await sam.post('/v1/admin/invoices/create', {
    accountId: house.acme.accountId,
    lines: [{ description: 'A mistake', quantity: 1, unitAmount: 12_345 }],
  });
  await sam.post(`/v1/admin/invoices/${voided.body.id}/void`, { reason: 'A mistake' });
  await sam.post(
    `/v1/admin/accounts/${house.acme.accountId}/credits/adjust`,
    { credits: -7, reason: 'A test' },
    { 'idempotency-key': 'adjust' },
  );
  const credit = (invoiceId: string, what: object) =>
    sam.post(`/v1/admin/invoices/${invoiceId}/credit-note/`, { reason: 'A test', ...what });
  expect((await credit(open.invoice.id, { amount: 700 })).status).toBe(201);
  expect((await credit(bought.invoice.id, { amount: 300 })).status).toBe(201);
  const { key } = (await alice.post('/v1/account/api-keys', { name: 'Worker' })).body;
  const use = (path: string, body: object) =>
    house
      .stranger()
      .post(`/v1/usage/${path}`, body, { authorization: `Bearer ${key}`, 'idempotency-key': path });
  expect((await use('records', { operation: 'article_generation', quantity: 3 })).status).toBe(201);
  expect((await use('holds', { operation: 'article_generation', quantity: 2, expiresIn: 600 })).status).toBe(
    201,
  );
  expect(open.payment.status).toBe('pending_approval');
  await house.settle();
});
afterAll(async () => {
  await house.sql("DELETE FROM gateway_exception WHERE gateway = 'audit'");
  expect(await house.books()).toEqual({});
  await house.close();
});

class Undo extends Error {}

/** What the audit finds where statements were run with every trigger off; undone afterwards. */
async function tampered(
  statements: readonly string[],
  sentence: RegExp,
): Promise<{ name: string; failed: Record<string, string[]> }> {
  let name = '';
  let failed: Record<string, string[]> = {};
  const story = async (reader: Reader) => {
    await reader.$executeRaw`SET LOCAL session_replication_role = replica`;
    for (const statement of statements) {
      if (!/RETURNING/.test(statement)) await reader.$executeRawUnsafe(statement);
      else {
        const [row] = await reader.$queryRawUnsafe<{ name: string }[]>(statement);
        if (!row) throw new Error(`Nothing was tampered with: ${statement}`);
        name = row.name;
      }
    }
    for (const finding of await auditWithin(reader, undefined, (text) => sentence.test(text))) {
      if (finding.breaches.length > 0)
        failed[finding.sentence] = finding.breaches.map((breach) => breach.name);
    }
    throw new Undo();
  };
  failed = {};
  await house.db.prisma.$transaction(story, { timeout: 60_000 }).catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error;
  });
  return { name, failed };
}

const first = (table: string, where = 'true') =>
  `(SELECT id FROM ${table} WHERE ${where} ORDER BY id LIMIT 1)`;
const unchecked = (table: string, ...constraints: string[]) =>
  constraints.map((constraint) => `ALTER TABLE ${table} DROP CONSTRAINT ${constraint}`);

describe('a row tampered with by SQL is found by its sentence and its name', () => {
  test.each<[what: string, sentence: RegExp, ...statements: string[]]>([
    [
      'a journal line',
      /Every journal entry has two lines/,
      `UPDATE journal_line SET amount = amount + 1 WHERE entry_id = ${first('journal_entry')} AND position = 1 RETURNING entry_id AS name`,
    ],
    [
      'a journal line, in the sum of all',
      /The trial balance is zero/,
      `UPDATE journal_line SET amount = amount + 1 WHERE entry_id = ${first('journal_entry')} AND position = 1 RETURNING currency AS name`,
    ],
    [
      'a journal entry of no lines',
      /Every journal entry has two lines/,
      `DELETE FROM journal_line WHERE entry_id = ${first('journal_entry')} RETURNING entry_id AS name`,
    ],
    [
      'a sale booked for another account',
      /receivable is what its open invoices owe/,
      `UPDATE journal_entry SET account_id = (SELECT id FROM account WHERE slug LIKE 'acme%') WHERE id = ${first('journal_entry', `kind = 'invoice.issued' AND account_id = (SELECT id FROM account WHERE slug LIKE 'globex%')`)} RETURNING account_id || ' EUR' AS name`,
    ],
    [
      'cash moved between banks in the books',
      /Cash at Stripe is what came in/,
      `UPDATE journal_line l SET ledger_code = 'cash_bank' FROM journal_entry e WHERE e.id = l.entry_id AND ledger_code = 'cash_stripe' RETURNING e.account_id || ' ' || currency AS name`,
    ],
    [
      'tax booked as revenue',
      /tax payable is the tax of its invoices/,
      `UPDATE journal_line l SET ledger_code = 'revenue' FROM journal_entry e WHERE e.id = l.entry_id AND ledger_code = 'tax_payable' RETURNING e.account_id || ' ' || currency AS name`,
    ],
    [
      'a lot worth more',
      /deferred credits are what its lots are still worth/,
      `UPDATE credit_lot SET value = value + 100 WHERE id = ${first('credit_lot', 'value > 0')} RETURNING account_id || ' ' || currency AS name`,
    ],
    [
      'a lot that was sold for something else',
      /A lot that was sold is booked once, at what it was sold for/,
      `UPDATE credit_lot SET value = value + 100 WHERE id = ${first('credit_lot', 'value > 0')} RETURNING id AS name`,
    ],
    [
      'money on account made up',
      /Money on account is the sum of its entries/,
      `INSERT INTO money_on_account (account_id, currency, balance, last_entry) SELECT id, 'JPY', 5, 0 FROM account LIMIT 1 RETURNING account_id || ' JPY' AS name`,
    ],
    [
      'money on account made up with an entry',
      /money on account is what the journal says/,
      `INSERT INTO money_entry (id, account_id, currency, number, kind, amount, balance_after) SELECT 'mon_x', id, 'JPY', 1, 'overpayment', 5, 5 FROM account ORDER BY id LIMIT 1`,
      `INSERT INTO money_on_account (account_id, currency, balance, last_entry) SELECT id, 'JPY', 5, 1 FROM account ORDER BY id LIMIT 1 RETURNING account_id || ' JPY' AS name`,
    ],
    [
      'a wallet',
      /Every wallet is the sum of its ledger/,
      'UPDATE wallet SET balance = balance + 1 WHERE balance > 0 RETURNING account_id AS name',
    ],
    [
      'a debt forgiven in passing',
      /Every wallet is the sum of its ledger/,
      'UPDATE wallet SET debt = debt + 1 RETURNING account_id AS name',
    ],
    [
      'a wallet with less set aside',
      /Every wallet is the sum of its lots/,
      'UPDATE wallet SET reserved = 0 WHERE reserved > 0 RETURNING account_id AS name',
    ],
    [
      'a ledger entry',
      /The entries of a wallet are counted without a gap/,
      `UPDATE credit_entry SET credits = credits + 1 WHERE id = ${first('credit_entry')} RETURNING id AS name`,
    ],
    [
      'a ledger entry removed',
      /The entries of a wallet are counted without a gap/,
      `DELETE FROM credit_entry WHERE account_id = '$acme' AND number = 2`,
      `SELECT id AS name FROM credit_entry WHERE account_id = '$acme' AND number = 3 /* RETURNING */`,
    ],
    [
      'a lot with more left',
      /What remains of a lot is the sum of its entries/,
      `UPDATE credit_lot SET remaining = remaining + 1 WHERE id = ${first('credit_lot', 'remaining < granted')} RETURNING id AS name`,
    ],
    [
      'a lot that was taken back',
      /What was taken back of a lot/,
      `UPDATE credit_lot SET revoked = 1 WHERE id = ${first('credit_lot', 'remaining < granted')} RETURNING id AS name`,
    ],
    [
      'credits that never arrived',
      /left one and arrived at another/,
      `UPDATE journal_line SET ledger_code = 'moved_credits' WHERE ledger_code = 'tax_payable' RETURNING currency AS name`,
    ],
    [
      "an entry on another's lot",
      /An entry moves a lot of its own account/,
      `UPDATE credit_entry e SET lot_id = (SELECT id FROM credit_lot l WHERE l.account_id <> e.account_id LIMIT 1) WHERE id = ${first('credit_entry')} RETURNING id AS name`,
    ],
    [
      'a hold closed without freeing its credits',
      /What is set aside of a lot is what open holds have set aside/,
      `UPDATE credit_hold SET status = 'released', closed_at = now() WHERE status = 'open'`,
      `SELECT id AS name FROM credit_lot WHERE reserved > 0 /* RETURNING */`,
    ],
    [
      'a hold of more',
      /A hold is the sum of what it has set aside/,
      `UPDATE credit_hold SET credits = credits + 1 WHERE status = 'open' RETURNING id AS name`,
    ],
    [
      'a usage event that cost more',
      /A usage event cost what the ledger took/,
      `UPDATE usage_event SET credits = credits + 1 WHERE id = ${first('usage_event')} RETURNING id AS name`,
    ],
    [
      'a day of usage',
      /The usage of a day is the sum of its events/,
      `UPDATE usage_day SET quantity = quantity + 1 RETURNING account_id || ' ' || date || ' ' || operation AS name`,
    ],
    [
      'a paid line whose credits vanished',
      /A line of credits is granted exactly when its invoice is paid/,
      `DELETE FROM credit_lot WHERE id = ${first('credit_lot', 'invoice_line_id IS NOT NULL')} RETURNING (SELECT i.number || ' line ' || n.position FROM invoice_line n JOIN invoice i ON i.id = n.invoice_id WHERE n.id = invoice_line_id) AS name`,
    ],
    [
      'an allocation',
      /What was paid on an invoice is what was allocated to it/,
      `UPDATE payment_allocation SET amount = amount - 1 WHERE id = ${first('payment_allocation')} RETURNING (SELECT number FROM invoice WHERE id = invoice_id) AS name`,
    ],
    [
      'an allocation, at its payment',
      /What a payment brought in was used for invoices or kept/,
      `UPDATE payment_allocation SET amount = amount - 1 WHERE id = ${first('payment_allocation')} RETURNING payment_id AS name`,
    ],
    [
      "an allocation to another's invoice",
      /an allocation between rows of one account and currency/,
      `UPDATE payment_allocation SET invoice_id = ${first('invoice', `account_id = (SELECT id FROM account WHERE slug LIKE 'acme%')`)} WHERE id = (SELECT a.id FROM payment_allocation a JOIN payment p ON p.id = a.payment_id WHERE p.method = 'bank_transfer' LIMIT 1) RETURNING id AS name`,
    ],
    [
      'a credited amount',
      /What was credited on an invoice is what its credit notes took/,
      ...unchecked('invoice', 'invoice_paid_and_due'),
      `UPDATE invoice SET amount_credited = 1 WHERE id = ${first('invoice')} RETURNING number AS name`,
    ],
    [
      'an amount due',
      /What is due on an invoice is its total less/,
      ...unchecked('invoice', 'invoice_paid_and_due'),
      `UPDATE invoice SET amount_due = amount_due - 1 WHERE id = ${first('invoice', "status = 'pending'")} RETURNING number AS name`,
    ],
    [
      'an invoice called paid',
      /An invoice's state is what its amounts say/,
      ...unchecked('invoice', 'invoice_paid_means_nothing_due'),
      `UPDATE invoice SET status = 'paid', paid_at = now() WHERE id = ${first('invoice', "status = 'pending'")} RETURNING number AS name`,
    ],
    [
      'an invoice never booked',
      /Every issued invoice is booked once with its total/,
      `UPDATE journal_entry SET kind = 'x' WHERE id = ${first('journal_entry', "kind = 'invoice.issued'")} RETURNING (SELECT number FROM invoice WHERE id = source_id) AS name`,
    ],
    [
      'a payment never booked',
      /Every payment that succeeded is booked once/,
      `UPDATE journal_entry SET kind = 'x' WHERE id = ${first('journal_entry', "kind = 'payment.succeeded'")} RETURNING source_id AS name`,
    ],
    [
      'a captured amount',
      /What a payment brought in was used for invoices or kept/,
      `UPDATE payment SET amount_captured = amount_captured + 1 WHERE id = ${first('payment', "status = 'succeeded'")} RETURNING id AS name`,
    ],
    [
      'a success without money',
      /A payment has money exactly when it succeeded/,
      ...unchecked('payment', 'payment_success_has_money'),
      `UPDATE payment SET status = 'failed' WHERE id = ${first('payment', "status = 'succeeded'")} RETURNING id AS name`,
    ],
    [
      'a refund of more than was captured',
      /is not more than was captured/,
      `INSERT INTO refund (id, payment_id, currency, amount, status, reason, updated_at) SELECT 'rfd_x', id, currency, amount_captured + 1, 'pending', 'x', now() FROM payment WHERE id = ${first('payment', "status = 'succeeded'")} RETURNING payment_id AS name`,
    ],
    [
      'a refunded amount',
      /What a payment calls refunded is the sum/,
      `UPDATE payment SET amount_refunded = 1 WHERE id = ${first('payment', "status = 'succeeded'")} RETURNING id AS name`,
    ],
    [
      'a refund that took nothing',
      /A refund took its amount from the account once/,
      `INSERT INTO refund (id, payment_id, currency, amount, status, reason, booked_at, updated_at) SELECT 'rfd_x', id, currency, 1, 'pending', 'x', now(), now() FROM payment WHERE id = ${first('payment', "status = 'succeeded'")} RETURNING id AS name`,
    ],
    [
      'a dispute that was never booked',
      /disputed funds are what its open disputes hold back/,
      `INSERT INTO dispute (id, payment_id, currency, amount, status, reason, withdrawn_at, updated_at) SELECT 'dsp_x', id, currency, 1, 'needs_response', 'x', now(), now() FROM payment WHERE id = ${first('payment', "method = 'stripe' AND status = 'succeeded'")} RETURNING (SELECT account_id || ' ' || p.currency FROM payment p WHERE p.id = payment_id) AS name`,
    ],
    [
      'a charge-back made up',
      /What a payment calls charged back/,
      `UPDATE payment SET amount_charged_back = 1 WHERE id = ${first('payment', "status = 'succeeded'")} RETURNING id AS name`,
    ],
    [
      'an event twice',
      /A gateway event is stored once/,
      'DROP INDEX webhook_event_gateway_event_id_key',
      `INSERT INTO webhook_event (id, gateway, event_id, type, payload) SELECT 'whk_x', gateway, event_id, type, payload FROM webhook_event ORDER BY id LIMIT 1 RETURNING gateway || ' ' || event_id AS name`,
    ],
    [
      'a deed booked twice',
      /A deed is booked once/,
      'DROP INDEX journal_entry_kind_source_id_key',
      `INSERT INTO journal_entry (id, kind, source_id, description, occurred_at) SELECT 'jrn_x', kind, source_id, 'x', now() FROM journal_entry ORDER BY id LIMIT 1 RETURNING kind || ' ' || source_id AS name`,
    ],
    [
      'a capture for two payments',
      /is one row here/,
      'DROP INDEX payment_stripe_payment_intent_id_key',
      `UPDATE payment SET stripe_payment_intent_id = (SELECT stripe_payment_intent_id FROM payment WHERE method = 'stripe' AND status = 'succeeded' ORDER BY id LIMIT 1) WHERE method = 'bank_transfer' RETURNING stripe_payment_intent_id AS name`,
    ],
    [
      'a capture whose payment vanished',
      /Every capture that a gateway told of/,
      `UPDATE payment SET stripe_payment_intent_id = 'pi_x' WHERE id = ${first('payment', "method = 'stripe' AND status = 'succeeded'")}`,
      `SELECT object_id AS name FROM webhook_event WHERE type = 'payment_intent.succeeded' AND status = 'done' AND NOT EXISTS (SELECT 1 FROM payment WHERE stripe_payment_intent_id = object_id) /* RETURNING */`,
    ],
    [
      'a payment by card of no capture',
      /names the gateway's capture/,
      `UPDATE payment SET stripe_charge_id = NULL WHERE id = ${first('payment', "method = 'stripe' AND status = 'succeeded'")} RETURNING id AS name`,
    ],
    [
      'an invoice taken out of its series',
      /has as many papers as its counter says/,
      `DELETE FROM invoice WHERE id = (SELECT id FROM invoice WHERE number IS NOT NULL ORDER BY number LIMIT 1 OFFSET 1) RETURNING left(number, 11) AS name`,
    ],
    [
      'a number left out',
      /has as many papers as its counter says/,
      'UPDATE number_series SET last = last + 1 RETURNING key AS name',
    ],
    [
      'a number given twice',
      /has as many papers as its counter says/,
      'DROP INDEX invoice_number_key',
      `UPDATE invoice SET number = left(number, 11) || '-00001' WHERE right(number, 5) = '00003' RETURNING left(number, 11) AS name`,
    ],
    [
      'an issue date that goes back',
      /The dates of a number series do not go back/,
      `UPDATE invoice SET issue_date = issue_date - 1 WHERE right(number, 5) = '00003' RETURNING number AS name`,
    ],
    [
      'a number without a counter',
      /has as many papers as its counter says/,
      'DELETE FROM number_series RETURNING key AS name',
    ],
    [
      "an invoice line's text",
      /What stands on an issued invoice has the hash/,
      `UPDATE invoice_line SET description = 'Something else' WHERE id = ${first('invoice_line')} RETURNING (SELECT number FROM invoice WHERE id = invoice_id) AS name`,
    ],
    [
      "an invoice's buyer",
      /What stands on an issued invoice has the hash/,
      `UPDATE invoice SET buyer = jsonb_set(buyer, '{name}', '"Another company"') WHERE id = ${first('invoice')} RETURNING number AS name`,
    ],
    [
      'a line and the sums with it',
      /What stands on an issued invoice has the hash/,
      `UPDATE invoice SET notes = 'Paid in cash' WHERE id = ${first('invoice')} RETURNING number AS name`,
    ],
    [
      'the name of a tax',
      /What stands on an issued invoice has the hash/,
      `UPDATE invoice_line SET tax_name = 'Sales tax' WHERE id = ${first('invoice_line')} RETURNING (SELECT number FROM invoice WHERE id = invoice_id) AS name`,
    ],
    [
      'the category of a tax',
      /What stands on an issued invoice has the hash/,
      `UPDATE invoice_tax SET category = 'E' WHERE id = ${first('invoice_tax')} RETURNING (SELECT number FROM invoice WHERE id = invoice_id) AS name`,
    ],
    [
      'the reason of a tax, and when it was issued',
      /What stands on an issued invoice has the hash/,
      `UPDATE invoice SET tax_reason = 'rate:XX', issued_at = issued_at - interval '1 day' WHERE id = ${first('invoice')} RETURNING number AS name`,
    ],
    [
      'a version of the hash that nobody knows',
      /What stands on an issued invoice has the hash/,
      ...unchecked('invoice', 'invoice_hash_version'),
      `UPDATE invoice SET hash_version = 3 WHERE id = ${first('invoice')} RETURNING number AS name`,
    ],
    [
      "a credit note's cause",
      /What stands on a credit note has the hash/,
      `UPDATE credit_note SET cause = 'chargeback' WHERE id = ${first('credit_note')} RETURNING number AS name`,
    ],
    [
      'what the law wants said on a credit note',
      /What stands on a credit note has the hash/,
      `UPDATE invoice SET tax_note = 'Exempt' WHERE id = (SELECT invoice_id FROM credit_note ORDER BY id LIMIT 1) RETURNING (SELECT number FROM credit_note ORDER BY id LIMIT 1) AS name`,
    ],
    [
      'a line that no sum knows of',
      /An invoice is the sum of its lines and taxes/,
      `UPDATE invoice_line SET unit_amount = unit_amount + 5, amount = amount + 5 * quantity WHERE id = ${first('invoice_line')} RETURNING (SELECT number FROM invoice WHERE id = invoice_id) AS name`,
    ],
    [
      'a tax of another rate',
      /is its rate on the sum of the lines of that rate/,
      `UPDATE invoice_tax SET basis_points = basis_points + 100 WHERE id = ${first('invoice_tax', 'basis_points > 0')} RETURNING (SELECT number FROM invoice WHERE id = invoice_id) || ' ' || name || ' ' || basis_points AS name`,
    ],
    [
      'a credit note line',
      /What stands on a credit note has the hash/,
      `UPDATE credit_note_line SET description = 'Something else' WHERE id = ${first('credit_note_line')} RETURNING (SELECT number FROM credit_note WHERE id = credit_note_id) AS name`,
    ],
    [
      'a credit note of more',
      /A credit note is the sum of its lines and taxes/,
      ...unchecked('credit_note', 'credit_note_sums', 'credit_note_where_it_went'),
      `UPDATE credit_note SET total = total + 1 WHERE id = ${first('credit_note')} RETURNING number AS name`,
    ],
    [
      'a credit note that went elsewhere',
      /Every credit note is booked once/,
      ...unchecked('credit_note', 'credit_note_where_it_went'),
      `UPDATE credit_note SET to_account = to_account + 1, applied_to_due = applied_to_due - 1 WHERE id = ${first('credit_note', 'applied_to_due > 0')} RETURNING number AS name`,
    ],
    [
      'what a credit note gave to the account',
      /What a credit note gave to the account is there/,
      `DELETE FROM money_entry WHERE kind = 'credit_note' RETURNING (SELECT number FROM credit_note WHERE id = credit_note_id) AS name`,
    ],
    [
      'a credit note vanished',
      /What was credited on an invoice is what its credit notes took/,
      `DELETE FROM credit_note WHERE id = ${first('credit_note', 'applied_to_due > 0')} RETURNING (SELECT number FROM invoice WHERE id = invoice_id) AS name`,
    ],
    [
      'more credits taken back than sold',
      /No more of a line is credited than was sold/,
      `UPDATE credit_note_line SET credits = 100000 WHERE id = ${first('credit_note_line', 'credits IS NOT NULL')} RETURNING (SELECT i.number || ' line ' || n.position FROM invoice_line n JOIN invoice i ON i.id = n.invoice_id WHERE n.id = invoice_line_id) AS name`,
    ],
    [
      'ordered credits called revenue',
      /ordered credits are the net of what its open invoices sell/,
      `UPDATE journal_line l SET ledger_code = 'revenue' FROM journal_entry e WHERE e.id = l.entry_id AND l.ledger_code = 'ordered_credits' AND e.kind = 'invoice.issued' AND l.currency = 'EUR' RETURNING e.account_id || ' EUR' AS name`,
    ],
    [
      'the bytes of a PDF',
      /The kept PDF of every paper has the hash/,
      `UPDATE invoice_pdf SET bytes = bytes || '\\x00'::bytea RETURNING (SELECT number FROM invoice WHERE id = invoice_id) AS name`,
    ],
    [
      'an audit row',
      /No audit row was changed/,
      `UPDATE audit_event SET reason = 'A better one' WHERE number = 3 RETURNING 'audit event 3' AS name`,
    ],
    [
      'an audit row whose hash was made to fit',
      /The audit chain has every number from one on/,
      `UPDATE audit_event SET reason = 'A better one' WHERE number = 3`,
      `UPDATE audit_event e SET hash = audit_event_hash(e) WHERE number = 3`,
      `SELECT 'audit event 4' AS name /* RETURNING */`,
    ],
    [
      'an audit row removed',
      /The audit chain has every number from one on/,
      'DELETE FROM audit_event WHERE number = 2',
      `SELECT 'audit event 3' AS name /* RETURNING */`,
    ],
    [
      'the last audit rows cut off',
      /The end of the audit chain is its last row/,
      'DELETE FROM audit_event WHERE number > 2',
      `SELECT 'audit event ' || number AS name FROM audit_chain /* RETURNING */`,
    ],
    [
      'a decision whose audit row is gone',
      /Every decision of staff has an audit row/,
      `DELETE FROM audit_event WHERE action = 'payment.reject' RETURNING subject_id AS name`,
    ],
    [
      'a decision put on somebody else',
      /Every decision of staff has an audit row/,
      `UPDATE payment SET decided_by_id = (SELECT id FROM staff_user WHERE email LIKE 'dana%') WHERE id = ${first('payment', 'decided_by_id IS NOT NULL')} RETURNING id AS name`,
    ],
    [
      'a voiding at another time',
      /Every decision of staff has an audit row/,
      `UPDATE invoice SET voided_at = voided_at - interval '1 day' WHERE status = 'void' RETURNING id AS name`,
    ],
    [
      'an adjustment nobody stands for',
      /Every adjustment and transfer of credits has an audit row/,
      `DELETE FROM audit_event WHERE action = 'credits.adjust'`,
      `SELECT id AS name FROM credit_entry WHERE kind = 'adjust' /* RETURNING */`,
    ],
    [
      'a guard switched off',
      /The database's own guards are all there and on/,
      'ALTER TABLE invoice DISABLE TRIGGER invoice_frozen',
      `SELECT 'invoice_frozen' AS name /* RETURNING */`,
    ],
    [
      'a guard removed',
      /The database's own guards are all there and on/,
      'DROP TRIGGER audit_event_append_only ON audit_event',
      `SELECT 'audit_event_append_only' AS name /* RETURNING */`,
    ],
  ])('%s', async (_what, sentence, ...statements) => {
    const { name, failed } = await tampered(
      statements.map((text) => text.replaceAll('$acme', house.acme.accountId)),
      sentence,
    );
    const found = Object.entries(failed).find(([key]) => sentence.test(key));
    expect(found ?? Object.keys(failed)).toEqual([
      expect.stringMatching(sentence),
      expect.arrayContaining([name]),
    ]);
  });
});

test('papers that were hashed in the first way still hold, and are found where that covers the change', async () => {
  const row = await house.db.prisma.invoice.findFirstOrThrow({
    where: { status: 'paid' },
    include: { lines: { orderBy: { position: 'asc' } }, taxes: true },
  });
  const note = await house.db.prisma.creditNote.findFirstOrThrow({
    include: { lines: { orderBy: { position: 'asc' } }, taxes: true, invoice: true },
  });
  const asBefore = [
    `UPDATE invoice SET hash_version = 1, content_hash = '${contentHash({ ...row, hashVersion: 1 })}' WHERE id = '${row.id}'`,
    `UPDATE credit_note SET hash_version = 1, content_hash = '${creditNoteHash({ ...note, hashVersion: 1 }, note.invoice)}' WHERE id = '${note.id}'`,
  ];
  const papers = /has the hash that it was issued with/;
  expect((await tampered(asBefore, papers)).failed).toEqual({});
  const changed = `UPDATE invoice SET notes = 'Paid in cash' WHERE id = '${row.id}' RETURNING number AS name`;
  const { name, failed } = await tampered([...asBefore, changed], papers);
  expect(Object.values(failed)).toEqual([[name]]);
});

describe('the audit as a command and as a job', () => {
  const said: string[] = [];
  const command = async () => {
    said.length = 0;
    return runAudit(house.databaseUrl, (line) => said.push(line));
  };
  const cooked = 'UPDATE wallet SET debt = debt + 1 WHERE account_id = $1';
  const straight = 'UPDATE wallet SET debt = debt - 1 WHERE account_id = $1';

  test('one line per sentence, 0 where all hold', async () => {
    expect(await command()).toBe(0);
    expect(said.filter((line) => !/^ok {4}[1-8] {2}[A-Z]/.test(line)).slice(0, 1)).toEqual(['']);
    expect(said.at(-1)).toMatch(/^All \d+ sentences hold\.$/);
    for (const invariant of [1, 2, 3, 4, 5, 6, 7, 8]) {
      expect(said.some((line) => line.startsWith(`ok    ${invariant}  `))).toBe(true);
    }
  });

  test('1 and the row by name where one does not, while others write', async () => {
    await house.sql(cooked, [house.globex.accountId]);
    const [code] = await Promise.all([command(), house.buy(house.alice, 'starter')]);
    await house.sql(straight, [house.globex.accountId]);
    expect(code).toBe(1);
    const line = said.findIndex((text) => /^FAIL {2}2 {2}Every wallet is the sum of its ledger/.test(text));
    expect(said[line + 1]).toContain(house.globex.accountId);
    expect(said.at(-1)).toMatch(/^1 of \d+ sentences do not hold\.$/);
  });

  test('a database that does not answer is told apart from one that is broken', async () => {
    await expect(runAudit('postgresql://nobody@127.0.0.1:1/none', () => undefined)).rejects.toThrow();
  });

  test('the nightly job files each failing sentence once a day and logs it; where all holds, nothing', async () => {
    const exceptions = () =>
      house.sql("SELECT kind, object_id, detail, status FROM gateway_exception WHERE gateway = 'audit'");
    expect(await house.services.audit.runNightly()).toEqual([]);
    expect(await exceptions()).toEqual([]);
    await house.sql(cooked, [house.globex.accountId]);
    await house.services.audit.runNightly();
    await house.services.tasks['audit.nightly']?.({});
    await house.sql(straight, [house.globex.accountId]);
    expect(await exceptions()).toEqual([
      {
        kind: 'audit_failed',
        object_id: expect.stringMatching(/^wallet-ledger \d{4}-\d\d-\d\d$/),
        detail: expect.stringContaining(house.globex.accountId),
        status: 'open',
      },
    ]);
    expect(house.faults.map((fault) => fault.message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Audit: Every wallet is the sum of its ledger/)]),
    );
  });

  test('the command keeps what it found, line by line', async () => {
    expect(await command()).toBe(0);
    const [run] = await house.sql('SELECT * FROM audit_run ORDER BY created_at DESC, id DESC LIMIT 1');
    expect(run).toMatchObject({ source: 'command', state: 'held', asked_by_id: null, failure: null });
    expect(run?.['findings']).toHaveLength(Number(run?.['sentences']));
    expect(said.at(-1)).toBe(`All ${String(run?.['sentences'])} sentences hold.`);
  });

  test('a database that may only be read is audited all the same', async () => {
    const readOnly = `${house.databaseUrl}?options=${encodeURIComponent('-c default_transaction_read_only=on')}`;
    said.length = 0;
    const before = await house.sql('SELECT count(*)::int AS n FROM audit_run');
    expect(await runAudit(readOnly, (line) => said.push(line))).toBe(0);
    expect(said.at(-2)).toBe('The result is not kept: this database may only be read.');
    expect(await house.sql('SELECT count(*)::int AS n FROM audit_run')).toEqual(before);
  });

  test('it could not write if it wanted to', async () => {
    const write = inOneInstant(house.db, (reader) => reader.$executeRaw`UPDATE wallet SET debt = debt + 1`);
    await expect(write).rejects.toThrow(/read-only transaction/);
  });
});

describe('the audit at the push of a button', () => {
  const runs = '/v1/admin/audit-runs';
  const cooked = 'UPDATE wallet SET debt = debt + 1 WHERE account_id = $1';
  const straight = 'UPDATE wallet SET debt = debt - 1 WHERE account_id = $1';

  test('runs as a job, one at a time, and keeps what it found', async () => {
    const { sam, support, alice } = house;
    expect((await alice.post(runs)).status).toBe(401);
    expect((await support.post(runs)).body.code).toBe('forbidden');
    expect((await support.get(runs)).body.code).toBe('forbidden');
    const { status, body } = await sam.post(runs);
    expect([status, body.state, body.source, body.askedBy.name]).toEqual([
      201,
      'waiting',
      'staff',
      'Sam Sterling',
    ]);
    expect(body.findings).toEqual([]);
    expect((await house.dana.post(runs)).body.code).toBe('audit_under_way');
    await house.work();
    const done = (await sam.get(`${runs}/${body.id}`)).body;
    expect(done).toMatchObject({ state: 'held', sentences: done.findings.length, failure: null });
    expect(done.findings.every((each: { breaches: unknown[] }) => each.breaches.length === 0)).toBe(true);
    expect((await sam.get(runs)).body[0].id).toBe(body.id);
    const trail = await house.sql("SELECT action, subject_id FROM audit_event WHERE action = 'audit.run'");
    expect(trail).toEqual([{ action: 'audit.run', subject_id: body.id }]);
    expect((await sam.get(`${runs}/adr_${'0'.repeat(26)}`)).body.code).toBe('audit_run_not_found');
    // The job again, as after a crash between its end and the queue's note of it: the result stays.
    await house.services.audit.run(body.id);
    expect((await sam.get(`${runs}/${body.id}`)).body).toEqual(done);
    await expect(house.sql("UPDATE audit_run SET state = 'broken' WHERE id = $1", [body.id])).rejects.toThrow(
      /stays written/,
    );
  });

  test('two that press at once start one', async () => {
    const answers = await Promise.all([house.sam.post(runs), house.dana.post(runs), house.root.post(runs)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    await house.work();
  });

  test('names the row where a sentence does not hold, and files it like at night', async () => {
    await house.sql(cooked, [house.globex.accountId]);
    const { id } = (await house.sam.post(runs)).body;
    await house.work();
    await house.sql(straight, [house.globex.accountId]);
    const { state, findings } = (await house.sam.get(`${runs}/${id}`)).body;
    expect(state).toBe('broken');
    const failed = findings.filter((each: { breaches: unknown[] }) => each.breaches.length > 0);
    expect(failed).toMatchObject([
      { key: 'wallet-ledger', breaches: [{ name: expect.stringContaining(house.globex.accountId) }] },
    ]);
    const filed = await house.sql(
      "SELECT object_id FROM gateway_exception WHERE gateway = 'audit' AND object_id LIKE 'wallet-ledger%'",
    );
    expect(filed).toHaveLength(1);
  });

  test('that cannot be run to the end says so, and another may be started', async () => {
    const { id } = (await house.sam.post(runs)).body;
    await house.sql('ALTER TABLE audit_chain RENAME TO audit_chain_gone');
    await house.services.audit.run(id);
    await house.sql('ALTER TABLE audit_chain_gone RENAME TO audit_chain');
    const failed = (await house.sam.get(`${runs}/${id}`)).body;
    expect(failed).toMatchObject({ state: 'failed', failure: 'The database could not be read to the end.' });
    expect(failed.findings.length).toBeGreaterThan(10);
    expect((await house.sam.post(runs)).status).toBe(201);
    await house.work();
  });

  test("one whose process died is broken off after six hours and stands in nobody's way", async () => {
    await house.sql(
      `INSERT INTO audit_run (id, source, state, sentences, created_at, started_at)
       VALUES ('adr_dead', 'schedule', 'running', 9, now() - interval '7 hours', now() - interval '7 hours')`,
    );
    expect((await house.sam.post(runs)).status).toBe(201);
    const [dead] = await house.sql("SELECT state, failure FROM audit_run WHERE id = 'adr_dead'");
    expect(dead).toEqual({ state: 'failed', failure: 'It was broken off.' });
    await house.work();
  });
});
