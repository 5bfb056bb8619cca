import type { Db, Tx } from '../../kit/db.js';
import { conflict, notFound } from '../../kit/errors.js';
import type { Clock } from '../../kit/time.js';
import { insufficientCredits } from './credits.errors.js';
import {
  closeHold,
  findHold,
  findHoldByRequestKey,
  type HoldRow,
  insertHold,
  listDueHolds,
  type NewHold,
} from './credits.holds.store.js';
import { type CreditLedger, lotsOf, type Taken } from './credits.ledger.service.js';
import { burn, spendable } from './credits.rules.js';
import { type CreditLot, type Wallet, writeMovement } from './credits.store.js';

export type { HoldRow };

export interface Spent {
  credits: bigint;
  /** What can be spent after that. */
  left: bigint;
}

/** Spending and setting aside. Each locks the wallet, so that nobody spends what is not there. */
export interface Spending {
  /**
   * Takes credits for usage events, in the order of the lots, and earns what they were sold for. Refuses with
   * `insufficient_credits` and takes nothing.
   */
  spend(
    tx: Tx,
    use: { accountId: string; uses: readonly { credits: bigint; usageEventId: string }[] },
  ): Promise<Spent>;
  /** A hold of an account. Refuses with `hold_not_found`. */
  getHold(accountId: string, holdId: string): Promise<HoldRow>;
  /** The hold that a repeated request made before, or null. */
  findRepeatedHold(accountId: string, requestKey: string): Promise<HoldRow | null>;
  /** Sets credits aside for work under way. Refuses with `insufficient_credits`. */
  reserve(tx: Tx, hold: Omit<NewHold, 'lots'>): Promise<HoldRow>;
  /**
   * Spends what the work came to, first of what was set aside, and frees the rest; more than was set aside is taken as a
   * plain spending would. Refuses with `hold_not_found`, `hold_not_open`, `insufficient_credits`.
   */
  settle(
    tx: Tx,
    command: { accountId: string; holdId: string; credits: bigint; usageEventId: string },
  ): Promise<Spent>;
  /** Frees what was set aside. Refuses with `hold_not_found`, `hold_not_open`. */
  release(tx: Tx, command: { accountId: string; holdId: string }): Promise<void>;
  /** Frees what nobody settled in time. A job; harmless twice. */
  expireHolds(): Promise<number>;
}

