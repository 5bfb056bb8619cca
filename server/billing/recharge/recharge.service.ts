import { authorize, type CustomerActor } from '../../kit/actors.js';
import type { Reader, Tx } from '../../kit/db.js';
import { conflict, invalid } from '../../kit/errors.js';
import { toWire } from '../../kit/money.js';
import { startOfMonth } from '../../kit/time.js';
import { isOpen } from '../payments/payments.rules.js';
import {
  createAttempts,
  enqueue,
  type RechargeAttempts,
  type RechargeDeps,
} from './recharge.attempts.service.js';
import type { AutoRechargeView } from './recharge.contract.js';
import { attemptKey, attemptKeys, LOW_CREDITS, stateOf } from './recharge.rules.js';
import {
  type AutoRecharge,
  changeRecharge,
  findRecharge,
  findStatusByKey,
  lockRecharge,
  putSettings,
  type RechargeSettings,
  sumCharged,
} from './recharge.store.js';

export interface Recharge extends RechargeAttempts {
  settings(actor: CustomerActor): Promise<AutoRechargeView>;
  /**
   * Switches auto-recharge on or off. Refuses with `credit_package_not_found`, `payment_method_not_found`,
   * `method_not_available`, `monthly_cap_too_low` (not one package fits), `account_suspended`.
   */
  configure(actor: CustomerActor, settings: RechargeSettings): Promise<AutoRechargeView>;
  /** Ends a pause. Refuses with `auto_recharge_not_paused`. */
  resume(actor: CustomerActor): Promise<AutoRechargeView>;
  /**
   * Credits were spent: where they are low now, enqueues an attempt, or announces `credits.low` to an account that has
   * not set auto-recharge up. In the transaction of the spending.
   */
  noteSpent(tx: Tx, spent: { accountId: string; credits: bigint; left: bigint }): Promise<void>;
}

export function createRecharge(deps: RechargeDeps): Recharge {
  const { db, clock, accounts, purchases, methods, announce } = deps;

  async function view(accountId: string): Promise<AutoRechargeView> {
    const [row, { currency }] = await Promise.all([
      findRecharge(db.prisma, accountId),
      accounts.getBuyer(accountId),
    ]);
    const now = clock.now();
    const month = { accountId, keys: attemptKeys(accountId), since: startOfMonth(now) };
    const usedThisMonth = toWire(await sumCharged(db.prisma, month));
    if (!row) return { ...NEVER_SET_UP, currency, usedThisMonth };
    const state = stateOf(row, await isUnderWay(row, db.prisma), now);
    return {
      isEnabled: row.isEnabled,
      state,
      reason: row.pauseReason,
      pausedAt: row.pausedAt?.toISOString() ?? null,
      nextAttemptAt: state === 'waiting' ? (row.nextAttemptAt?.toISOString() ?? null) : null,
      lastAttemptAt: row.lastAttemptAt?.toISOString() ?? null,
      failures: row.failures,
      threshold: toWire(row.threshold),
      packageId: row.packageId,
      savedPaymentMethodId: row.savedPaymentMethodId,
      monthlyCap: toWire(row.monthlyCap),
      currency,
      usedThisMonth,
    };
  }

  async function isUnderWay(row: AutoRecharge, reader: Reader): Promise<boolean> {
    if (!row.lastAttemptAt) return false;
    const status = await findStatusByKey(reader, attemptKey(row.accountId, row.lastAttemptAt));
    return status !== null && isOpen(status);
  }

  return {
    ...createAttempts(deps, isUnderWay),

    async settings(actor) {
      authorize(actor, 'credits.read');
      return view(actor.accountId);
    },

    async configure(actor, settings) {
      authorize(actor, 'credits.recharge');
      const { accountId } = actor;
      const buyer = await accounts.getBuyer(accountId);
      if (buyer.status !== 'active') throw conflict('account_suspended', `The account is ${buyer.status}.`);
      const { totals } = await purchases.quote(actor, settings.packageId);
      const saved = await methods.getSaved(accountId, settings.savedPaymentMethodId);
      await methods.requireAvailable(buyer, saved.method, totals.total);
      if (settings.isEnabled && totals.total.minor > settings.monthlyCap) {
        throw invalid('monthly_cap_too_low', 'Not one package fits under the cap.', {
          monthlyCap: [`At least ${totals.total.minor}`],
        });
      }
      await db.transaction(async (tx) => {
        const before = await lockRecharge(tx, accountId);
        await putSettings(tx, accountId, settings);
        if (settings.isEnabled) await enqueue(tx, accountId);
        tx.live({ accountId, resource: 'credits', ids: [accountId] });
        tx.audit({
          actor,
          action: 'auto_recharge.configure',
          subject: { type: 'account', id: accountId },
          accountId,
          ...(before ? { before: told(before) } : {}),
          after: told(settings),
        });
      });
      return view(accountId);
    },

    async resume(actor) {
      authorize(actor, 'credits.recharge');
      const { accountId } = actor;
      await db.transaction(async (tx) => {
        const row = await lockRecharge(tx, accountId);
        if (!row?.pausedAt) throw conflict('auto_recharge_not_paused', 'Auto-recharge is not paused.');
        await changeRecharge(tx, accountId, {
          failures: 0,
          nextAttemptAt: null,
          pausedAt: null,
          pauseReason: null,
        });
        await enqueue(tx, accountId);
        tx.live({ accountId, resource: 'credits', ids: [accountId] });
        tx.audit({
          actor,
          action: 'auto_recharge.resume',
          subject: { type: 'account', id: accountId },
          accountId,
        });
      });
      return view(accountId);
    },

    async noteSpent(tx, { accountId, credits, left }) {
      const row = await findRecharge(tx.prisma, accountId);
      const threshold = row?.threshold ?? LOW_CREDITS;
      if (left >= threshold) return;
      if (row?.isEnabled && !row.pausedAt) {
        // Where an attempt waits for its time, its job waits as well.
        if (!row.nextAttemptAt || row.nextAttemptAt <= tx.at) await enqueue(tx, accountId);
      } else if (left + credits >= threshold) {
        await announce(tx, {
          type: 'credits.low',
          accountId,
          left: String(left),
          threshold: String(threshold),
          day: tx.at.toISOString().slice(0, 10),
        });
      }
    },
  };
}

const told = (settings: RechargeSettings) => ({
  isEnabled: settings.isEnabled,
  threshold: String(settings.threshold),
  packageId: settings.packageId,
  savedPaymentMethodId: settings.savedPaymentMethodId,
  monthlyCap: String(settings.monthlyCap),
});

const NEVER_SET_UP = {
  isEnabled: false,
  state: 'off',
  reason: null,
  pausedAt: null,
  nextAttemptAt: null,
  lastAttemptAt: null,
  failures: 0,
  threshold: null,
  packageId: null,
  savedPaymentMethodId: null,
  monthlyCap: null,
} as const;
