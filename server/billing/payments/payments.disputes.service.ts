import { type Actor, authorize, confinedTo, systemActor } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { forbidden } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { type Money, money } from '../../kit/money.js';
import { type DisputeOutcome, known, type PaymentGateway } from '../gateway.js';
import type { Journal } from '../journal/journal.service.js';
import {
  type Dispute,
  type DisputeRow,
  findDispute,
  insertDispute,
  listDisputes,
  listDisputesOf,
  updateDispute,
} from './payments.disputes.store.js';
import { type DisputeStatus, disputeMayBecome } from './payments.refunds.rules.js';
import type { Reversals } from './payments.reversal.service.js';
import { CASH_LEDGER, type GatewayName } from './payments.rules.js';
import type { Locked, Settlement } from './payments.settlement.service.js';
import { findAllocations, findAtGateway, openException, updatePayment } from './payments.store.js';

export type { DisputeRow };

/** What payments need of credits while a bank wants its money back. */
export interface BoughtCredits {
  /** Locks the wallet. */
  lock(tx: Tx, accountId: string): Promise<void>;
  freezeBought(tx: Tx, bought: { accountId: string; invoiceIds: readonly string[] }): Promise<void>;
  thawBought(tx: Tx, bought: { accountId: string; invoiceIds: readonly string[] }): Promise<void>;
}

export interface Disputes {
  /** Asks the gateway for a dispute and moves ours to it. False: of no payment of ours. */
  syncDispute(gateway: GatewayName, gatewayDisputeId: string): Promise<boolean>;
  /**
   * Moves a dispute to what the gateway says, once per step, whatever the order in which its steps are heard of. Money withdrawn: held back,
   * and the credits that it bought are frozen. Lost: the sale is taken back by credit notes, credits with it. Won: money and
   * credits are free again; after a loss the credit notes stand, and the money is the customer's, on account. An inquiry that
   * withdraws nothing is written down only. Locks invoices, payment, money on account, wallet. Null: it cannot be booked (another currency, or a payment
   * that is not in the books), and stands among the exceptions.
   */
  applyDispute(gateway: GatewayName, paymentId: string, outcome: DisputeOutcome): Promise<Dispute | null>;
  /** What staff see of a payment. */
  disputesOf(paymentId: string): Promise<Dispute[]>;
  listDisputes(actor: Actor, list: ListQuery): Promise<Page<DisputeRow>>;
}

export interface DisputeDeps {
  db: Db;
  settlement: Settlement;
  reversals: Reversals;
  journal: Journal;
  credits: BoughtCredits;
  gatewayOf: (name: GatewayName) => PaymentGateway;
  /** Moves a payment to what its gateway says. False: none of ours. */
  syncPayment: (gateway: GatewayName, gatewayPaymentId: string) => Promise<boolean>;
}

const GATEWAY = systemActor('gateway');

interface Step {
  tx: Tx;
  locked: Locked;
  dispute: Dispute;
  amount: Money;
}

