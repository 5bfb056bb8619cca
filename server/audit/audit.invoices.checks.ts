import type { SqlCheck } from './audit.checks.js';
import { halfUp } from './audit.sql.js';

/** Everything that carries a number, with the series that it belongs to. */
const NUMBERED = `
  SELECT number, issue_date, left(number, length(number) - 6) AS key, right(number, 5)::int AS place FROM (
    SELECT number, issue_date FROM invoice WHERE number IS NOT NULL UNION ALL SELECT number, issue_date FROM credit_note) papers`;

/** The sums of an invoice or credit note against its lines and taxes. */
const addsUp = (table: 'invoice' | 'credit_note', net: string, where: string): string => `
  SELECT coalesce(p.number, p.id) AS name, p.total || ' total, ' || p.tax || ' tax; lines ' || coalesce(l.amount, 0) || ', taxes ' || coalesce(t.amount, 0) AS found
  FROM ${table} p
  LEFT JOIN (SELECT ${table}_id, sum(amount) AS amount FROM ${table}_line GROUP BY ${table}_id) l ON l.${table}_id = p.id
  LEFT JOIN (SELECT ${table}_id, sum(amount) AS amount, sum(taxable) AS taxable FROM ${table}_tax GROUP BY ${table}_id) t ON t.${table}_id = p.id
  WHERE ${where} AND (coalesce(l.amount, 0) <> CASE WHEN p.prices_include_tax THEN p.total ELSE ${net} END OR p.tax <> coalesce(t.amount, 0)
    OR p.total <> ${net} + p.tax)`;

