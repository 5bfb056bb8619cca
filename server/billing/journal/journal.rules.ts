export interface LedgerFigures {
  code: string;
  currency: string;
  /** Signed minor units: a debit is positive. */
  opening: bigint;
  /** What moved in the period, each above zero. */
  debits: bigint;
  credits: bigint;
}

export interface TrialBalance<Figures extends LedgerFigures = LedgerFigures> {
  currency: string;
  accounts: (Figures & { closing: bigint })[];
  /** Opening and closing are zero, debits and credits are the same: or the books are wrong. */
  totals: { opening: bigint; debits: bigint; credits: bigint; closing: bigint };
}

const closingOf = ({ opening, debits, credits }: Omit<LedgerFigures, 'code' | 'currency'>): bigint =>
  opening + debits - credits;

/** The trial balance of each currency: two currencies are never added. */
export function trialBalances<Figures extends LedgerFigures>(
  rows: readonly Figures[],
): TrialBalance<Figures>[] {
  const currencies = [...new Set(rows.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const own = rows.filter((row) => row.currency === currency);
    const sum = (of: (row: Figures) => bigint) => own.reduce((total, row) => total + of(row), 0n);
    const moved = {
      opening: sum((row) => row.opening),
      debits: sum((row) => row.debits),
      credits: sum((row) => row.credits),
    };
    return {
      currency,
      accounts: own.map((row) => ({ ...row, closing: closingOf(row) })),
      totals: { ...moved, closing: closingOf(moved) },
    };
  });
}

/** A signed amount in its column: the debit, and the credit as an amount above zero. */
export const sides = (amount: bigint): { debit: bigint; credit: bigint } =>
  amount < 0n ? { debit: 0n, credit: -amount } : { debit: amount, credit: 0n };
