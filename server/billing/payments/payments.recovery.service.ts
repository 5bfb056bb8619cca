import type { Accounts } from '../../accounts/account/account.service.js';
import type { Db } from '../../kit/db.js';
import { addSeconds, type Clock } from '../../kit/time.js';
import {
  type GatewayName,
  known,
  type PaymentGateway,
  type PaymentOutcome,
  type PaymentRequest,
  type WalletGateway,
} from '../gateway.js';
import { isManual } from '../methods/methods.rules.js';
import { gatewayUnavailable } from '../methods/methods.service.js';
import type { PaymentCompletion } from './payments.completion.service.js';
import { ABANDONED_AFTER_SECONDS, SWEEP_AFTER_SECONDS } from './payments.rules.js';
import {
  findByGatewayId,
  findById,
  gatewayIdOf,
  listAbandoned,
  listStale,
  type Payment,
} from './payments.store.js';

/** How a payment gets home when an answer was lost: by the gateway's event, or by asking for it. */
export interface PaymentRecovery {
  /** Re-fetches a payment at the gateway and moves ours to it. False: no payment of ours. */
  syncFromGateway(gateway: GatewayName, gatewayPaymentId: string): Promise<boolean>;
  /** The same, known by what the gateway calls its money (PayPal: capture). */
  syncFromCharge(chargeId: string): Promise<boolean>;
  /** Looks after payments whose answer was lost. Harmless at any time. */
  sweep(paymentId: string): Promise<void>;
  sweepAll(): Promise<number>;
}

export interface RecoveryDeps {
  db: Db;
  clock: Clock;
  accounts: Accounts;
  gatewayOf: (name: GatewayName) => PaymentGateway;
  walletOf: () => WalletGateway | null;
  /** Writes an outcome in a transaction of its own. */
  apply: (paymentId: string, outcome: PaymentOutcome) => Promise<Payment>;
  completion: PaymentCompletion;
  /** What a gateway that cannot search is asked again; null: it can, or nothing may be charged any more. */
  repeatedRequest: (payment: Payment) => Promise<PaymentRequest | null>;
}

export function createRecovery(deps: RecoveryDeps): PaymentRecovery {
  const { db, clock, accounts, gatewayOf, walletOf, apply, completion, repeatedRequest } = deps;

  /** A payment whose id never came back to us: the gateway has kept ours, and the customer must be the account's. */
  async function findOurs(gateway: GatewayName, outcome: PaymentOutcome): Promise<Payment | null> {
    const { identity } = outcome;
    if (!identity?.paymentId) return null;
    const payment = await findById(db.prisma, identity.paymentId);
    if (payment?.method !== gateway) return null;
    if (gateway === 'paypal') return payment; // our own id stands in the order, and PayPal knows no customer
    const { stripeCustomerId } = await accounts.getBuyer(payment.accountId);
    return stripeCustomerId !== null && stripeCustomerId === identity.customerId ? payment : null;
  }

  async function sweep(paymentId: string): Promise<void> {
    const payment = await findById(db.prisma, paymentId);
    if (
      !payment ||
      isManual(payment.method) ||
      !['pending', 'processing', 'requires_action'].includes(payment.status)
    )
      return;
    const gateway = gatewayOf(payment.method);
    const gatewayPaymentId = gatewayIdOf(payment);
    if (gatewayPaymentId) {
      const after = await completion.take(payment);
      if (after.status === 'requires_action') await lookAgainLater(after);
      return;
    }
    const { stripeCustomerId } = await accounts.getBuyer(payment.accountId);
    const lost = { paymentId, customerId: stripeCustomerId, since: addSeconds(payment.createdAt, -60) };
    const neverSent = payment.method === 'stripe' && stripeCustomerId === null;
    const request = await repeatedRequest(payment);
    const outcome = neverSent ? null : await gateway.findPayment({ ...lost, request });
    await apply(
      payment.id,
      outcome ?? {
        identity: null,
        state: 'declined',
        code: 'not_started',
        declineCode: null,
        message: 'The payment was interrupted before it reached the bank. Nothing was charged.',
        open: false,
      },
    );
  }

  /** A payer may finish at their bank while the gateway's event gets lost: asked again ever more seldom. */
  async function lookAgainLater({ id, createdAt }: Payment): Promise<void> {
    const ageSeconds = Math.round((clock.now().getTime() - createdAt.getTime()) / 1000);
    const runAt = addSeconds(clock.now(), Math.max(SWEEP_AFTER_SECONDS, ageSeconds));
    await db.transaction((tx) => tx.job('payments.sweep', { paymentId: id }, { runAt, key: `sweep:${id}` }));
  }

  /** Frees the invoice of a payment that nobody finishes; one that succeeded meanwhile is settled instead. */
  const withdraw = async (payment: Payment): Promise<void> => void (await completion.withdraw(payment));

  async function syncFromGateway(gateway: GatewayName, gatewayPaymentId: string): Promise<boolean> {
    const outcome = await known(gatewayOf(gateway).fetchPayment(gatewayPaymentId));
    if (!outcome) return false;
    if (outcome.state === 'unknown') throw gatewayUnavailable(outcome.reason);
    const payment =
      (await findByGatewayId(db.prisma, gateway, gatewayPaymentId)) ?? (await findOurs(gateway, outcome));
    if (!payment) return false;
    const after = await completion.note(payment.id, outcome);
    // What the payer has agreed to is taken now; where nothing is to be taken, this asks once more and changes nothing.
    if (outcome.state === 'requires_action') await completion.take(after);
    return true;
  }

  return {
    sweep,

    syncFromGateway,

    async syncFromCharge(chargeId) {
      // The event says which order it belongs to, too; but only what the gateway says when it is asked counts.
      const wallet = walletOf();
      const found = wallet ? await known(wallet.paymentOfCharge(chargeId)) : null;
      return found ? syncFromGateway('paypal', found.gatewayPaymentId) : false;
    },

    async sweepAll() {
      const stale = await listStale(db.prisma, addSeconds(clock.now(), -SWEEP_AFTER_SECONDS));
      const failures: unknown[] = [];
      // One payment whose gateway does not answer must not keep the others waiting.
      for (const { id } of stale) await sweep(id).catch((error: unknown) => failures.push(error));
      const abandoned = await listAbandoned(db.prisma, addSeconds(clock.now(), -ABANDONED_AFTER_SECONDS));
      for (const payment of abandoned)
        await withdraw(payment).catch((error: unknown) => failures.push(error));
      if (failures.length > 0)
        throw new AggregateError(failures, `${failures.length} payments could not be looked after`);
      return stale.length + abandoned.length;
    },
  };
}