export const INVOICES: readonly SqlCheck[] = [
  {
    invariant: 2,
    key: 'invoice-paid',
    sentence: 'What was paid on an invoice is what was allocated to it',
    sql: `
      SELECT coalesce(i.number, i.id) AS name, i.amount_paid || ' paid, ' || coalesce(a.amount, 0) || ' allocated' AS found
      FROM invoice i LEFT JOIN (SELECT invoice_id, sum(amount) AS amount FROM payment_allocation GROUP BY invoice_id) a ON a.invoice_id = i.id
      WHERE i.amount_paid <> coalesce(a.amount, 0)`,
  },
  {
    invariant: 2,
    key: 'invoice-credited',
    sentence:
      'What was credited on an invoice is what its credit notes took off what was due, and never more than its total',
    sql: `
      SELECT coalesce(i.number, i.id) AS name, i.amount_credited || ' credited, ' || coalesce(n.due, 0) || ' off what was due, ' || coalesce(n.total, 0)
             || ' of ' || i.total || ' in credit notes' AS found
      FROM invoice i LEFT JOIN (SELECT invoice_id, sum(applied_to_due) AS due, sum(total) AS total FROM credit_note GROUP BY invoice_id) n ON n.invoice_id = i.id
      WHERE i.amount_credited <> coalesce(n.due, 0) OR coalesce(n.total, 0) > i.total OR n.total > 0 AND i.status IN ('draft', 'void')`,
  },
  {
    invariant: 2,
    key: 'invoice-due',
    sentence: 'What is due on an invoice is its total less what was paid and credited; nothing on a void one',
    sql: `
      SELECT coalesce(number, id) AS name, status || ', due ' || amount_due || ' of ' || total || ', ' || amount_paid || ' paid, ' || amount_credited || ' credited' AS found
      FROM invoice WHERE amount_due <> CASE WHEN status = 'void' THEN 0 ELSE total - amount_paid - amount_credited END OR amount_due < 0
        OR status = 'void' AND amount_paid <> 0`,
  },
  {
    invariant: 3,
    key: 'invoice-status',
    sentence: "An invoice's state is what its amounts say: paid exactly when nothing is due",
    sql: `
      SELECT coalesce(number, id) AS name, status || ' with ' || amount_due || ' due' AS found
      FROM invoice WHERE (status = 'paid') <> (amount_due = 0 AND status NOT IN ('void', 'draft'))
        OR (status = 'paid') <> (paid_at IS NOT NULL) OR (status = 'void') <> (voided_at IS NOT NULL) OR (status = 'draft') <> (number IS NULL)`,
  },
  {
    invariant: 4,
    key: 'invoice-booked',
    sentence: 'Every issued invoice is booked once with its total, every void one reversed',
    sql: `
      SELECT coalesce(i.number, i.id) AS name, i.status || ', total ' || i.total || ', booked ' || coalesce(j.issued, 0) || ', reversed ' || coalesce(j.voided, 0) AS found
      FROM invoice i LEFT JOIN (SELECT e.source_id, sum(l.amount) FILTER (WHERE e.kind = 'invoice.issued') AS issued,
          -sum(l.amount) FILTER (WHERE e.kind = 'invoice.voided') AS voided
        FROM journal_entry e JOIN journal_line l ON l.entry_id = e.id
        WHERE e.kind IN ('invoice.issued', 'invoice.voided') AND l.ledger_code = 'receivable' GROUP BY e.source_id) j ON j.source_id = i.id
      WHERE coalesce(j.issued, 0) <> CASE WHEN i.status = 'draft' THEN 0 ELSE i.total END
         OR coalesce(j.voided, 0) <> CASE WHEN i.status = 'void' THEN i.total ELSE 0 END`,
  },
  {
    invariant: 3,
    key: 'credited-within-lines',
    sentence: 'No more of a line is credited than was sold, in money and in credits',
    sql: `
      SELECT i.number || ' line ' || n.position AS name, sum(c.amount) || ' of ' || n.amount || ', ' || coalesce(sum(c.credits), 0) || ' of '
             || coalesce(n.credits, 0) || ' credits' AS found
      FROM credit_note_line c JOIN invoice_line n ON n.id = c.invoice_line_id JOIN invoice i ON i.id = n.invoice_id
      GROUP BY n.id, i.number HAVING sum(c.amount) > n.amount OR coalesce(sum(c.credits), 0) > coalesce(n.credits, 0)`,
  },
  {
    invariant: 4,
    key: 'credit-note-booked',
    sentence: 'Every credit note is booked once: off what was owed, to the account, and its tax',
    sql: `
      SELECT n.number AS name, n.applied_to_due || ' off what was due, ' || n.to_account || ' to the account, tax ' || n.tax || '; booked '
             || coalesce(j.owed, 0) || ', ' || coalesce(j.account, 0) || ', ' || coalesce(j.tax, 0) AS found
      FROM credit_note n LEFT JOIN (SELECT e.source_id, -sum(l.amount) FILTER (WHERE l.ledger_code IN ('receivable', 'bad_debt')) AS owed,
          -sum(l.amount) FILTER (WHERE l.ledger_code = 'money_on_account') AS account, sum(l.amount) FILTER (WHERE l.ledger_code = 'tax_payable') AS tax
        FROM journal_entry e JOIN journal_line l ON l.entry_id = e.id WHERE e.kind = 'credit_note.issued' GROUP BY e.source_id) j ON j.source_id = n.id
      WHERE n.applied_to_due <> coalesce(j.owed, 0) OR n.to_account <> coalesce(j.account, 0) OR n.tax <> coalesce(j.tax, 0)`,
  },
  {
    invariant: 5,
    key: 'series-complete',
    sentence: 'A number series has as many papers as its counter says, from one on, without a gap or a twin',
    sql: `
      SELECT key AS name, coalesce(s.last, 0) || ' given out, ' || coalesce(p.papers, 0) || ' there, ' || coalesce(p.numbers, 0) || ' different, '
             || coalesce(p.first, 0) || ' to ' || coalesce(p.last, 0) AS found
      FROM number_series s FULL JOIN (SELECT key, count(*) AS papers, count(DISTINCT number) AS numbers, min(place) AS first, max(place) AS last
        FROM (${NUMBERED}) n GROUP BY key) p USING (key)
      WHERE coalesce(s.last, 0) <> coalesce(p.papers, 0) OR p.numbers <> p.papers OR p.first <> 1 OR p.last <> s.last`,
  },
  {
    invariant: 5,
    key: 'series-dates',
    sentence: 'The dates of a number series do not go back, and lie in its month',
    sql: `
      SELECT number AS name, issue_date || ' after ' || coalesce(before::text, 'nothing') AS found
      FROM (SELECT number, key, issue_date, max(issue_date) OVER (PARTITION BY key ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
        FROM (${NUMBERED}) n) dated
      WHERE issue_date < before OR to_char(issue_date, 'YYYY-MM') <> right(key, 7)
      UNION ALL SELECT key, 'counter dated ' || s.last_date FROM number_series s JOIN (SELECT key, max(issue_date) AS last FROM (${NUMBERED}) n GROUP BY key) p USING (key)
        WHERE s.last_date <> p.last`,
  },
  {
    invariant: 6,
    key: 'invoice-adds-up',
    sentence: 'An invoice is the sum of its lines and taxes',
    sql: addsUp('invoice', '(p.subtotal - p.discount)', 'true'),
  },
  {
    invariant: 6,
    key: 'credit-note-adds-up',
    sentence: 'A credit note is the sum of its lines and taxes, and went where it says',
    sql: `${addsUp('credit_note', 'p.subtotal', 'true')} UNION ALL SELECT number, 'went elsewhere' FROM credit_note WHERE total <> applied_to_due + to_account`,
  },
  {
    invariant: 6,
    key: 'tax-per-rate',
    sentence: 'The tax of an issued invoice is its rate on the sum of the lines of that rate',
    sql: `
      SELECT i.number || ' ' || t.name || ' ' || t.basis_points AS name, t.amount || ' on ' || t.taxable || ', lines ' || coalesce(l.amount, 0) AS found
      FROM invoice i JOIN invoice_tax t ON t.invoice_id = i.id
      LEFT JOIN (SELECT invoice_id, tax_name, tax_basis_points, sum(amount) AS amount FROM invoice_line GROUP BY 1, 2, 3) l
        ON l.invoice_id = i.id AND l.tax_name = t.name AND l.tax_basis_points = t.basis_points
      WHERE i.number IS NOT NULL AND (coalesce(l.amount, 0) <> t.taxable + CASE WHEN i.prices_include_tax THEN t.amount ELSE 0 END
        OR NOT i.prices_include_tax AND t.amount <> ${halfUp('t.taxable::numeric * t.basis_points', '10000')})`,
  },
  {
    invariant: 6,
    key: 'pdf-hash',
    sentence: 'The kept PDF of every paper has the hash that it had when it was made',
    sql: `
      SELECT i.number AS name, 'the bytes of the invoice have another hash' AS found FROM invoice_pdf p JOIN invoice i ON i.id = p.invoice_id
      WHERE p.sha256 <> encode(sha256(p.bytes), 'hex')
      UNION ALL SELECT n.number, 'the bytes of the credit note have another hash' FROM credit_note_pdf p JOIN credit_note n ON n.id = p.credit_note_id
      WHERE p.sha256 <> encode(sha256(p.bytes), 'hex')`,
  },
];
