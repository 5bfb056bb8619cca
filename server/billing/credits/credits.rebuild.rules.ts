/** One row of the ledger, as far as sums need it. */
export interface LedgerRow {
  number: bigint;
  kind: string;
  credits: bigint;
  balanceAfter: bigint;
  debt: bigint;
  lotId: string | null;
}

export interface LotSums {
  remaining: bigint;
  reserved: bigint;
  revoked: bigint;
  owed: bigint;
}

export interface WalletSums {
  balance: bigint;
  reserved: bigint;
  frozen: bigint;
  debt: bigint;
  lastEntry: bigint;
}

/** A cached figure that is not what the ledger says. */
export interface Difference {
  /** The account, the lot or the ledger's row. */
  of: string;
  figure: string;
  kept: bigint;
  told: bigint;
}

const NOTHING: LotSums = { remaining: 0n, reserved: 0n, revoked: 0n, owed: 0n };

/** What a row does to its lot. What is restored is taken off the debt of that lot first (`restorePlan`). */
function step(lot: LotSums, row: LedgerRow): LotSums {
  const remaining = lot.remaining + row.credits;
  if (row.kind === 'revoke') {
    return { ...lot, remaining, revoked: lot.revoked - row.credits + row.debt, owed: lot.owed + row.debt };
  }
  if (row.kind !== 'restore') return { ...lot, remaining };
  const whole = row.credits - row.debt;
  const fromOwed = whole < lot.owed ? whole : lot.owed;
  return { ...lot, remaining, revoked: lot.revoked - whole, owed: lot.owed - fromOwed };
}

/**
 * Wallet and lots as the ledger tells them: its rows in their order, what open holds have set aside, and which lots are
 * under dispute. Nothing that is cached is looked at.
 */
export function retell(told: {
  rows: readonly LedgerRow[];
  asides: readonly { lotId: string; credits: bigint }[];
  frozenLotIds: readonly string[];
}): { wallet: WalletSums; lots: Map<string, LotSums> } {
  const lots = new Map<string, LotSums>();
  const wallet: WalletSums = { balance: 0n, reserved: 0n, frozen: 0n, debt: 0n, lastEntry: 0n };
  for (const row of told.rows) {
    wallet.balance += row.credits;
    wallet.debt += row.debt;
    wallet.lastEntry += 1n;
    if (row.lotId !== null) lots.set(row.lotId, step(lots.get(row.lotId) ?? NOTHING, row));
  }
  for (const { lotId, credits } of told.asides) {
    const lot = lots.get(lotId) ?? NOTHING;
    lots.set(lotId, { ...lot, reserved: lot.reserved + credits });
    wallet.reserved += credits;
  }
  for (const lotId of told.frozenLotIds) {
    const lot = lots.get(lotId) ?? NOTHING;
    wallet.frozen += lot.remaining - lot.reserved;
  }
  return { wallet, lots };
}

/** Rows that are not numbered from one without a gap, or whose running balance is not the sum so far. */
export function flaws(accountId: string, rows: readonly LedgerRow[]): Difference[] {
  let number = 0n;
  let balance = 0n;
  return rows.flatMap((row) => {
    number += 1n;
    balance += row.credits;
    const of = `${accountId}:${row.number}`;
    const figures = { number: [row.number, number], balanceAfter: [row.balanceAfter, balance] } as const;
    return Object.entries(figures).flatMap(([figure, [kept, told]]) =>
      kept === told ? [] : [{ of, figure, kept, told }],
    );
  });
}

/** Each figure of `kept` that is another in `told`. */
export function differences<Sums extends WalletSums | LotSums>(
  of: string,
  kept: Sums,
  told: Sums,
): Difference[] {
  return Object.entries(told).flatMap(([figure, value]: [string, bigint]) => {
    const there = kept[figure as keyof Sums] as bigint;
    return there === value ? [] : [{ of, figure, kept: there, told: value }];
  });
}
