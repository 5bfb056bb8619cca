import type { Accounts } from '../../accounts/account/account.service.js';
import { systemActor } from '../../kit/actors.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { DomainError } from '../../kit/errors.js';
import { addSeconds, type Clock, startOfMonth } from '../../kit/time.js';
import type { Credits } from '../credits/credits.service.js';
import type { Announce } from '../events.js';
import type { Invoices } from '../invoices/invoices.service.js';
import type { Methods } from '../methods/methods.service.js';
import { isOpen } from '../payments/payments.rules.js';
import type { Payment, Payments } from '../payments/payments.service.js';
import type { Purchases } from '../purchases/purchases.service.js';
import { attemptKey, attemptKeys, LEASE_SECONDS, nextMonth, retryAt } from './recharge.rules.js';
import {
  type AutoRecharge,
  changeRecharge,
  findRecharge,
  lockRecharge,
  sumCharged,
} from './recharge.store.js';

export interface RechargeDeps {
  db: Db;
  clock: Clock;
  accounts: Accounts;
  credits: Credits;
  methods: Methods;
  invoices: Invoices;
  payments: Payments;
  purchases: Purchases;
  announce: Announce;
}

/** At most one waiting attempt per account. */
export const enqueue = (tx: Tx, accountId: string, runAt?: Date): Promise<void> =>
  tx.job('credits.recharge', { accountId }, { key: `recharge:${accountId}`, ...(runAt ? { runAt } : {}) });

/** One attempt after the other, never two at once. */
export interface RechargeAttempts {
  /**
   * Buys the package if credits are low, nothing is under way, no back-off is running and the month's cap leaves room. A
   * suspended or closed account is never charged. A job; harmless twice.
   */
  run(accountId: string): Promise<void>;
  /**
   * How a payment has ended, if it is an attempt of ours: a success clears what went wrong before; a decline is tried again
   * after an hour, then after a day, then auto-recharge is paused; so it is at once where the bank wants its customer to confirm. The
   * unpaid invoice is voided. Announces `recharge.paused`. A job; harmless twice.
   */
  noteOutcome(paymentId: string): Promise<void>;
}

/** Who buys where nobody clicks. */
const RECHARGER = systemActor('auto-recharge');

