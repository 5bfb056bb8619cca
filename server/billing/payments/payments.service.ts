import type { Buyer } from '../../accounts/account/account.service.js';
import { type Actor, authorize, type CustomerActor, confinedTo } from '../../kit/actors.js';
import { insideTransaction, type Tx } from '../../kit/db.js';
import { conflict, DomainError, notFound } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { money } from '../../kit/money.js';
import { addSeconds } from '../../kit/time.js';
import type { Announce } from '../events.js';
import type { GatewayName, Gateways, PaymentGateway, PaymentOutcome } from '../gateway.js';
import type { InvoiceRow } from '../invoices/invoices.service.js';
import type { Payee } from '../methods/methods.qr.rules.js';
import { isManual } from '../methods/methods.rules.js';
import { gatewayUnavailable, type Methods, type PaymentMethodConfigRow } from '../methods/methods.service.js';
import { createCompletion, type PaymentCompletion } from './payments.completion.service.js';
import { instructionsOf } from './payments.instructions.rules.js';
import { createLookingAgain, type LookingAgain } from './payments.look-again.service.js';
import { createMeans, type Means, type PayWith, savesAccount } from './payments.means.service.js';
import { countProofs } from './payments.proofs.store.js';
import { createRecovery, type PaymentRecovery } from './payments.recovery.service.js';
import { SWEEP_AFTER_SECONDS } from './payments.rules.js';
import { createSettlement } from './payments.settlement.service.js';
import {
  findById,
  findByRequestKey,
  findOpenOfInvoice,
  findPayment,
  gatewayIdOf,
  insertPayment,
  listPayments,
  type Payment,
  type PaymentRow,
} from './payments.store.js';
import { createPaymentStories, type PaymentStories, type StoryDeps } from './payments.stories.service.js';

export type { DisputeRow } from './payments.disputes.service.js';
export type { GatewayException } from './payments.exceptions.service.js';
export type { Refund, RefundPreview, RefundRow } from './payments.refunds.service.js';
export type { Means, Payment, PaymentRow, PayWith };

export interface Payments
  extends PaymentStories,
    PaymentRecovery,
    LookingAgain,
    Pick<PaymentCompletion, 'complete'> {
  /** Beat 0: checks the means of payment and finds the gateway's customer. Calls the gateway, writes nothing. */
  prepare(buyer: Buyer, config: PaymentMethodConfigRow, payWith: PayWith): Promise<Means>;
  /** Beat 1, inside the caller's transaction: the payment's row. Refuses with `payment_in_progress`. */
  begin(tx: Tx, invoice: InvoiceRow, means: Means, requestKey: string | null): Promise<Payment>;
  /** Beats 2 and 3: calls the gateway with the payment's own key, then writes the outcome. */
  carryOut(paymentId: string, means: Means): Promise<Payment>;
  /** Pays what is due on an invoice. Refuses as its contract says; a decline is `declined` with the gateway's code. */
  pay(command: {
    actor: CustomerActor;
    invoiceId: string;
    payWith: PayWith;
    requestKey: string | null;
  }): Promise<PaymentRow>;
  /** The payment that a repeated request made before, or null. */
  findRepeated(requestKey: string | null): Promise<Payment | null>;
  /**
   * Goes on with a repeated request whose first process died between the beats: the gateway is called with the same
   * key, so that what it has done already is only told again.
   */
  resume(payment: Payment, payWith: PayWith): Promise<Payment>;
  /** Throws the decline of a payment that has failed. */
  refuseIfDeclined(payment: Payment): void;
  hasOpen(tx: Tx, invoiceId: string): Promise<boolean>;
  get(actor: Actor, paymentId: string): Promise<PaymentRow>;
  list(actor: Actor, list: ListQuery): Promise<Page<PaymentRow>>;
}

export interface PaymentsDeps
  extends Omit<StoryDeps, 'settlement' | 'gatewayOf' | 'clearTheWay' | 'syncPayment'> {
  methods: Methods;
  gateways: Gateways;
  announce: Announce;
  baseUrl: string;
  /** Who is paid by hand where a method names no holder. */
  payee: Payee;
}

