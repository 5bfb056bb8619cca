/** One statement with its parameters; answers the rows. */
export type Sql = <Row extends object = Record<string, any>>(
  text: string,
  values?: unknown[],
) => Promise<Row[]>;

/** What must hold over a whole database, each with the rows that break it. */
const BREACHES = {
  'a journal entry does not balance or has one line': `
    SELECT e.id, l.currency, sum(l.amount) FROM journal_entry e LEFT JOIN journal_line l ON l.entry_id = e.id
    GROUP BY e.id, l.currency HAVING coalesce(sum(l.amount), 1) <> 0 OR count(*) < 2`,
  'the trial balance is not zero': `
    SELECT currency, sum(amount) FROM journal_line GROUP BY currency HAVING sum(amount) <> 0`,
  'a wallet is not the sum of its ledger': `
    SELECT w.account_id, w.balance FROM wallet w
    WHERE w.balance <> (SELECT coalesce(sum(credits), 0) FROM credit_entry e WHERE e.account_id = w.account_id)
       OR w.last_entry <> (SELECT count(*) FROM credit_entry e WHERE e.account_id = w.account_id)`,
  'a wallet is not the sum of its lots': `
    SELECT w.account_id, w.balance FROM wallet w
    WHERE w.balance <> (SELECT coalesce(sum(remaining), 0) FROM credit_lot l WHERE l.account_id = w.account_id)`,
  'a lot is not the sum of its entries': `
    SELECT l.id, l.remaining FROM credit_lot l
    WHERE l.remaining <> (SELECT coalesce(sum(credits), 0) FROM credit_entry e WHERE e.lot_id = l.id)`,
  'what is set aside, disputed or owed is not what lots, holds and ledger say': `
    SELECT w.account_id, w.reserved, w.frozen, w.debt FROM wallet w
    WHERE w.reserved <> (SELECT coalesce(sum(reserved), 0) FROM credit_lot l WHERE l.account_id = w.account_id)
       OR w.reserved <> (SELECT coalesce(sum(credits), 0) FROM credit_hold h WHERE h.account_id = w.account_id AND h.status = 'open')
       OR w.frozen <> (SELECT coalesce(sum(remaining - reserved), 0) FROM credit_lot l WHERE l.account_id = w.account_id AND l.frozen_at IS NOT NULL)
       OR w.debt <> (SELECT coalesce(sum(debt), 0) FROM credit_entry e WHERE e.account_id = w.account_id)`,
  'deferred credits are not what the lots are still worth': `
    SELECT worth.account_id, worth.currency, worth.amount, booked.amount FROM
      (SELECT account_id, currency, sum(CASE WHEN value = 0 THEN 0 ELSE (value * remaining * 2 + granted) / (granted * 2) END) AS amount
       FROM credit_lot WHERE currency IS NOT NULL GROUP BY account_id, currency) worth
    FULL JOIN (SELECT e.account_id, l.currency, -sum(l.amount) AS amount FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id
       WHERE l.ledger_code = 'deferred_credits' GROUP BY e.account_id, l.currency) booked
      ON booked.account_id = worth.account_id AND booked.currency = worth.currency
    WHERE coalesce(worth.amount, 0) <> coalesce(booked.amount, 0)`,
  'usage of a day is not the sum of its events': `
    SELECT d.account_id, d.date, d.operation FROM usage_day d
    WHERE d.credits <> (SELECT coalesce(sum(credits), 0) FROM usage_event u WHERE u.account_id = d.account_id AND u.operation = d.operation
        AND (u.occurred_at AT TIME ZONE 'UTC')::date = d.date)`,
  'money on account is not the sum of its entries, or not what the books say': `
    SELECT coalesce(m.account_id, b.account_id), m.balance, b.amount FROM money_on_account m
    FULL JOIN (SELECT e.account_id, l.currency, -sum(l.amount) AS amount FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id
       WHERE l.ledger_code = 'money_on_account' GROUP BY e.account_id, l.currency) b ON b.account_id = m.account_id AND b.currency = m.currency
    WHERE coalesce(m.balance, 0) <> coalesce(b.amount, 0)
       OR m.balance <> (SELECT coalesce(sum(amount), 0) FROM money_entry x WHERE x.account_id = m.account_id AND x.currency = m.currency)`,
  'what was paid on an invoice is not what was allocated to it': `
    SELECT i.id, i.amount_paid FROM invoice i
    WHERE i.amount_paid <> (SELECT coalesce(sum(amount), 0) FROM payment_allocation a WHERE a.invoice_id = i.id)`,
  'what is due on an invoice is not what is left of it': `
    SELECT id, amount_due FROM invoice
    WHERE amount_due <> CASE WHEN status = 'void' THEN 0 ELSE total - amount_paid - amount_credited END
       OR (status = 'paid') <> (amount_due = 0 AND status NOT IN ('void', 'draft'))`,
  'more was allocated than captured': `
    SELECT p.id FROM payment p
    WHERE p.amount_captured < (SELECT coalesce(sum(amount), 0) FROM payment_allocation a WHERE a.payment_id = p.id)`,
  'the receivable of an account is not what its invoices owe': `
    SELECT a.id, owed.amount, booked.amount FROM account a
    CROSS JOIN LATERAL (SELECT coalesce(sum(amount_due), 0) AS amount FROM invoice WHERE account_id = a.id AND status <> 'draft') owed
    CROSS JOIN LATERAL (SELECT coalesce(sum(l.amount), 0) AS amount FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id
      WHERE e.account_id = a.id AND l.ledger_code = 'receivable') booked
    WHERE owed.amount <> booked.amount`,
  'a paid line of credits has no lot, or an unpaid one has': `
    SELECT l.id, i.status FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
    WHERE l.credits IS NOT NULL
      AND (i.status = 'paid') <> EXISTS (SELECT 1 FROM credit_lot c WHERE c.invoice_line_id = l.id AND c.granted = l.credits)`,
  'a number series has a gap or a twin': `
    SELECT s.key, s.last, count(i.id) FROM number_series s LEFT JOIN invoice i ON i.number LIKE s.key || '-%'
    GROUP BY s.key, s.last
    HAVING count(i.id) <> s.last OR count(DISTINCT i.number) <> s.last
        OR min(right(i.number, 5)::int) <> 1 OR max(right(i.number, 5)::int) <> s.last`,
  'the dates of a series go back': `
    SELECT number FROM (SELECT number, issue_date,
        max(issue_date) OVER (PARTITION BY left(number, 11) ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
      FROM invoice WHERE number IS NOT NULL) numbered WHERE issue_date < before`,
  'an audit row was changed': `SELECT number FROM audit_event e WHERE hash <> audit_event_hash(e)`,
  'the audit chain is broken': `
    SELECT number FROM (SELECT number, previous_hash, lag(hash, 1, repeat('0', 64)) OVER (ORDER BY number) AS before,
        row_number() OVER (ORDER BY number) AS expected FROM audit_event) chained
    WHERE previous_hash <> before OR number <> expected`,
  'the end of the audit chain was cut off': `
    SELECT number FROM audit_chain c WHERE number <> (SELECT count(*) FROM audit_event)
      OR hash <> coalesce((SELECT hash FROM audit_event ORDER BY number DESC LIMIT 1), repeat('0', 64))`,
} as const;

/** Every breach in the database, by its sentence; an empty object is what a test expects. */
export async function breaches(sql: Sql): Promise<Record<string, object[]>> {
  const found: Record<string, object[]> = {};
  for (const [sentence, statement] of Object.entries(BREACHES)) {
    const rows = await sql(statement);
    if (rows.length > 0) found[sentence] = rows.slice(0, 5);
  }
  return found;
}