export function createAttempts(
  deps: RechargeDeps,
  isUnderWay: (row: AutoRecharge, reader: Reader) => Promise<boolean>,
): RechargeAttempts {
  const { db, accounts, credits, methods, invoices, payments, purchases, announce } = deps;

  async function pause(tx: Tx, accountId: string, reason: string, failures: number): Promise<void> {
    await changeRecharge(tx, accountId, {
      pausedAt: tx.at,
      pauseReason: reason,
      nextAttemptAt: null,
      failures,
    });
    await announce(tx, { type: 'recharge.paused', accountId, reason, pausedAt: tx.at.toISOString() });
    tx.live({ accountId, resource: 'credits', ids: [accountId] });
  }

  async function wait(tx: Tx, accountId: string, until: Date, reason: string | null): Promise<void> {
    await changeRecharge(tx, accountId, { nextAttemptAt: until, pauseReason: reason });
    await enqueue(tx, accountId, until);
    tx.live({ accountId, resource: 'credits', ids: [accountId] });
  }

  /** Decides under the row's lock whether to buy now; answers the attempt's instant, or null. */
  async function claim(tx: Tx, accountId: string, total: bigint): Promise<Date | null> {
    const row = await lockRecharge(tx, accountId);
    if (!row?.isEnabled || row.pausedAt) return null;
    if (row.nextAttemptAt && row.nextAttemptAt > tx.at) {
      await enqueue(tx, accountId, row.nextAttemptAt);
      return null;
    }
    if (await isUnderWay(row, tx.prisma)) return null; // its end leads to the next look
    if ((await credits.spendableOf(accountId, tx.prisma)) >= row.threshold) return null;
    const month = { accountId, keys: attemptKeys(accountId), since: startOfMonth(tx.at) };
    if ((await sumCharged(tx.prisma, month)) + total > row.monthlyCap) {
      await wait(tx, accountId, nextMonth(tx.at), 'monthly_cap_reached');
      return null;
    }
    // Two attempts of one millisecond would be one payment.
    const attempt =
      row.lastAttemptAt && row.lastAttemptAt >= tx.at ? new Date(row.lastAttemptAt.getTime() + 1) : tx.at;
    await changeRecharge(tx, accountId, {
      lastAttemptAt: attempt,
      nextAttemptAt: addSeconds(tx.at, LEASE_SECONDS),
      pauseReason: null,
    });
    // Should this process die now, somebody looks again when its lease is over.
    await enqueue(tx, accountId, addSeconds(tx.at, LEASE_SECONDS));
    return attempt;
  }

  /** The gateway was not even asked: what is set up is no longer so, or it cannot be reached. */
  async function notStarted(accountId: string, error: unknown): Promise<void> {
    if (!(error instanceof DomainError)) throw error;
    const passes = error.kind === 'unavailable' || error.kind === 'rate_limited';
    await db.transaction(async (tx) => {
      const row = await lockRecharge(tx, accountId);
      if (!row?.isEnabled || row.pausedAt) return;
      const seconds = error.retryAfterSeconds ?? 0;
      if (passes) await wait(tx, accountId, addSeconds(tx.at, Math.max(600, seconds)), error.code);
      else await pause(tx, accountId, error.code, row.failures);
    });
  }

  async function succeeded(tx: Tx, payment: Payment): Promise<void> {
    const { accountId } = payment;
    await changeRecharge(tx, accountId, {
      lastPaymentId: payment.id,
      failures: 0,
      nextAttemptAt: null,
      pauseReason: null,
    });
    await enqueue(tx, accountId); // one package may not have been enough
  }

  async function declined(tx: Tx, row: AutoRecharge, payment: Payment): Promise<void> {
    const failures = row.failures + 1;
    const code = payment.failureCode ?? 'payment_failed';
    const again = retryAt(failures, code, tx.at);
    await changeRecharge(tx, row.accountId, { lastPaymentId: payment.id, failures });
    if (again) await wait(tx, row.accountId, again, code);
    else await pause(tx, row.accountId, code, failures);
  }

  /** Nobody ordered it by hand, so nobody is left owing it. */
  async function voidUnpaid({ accountId, invoiceId }: Payment): Promise<void> {
    if (!invoiceId) return;
    const actor = { ...RECHARGER, accountId };
    const invoice = await invoices.get(actor, invoiceId);
    if (invoice.status !== 'pending' || invoice.amountPaid > 0n) return;
    await invoices.voidInvoice({ actor, invoiceId, reason: 'The automatic recharge was declined.' });
  }

  async function noteOutcome(paymentId: string): Promise<void> {
    const payment = await payments.get(RECHARGER, paymentId);
    const { accountId, requestKey } = payment;
    if (!requestKey?.startsWith(attemptKeys(accountId)) || isOpen(payment.status)) return;
    if (payment.status !== 'succeeded') await voidUnpaid(payment);
    await db.transaction(async (tx) => {
      const row = await lockRecharge(tx, accountId);
      if (!row?.lastAttemptAt || row.lastPaymentId === paymentId) return;
      if (requestKey !== attemptKey(accountId, row.lastAttemptAt)) return;
      if (payment.status === 'succeeded') await succeeded(tx, payment);
      else await declined(tx, row, payment);
    });
  }

  return {
    noteOutcome,

    async run(accountId) {
      const row = await findRecharge(db.prisma, accountId);
      if (!row?.isEnabled || row.pausedAt) return;
      if ((await accounts.getBuyer(accountId)).status !== 'active') return;
      const actor = { ...RECHARGER, accountId };
      const { packageId, savedPaymentMethodId } = row;
      let requestKey: string;
      try {
        const { totals } = await purchases.quote(actor, packageId);
        const { method } = await methods.getSaved(accountId, savedPaymentMethodId);
        const attempt = await db.transaction((tx) => claim(tx, accountId, totals.total.minor));
        if (!attempt) return;
        requestKey = attemptKey(accountId, attempt);
        const payWith = { method, savedPaymentMethodId, offSession: true };
        await purchases.buy({ actor, packageId, payWith, requestKey }).catch(async (error: unknown) => {
          if (!(await payments.findRepeated(requestKey))) throw error;
        });
      } catch (error) {
        return notStarted(accountId, error);
      }
      const payment = await payments.findRepeated(requestKey);
      if (payment?.status === 'requires_action') {
        await db.transaction(async (tx) => pause(tx, accountId, 'authentication_required', row.failures));
      } else if (payment) await noteOutcome(payment.id);
    },
  };
}