export function createSpending({
  db,
  clock,
  ledger,
}: {
  db: Db;
  clock: Clock;
  ledger: CreditLedger;
}): Spending {
  async function lockOpen(tx: Tx, accountId: string, holdId: string) {
    const opened = await ledger.open(tx, accountId);
    const hold = await findHold(tx.prisma, holdId);
    if (!hold || hold.accountId !== accountId) throw notFound('hold');
    if (hold.status !== 'open') throw conflict('hold_not_open', `The hold is ${hold.status}.`);
    return { ...opened, hold };
  }

  /** Frees what a hold still has set aside, less what is spent of it. */
  async function free(tx: Tx, wallet: Wallet, lots: readonly CreditLot[], open: readonly Aside[]) {
    const some = open.filter(({ credits }) => credits > 0n);
    const total = some.reduce((sum, { credits }) => sum + credits, 0n);
    const isFrozen = (lotId: string) => lots.some((lot) => lot.id === lotId && lot.frozenAt !== null);
    const frozen = some.reduce((sum, { lotId, credits }) => sum + (isFrozen(lotId) ? credits : 0n), 0n);
    if (total === 0n) return wallet;
    return writeMovement(tx, wallet, {
      lots: some.map(({ lotId, credits }) => ({ lotId, reserved: -credits })),
      reserved: -total,
      frozen,
    });
  }

  async function letGo(tx: Tx, accountId: string, holdId: string, status: 'released' | 'expired') {
    const { wallet, lots, hold } = await lockOpen(tx, accountId, holdId);
    await closeHold(tx, holdId, status, null);
    await ledger.repay(tx, await free(tx, wallet, lots, hold.lots));
    tx.live({ accountId, resource: 'credits', ids: [accountId] });
  }

  return {
    async spend(tx, { accountId, uses }) {
      const { wallet, lots } = await ledger.open(tx, accountId);
      const left = lots.map((lot) => ({ ...lot }));
      const taken = uses.flatMap(({ credits, usageEventId }) => {
        const burnt = burn(left, credits, tx.at);
        if (!burnt) throw insufficientCredits();
        for (const { lot, credits: gone } of lotsOf(left, burnt)) lot.remaining -= gone;
        return lotsOf(lots, burnt).map((one): Taken => ({ ...one, usageEventId }));
      });
      await ledger.wear(tx, wallet, 'spend', taken, {});
      tx.live({ accountId, resource: 'credits', ids: [accountId] });
      const credits = uses.reduce((sum, use) => sum + use.credits, 0n);
      return { credits, left: spendable(left, tx.at) };
    },

    async getHold(accountId, holdId) {
      const hold = await findHold(db.prisma, holdId);
      if (!hold || hold.accountId !== accountId) throw notFound('hold');
      return hold;
    },

    findRepeatedHold: (accountId, requestKey) => findHoldByRequestKey(db.prisma, accountId, requestKey),

    async reserve(tx, hold) {
      const { wallet, lots } = await ledger.open(tx, hold.accountId);
      const aside = burn(lots, hold.credits, tx.at);
      if (!aside) throw insufficientCredits();
      await writeMovement(tx, wallet, {
        lots: aside.map(({ lotId, credits }) => ({ lotId, reserved: credits })),
        reserved: hold.credits,
      });
      tx.live({ accountId: hold.accountId, resource: 'credits', ids: [hold.accountId] });
      return insertHold(tx, { ...hold, lots: aside });
    },

    async settle(tx, { accountId, holdId, credits, usageEventId }) {
      const { wallet, lots, hold } = await lockOpen(tx, accountId, holdId);
      const { used, open } = splitHold(hold, lots, credits);
      const more = credits - used.reduce((sum, each) => sum + each.credits, 0n);
      const extra = burn(lots, more, tx.at);
      if (!extra) throw insufficientCredits();
      await closeHold(tx, holdId, 'settled', credits);
      const taken: Taken[] = [...used, ...lotsOf(lots, extra)];
      const after = await ledger.wear(tx, wallet, 'spend', taken, { usageEventId });
      const { debt } = await ledger.repay(tx, await free(tx, after, lots, open));
      tx.live({ accountId, resource: 'credits', ids: [accountId] });
      // While something is owed nothing can be spent: it has just been repaid from whatever there was.
      const left = debt > 0n ? 0n : spendable(lotsAfter(lots, taken, open), tx.at) - (after.debt - debt);
      return { credits, left };
    },

    release: (tx, { accountId, holdId }) => letGo(tx, accountId, holdId, 'released'),

    async expireHolds() {
      let count = 0;
      for (let due = await listDueHolds(db.prisma, clock.now()); due.length > 0; ) {
        for (const hold of due) await db.transaction((tx) => expire(tx, hold));
        count += due.length;
        due = await listDueHolds(db.prisma, clock.now());
      }
      return count;
    },
  };

  async function expire(tx: Tx, { id, accountId }: { id: string; accountId: string }): Promise<void> {
    await ledger.open(tx, accountId); // whoever settles it at this moment goes first
    const present = await findHold(tx.prisma, id);
    if (present?.status === 'open') await letGo(tx, accountId, id, 'expired');
  }
}

interface Aside {
  lotId: string;
  credits: bigint;
}

/** Which credits of a hold are spent, and which are freed. */
function splitHold(hold: HoldRow, lots: readonly CreditLot[], credits: bigint) {
  let open = credits;
  const used: Taken[] = [];
  const freed: Aside[] = [];
  // In the order in which lots are spent, as `lots` stands.
  for (const lot of lots) {
    const aside = hold.lots.find(({ lotId }) => lotId === lot.id);
    if (!aside) continue;
    const taken = aside.credits < open ? aside.credits : open;
    open -= taken;
    if (taken > 0n) used.push({ lot, credits: taken, reserved: taken });
    freed.push({ lotId: lot.id, credits: aside.credits - taken });
  }
  return { used, open: freed };
}

/** The lots once a hold is settled. */
const lotsAfter = (
  lots: readonly CreditLot[],
  taken: readonly Taken[],
  freed: readonly Aside[],
): CreditLot[] =>
  lots.map((lot) => {
    const mine = taken.filter((one) => one.lot.id === lot.id);
    const gone = mine.reduce((sum, { credits }) => sum + credits, 0n);
    const used = mine.reduce((sum, { reserved }) => sum + (reserved ?? 0n), 0n);
    const free = freed.find(({ lotId }) => lotId === lot.id)?.credits ?? 0n;
    return { ...lot, remaining: lot.remaining - gone, reserved: lot.reserved - used - free };
  });
