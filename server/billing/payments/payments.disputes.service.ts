import { type Actor, authorize, systemActor } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { type Money, money } from '../../kit/money.js';
import type { Balance } from '../balance/balance.service.js';
import { type DisputeOutcome, known, type PaymentGateway } from '../gateway.js';
import type { Journal } from '../journal/journal.service.js';
import {
  type Dispute,
  type DisputeRow,
  findDispute,
  insertDispute,
  listDisputes,
  updateDispute,
} from './payments.disputes.store.js';
import type { Reversals } from './payments.reversal.service.js';
import { CASH_LEDGER, type GatewayName } from './payments.rules.js';
import type { Locked, Settlement } from './payments.settlement.service.js';
import { findAllocations, findAtGateway, openException, updatePayment } from './payments.store.js';

export type { DisputeRow };

/** What payments need of credits while a bank wants its money back. */
export interface BoughtCredits {
  freezeBought(tx: Tx, bought: { accountId: string; invoiceIds: readonly string[] }): Promise<void>;
  thawBought(tx: Tx, bought: { accountId: string; invoiceIds: readonly string[] }): Promise<void>;
}

export interface Disputes {
  /** Asks the gateway for a dispute and moves ours to it. False: of no payment of ours. */
  syncDispute(gateway: GatewayName, gatewayDisputeId: string): Promise<boolean>;
  /**
   * Moves a dispute to what the gateway says, once per step, whatever the order in which its steps are heard of. Money withdrawn: held back, and
   * the credits that it bought are frozen. Lost: the sale is taken back by credit notes, credits with it. Won: money and
   * credits are free again. Locks invoices, payment, money on account, wallet.
   */
  applyDispute(gateway: GatewayName, paymentId: string, outcome: DisputeOutcome): Promise<Dispute>;
  listDisputes(actor: Actor, list: ListQuery): Promise<Page<DisputeRow>>;
}

export interface DisputeDeps {
  db: Db;
  settlement: Settlement;
  reversals: Reversals;
  balance: Balance;
  journal: Journal;
  credits: BoughtCredits;
  gatewayOf: (name: GatewayName) => PaymentGateway;
}

const GATEWAY = systemActor('gateway');

interface Step {
  tx: Tx;
  locked: Locked;
  dispute: Dispute;
  amount: Money;
}

