import type { Accounts, Buyer } from '../accounts/account/account.service.js';
import type { AdminInvoiceRow, Invoices } from '../billing/invoices/invoices.service.js';
import { nextAction } from '../billing/payments/payments.contract.js';
import type { PaymentRow, Payments } from '../billing/payments/payments.service.js';
import { systemActor } from '../kit/actors.js';
import type { Db } from '../kit/db.js';
import { money, toWire } from '../kit/money.js';
import { calendarDate } from '../kit/time.js';
import type { MailMessage } from './mail.messages.js';
import type { Mail } from './mail.service.js';

/** The mails that tell a customer of invoices and payments. Each has a dedupe key: a job that runs twice mails once. */
export interface BillingMails {
  invoiceCreated(about: { invoiceId: string; occasion: string }): Promise<void>;
  paid(about: { invoiceId: string; paymentId: string }): Promise<void>;
  transferInstructions(about: { paymentId: string }): Promise<void>;
  paymentFailed(about: { paymentId: string }): Promise<void>;
  approved(about: { paymentId: string }): Promise<void>;
  rejected(about: { paymentId: string }): Promise<void>;
  refunded(about: { refundId: string }): Promise<void>;
  bounced(about: { paymentId: string }): Promise<void>;
  /** Once a day at most. */
  lowCredits(about: { accountId: string; left: string; threshold: string; day: string }): Promise<void>;
  rechargePaused(about: { accountId: string; reason: string; pausedAt: string }): Promise<void>;
}

export interface BillingMailDeps {
  db: Db;
  accounts: Accounts;
  invoices: Invoices;
  payments: Payments;
  mail: Mail;
}

const MAILER = systemActor('mailer');

const METHOD_NAMES: Readonly<Record<string, string>> = {
  stripe: 'Card',
  paypal: 'PayPal',
  bank_transfer: 'Bank transfer',
  local_wallet: 'Local wallet',
};

type Content = Pick<MailMessage, 'template' | 'data'>;

