import type { SqlCheck } from './audit.checks.js';

/** Wallet = ledger = lots; what is set aside = holds; sold lots = lines of paid invoices. */
export const CREDITS: readonly SqlCheck[] = [
  {
    invariant: 2,
    key: 'wallet-ledger',
    sentence: 'Every wallet is the sum of its ledger, in credits and in debt, and not below zero',
    sql: `
      SELECT account_id AS name, 'ledger ' || coalesce(e.credits, 0) || ', debt ' || coalesce(e.debt, 0) || '; wallet ' || coalesce(w.balance, 0)
             || ', debt ' || coalesce(w.debt, 0) AS found
      FROM wallet w FULL JOIN (SELECT account_id, sum(credits) AS credits, sum(debt) AS debt, count(*) AS entries FROM credit_entry
        GROUP BY account_id) e USING (account_id)
      WHERE coalesce(w.balance, 0) <> coalesce(e.credits, 0) OR coalesce(w.debt, 0) <> coalesce(e.debt, 0)
         OR coalesce(w.last_entry, 0) <> coalesce(e.entries, 0) OR w.balance < 0 OR w.debt < 0 OR w.reserved + w.frozen > w.balance`,
  },
  {
    invariant: 2,
    key: 'credit-entries-run',
    sentence: 'The entries of a wallet are counted without a gap, and each says the balance after it',
    sql: `
      SELECT id AS name, 'number ' || number || ' after ' || before || ', balance ' || balance_after || ' where ' || due || ' is due' AS found
      FROM (SELECT id, number, balance_after, lag(number, 1, 0::bigint) OVER w AS before, lag(balance_after, 1, 0::bigint) OVER w + credits AS due
        FROM credit_entry WINDOW w AS (PARTITION BY account_id ORDER BY number)) e
      WHERE number <> before + 1 OR balance_after <> due`,
  },
  {
    invariant: 2,
    key: 'wallet-lots',
    sentence: 'Every wallet is the sum of its lots: what is there, set aside and frozen',
    sql: `
      SELECT account_id AS name, 'lots ' || coalesce(l.remaining, 0) || '/' || coalesce(l.reserved, 0) || '/' || coalesce(l.frozen, 0)
             || '; wallet ' || coalesce(w.balance, 0) || '/' || coalesce(w.reserved, 0) || '/' || coalesce(w.frozen, 0) AS found
      FROM wallet w FULL JOIN (SELECT account_id, sum(remaining) AS remaining, sum(reserved) AS reserved,
          coalesce(sum(remaining - reserved) FILTER (WHERE frozen_at IS NOT NULL), 0) AS frozen FROM credit_lot GROUP BY account_id) l USING (account_id)
      WHERE coalesce(w.balance, 0) <> coalesce(l.remaining, 0) OR coalesce(w.reserved, 0) <> coalesce(l.reserved, 0)
         OR coalesce(w.frozen, 0) <> coalesce(l.frozen, 0)`,
  },
  {
    invariant: 2,
    key: 'lot-entries',
    sentence:
      'What remains of a lot is the sum of its entries, and within what was granted and not taken back',
    sql: `
      SELECT l.id AS name, 'entries ' || coalesce(e.credits, 0) || ', remaining ' || l.remaining || ' of ' || l.granted || ', taken back ' || l.revoked AS found
      FROM credit_lot l LEFT JOIN (SELECT lot_id, sum(credits) AS credits FROM credit_entry GROUP BY lot_id) e ON e.lot_id = l.id
      WHERE l.remaining <> coalesce(e.credits, 0) OR l.remaining < 0 OR l.reserved NOT BETWEEN 0 AND l.remaining
         OR l.revoked NOT BETWEEN 0 AND l.granted OR l.owed NOT BETWEEN 0 AND l.revoked OR l.remaining + l.revoked - l.owed > l.granted`,
  },
  {
    invariant: 2,
    key: 'lot-taken-back',
    sentence: 'What was taken back of a lot, and not given again, is what its entries say',
    sql: `
      SELECT l.id AS name, l.revoked || ' taken back, ' || coalesce(e.credits, 0) || ' in entries' AS found
      FROM credit_lot l LEFT JOIN (SELECT lot_id, sum(debt - credits) AS credits FROM credit_entry WHERE kind IN ('revoke', 'restore') GROUP BY lot_id) e
        ON e.lot_id = l.id
      WHERE l.revoked <> coalesce(e.credits, 0)`,
  },
  {
    invariant: 2,
    key: 'entry-of-own-lot',
    sentence: 'An entry moves a lot of its own account',
    sql: `
      SELECT e.id AS name, 'lot ' || l.id || ' of ' || l.account_id AS found FROM credit_entry e JOIN credit_lot l ON l.id = e.lot_id
      WHERE l.account_id <> e.account_id`,
  },
  {
    invariant: 2,
    key: 'lot-holds',
    sentence: 'What is set aside of a lot is what open holds have set aside of it',
    sql: `
      SELECT l.id AS name, l.reserved || ' set aside, ' || coalesce(h.credits, 0) || ' held' AS found
      FROM credit_lot l LEFT JOIN (SELECT a.lot_id, sum(a.credits) AS credits FROM credit_hold_lot a JOIN credit_hold h ON h.id = a.hold_id
        WHERE h.status = 'open' GROUP BY a.lot_id) h ON h.lot_id = l.id
      WHERE l.reserved <> coalesce(h.credits, 0)`,
  },
  {
    invariant: 2,
    key: 'hold-lots',
    sentence: 'A hold is the sum of what it has set aside of the lots of its account',
    sql: `
      SELECT h.id AS name, h.credits || ' held, ' || coalesce(sum(a.credits) FILTER (WHERE l.account_id = h.account_id), 0) || ' set aside' AS found
      FROM credit_hold h LEFT JOIN credit_hold_lot a ON a.hold_id = h.id LEFT JOIN credit_lot l ON l.id = a.lot_id
      GROUP BY h.id HAVING h.credits <> coalesce(sum(a.credits) FILTER (WHERE l.account_id = h.account_id), 0)`,
  },
  {
    invariant: 2,
    key: 'usage-spent',
    sentence: 'A usage event cost what the ledger took for it',
    sql: `
      SELECT u.id AS name, u.credits || ' recorded, ' || coalesce(e.credits, 0) || ' taken' AS found
      FROM usage_event u LEFT JOIN (SELECT usage_event_id, -sum(credits) AS credits FROM credit_entry GROUP BY usage_event_id) e
        ON e.usage_event_id = u.id
      WHERE u.credits <> coalesce(e.credits, 0)`,
  },
  {
    invariant: 2,
    key: 'usage-days',
    sentence: 'The usage of a day is the sum of its events',
    sql: `
      SELECT account_id || ' ' || date || ' ' || operation AS name, coalesce(u.credits, 0) || ' in events, ' || coalesce(d.credits, 0) || ' in the day' AS found
      FROM usage_day d FULL JOIN (SELECT account_id, (occurred_at AT TIME ZONE 'UTC')::date AS date, operation, sum(quantity) AS quantity,
          sum(credits) AS credits FROM usage_event GROUP BY 1, 2, 3) u USING (account_id, date, operation)
      WHERE coalesce(d.credits, 0) <> coalesce(u.credits, 0) OR coalesce(d.quantity, 0) <> coalesce(u.quantity, 0)`,
  },
  {
    invariant: 4,
    key: 'line-granted',
    sentence:
      'A line of credits is granted exactly when its invoice is paid, with what is not credited of it, and taken back where it is not paid after all',
    sql: `
      SELECT coalesce(i.number, i.id) || ' line ' || n.position AS name, i.status || ': ' || n.credits || ' sold, ' || coalesce(c.credits, 0) || ' credited, '
             || coalesce(l.granted, 0) || ' granted, ' || coalesce(l.revoked, 0) || ' taken back, ' || coalesce(x.credits, 0) || ' expired' AS found
      FROM invoice_line n JOIN invoice i ON i.id = n.invoice_id LEFT JOIN credit_lot l ON l.invoice_line_id = n.id
      LEFT JOIN (SELECT invoice_line_id, sum(credits) AS credits FROM credit_note_line GROUP BY invoice_line_id) c ON c.invoice_line_id = n.id
      LEFT JOIN (SELECT lot_id, -sum(credits) AS credits FROM credit_entry WHERE kind = 'expire' GROUP BY lot_id) x ON x.lot_id = l.id
      WHERE n.credits IS NOT NULL AND CASE
        WHEN i.status = 'paid' AND l.id IS NULL THEN coalesce(c.credits, 0) <> n.credits
        WHEN i.status = 'paid' THEN l.granted > n.credits OR l.granted + coalesce(c.credits, 0) < n.credits OR l.account_id <> i.account_id
        ELSE l.id IS NOT NULL AND (i.status = 'draft' OR l.revoked + coalesce(x.credits, 0) < l.granted OR l.ungranted_at IS NULL) END`,
  },
  {
    invariant: 4,
    key: 'lot-booked',
    sentence: 'A lot that was sold is booked once, at what it was sold for',
    sql: `
      SELECT l.id AS name, l.value || ' ' || l.currency || ' sold, ' || coalesce(j.amount, 0) || ' booked' AS found
      FROM credit_lot l LEFT JOIN (SELECT e.source_id, -sum(n.amount) AS amount FROM journal_entry e JOIN journal_line n ON n.entry_id = e.id
        WHERE e.kind = 'credits.granted' AND n.ledger_code = 'deferred_credits' GROUP BY e.source_id) j ON j.source_id = l.invoice_line_id
      WHERE l.invoice_line_id IS NOT NULL AND l.value <> coalesce(j.amount, 0)`,
  },
];