export function createDisputes(deps: DisputeDeps): Disputes {
  const { db, settlement, reversals, journal, credits, gatewayOf, syncPayment } = deps;

  async function boughtBy({ tx, locked }: Step) {
    const allocations = await findAllocations(tx.prisma, locked.payment.id);
    const invoiceIds = [...new Set(allocations.map(({ invoiceId }) => invoiceId))];
    return { accountId: locked.payment.accountId, invoiceIds };
  }

  const post = (step: Step, kind: string, postings: Parameters<Journal['post']>[1]['postings']) =>
    journal.post(step.tx, {
      kind,
      sourceId: step.dispute.id,
      accountId: step.locked.payment.accountId,
      description: `Dispute: ${step.dispute.reason}`,
      postings,
    });

  /** The gateway has taken the money from us until it is decided, and a fee for that. */
  async function withdrawn(step: Step, fee: Money | null): Promise<void> {
    const { payment } = step.locked;
    const cash = CASH_LEDGER[payment.method];
    await post(step, 'dispute.withdrawn', [
      { debit: 'disputed_funds', amount: step.amount },
      { credit: cash, amount: step.amount },
    ]);
    const kept = fee && fee.currency === payment.currency && fee.minor > 0n ? fee.minor : 0n;
    await post(step, 'dispute.fee', [
      { debit: 'fees', amount: money(kept, payment.currency) },
      { credit: cash, amount: money(kept, payment.currency) },
    ]);
    step.dispute = await updateDispute(step.tx, step.dispute.id, {
      withdrawnAt: step.tx.at,
      gatewayFee: kept,
    });
    await credits.freezeBought(step.tx, await boughtBy(step));
  }

  /** Credits stay frozen while another dispute about the same payment holds money back. */
  async function thaw(step: Step): Promise<void> {
    const others = (await listDisputesOf(step.tx.prisma, step.locked.payment.id)).some(
      (one) => one.id !== step.dispute.id && one.withdrawnAt !== null && one.closedAt === null,
    );
    if (!others) await credits.thawBought(step.tx, await boughtBy(step));
  }

  async function lost(step: Step): Promise<void> {
    const { tx, locked, dispute, amount } = step;
    const { payment } = locked;
    const most = payment.amountCaptured - payment.amountRefunded - payment.amountChargedBack;
    const counted = amount.minor < most ? amount.minor : most;
    const uncovered = await reversals.takeBack(tx, locked, {
      amount,
      cause: 'chargeback',
      reason: `Chargeback: ${dispute.reason}`,
      actor: GATEWAY,
      disputeId: dispute.id,
      from: 'disputed_funds',
      kind: 'dispute.lost',
      sourceId: dispute.id,
      isForced: true,
    });
    await updatePayment(tx, payment.id, { amountChargedBack: payment.amountChargedBack + counted });
    await thaw(step);
    if (uncovered.minor > 0n || counted < amount.minor) {
      await raise(step, 'chargeback_without_paper', 'More was charged back than our invoices can explain.');
    }
  }

  /** The gateway gave the money back. After a loss the credit notes stand: then it is the customer's. */
  async function reinstated(step: Step, wasLost: boolean): Promise<void> {
    const { tx, locked, dispute, amount } = step;
    const { payment } = locked;
    const cash = CASH_LEDGER[payment.method];
    if (wasLost) {
      await reversals.giveBack(tx, locked, {
        amount,
        cause: { disputeId: dispute.id },
        moneyKind: 'chargeback',
        to: cash,
        kind: 'dispute.won',
        sourceId: dispute.id,
        description: `Dispute won after all: ${dispute.reason}`.slice(0, 200),
      });
      const back = amount.minor < payment.amountChargedBack ? amount.minor : payment.amountChargedBack;
      await updatePayment(tx, payment.id, { amountChargedBack: payment.amountChargedBack - back });
      await raise(
        step,
        'dispute_won_after_loss',
        'The money came back after the sale had been credited. It is on the customer’s account.',
      );
    } else {
      await post(step, 'dispute.won', [
        { debit: cash, amount },
        { credit: 'disputed_funds', amount },
      ]);
      await thaw(step);
    }
    step.dispute = await updateDispute(tx, dispute.id, { reinstatedAt: tx.at });
  }

  async function raise({ tx, locked, dispute, amount }: Step, kind: string, detail: string): Promise<void> {
    const { minor, currency } = amount;
    const { payment } = locked;
    await openException(tx, { kind, objectId: dispute.id, payment, amount: minor, currency, detail });
  }

  function audit({ tx, locked, dispute }: Step, before: DisputeStatus, status: DisputeStatus): void {
    tx.audit({
      actor: GATEWAY,
      action: 'payment.dispute',
      subject: { type: 'dispute', id: dispute.id },
      accountId: locked.payment.accountId,
      before: { status: before },
      after: { status, amount: String(dispute.amount), currency: dispute.currency },
    });
  }

  async function move(step: Step, outcome: DisputeOutcome, isNew: boolean): Promise<Dispute> {
    const { tx, locked } = step;
    await reversals.lockAccount(tx, locked.payment);
    const { status: before } = step.dispute;
    const { state } = outcome;
    if (before === 'won' && state === 'lost') {
      await raise(
        step,
        'dispute_lost_after_win',
        'The gateway calls a dispute lost that it had called won. Nothing is booked: look at it there.',
      );
    }
    if (before !== state && !disputeMayBecome(before, state)) return step.dispute;
    const isOpen = before === 'needs_response' || before === 'under_review';
    // A loss means that the money is gone, also where the gateway's note of the withdrawal comes late. One that was won before
    // we heard of it has come and gone: nothing is held back.
    const isGone = (outcome.withdrawn && state !== 'won') || state === 'lost';
    if (isOpen && isGone && step.dispute.withdrawnAt === null) await withdrawn(step, outcome.fee ?? null);
    if (isOpen && state === 'lost') await lost(step);
    if (before !== 'won' && state === 'won' && step.dispute.withdrawnAt !== null) {
      await reinstated(step, before === 'lost');
    }
    tx.live({ accountId: locked.payment.accountId, resource: 'payments', ids: [locked.payment.id] });
    if (before !== state || isNew) audit(step, before, state);
    const isClosed = state === 'won' || state === 'lost';
    return updateDispute(tx, step.dispute.id, {
      status: state,
      evidenceDueBy: outcome.evidenceDueBy,
      closedAt: isClosed ? (step.dispute.closedAt ?? tx.at) : null,
    });
  }

  async function applyDispute(
    gateway: GatewayName,
    paymentId: string,
    outcome: DisputeOutcome,
  ): Promise<Dispute | null> {
    return db.transaction(async (tx) => {
      const locked = await settlement.lock(tx, paymentId);
      const { payment } = locked;
      const { gatewayDisputeId, amount, reason, evidenceDueBy } = outcome;
      if (amount.currency !== payment.currency || payment.status !== 'succeeded') {
        await openException(tx, {
          kind: 'dispute_not_bookable',
          objectId: gatewayDisputeId,
          payment,
          amount: amount.minor,
          currency: amount.currency,
          detail:
            'The dispute is in another currency than the payment, or of a payment that is not in the books. Book it by hand, or replay its event.',
        });
        return null;
      }
      const there = await findDispute(tx.prisma, gateway, gatewayDisputeId);
      const dispute =
        there ??
        (await insertDispute(tx, gateway, {
          gatewayDisputeId,
          paymentId,
          currency: amount.currency,
          amount: amount.minor,
          reason,
          evidenceDueBy,
        }));
      const booked = money(dispute.amount, dispute.currency);
      return move({ tx, locked, dispute, amount: booked }, outcome, there === null);
    });
  }

  /** What was paid and disputed at once may be heard of in the other order: so the payment is looked at first. */
  async function paymentOf(gateway: GatewayName, outcome: DisputeOutcome) {
    const payment = await findAtGateway(db.prisma, gateway, outcome);
    if (payment?.status === 'succeeded' || outcome.gatewayPaymentId === null) return payment;
    await syncPayment(gateway, outcome.gatewayPaymentId);
    return findAtGateway(db.prisma, gateway, outcome);
  }

  return {
    applyDispute,

    disputesOf: (paymentId) => listDisputesOf(db.prisma, paymentId),

    async syncDispute(gateway, gatewayDisputeId) {
      const outcome = await known(gatewayOf(gateway).fetchDispute(gatewayDisputeId));
      if (!outcome) return false;
      const payment = await paymentOf(gateway, outcome);
      if (!payment) return false;
      await applyDispute(gateway, payment.id, outcome);
      return true;
    },

    async listDisputes(actor, list) {
      authorize(actor, 'payments.read');
      if (confinedTo(actor) !== null) throw forbidden();
      return listDisputes(db, list);
    },
  };
}
