import type { SqlCheck } from './audit.checks.js';

/** What left without a paper or money on account for it: booked against revenue, with an exception for staff. */
const UNCOVERED = `
  SELECT e.kind, e.source_id, sum(l.amount) AS amount FROM journal_entry e JOIN journal_line l ON l.entry_id = e.id
  WHERE e.kind IN ('refund.booked', 'dispute.lost') AND l.ledger_code = 'refunds' GROUP BY e.kind, e.source_id`;

/** A customer's money on account: the sum, its ledger, and what each movement belongs to. */
export const MONEY: readonly SqlCheck[] = [
  {
    invariant: 2,
    key: 'money-on-account',
    sentence: 'Money on account is the sum of its entries and never below zero',
    sql: `
      SELECT account_id || ' ' || currency AS name, coalesce(e.amount, 0) || ' in entries, ' || coalesce(m.balance, 0) || ' kept' AS found
      FROM money_on_account m FULL JOIN (SELECT account_id, currency, sum(amount) AS amount, count(*) AS entries FROM money_entry
        GROUP BY account_id, currency) e USING (account_id, currency)
      WHERE coalesce(m.balance, 0) <> coalesce(e.amount, 0) OR coalesce(m.last_entry, 0) <> coalesce(e.entries, 0) OR m.balance < 0`,
  },
  {
    invariant: 2,
    key: 'money-entries-run',
    sentence: 'The entries of money on account are counted without a gap, and each says the balance after it',
    sql: `
      SELECT id AS name, 'number ' || number || ' after ' || before || ', balance ' || balance_after || ' where ' || due || ' is due' AS found
      FROM (SELECT id, number, balance_after, lag(number, 1, 0::bigint) OVER w AS before, lag(balance_after, 1, 0::bigint) OVER w + amount AS due
        FROM money_entry WINDOW w AS (PARTITION BY account_id, currency ORDER BY number)) e
      WHERE number <> before + 1 OR balance_after <> due`,
  },
  {
    invariant: 3,
    key: 'captured-went-somewhere',
    sentence: 'What a payment brought in was used for invoices or kept as money on account',
    sql: `
      SELECT p.id AS name, p.amount_captured || ' captured, ' || coalesce(a.amount, 0) || ' allocated, ' || coalesce(m.amount, 0) || ' kept' AS found
      FROM payment p
      LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM payment_allocation WHERE kind = 'cash' GROUP BY payment_id) a ON a.payment_id = p.id
      LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM money_entry WHERE kind IN ('overpayment', 'bounced') GROUP BY payment_id) m
        ON m.payment_id = p.id
      WHERE p.amount_captured <> coalesce(a.amount, 0) + coalesce(m.amount, 0)`,
  },
  {
    invariant: 3,
    key: 'used-for-invoices',
    sentence: 'Money on account that was used stands on the invoice that it was used for',
    sql: `
      SELECT coalesce(i.number, invoice_id) AS name, coalesce(a.amount, 0) || ' allocated, ' || coalesce(m.amount, 0) || ' taken' AS found
      FROM (SELECT invoice_id, sum(amount) AS amount FROM payment_allocation WHERE kind = 'account' GROUP BY invoice_id) a
      FULL JOIN (SELECT invoice_id, -sum(amount) AS amount FROM money_entry WHERE kind = 'used' GROUP BY invoice_id) m USING (invoice_id)
      LEFT JOIN invoice i ON i.id = invoice_id WHERE coalesce(a.amount, 0) <> coalesce(m.amount, 0)`,
  },
  {
    invariant: 3,
    key: 'credit-note-to-account',
    sentence: 'What a credit note gave to the account is there',
    sql: `
      SELECT n.number AS name, n.to_account || ' on paper, ' || coalesce(m.amount, 0) || ' on account' AS found
      FROM credit_note n LEFT JOIN (SELECT credit_note_id, sum(amount) AS amount FROM money_entry WHERE kind = 'credit_note'
        GROUP BY credit_note_id) m ON m.credit_note_id = n.id
      WHERE n.to_account <> coalesce(m.amount, 0)`,
  },
  {
    invariant: 3,
    key: 'refund-from-account',
    sentence: 'A refund took its amount from the account once, and gave it back where it failed',
    sql: `
      SELECT r.id AS name, r.status || ' ' || r.amount || ', account ' || coalesce(m.taken, 0) || ' taken, ' || coalesce(m.back, 0) || ' back, '
          || coalesce(u.amount, 0) || ' beside it' AS found
      FROM refund r LEFT JOIN (SELECT refund_id, -sum(amount) FILTER (WHERE kind = 'refund') AS taken,
          sum(amount) FILTER (WHERE kind = 'refund_failed') AS back FROM money_entry GROUP BY refund_id) m ON m.refund_id = r.id
      LEFT JOIN (${UNCOVERED}) u ON u.kind = 'refund.booked' AND u.source_id = r.id
      WHERE coalesce(m.taken, 0) + coalesce(u.amount, 0) <> CASE WHEN r.booked_at IS NULL THEN 0 ELSE r.amount END
         OR coalesce(m.back, 0) <> CASE WHEN r.booked_at IS NOT NULL AND r.status IN ('failed', 'canceled') THEN coalesce(m.taken, 0) ELSE 0 END`,
  },
  {
    invariant: 3,
    key: 'chargeback-from-account',
    sentence: 'A lost dispute took its amount from the account, others nothing',
    sql: `
      SELECT d.id AS name, d.status || ' ' || d.amount || ', ' || coalesce(m.amount, 0) || ' taken from the account' AS found
      FROM dispute d LEFT JOIN (SELECT dispute_id, -sum(amount) AS amount FROM money_entry WHERE kind = 'chargeback' GROUP BY dispute_id) m
        ON m.dispute_id = d.id
      LEFT JOIN (${UNCOVERED}) u ON u.kind = 'dispute.lost' AND u.source_id = d.id
      WHERE coalesce(m.amount, 0) <> CASE WHEN d.status = 'lost' THEN d.amount - coalesce(u.amount, 0) ELSE 0 END`,
  },
];