export function createPayments(deps: PaymentsDeps): Payments {
  const { db, clock, accounts, invoices, methods, journal, balance, announce } = deps;
  const settlement = createSettlement({ invoices, journal, balance, announce });
  const means = createMeans({ db, clock, accounts, methods, baseUrl: deps.baseUrl });

  function gatewayOf(name: GatewayName): PaymentGateway {
    const gateway = deps.gateways[name];
    if (!gateway) throw gatewayUnavailable();
    if (insideTransaction()) throw new Error('A gateway must not be called inside a transaction');
    return gateway;
  }

  const apply = (paymentId: string, outcome: PaymentOutcome): Promise<Payment> =>
    db.transaction((tx) => settlement.apply(tx, paymentId, outcome));
  const completion = createCompletion({ db, accounts, settlement, gatewayOf });

  async function begin(
    tx: Tx,
    invoice: InvoiceRow,
    means: Means,
    requestKey: string | null,
  ): Promise<Payment> {
    if ((await findOpenOfInvoice(tx.prisma, invoice.id)).length > 0) {
      throw conflict('payment_in_progress', 'A payment of this invoice is under way.');
    }
    const manual = isManual(means.with.method);
    const payment = await insertPayment(tx, {
      accountId: invoice.accountId,
      invoiceId: invoice.id,
      method: means.with.method,
      status: manual ? 'pending_approval' : 'pending',
      currency: invoice.currency,
      amount: invoice.amountDue,
      savedPaymentMethodId: means.with.savedPaymentMethodId ?? null,
      savesAccount: savesAccount(means.with),
      reference: null,
      nextAction: manual ? instructionsFor(invoice, means.config) : null,
      requestKey,
    });
    tx.live({ accountId: invoice.accountId, resource: 'payments', ids: [payment.id] });
    if (manual) {
      const { accountId, invoiceId } = payment;
      await announce(tx, { type: 'payment.awaiting_transfer', paymentId: payment.id, accountId, invoiceId });
    } else {
      // Should this process die before the outcome is written, the sweep finds the payment by its key.
      const runAt = addSeconds(clock.now(), SWEEP_AFTER_SECONDS);
      await tx.job('payments.sweep', { paymentId: payment.id }, { runAt, key: `sweep:${payment.id}` });
    }
    return payment;
  }

  const instructionsFor = (invoice: InvoiceRow, config: PaymentMethodConfigRow) => {
    const { amountDue: amount, currency, paymentReference } = invoice;
    return instructionsOf(config, deps.payee, { amount, currency, paymentReference: paymentReference ?? '' });
  };

  async function carryOut(paymentId: string, prepared: Means): Promise<Payment> {
    const payment = await findById(db.prisma, paymentId);
    if (!payment) throw notFound('payment');
    if (isManual(payment.method) || payment.status !== 'pending') return payment;
    return apply(
      payment.id,
      await gatewayOf(payment.method).createPayment(means.requestOf(payment, prepared)),
    );
  }

  /** Withdraws what the payer left unfinished, so that the invoice cannot be paid twice. */
  async function clearTheWay(invoiceId: string): Promise<void> {
    for (const open of await findOpenOfInvoice(db.prisma, invoiceId)) {
      if (isManual(open.method)) {
        await db.transaction(async (tx) => {
          const { payment } = await settlement.lock(tx, open.id);
          if (payment.declaredAt || (await countProofs(tx.prisma, payment.id)) > 0) {
            throw conflict(
              'payment_in_progress',
              'You have told us of a transfer for this invoice. We are looking for it.',
            );
          }
          await settlement.apply(tx, open.id, { identity: null, state: 'canceled' });
        });
      } else if (gatewayIdOf(open) && open.status === 'requires_action') {
        await completion.withdraw(open);
      } else {
        throw conflict('payment_in_progress', 'A payment of this invoice is under way.');
      }
    }
  }

  function refuseIfDeclined(payment: Payment): void {
    if (payment.status !== 'failed') return;
    throw new DomainError(
      'declined',
      payment.failureCode ?? 'payment_failed',
      payment.failureMessage ?? 'The payment failed.',
    );
  }

  async function resume(payment: Payment, payWith: PayWith): Promise<Payment> {
    if (payment.status !== 'pending') return payment;
    const buyer = await accounts.getBuyer(payment.accountId);
    // Suspended meanwhile: what the gateway has done already is found by the sweep, and nothing new is charged.
    if (buyer.status !== 'active') throw conflict('account_suspended', `The account is ${buyer.status}.`);
    const amount = money(payment.amount, payment.currency);
    const config = await methods.requireAvailable(buyer, payment.method, amount);
    return carryOut(payment.id, await means.prepare(buyer, config, payWith));
  }

  async function get(actor: Actor, paymentId: string): Promise<PaymentRow> {
    authorize(actor, 'payments.read');
    const payment = await findPayment(db.prisma, paymentId, confinedTo(actor));
    if (!payment) throw notFound('payment');
    return payment;
  }

  const recovery = createRecovery({
    db,
    clock,
    accounts,
    gatewayOf,
    walletOf: () => deps.gateways.paypal,
    apply,
    completion,
    repeatedRequest: means.repeatedRequest,
  });
  const stories = createPaymentStories({
    ...deps,
    settlement,
    gatewayOf,
    clearTheWay,
    syncPayment: recovery.syncFromGateway,
  });

  return {
    ...stories,
    ...recovery,
    ...createLookingAgain({ db, recovery, ...stories }),
    complete: completion.complete,
    prepare: means.prepare,
    begin,
    carryOut,
    resume,
    refuseIfDeclined,

    async pay({ actor, invoiceId, payWith, requestKey }) {
      authorize(actor, 'payments.start');
      const repeated = requestKey ? await findByRequestKey(db.prisma, requestKey) : null;
      if (repeated) {
        refuseIfDeclined(await resume(repeated, payWith));
        return get(actor, repeated.id);
      }
      const buyer = await accounts.getBuyer(actor.accountId);
      if (buyer.status !== 'active') throw conflict('account_suspended', `The account is ${buyer.status}.`);
      const invoice = await invoices.get(actor, invoiceId);
      invoices.refuseUnpayable(invoice);
      const due = money(invoice.amountDue, invoice.currency);
      const config = await methods.requireAvailable(buyer, payWith.method, due);
      const prepared = await means.prepare(buyer, config, payWith);
      await clearTheWay(invoice.id);
      const payment = await db.transaction(async (tx) => {
        const payable = await invoices.lockPayable(tx, invoiceId, actor.accountId);
        return begin(tx, payable, prepared, requestKey);
      });
      const after = await carryOut(payment.id, prepared);
      refuseIfDeclined(after);
      return get(actor, payment.id);
    },

    findRepeated: async (requestKey) => (requestKey ? findByRequestKey(db.prisma, requestKey) : null),

    hasOpen: async (tx, invoiceId) => (await findOpenOfInvoice(tx.prisma, invoiceId)).length > 0,

    get,

    async list(actor, list) {
      authorize(actor, 'payments.read');
      return listPayments(db, list, confinedTo(actor));
    },
  };
}
