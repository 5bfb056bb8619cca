import { type Actor, authorize, confinedTo } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { forbidden } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { money } from '../../kit/money.js';
import { type DisputeOutcome, known, type PaymentGateway } from '../gateway.js';
import type { Journal } from '../journal/journal.service.js';
import { type BoughtCredits, createDisputeSteps } from './payments.disputes.steps.service.js';
import {
  type Dispute,
  type DisputeRow,
  findDispute,
  findReversal,
  insertDispute,
  listDisputes,
  listDisputesOf,
  nameDispute,
} from './payments.disputes.store.js';
import { findRefundAtGateway, sumDisputed, sumRefundsAtGateway } from './payments.refunds.store.js';
import type { Reversals } from './payments.reversal.service.js';
import type { GatewayName } from './payments.rules.js';
import type { Settlement } from './payments.settlement.service.js';
import { findAtGateway, openException, type Payment } from './payments.store.js';

export type { BoughtCredits, DisputeRow };

export interface Disputes {
  /** Asks the gateway for a dispute and moves ours to it. False: of no payment of ours. */
  syncDispute(gateway: GatewayName, gatewayDisputeId: string): Promise<boolean>;
  /**
   * Moves a dispute to what the gateway says, once per step, whatever the order in which its steps are heard of. Money withdrawn: held back,
   * and the credits that it bought are frozen. Lost: the sale is taken back by credit notes, credits with it. Won: money and
   * credits are free again; after a loss the credit notes stand, and the money is the customer's, on account. An inquiry that
   * withdraws nothing is written down only. A reversal that a dispute or a refund explains already is no news. Locks invoices, payment,
   * money on account, wallet. Null: nothing to book, or it cannot be booked (another currency, or a payment that is not in the books) and
   * stands among the exceptions.
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

export function createDisputes(deps: DisputeDeps): Disputes {
  const { db, settlement, gatewayOf, syncPayment } = deps;
  const steps = createDisputeSteps(deps);

  async function applyDispute(
    gateway: GatewayName,
    paymentId: string,
    outcome: DisputeOutcome,
  ): Promise<Dispute | null> {
    return db.transaction(async (tx) => {
      const locked = await settlement.lock(tx, paymentId);
      const { payment } = locked;
      const { gatewayDisputeId, amount } = outcome;
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
      const dispute = there ?? (await begin(tx, payment, gateway, outcome));
      if (dispute === null) return null;
      const booked = money(dispute.amount, dispute.currency);
      return steps.move({ tx, locked, dispute, amount: booked }, outcome, there === null);
    });
  }

  /** The row of a dispute that is heard of for the first time. Null: nothing new has gone. */
  async function begin(
    tx: Tx,
    payment: Payment,
    gateway: GatewayName,
    outcome: DisputeOutcome,
  ): Promise<Dispute | null> {
    const { gatewayDisputeId, amount, reason, evidenceDueBy } = outcome;
    const isReversal = outcome.goneInAll !== undefined && outcome.goneInAll !== null;
    // A bank's reversal may be heard of before the dispute that it belongs to: then the money has gone, once.
    const reversal = isReversal ? null : await findReversal(tx.prisma, payment.id, amount.minor);
    if (reversal) return nameDispute(tx, reversal.id, gateway, { gatewayDisputeId, reason, evidenceDueBy });
    const gone = isReversal ? await unexplained(tx, payment, gateway, outcome) : amount.minor;
    if (gone <= 0n) return null;
    return insertDispute(tx, gateway, {
      gatewayDisputeId,
      paymentId: payment.id,
      currency: amount.currency,
      amount: gone,
      reason,
      evidenceDueBy,
      isReversal,
    });
  }

  /** How much of a reversal neither our refunds nor our disputes have in the books yet. */
  async function unexplained(
    tx: Tx,
    payment: Payment,
    gateway: GatewayName,
    { gatewayDisputeId, amount, goneInAll }: DisputeOutcome,
  ): Promise<bigint> {
    if (await findRefundAtGateway(tx.prisma, gateway, gatewayDisputeId)) return 0n;
    const refunded = await sumRefundsAtGateway(tx.prisma, payment.id);
    const disputed = await sumDisputed(tx.prisma, payment.id);
    const news = (goneInAll ?? amount).minor - refunded - disputed;
    return news < amount.minor ? news : amount.minor;
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
