/** What the journal says of one ledger account, per customer account and currency; `sign` -1 turns a credit balance positive. */
export const booked = (code: string, sign: 1 | -1 = 1): string => `
  SELECT e.account_id, l.currency, sum(l.amount) * ${sign} AS amount
  FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id
  WHERE l.ledger_code = '${code}' GROUP BY e.account_id, l.currency`;

/**
 * Compares two sums per account and currency (`account_id`, `currency`, `amount`); a row that one side lacks counts as
 * zero there.
 */
export const sameSums = (expected: string, found: string): string => `
  SELECT coalesce(account_id, 'no account') || ' ' || currency AS name,
         coalesce(x.amount, 0) || ' expected, ' || coalesce(b.amount, 0) || ' booked' AS found
  FROM (${expected}) x FULL JOIN (${found}) b USING (account_id, currency)
  WHERE coalesce(x.amount, 0) <> coalesce(b.amount, 0)`;

/** n / d rounded half up, as `divideHalfUp` does it for what is not negative. */
export const halfUp = (numerator: string, denominator: string): string =>
  `div((${numerator})::numeric * 2 + ${denominator}, ${denominator}::numeric * 2)`;
