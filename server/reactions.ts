import { z } from 'zod';
import type { Accounts } from './accounts/account/account.service.js';
import type { Audit } from './audit/audit.service.js';
import type { Credits } from './billing/credits/credits.service.js';
import type { Announce, BillingEvent } from './billing/events.js';
import type { CreditNotes } from './billing/invoices/invoices.credit-notes.service.js';
import type { InvoicePdfs } from './billing/invoices/invoices.pdf.service.js';
import type { Invoices } from './billing/invoices/invoices.service.js';
import type { Methods } from './billing/methods/methods.service.js';
import type { PaymentProofs } from './billing/payments/payments.proofs.service.js';
import type { Payments } from './billing/payments/payments.service.js';
import type { Recharge } from './billing/recharge/recharge.service.js';
import type { Tasks } from './jobs/worker.js';
import { systemActor } from './kit/actors.js';
import type { Db, Tx } from './kit/db.js';
import { money } from './kit/money.js';
import { createBillingMails } from './mail/billing-mails.js';
import type { Mail, MailDelivery } from './mail/mail.service.js';
import type { Webhooks } from './webhooks/webhooks.service.js';

/**
 * What follows from what, in one place. `within` happens in the transaction of the event (money and credits only);
 * `after` is a job: it exists only if the transaction commits, may run twice, and each is harmless then.
 */
export interface ReactionDeps {
  db: Db;
  accounts: Accounts;
  credits: Credits;
  invoices: Invoices;
  creditNotes: CreditNotes;
  pdfs: InvoicePdfs;
  payments: Payments;
  proofs: PaymentProofs;
  recharge: Recharge;
  methods: Methods;
  webhooks: Webhooks;
  mail: Mail;
  audit: Audit;
  forgetOldRows: () => Promise<void>;
}

const BILLING = systemActor('billing');

/** Called with the services once they exist: events are announced by them, and reactions call them. */
export function createAnnounce(services: () => ReactionDeps): Announce {
  return async (tx, event) => {
    await within(tx, event, services());
    for (const [task, payload] of after(event)) await tx.job(task, payload);
  };
}

async function within(
  tx: Tx,
  event: BillingEvent,
  { invoices, creditNotes, credits }: ReactionDeps,
): Promise<void> {
  if (event.type !== 'invoice.paid' && event.type !== 'invoice.reopened') return;
  const invoice = await invoices.lock(tx, event.invoiceId);
  // What was credited before it was paid is not granted: with the whole invoice credited, nothing is.
  const left = new Map(
    (await creditNotes.leftOf(tx, invoice)).map(({ invoiceLineId, ...line }) => [invoiceLineId, line]),
  );
  for (const line of invoice.lines) {
    const { credits: sold = null, price = money(0n, invoice.currency) } = left.get(line.id) ?? {};
    if (sold === null || sold === 0n) continue;
    const of = {
      accountId: invoice.accountId,
      invoiceLineId: line.id,
      invoiceNumber: invoice.number ?? '',
      credits: sold,
      price,
    };
    if (event.type === 'invoice.reopened') await credits.ungrant(tx, of);
    else {
      const validityDays = line.creditPackage?.validityDays ?? null;
      await credits.grantSold(tx, { ...of, paymentId: event.paymentId, validityDays });
    }
  }
}

/** Which jobs an event leads to. */
function after(event: BillingEvent): [task: string, payload: Record<string, string>][] {
  switch (event.type) {
    case 'invoice.issued':
      return [
        ['invoices.render', { invoiceId: event.invoiceId }],
        ...(event.send
          ? [
              ['invoices.send', { invoiceId: event.invoiceId, occasion: 'issued' }] as [
                string,
                Record<string, string>,
              ],
            ]
          : []),
      ];
    case 'invoice.paid':
      return event.paymentId
        ? [['mail.paid', { invoiceId: event.invoiceId, paymentId: event.paymentId }]]
        : [];
    case 'credit_note.issued':
      return [['creditNotes.render', { creditNoteId: event.creditNoteId }]];
    case 'payment.awaiting_transfer':
      return [['mail.transfer', { paymentId: event.paymentId }]];
    case 'payment.account_kept':
      return [['methods.noteKept', { accountId: event.accountId, vaultId: event.vaultId }]];
    case 'payment.failed':
      return [
        ['mail.failed', { paymentId: event.paymentId }],
        ['credits.recharged', { paymentId: event.paymentId }],
      ];
    case 'payment.approved':
      return [['mail.approved', { paymentId: event.paymentId }]];
    case 'payment.rejected':
      return [['mail.rejected', { paymentId: event.paymentId }]];
    case 'refund.booked':
      return [['mail.refund', { refundId: event.refundId }]];
    case 'payment.bounced':
      return [['mail.bounced', { paymentId: event.paymentId }]];
    case 'invoice.reopened':
      return [];
    case 'payment.succeeded':
      return [['credits.recharged', { paymentId: event.paymentId }]];
    case 'credits.low': {
      const { accountId, left, threshold, day } = event;
      return [['mail.lowCredits', { accountId, left, threshold, day }]];
    }
    case 'recharge.paused': {
      const { accountId, reason, pausedAt } = event;
      return [['mail.rechargePaused', { accountId, reason, pausedAt }]];
    }
  }
}

