import type { Accounts, Buyer } from '../../accounts/account/account.service.js';
import { type Actor, authorize, type CustomerActor, confinedTo } from '../../kit/actors.js';
import { type Db, insideTransaction, type Tx } from '../../kit/db.js';
import { conflict, DomainError, notFound } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { money } from '../../kit/money.js';
import { addSeconds, type Clock } from '../../kit/time.js';
import type { Approvals } from '../approvals/approvals.service.js';
import type { Announce } from '../events.js';
import type { Balance } from '../balance/balance.service.js';
import type { GatewayName, Gateways, PaymentGateway, PaymentOutcome } from '../gateway.js';
import type { InvoiceRow, Invoices } from '../invoices/invoices.service.js';
import type { Journal } from '../journal/journal.service.js';
import { isManual, type PaymentMethodName } from '../methods/methods.rules.js';
import { gatewayUnavailable, type Methods, type PaymentMethodConfigRow } from '../methods/methods.service.js';
import { instructionsOf } from './payments.instructions.rules.js';
import type { Tolerances } from './payments.application.rules.js';
import { type CashApplication, createCashApplication } from './payments.application.service.js';
import { type Bounces, createBounces } from './payments.bounce.service.js';
import { type BoughtCredits, createDisputes, type Disputes } from './payments.disputes.service.js';
import { createExceptions, type Exceptions } from './payments.exceptions.service.js';
import { createManualPayments, type ManualPayments } from './payments.manual.service.js';
import { createRecovery, type PaymentRecovery } from './payments.recovery.service.js';
import { createRefundBooks } from './payments.refunds.books.service.js';
import { createRefunds, type Refunds } from './payments.refunds.service.js';
import { createReversals, type SalesTakenBack } from './payments.reversal.service.js';
import { MAX_DECLINES_PER_HOUR, SWEEP_AFTER_SECONDS } from './payments.rules.js';
import { createSettlement } from './payments.settlement.service.js';
import {
  countDeclines,
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

export type { DisputeRow } from './payments.disputes.service.js';
export type { GatewayException } from './payments.exceptions.service.js';
export type { Refund, RefundRow } from './payments.refunds.service.js';
export type { Payment, PaymentRow };

/** How a customer wants to pay, as the contract has checked it. */
export interface PayWith {
  method: PaymentMethodName;
  savedPaymentMethodId?: string | undefined;
  paymentMethodToken?: string | undefined;
}

/** What was looked at before anything is written: gateway customer, card, configuration. */
export interface Means {
  with: PayWith;
  customerId: string | null;
  methodId: string | null;
  config: PaymentMethodConfigRow;
}

export interface Payments
  extends ManualPayments,
    PaymentRecovery,
    Omit<CashApplication, 'sharesOf'>,
    Refunds,
    Disputes,
    Bounces,
    Exceptions {
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

export interface PaymentsDeps {
  db: Db;
  clock: Clock;
  accounts: Accounts;
  approvals: Approvals;
  invoices: Invoices;
  methods: Methods;
  journal: Journal;
  balance: Balance;
  creditNotes: SalesTakenBack;
  credits: BoughtCredits;
  tolerances: Tolerances;
  gateways: Gateways;
  announce: Announce;
  baseUrl: string;
}

export function createPayments(deps: PaymentsDeps): Payments {
  const { db, clock, accounts, approvals, invoices, methods, journal, balance, announce } = deps;
  const settlement = createSettlement({ invoices, journal, balance, announce });

  function gatewayOf(name: GatewayName): PaymentGateway {
    const gateway = deps.gateways[name];
    if (!gateway) throw gatewayUnavailable();
    if (insideTransaction()) throw new Error('A gateway must not be called inside a transaction');
    return gateway;
  }

  const { creditNotes, tolerances } = deps;
  const reversals = createReversals({ balance, journal, creditNotes });
  const refundBooks = createRefundBooks({ settlement, reversals, balance, journal, announce });
  const { sharesOf, ...application } = createCashApplication({
    db,
    accounts,
    approvals,
    invoices,
    balance,
    journal,
    settlement,
    tolerances,
  });

  const apply = (paymentId: string, outcome: PaymentOutcome): Promise<Payment> =>
    db.transaction((tx) => settlement.apply(tx, paymentId, outcome));

  async function prepare(buyer: Buyer, config: PaymentMethodConfigRow, payWith: PayWith): Promise<Means> {
    if (payWith.method !== 'stripe') return { with: payWith, customerId: null, methodId: null, config };
    await refuseCardTesting(buyer.id);
    const customerId = await methods.customerOf(buyer);
    const methodId = await methodOf(buyer, customerId, payWith);
    return { with: payWith, customerId, methodId, config };
  }

  /** Stolen cards are tried out where nobody counts: so we count, before the gateway is asked. */
  async function refuseCardTesting(accountId: string): Promise<void> {
    const declines = await countDeclines(db.prisma, accountId, addSeconds(clock.now(), -3600));
    if (declines < MAX_DECLINES_PER_HOUR) return;
    throw new DomainError(
      'rate_limited',
      'too_many_declines',
      'Too many cards were declined. Try again in an hour.',
      {
        retryAfterSeconds: 3600,
      },
    );
  }

  async function methodOf(buyer: Buyer, customerId: string, payWith: PayWith): Promise<string | null> {
    if (payWith.savedPaymentMethodId) {
      return (await methods.getSaved(buyer.id, payWith.savedPaymentMethodId)).stripePaymentMethodId;
    }
    if (!payWith.paymentMethodToken) return null;
    await methods.checkToken(payWith.paymentMethodToken, customerId);
    return payWith.paymentMethodToken;
  }

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
      reference: null,
      nextAction: manual ? { ...instructionsOf(means.config, invoice.paymentReference ?? '') } : null,
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

  async function carryOut(paymentId: string, means: Means): Promise<Payment> {
    const payment = await findById(db.prisma, paymentId);
    if (!payment) throw notFound('payment');
    if (isManual(payment.method) || payment.status !== 'pending') return payment;
    const outcome = await gatewayOf(payment.method).createPayment({
      key: payment.id,
      paymentId: payment.id,
      accountId: payment.accountId,
      invoiceId: payment.invoiceId ?? '',
      amount: money(payment.amount, payment.currency),
      customerId: means.customerId,
      methodId: means.methodId,
      description: 'Countinghouse invoice',
      returnUrl: `${deps.baseUrl}/account/credits/purchase/done?payment=${payment.id}`,
    });
    return apply(payment.id, outcome);
  }

  /** Withdraws what the payer left unfinished, so that the invoice cannot be paid twice. */
  async function clearTheWay(invoiceId: string): Promise<void> {
    for (const open of await findOpenOfInvoice(db.prisma, invoiceId)) {
      if (isManual(open.method)) {
        await db.transaction(async (tx) => {
          const { payment } = await settlement.lock(tx, open.id);
          if (payment.declaredAt) {
            throw conflict(
              'payment_in_progress',
              'You have told us of a transfer for this invoice. We are looking for it.',
            );
          }
          await settlement.apply(tx, open.id, { identity: null, state: 'canceled' });
        });
      } else if (gatewayIdOf(open) && open.status === 'requires_action') {
        await apply(open.id, await gatewayOf(open.method).cancelPayment(gatewayIdOf(open) ?? ''));
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
    const amount = money(payment.amount, payment.currency);
    const config = await methods.requireAvailable(buyer, payment.method, amount);
    return carryOut(payment.id, await prepare(buyer, config, payWith));
  }

  async function get(actor: Actor, paymentId: string): Promise<PaymentRow> {
    authorize(actor, 'payments.read');
    const payment = await findPayment(db.prisma, paymentId, confinedTo(actor));
    if (!payment) throw notFound('payment');
    return payment;
  }

  return {
    ...createManualPayments({ db, accounts, approvals, settlement, sharesOf, announce }),
    ...application,
    ...createRefunds({
      db,
      clock,
      approvals,
      settlement,
      books: refundBooks,
      balance,
      creditNotes,
      gatewayOf,
    }),
    ...createDisputes({ db, settlement, reversals, balance, journal, credits: deps.credits, gatewayOf }),
    ...createBounces({ db, invoices, settlement, balance, journal, creditNotes, announce }),
    ...createExceptions({ db, settlement }),
    ...createRecovery({ db, clock, accounts, gatewayOf, apply }),
    prepare,
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
      const means = await prepare(buyer, config, payWith);
      await clearTheWay(invoice.id);
      const payment = await db.transaction(async (tx) => {
        const payable = await invoices.lockPayable(tx, invoiceId, actor.accountId);
        return begin(tx, payable, means, requestKey);
      });
      const after = await carryOut(payment.id, means);
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
