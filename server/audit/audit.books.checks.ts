import type { SqlCheck } from './audit.checks.js';
import { booked, halfUp, sameSums } from './audit.sql.js';

const CASH = [
  ['stripe', 'cash_stripe', 'Cash at Stripe'],
  ['paypal', 'cash_paypal', 'Cash at PayPal'],
  ['bank_transfer', 'cash_bank', 'Cash at bank'],
  ['local_wallet', 'cash_wallet', 'Cash in local wallets'],
] as const;

/** The journal by itself, and each ledger account against the rows that it is the sum of. */
export const BOOKS: readonly SqlCheck[] = [
  {
    invariant: 1,
    key: 'entry-balances',
    sentence: 'Every journal entry has two lines or more and sums to zero per currency',
    sql: `
      SELECT e.id AS name, coalesce(l.currency || ' ' || l.amount, 'no lines') || ' (' || coalesce(l.lines, 0) || ' lines)' AS found
      FROM journal_entry e LEFT JOIN (
        SELECT entry_id, currency, sum(amount) AS amount, sum(count(*)) OVER (PARTITION BY entry_id) AS lines
        FROM journal_line GROUP BY entry_id, currency) l ON l.entry_id = e.id
      WHERE l.entry_id IS NULL OR l.amount <> 0 OR l.lines < 2`,
  },
  {
    invariant: 1,
    key: 'trial-balance',
    sentence: 'The trial balance is zero in every currency',
    sql: `SELECT currency AS name, sum(amount) || ' too much in debit' AS found FROM journal_line GROUP BY currency HAVING sum(amount) <> 0`,
  },
  {
    invariant: 2,
    key: 'receivable',
    sentence: "Each account's receivable is what its open invoices owe",
    sql: sameSums(
      `SELECT account_id, currency, sum(amount_due) AS amount FROM invoice WHERE status = 'pending' GROUP BY account_id, currency`,
      booked('receivable'),
    ),
  },
  {
    invariant: 2,
    key: 'bad-debt',
    sentence: "Each account's bad debt is what its uncollectible invoices owe",
    sql: sameSums(
      `SELECT account_id, currency, sum(amount_due) AS amount FROM invoice WHERE status = 'uncollectible' GROUP BY account_id, currency`,
      booked('bad_debt'),
    ),
  },
  {
    invariant: 2,
    key: 'tax-payable',
    sentence: "Each account's tax payable is the tax of its invoices less that of its credit notes",
    sql: sameSums(
      `SELECT account_id, currency, sum(tax) AS amount FROM (
         SELECT account_id, currency, tax FROM invoice WHERE status NOT IN ('draft', 'void')
         UNION ALL SELECT account_id, currency, -tax FROM credit_note) taxes GROUP BY account_id, currency`,
      booked('tax_payable', -1),
    ),
  },
  {
    invariant: 2,
    key: 'deferred-credits',
    sentence: "Each account's deferred credits are what its lots are still worth",
    sql: sameSums(
      `SELECT account_id, currency, sum(${halfUp('value::numeric * remaining', 'granted')}) AS amount
       FROM credit_lot WHERE value > 0 GROUP BY account_id, currency`,
      booked('deferred_credits', -1),
    ),
  },
  {
    invariant: 2,
    key: 'money-on-account-booked',
    sentence: "Each account's money on account is what the journal says",
    sql: sameSums(
      'SELECT account_id, currency, balance AS amount FROM money_on_account',
      booked('money_on_account', -1),
    ),
  },
  ...(
    [
      ['fees', 'bank_fee', 'Fees that were kept back'],
      ['withholding_tax', 'withholding', 'Tax that was withheld'],
    ] as const
  ).map(
    ([code, kind, what]): SqlCheck => ({
      invariant: 2,
      key: code.replaceAll('_', '-'),
      sentence: `${what} on payments: the journal has what payments and allocations say`,
      sql: sameSums(
        `SELECT account_id, currency, sum(amount) AS amount FROM (
           SELECT i.account_id, i.currency, a.amount FROM payment_allocation a JOIN invoice i ON i.id = a.invoice_id WHERE a.kind = '${kind}'
           UNION ALL SELECT account_id, currency, gateway_fee FROM payment WHERE gateway_fee > 0 AND '${kind}' = 'bank_fee'
           UNION ALL SELECT p.account_id, p.currency, d.gateway_fee FROM dispute d JOIN payment p ON p.id = d.payment_id
             WHERE d.gateway_fee > 0 AND '${kind}' = 'bank_fee') kept
         GROUP BY account_id, currency`,
        booked(code),
      ),
    }),
  ),
  ...CASH.map(
    ([method, code, what]): SqlCheck => ({
      invariant: 2,
      key: code.replaceAll('_', '-'),
      sentence: `${what} is what came in less fees, what was refunded, is under dispute or was charged back`,
      sql: sameSums(
        `SELECT account_id, currency, sum(amount) AS amount FROM (
           SELECT account_id, currency, amount_captured - gateway_fee AS amount FROM payment WHERE method = '${method}' AND status = 'succeeded'
           UNION ALL SELECT p.account_id, r.currency, -r.amount FROM refund r JOIN payment p ON p.id = r.payment_id
             WHERE p.method = '${method}' AND r.booked_at IS NOT NULL AND r.status IN ('pending', 'succeeded')
           UNION ALL SELECT p.account_id, d.currency, -d.amount FROM dispute d JOIN payment p ON p.id = d.payment_id
             WHERE p.method = '${method}' AND d.withdrawn_at IS NOT NULL AND d.reinstated_at IS NULL
           UNION ALL SELECT p.account_id, d.currency, -d.gateway_fee FROM dispute d JOIN payment p ON p.id = d.payment_id
             WHERE p.method = '${method}') moved GROUP BY account_id, currency`,
        booked(code),
      ),
    }),
  ),
  {
    invariant: 2,
    key: 'moved-credits',
    sentence: 'Credits moved between accounts left one and arrived at another',
    sql: `
      SELECT currency AS name, sum(amount) || ' under way' AS found FROM journal_line WHERE ledger_code = 'moved_credits'
      GROUP BY currency HAVING sum(amount) <> 0`,
  },
  {
    invariant: 2,
    key: 'disputed-funds',
    sentence: "Each account's disputed funds are what its open disputes hold back",
    sql: sameSums(
      `SELECT p.account_id, d.currency, sum(d.amount) AS amount FROM dispute d JOIN payment p ON p.id = d.payment_id
       WHERE d.withdrawn_at IS NOT NULL AND d.status NOT IN ('won', 'lost') GROUP BY p.account_id, d.currency`,
      booked('disputed_funds'),
    ),
  },
];
