import { systemActor } from '../../kit/actors.js';
import type { Tx } from '../../kit/db.js';
import type { Money } from '../../kit/money.js';
import type { DisputeOutcome } from '../gateway.js';
import type { Journal } from '../journal/journal.service.js';
import { type Dispute, findHeldInvoices, updateDispute } from './payments.disputes.store.js';
import { type DisputeStatus, disputeMayBecome } from './payments.refunds.rules.js';
import type { Reversals } from './payments.reversal.service.js';
import { CASH_LEDGER } from './payments.rules.js';
import type { Locked } from './payments.settlement.service.js';
import { findAllocations, openException, updatePayment } from './payments.store.js';

/** What payments need of credits while a bank wants its money back. */
export interface BoughtCredits {
  /** Locks the wallet. */
  lock(tx: Tx, accountId: string): Promise<void>;
  freezeBought(tx: Tx, bought: { accountId: string; invoiceIds: readonly string[] }): Promise<void>;
  thawBought(tx: Tx, bought: { accountId: string; invoiceIds: readonly string[] }): Promise<void>;
}

export interface DisputeStep {
  tx: Tx;
  locked: Locked;
  dispute: Dispute;
  amount: Money;
}

/** What each step of a dispute books. */
export interface DisputeSteps {
  /** Moves a dispute to what the gateway says; a step that was made changes nothing. The caller holds invoices and payment. Locks money on account, wallet. */
  move(step: DisputeStep, outcome: DisputeOutcome, isNew: boolean): Promise<Dispute>;
}

const GATEWAY = systemActor('gateway');

export function createDisputeSteps({
  reversals,
  journal,
  credits,
}: {
  reversals: Reversals;
  journal: Journal;
  credits: BoughtCredits;
}): DisputeSteps {
  async function boughtBy({ tx, locked }: DisputeStep) {
    const allocations = await findAllocations(tx.prisma, locked.payment.id);
    const invoiceIds = [...new Set(allocations.map(({ invoiceId }) => invoiceId))];
    return { accountId: locked.payment.accountId, invoiceIds };
  }

  const post = (step: DisputeStep, kind: string, postings: Parameters<Journal['post']>[1]['postings']) =>
    journal.post(step.tx, {
      kind,
      sourceId: step.dispute.id,
      accountId: step.locked.payment.accountId,
      description: `Dispute: ${step.dispute.reason}`,
      postings,
    });

  /** The gateway has taken the money from us until it is decided, and a fee for that. */
  async function withdrawn(step: DisputeStep, fee: Money | null): Promise<void> {
    const { payment } = step.locked;
    const cash = CASH_LEDGER[payment.method];
    await post(step, 'dispute.withdrawn', [
      { debit: 'disputed_funds', amount: step.amount },
      { credit: cash, amount: step.amount },
    ]);
    await keepFee(step, fee);
    step.dispute = await updateDispute(step.tx, step.dispute.id, { withdrawnAt: step.tx.at });
    await credits.freezeBought(step.tx, await boughtBy(step));
  }

  /** What the gateway keeps for a dispute, however it ends; once. */
  async function keepFee(step: DisputeStep, fee: Money | null): Promise<void> {
    const { currency, method } = step.locked.payment;
    const isKept = fee !== null && fee.currency === currency && fee.minor > 0n;
    if (!isKept || step.dispute.gatewayFee > 0n) return;
    await post(step, 'dispute.fee', [
      { debit: 'fees', amount: fee },
      { credit: CASH_LEDGER[method], amount: fee },
    ]);
    step.dispute = await updateDispute(step.tx, step.dispute.id, { gatewayFee: fee.minor });
  }

  /** What was bought stays frozen while another dispute holds money of the same invoice back, whichever payment it is about. */
  async function thaw(step: DisputeStep): Promise<void> {
    const { accountId, invoiceIds } = await boughtBy(step);
    const held = await findHeldInvoices(step.tx, invoiceIds, step.dispute.id);
    await credits.thawBought(step.tx, {
      accountId,
      invoiceIds: invoiceIds.filter((id) => !held.includes(id)),
    });
  }

  async function lost(step: DisputeStep): Promise<void> {
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
  async function reinstated(step: DisputeStep, wasLost: boolean): Promise<void> {
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

  async function raise(
    { tx, locked, dispute, amount }: DisputeStep,
    kind: string,
    detail: string,
  ): Promise<void> {
    const { minor, currency } = amount;
    const { payment } = locked;
    await openException(tx, { kind, objectId: dispute.id, payment, amount: minor, currency, detail });
  }

  function audit({ tx, locked, dispute }: DisputeStep, before: DisputeStatus, status: DisputeStatus): void {
    tx.audit({
      actor: GATEWAY,
      action: 'payment.dispute',
      subject: { type: 'dispute', id: dispute.id },
      accountId: locked.payment.accountId,
      before: { status: before },
      after: { status, amount: String(dispute.amount), currency: dispute.currency },
    });
  }

  async function move(step: DisputeStep, outcome: DisputeOutcome, isNew: boolean): Promise<Dispute> {
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
    // we heard of it has come and gone: nothing is held back, but the fee is not given back either.
    const isGone = (outcome.withdrawn && state !== 'won') || state === 'lost';
    const fee = outcome.fee ?? null;
    if (isOpen && isGone && step.dispute.withdrawnAt === null) await withdrawn(step, fee);
    if (isOpen && state === 'won' && outcome.withdrawn) await keepFee(step, fee);
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

  return { move };
}