export function createBillingMails({
  db,
  accounts,
  invoices,
  payments,
  mail,
}: BillingMailDeps): BillingMails {
  const write = (buyer: Buyer, dedupeKey: string, content: Content): Promise<void> =>
    db.transaction((tx) =>
      mail.sendLater(tx, {
        ...content,
        to: buyer.billingEmail,
        locale: buyer.locale,
        accountId: buyer.id,
        dedupeKey,
      } as MailMessage),
    );

  const about = (invoice: AdminInvoiceRow, buyer: Buyer) => ({
    accountName: buyer.name,
    invoiceId: invoice.id,
    invoiceNumber: invoice.number ?? '',
  });

  /** A payment with its invoice and its buyer; null where it has no invoice. */
  async function context(paymentId: string) {
    const payment = await payments.get(MAILER, paymentId);
    if (!payment.invoiceId) return null;
    const [invoice, buyer] = await Promise.all([
      invoices.get(MAILER, payment.invoiceId),
      accounts.getBuyer(payment.accountId),
    ]);
    return { payment, invoice, buyer, facts: about(invoice, buyer) };
  }

  const amountOf = (payment: PaymentRow, minor = payment.amount) => wire(minor, payment.currency);

  return {
    async invoiceCreated({ invoiceId, occasion }) {
      const invoice = await invoices.get(MAILER, invoiceId);
      const buyer = await accounts.getBuyer(invoice.accountId);
      if (!invoice.dueDate) return;
      await write(buyer, `invoice_created:${invoiceId}:${occasion}`, {
        template: 'invoice_created',
        data: {
          ...about(invoice, buyer),
          total: wire(invoice.total, invoice.currency),
          dueDate: calendarDate(invoice.dueDate),
        },
      });
    },

    async paid({ invoiceId, paymentId }) {
      const found = await context(paymentId);
      if (!found) return;
      const { payment, invoice, buyer, facts } = found;
      if (payment.decidedById) return; // `approved` tells of it
      await write(buyer, `payment_success:${invoiceId}`, {
        template: 'payment_success',
        data: {
          ...facts,
          amount: amountOf(payment, payment.amountCaptured),
          paidOn: calendarDate(invoice.paidAt ?? payment.createdAt, buyer.timeZone),
          credits: creditsOf(invoice),
        },
      });
    },

    async transferInstructions({ paymentId }) {
      const found = await context(paymentId);
      const step = nextAction.safeParse(found?.payment.nextAction);
      if (!found || !step.success || step.data.type !== 'instructions') return;
      const { payment, invoice, buyer, facts } = found;
      await write(buyer, `manual_payment_instructions:${paymentId}`, {
        template: 'manual_payment_instructions',
        data: {
          ...facts,
          amount: amountOf(payment),
          dueDate: calendarDate(invoice.dueDate ?? payment.createdAt),
          methodName: payment.method === 'bank_transfer' ? 'Bank transfer' : 'Local wallet',
          reference: step.data.paymentReference,
          instructions: step.data.text,
          details: detailsOf(step.data),
        },
      });
    },

    async paymentFailed({ paymentId }) {
      const found = await context(paymentId);
      if (!found) return;
      await write(found.buyer, `payment_failed:${paymentId}`, {
        template: 'payment_failed',
        data: {
          ...found.facts,
          amount: amountOf(found.payment),
          reason: found.payment.failureMessage,
          nextAttemptOn: null,
        },
      });
    },

    async approved({ paymentId }) {
      const found = await context(paymentId);
      if (!found) return;
      const { payment, invoice, buyer, facts } = found;
      await write(buyer, `manual_payment_approved:${paymentId}`, {
        template: 'manual_payment_approved',
        data: {
          ...facts,
          amount: amountOf(payment, payment.amountCaptured),
          credits: invoice.status === 'paid' ? creditsOf(invoice) : null,
        },
      });
    },

    async rejected({ paymentId }) {
      const found = await context(paymentId);
      if (!found) return;
      await write(found.buyer, `manual_payment_rejected:${paymentId}`, {
        template: 'manual_payment_rejected',
        data: { ...found.facts, amount: amountOf(found.payment), reason: found.payment.decisionReason ?? '' },
      });
    },

    async refunded({ refundId }) {
      const refund = await payments.getRefund(MAILER, refundId);
      const buyer = await accounts.getBuyer(refund.payment.accountId);
      await write(buyer, `refund:${refundId}`, {
        template: 'refund',
        data: {
          accountName: buyer.name,
          amount: wire(refund.amount, refund.currency),
          methodName: METHOD_NAMES[refund.payment.method] ?? refund.payment.method,
        },
      });
    },

    async lowCredits({ accountId, left, threshold, day }) {
      const buyer = await accounts.getBuyer(accountId);
      await write(buyer, `low_credits:${accountId}:${day}`, {
        template: 'low_credits',
        data: {
          accountName: buyer.name,
          balance: toWire(BigInt(left)),
          threshold: toWire(BigInt(threshold)),
        },
      });
    },

    async bounced({ paymentId }) {
      const found = await context(paymentId);
      if (!found) return;
      await write(found.buyer, `payment_bounced:${paymentId}`, {
        template: 'payment_bounced',
        data: { ...found.facts, amount: amountOf(found.payment), reason: found.payment.failureMessage ?? '' },
      });
    },

    async rechargePaused({ accountId, reason, pausedAt }) {
      const buyer = await accounts.getBuyer(accountId);
      await write(buyer, `auto_recharge_paused:${accountId}:${pausedAt}`, {
        template: 'auto_recharge_paused',
        data: { accountName: buyer.name, why: whyOf(reason) },
      });
    },
  };
}

/** What a code comes to for its reader. */
const whyOf = (code: string) =>
  code === 'authentication_required'
    ? 'confirmation_needed'
    : /_not_(found|available)$/.test(code)
      ? 'no_longer_possible'
      : 'declined';

function wire(minor: bigint, currency: string) {
  const { minor: amount } = money(minor, currency);
  return { amount: toWire(amount), currency };
}

function creditsOf(invoice: AdminInvoiceRow): number | null {
  const credits = invoice.lines.reduce((total, line) => total + (line.credits ?? 0n), 0n);
  return credits > 0n ? toWire(credits) : null;
}

interface Transfer {
  bankDetails: {
    bankName: string | null;
    holder: string | null;
    iban: string | null;
    accountNumber: string | null;
    bic: string | null;
    routing: string | null;
  } | null;
  walletDetails: { type: string; id: string } | null;
}

function detailsOf({ bankDetails, walletDetails }: Transfer): { label: string; value: string }[] {
  const rows: [string, string | null | undefined][] = [
    ['Bank', bankDetails?.bankName],
    ['Account holder', bankDetails?.holder],
    ['IBAN', bankDetails?.iban],
    ['Account number', bankDetails?.accountNumber],
    ['BIC', bankDetails?.bic],
    ['Routing number', bankDetails?.routing],
    ['Wallet', walletDetails?.type],
    ['Wallet number', walletDetails?.id],
  ];
  return rows.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}
