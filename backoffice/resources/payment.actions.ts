import {
  approvePayment,
  bouncePayment,
  rejectPayment,
} from '../../server/billing/payments/payments.contract.js';
import { adminRefundPayment } from '../../server/billing/payments/payments.refunds.contract.js';
import { component } from '../catalogue.js';
import type { Room } from '../kit/ports.js';
import type { Preparing } from '../kit/staffAction.js';
import { limitOf, transferTerms } from '../reads/desk.reads.js';
import { bounceEffects, refundEffects } from '../reads/money.words.js';
import { lookAgain } from './lookAgain.js';
import { recordAction } from './recordAction.js';
import { recordTransfer } from './recordTransfer.js';

type Payment = Readonly<Record<string, unknown>>;

const isManual = ({ method }: Payment): boolean => method === 'bank_transfer' || method === 'local_wallet';
const isUndecided = ({ status }: Payment): boolean => status === 'pending_approval';
const hasSucceeded = ({ status }: Payment): boolean => status === 'succeeded';
const left = ({ amountCaptured, amountRefunded }: Payment): bigint =>
  BigInt(String(amountCaptured ?? 0)) - BigInt(String(amountRefunded ?? 0));

/** What finance staff do with payments; each is a command that REST knows too. */
export const paymentActions = (room: Room) => ({
  approve: approve(room),
  reject: reject(room),
  refund: refund(room),
  bounce: bounce(room),
  lookAgain: lookAgain(room, { fits: (payment) => !isManual(payment), paymentOf: async (id) => id }),
  record: recordTransfer(room),
});

const approve = (room: Room) =>
  recordAction({
    permission: 'payments.decide',
    look: {
      label: 'Approve',
      verb: 'Approve payment',
      tone: 'primary',
      message: 'Approve when the money is in the bank account.',
      fields: [],
      form: component('ApproveForm'),
    },
    schema: approvePayment.body,
    logger: room.logger,
    fits: isUndecided,
    prepare: async ({ id }) => {
      const payment = await room.db.prisma.payment.findUniqueOrThrow({
        where: { id },
        select: { accountId: true, currency: true, invoiceId: true },
      });
      const terms = await transferTerms(room, { ...payment, action: 'payment.approve' });
      return { ...terms, ownInvoiceId: payment.invoiceId };
    },
    run: async ({ actor, id, input }) => {
      await room.services.payments.approve({ actor, paymentId: id, ...input });
      return 'The payment is approved.';
    },
  });

const reject = ({ services, logger }: Room) =>
  recordAction({
    permission: 'payments.decide',
    look: {
      label: 'Reject',
      verb: 'Reject payment',
      tone: 'danger',
      message: 'Reject when the money has not arrived. The invoice stays open and the customer is told why.',
      fields: [
        {
          name: 'reason',
          label: 'Reason',
          kind: 'prose',
          isRequired: true,
          maxLength: 500,
          help: 'The customer reads this.',
        },
      ],
    },
    schema: rejectPayment.body,
    logger,
    fits: isUndecided,
    run: async ({ actor, id, input }) => {
      await services.payments.reject({ actor, paymentId: id, reason: input.reason });
      return 'The payment is rejected.';
    },
  });

const refund = (room: Room) =>
  recordAction({
    permission: 'payments.refund',
    look: {
      label: 'Refund',
      verb: 'Refund payment',
      tone: 'danger',
      message: 'Money that has left cannot be called back.',
      fields: [],
      form: component('RefundForm'),
    },
    schema: adminRefundPayment.body,
    logger: room.logger,
    fits: (payment) => hasSucceeded(payment) && left(payment) > 0n,
    prepare: async ({ actor, id, query }) => previewOf(room, { actor, id, query }),
    run: async ({ actor, id, input, requestKey }) => {
      const { status } = await room.services.payments.refund({ actor, paymentId: id, requestKey, ...input });
      return status === 'succeeded'
        ? 'The money is refunded.'
        : 'The refund is under way. This page shows when it has arrived.';
    },
  });

/** What a refund would do: of the amount that was typed, else of all that can be sent back. */
async function previewOf({ services, db }: Pick<Room, 'services' | 'db'>, { actor, id, query }: Preparing) {
  const [refundable, payment] = await Promise.all([
    services.payments.refundable(id),
    db.prisma.payment.findUniqueOrThrow({ where: { id }, select: { method: true, currency: true } }),
  ]);
  const source = query['source'] === 'account' ? ('account' as const) : ('sale' as const);
  const preview = (amountMinor: bigint) =>
    services.payments.previewRefund(actor, { paymentId: id, amountMinor, source });
  const whole = await preview(refundable);
  const most = source === 'account' && whole.moneyOnAccount < refundable ? whole.moneyOnAccount : refundable;
  const typed = /^\d{1,12}$/.test(String(query['amount'])) ? BigInt(String(query['amount'])) : most;
  const [asked, limit] = await Promise.all([preview(typed), limitOf({ db }, 'refund', payment.currency)]);
  const isByHand = isManual(payment);
  const how = { amount: typed, isManual: isByHand, limit: limit === null ? null : BigInt(limit) };
  return {
    currency: payment.currency,
    isManual: isByHand,
    refundable: String(refundable),
    moneyOnAccount: String(asked.moneyOnAccount),
    effects: typed > 0n ? refundEffects(asked, how) : [],
  };
}

const bounce = ({ services, db, logger }: Room) =>
  recordAction({
    permission: 'payments.record',
    look: {
      label: 'Mark as bounced',
      verb: 'Mark as bounced',
      tone: 'danger',
      message: 'For a transfer that the payer’s bank took back after it had been approved.',
      fields: [
        {
          name: 'reason',
          label: 'Reason',
          kind: 'prose',
          isRequired: true,
          maxLength: 500,
          help: 'The customer reads this.',
        },
      ],
    },
    schema: bouncePayment.body,
    logger,
    fits: (payment) =>
      isManual(payment) && hasSucceeded(payment) && String(payment['amountRefunded']) === '0',
    prepare: async ({ id }) => {
      const payment = await db.prisma.payment.findUniqueOrThrow({
        where: { id },
        select: {
          currency: true,
          amountCaptured: true,
          allocations: {
            where: { reversesId: null, reversedBy: null },
            select: { kind: true, amount: true, invoice: { select: { number: true, currency: true } } },
          },
        },
      });
      return { effects: bounceEffects(payment.allocations, payment) };
    },
    run: async ({ actor, id, input }) => {
      await services.payments.bounce({ actor, paymentId: id, reason: input.reason });
      return 'The payment has bounced; what it had settled is due again.';
    },
  });