const ids = {
  invoice: z.object({ invoiceId: z.string() }),
  send: z.object({ invoiceId: z.string(), occasion: z.string() }),
  creditNote: z.object({ creditNoteId: z.string() }),
  payment: z.object({ paymentId: z.string() }),
  refund: z.object({ refundId: z.string() }),
  account: z.object({ accountId: z.string() }),
  low: z.object({ accountId: z.string(), left: z.string(), threshold: z.string(), day: z.string() }),
  paused: z.object({ accountId: z.string(), reason: z.string(), pausedAt: z.string() }),
  paid: z.object({ invoiceId: z.string(), paymentId: z.string() }),
  method: z.object({ methodId: z.string() }),
  vault: z.object({ vaultId: z.string() }),
  kept: z.object({ vaultId: z.string(), accountId: z.string() }),
  event: z.object({ id: z.string() }),
  run: z.object({ runId: z.string() }),
};

/** Every job of the house by its name. */
export function createTasks(deps: ReactionDeps): Tasks {
  const { payments, recharge, webhooks, methods, mail, pdfs } = deps;
  const mails = createBillingMails(deps);
  return {
    'webhooks.work': (payload) => webhooks.work(ids.event.parse(payload).id),
    'payments.sweep': (payload) => payments.sweep(ids.payment.parse(payload).paymentId),
    'payments.sweepAll': async () => void (await payments.sweepAll()),
    'payments.sweepRefunds': async () => void (await payments.sweepRefunds()),
    'proofs.sweep': async () => void (await deps.proofs.sweep()),
    'methods.noteKept': async (payload) => {
      const { vaultId, accountId } = ids.kept.parse(payload);
      await methods.noteKept(vaultId, accountId);
    },
    'methods.forget': (payload) => methods.forgetAtGateway(ids.vault.parse(payload).vaultId),
    'methods.detach': (payload) => methods.detachAtGateway(ids.method.parse(payload).methodId),
    'invoices.render': async (payload) =>
      void (await pdfs.pdf(BILLING, ids.invoice.parse(payload).invoiceId)),
    'creditNotes.render': async (payload) =>
      void (await pdfs.creditNotePdf(BILLING, ids.creditNote.parse(payload).creditNoteId)),
    'invoices.send': (payload) => mails.invoiceCreated(ids.send.parse(payload)),
    'mail.paid': (payload) => mails.paid(ids.paid.parse(payload)),
    'mail.transfer': (payload) => mails.transferInstructions(ids.payment.parse(payload)),
    'mail.failed': (payload) => mails.paymentFailed(ids.payment.parse(payload)),
    'mail.approved': (payload) => mails.approved(ids.payment.parse(payload)),
    'mail.refund': (payload) => mails.refunded(ids.refund.parse(payload)),
    'mail.bounced': (payload) => mails.bounced(ids.payment.parse(payload)),
    'mail.rejected': (payload) => mails.rejected(ids.payment.parse(payload)),
    'mail.deliver': (payload) => mail.deliver(payload as MailDelivery),
    'credits.recharge': (payload) => recharge.run(ids.account.parse(payload).accountId),
    'credits.recharged': (payload) => recharge.noteOutcome(ids.payment.parse(payload).paymentId),
    'mail.lowCredits': (payload) => mails.lowCredits(ids.low.parse(payload)),
    'mail.rechargePaused': (payload) => mails.rechargePaused(ids.paused.parse(payload)),
    'credits.expire': async () => {
      await deps.credits.expireHolds();
      await deps.credits.expireLots();
    },
    'audit.nightly': async () => void (await deps.audit.runNightly()),
    'audit.run': (payload) => deps.audit.run(ids.run.parse(payload).runId),
    'plumbing.forget': () => deps.forgetOldRows(),
  };
}