export function createDisputes(deps: DisputeDeps): Disputes {
  const { db, settlement, reversals, balance, journal, credits, gatewayOf } = deps;

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

  /** The gateway has taken the money from us until it is decided. */
  async function withdrawn(step: Step): Promise<void> {
    const { payment } = step.locked;
    await post(step, 'dispute.withdrawn', [
      { debit: 'disputed_funds', amount: step.amount },
      { credit: CASH_LEDGER[payment.method], amount: step.amount },
    ]);
    await credits.freezeBought(step.tx, await boughtBy(step));
    step.dispute = await updateDispute(step.tx, step.dispute.id, { withdrawnAt: step.tx.at });
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
    await credits.thawBought(tx, await boughtBy(step));
    if (uncovered.minor > 0n || counted < amount.minor) {
      await openException(tx, {
        kind: 'chargeback_without_paper',
        objectId: dispute.id,
        payment,
        amount: amount.minor,
        currency: amount.currency,
        detail: 'More was charged back than our invoices and refunds can explain.',
      });
    }
  }

  /** The gateway gave the money back. After a loss the credit notes stand: then it is the customer's. */
  async function reinstated(step: Step, wasLost: boolean): Promise<void> {
    const { tx, locked, dispute, amount } = step;
    const { payment } = locked;
    const cash = CASH_LEDGER[payment.method];
    if (wasLost) {
      const { accountId } = payment;
      await balance.put(tx, {
        accountId,
        kind: 'chargeback',
        amount,
        paymentId: payment.id,
        disputeId: dispute.id,
      });
      const back = amount.minor < payment.amountChargedBack ? amount.minor : payment.amountChargedBack;
      await updatePayment(tx, payment.id, { amountChargedBack: payment.amountChargedBack - back });
      await openException(tx, {
        kind: 'dispute_won_after_loss',
        objectId: dispute.id,
        payment,
        amount: amount.minor,
        currency: amount.currency,
        detail: 'The money came back after the sale had been credited. It is on the customer’s account.',
      });
    } else await credits.thawBought(tx, await boughtBy(step));
    await post(step, 'dispute.won', [
      { debit: cash, amount },
      { credit: wasLost ? 'money_on_account' : 'disputed_funds', amount },
    ]);
    step.dispute = await updateDispute(tx, dispute.id, { reinstatedAt: tx.at });
  }

  async function move(step: Step, outcome: DisputeOutcome): Promise<Dispute> {
    const before = step.dispute.status;
    // A loss means that the money is gone, also where the gateway's note of the withdrawal comes late.
    if (
      (outcome.withdrawn || outcome.state === 'lost') &&
      step.dispute.withdrawnAt === null &&
      outcome.state !== 'won'
    ) {
      await withdrawn(step);
    }
    if (outcome.state === 'lost' && before !== 'lost' && before !== 'won') await lost(step);
    if (outcome.state === 'won' && before !== 'won' && step.dispute.withdrawnAt !== null) {
      await reinstated(step, before === 'lost');
    }
    const isClosed = outcome.state === 'won' || outcome.state === 'lost';
    const wasWon = before === 'won';
    const { tx, locked, dispute } = step;
    tx.live({ accountId: locked.payment.accountId, resource: 'payments', ids: [locked.payment.id] });
    if (before !== outcome.state || dispute.evidenceDueBy?.getTime() !== outcome.evidenceDueBy?.getTime()) {
      tx.audit({
        actor: GATEWAY,
        action: 'payment.dispute',
        subject: { type: 'dispute', id: dispute.id },
        accountId: locked.payment.accountId,
        before: { status: before },
        after: {
          status: wasWon ? before : outcome.state,
          amount: String(dispute.amount),
          currency: dispute.currency,
        },
      });
    }
    if (wasWon || (before === 'lost' && !isClosed)) return dispute;
    return updateDispute(tx, dispute.id, {
      status: outcome.state,
      evidenceDueBy: outcome.evidenceDueBy,
      closedAt: isClosed ? (dispute.closedAt ?? tx.at) : null,
    });
  }

  async function applyDispute(
    gateway: GatewayName,
    paymentId: string,
    outcome: DisputeOutcome,
  ): Promise<Dispute> {
    return db.transaction(async (tx) => {
      const locked = await settlement.lock(tx, paymentId);
      const { gatewayDisputeId, amount, reason, evidenceDueBy } = outcome;
      const dispute =
        (await findDispute(tx.prisma, gateway, gatewayDisputeId)) ??
        (await insertDispute(tx, gateway, {
          gatewayDisputeId,
          paymentId,
          currency: amount.currency,
          amount: amount.minor,
          reason,
          evidenceDueBy,
        }));
      const booked = money(dispute.amount, dispute.currency);
      if (dispute.currency !== locked.payment.currency) {
        await openException(tx, {
          kind: 'dispute_in_other_currency',
          objectId: gatewayDisputeId,
          payment: locked.payment,
          amount: amount.minor,
          currency: amount.currency,
          detail: 'The dispute is in another currency than the payment. It is booked by hand.',
        });
        return dispute;
      }
      return move({ tx, locked, dispute, amount: booked }, outcome);
    });
  }

  return {
    applyDispute,

    async syncDispute(gateway, gatewayDisputeId) {
      const outcome = await known(gatewayOf(gateway).fetchDispute(gatewayDisputeId));
      if (!outcome) return false;
      const payment = await findAtGateway(db.prisma, gateway, outcome);
      if (!payment) return false;
      await applyDispute(gateway, payment.id, outcome);
      return true;
    },

    async listDisputes(actor, list) {
      authorize(actor, 'payments.read');
      return listDisputes(db, list);
    },
  };
}
