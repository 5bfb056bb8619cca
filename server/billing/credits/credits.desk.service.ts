import { type Actor, authorize } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { money } from '../../kit/money.js';
import type { Clock } from '../../kit/time.js';
import { type Approvals, CREDITS } from '../approvals/approvals.service.js';
import { insufficientCredits } from './credits.errors.js';
import { type CreditLedger, isRepeated, lotsOf, type Taken } from './credits.ledger.service.js';
import { burn, LOT_PRIORITY } from './credits.rules.js';
import { listAccountsWithExpired, readWallet, type Wallet } from './credits.store.js';

export interface CreditAdjustment {
  actor: Actor;
  accountId: string;
  /** Signed, not zero. */
  credits: bigint;
  reason: string;
  /** The same key finds the same adjustment; with other content it is refused. */
  requestKey: string;
}

/** What staff and the clock do with credits. */
export interface CreditDesk {
  /**
   * Gives credits as a gift, or takes some out in the order of spending; what was taken out is earned. A second person must agree above
   * the limit (with what the same person adjusted on the account in the last 24 hours). Answers the balance. Refuses with
   * `insufficient_credits`, `idempotency_key_reused`, `account_not_found`, `second_approval_needed`, `approval_pending`.
   */
  adjust(command: CreditAdjustment): Promise<{ balance: bigint }>;
  /** Ends lots whose time is over; what they were sold for is earned. Set-aside and disputed credits wait. A job; harmless twice. */
  expireLots(): Promise<number>;
}

export interface CreditDeskDeps {
  db: Db;
  clock: Clock;
  ledger: CreditLedger;
  approvals: Approvals;
  /** Throws `account_not_found`. */
  accountOf: (accountId: string) => Promise<{ currency: string; status: string }>;
}

export function createCreditDesk({ db, clock, ledger, approvals, accountOf }: CreditDeskDeps): CreditDesk {
  async function give(tx: Tx, wallet: Wallet, { accountId, credits, reason, requestKey }: CreditAdjustment) {
    const lot = {
      accountId,
      source: 'adjustment' as const,
      credits,
      price: null,
      priority: LOT_PRIORITY.adjustment,
      expiresAt: null,
      invoiceLineId: null,
      paymentId: null,
    };
    return (await ledger.addLot(tx, wallet, lot, 'adjust', { reason, requestKey })).wallet;
  }

  async function expireOf(accountId: string): Promise<void> {
    await db.transaction(async (tx) => {
      const { wallet, lots } = await ledger.open(tx, accountId);
      const over = lots.filter(
        (lot) => lot.expiresAt !== null && lot.expiresAt <= tx.at && lot.frozenAt === null,
      );
      const taken = over.map((lot): Taken => ({ lot, credits: lot.remaining - lot.reserved }));
      await ledger.wear(tx, wallet, 'expire', taken, { reason: 'Expired unused' });
      tx.live({ accountId, resource: 'credits', ids: [accountId] });
    });
  }

  const accountsDue = () => listAccountsWithExpired(db.prisma, clock.now());

  return {
    async adjust(command) {
      const { actor, accountId, credits, reason, requestKey } = command;
      authorize(actor, 'credits.adjust');
      await accountOf(accountId);
      const move = { accountId, requestKey, kind: 'adjust' as const, credits, reason };
      if (await isRepeated(db.prisma, move))
        return { balance: (await readWallet(db.prisma, accountId)).balance };
      await approvals.require(actor, {
        action: 'credits.adjust',
        amount: money(credits, CREDITS),
        subject: { type: 'account', id: accountId },
        accountId,
        payload: { accountId, credits: String(credits), reason, requestKey },
        reason,
      });
      return db.transaction(async (tx) => {
        await approvals.sign(tx);
        const { wallet, lots } = await ledger.open(tx, accountId);
        if (await isRepeated(tx.prisma, move)) return { balance: wallet.balance };
        let after: Wallet;
        if (credits > 0n) after = await give(tx, wallet, command);
        else {
          const burnt = burn(lots, -credits, tx.at);
          if (!burnt) throw insufficientCredits();
          after = await ledger.wear(tx, wallet, 'adjust', lotsOf(lots, burnt), { reason, requestKey });
        }
        tx.live({ accountId, resource: 'credits', ids: [accountId] });
        tx.audit({
          actor,
          action: 'credits.adjust',
          subject: { type: 'account', id: accountId },
          accountId,
          reason,
          before: { balance: String(wallet.balance) },
          after: { credits: String(credits), balance: String(after.balance) },
        });
        return { balance: after.balance };
      });
    },

    async expireLots() {
      let count = 0;
      for (let due = await accountsDue(); due.length > 0; due = await accountsDue()) {
        for (const accountId of due) await expireOf(accountId);
        count += due.length;
      }
      return count;
    },
  };
}
