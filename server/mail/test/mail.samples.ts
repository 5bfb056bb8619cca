import type { MailData } from '../mail.messages.js';

const invoice = { accountName: 'Acme', invoiceId: 'inv_01', invoiceNumber: 'INV-2026-11-00042' };
const amount = { amount: 2_610, currency: 'USD' };
const base = 'https://billing.countinghouse.test';

/** One mail of each kind, for tests and for looking at. */
export const MAIL_SAMPLES: MailData = {
  invoice_created: { ...invoice, total: amount, dueDate: '2026-11-29' },
  payment_success: { ...invoice, amount, paidOn: '2026-11-22', credits: 2_000 },
  payment_failed: { ...invoice, amount, reason: 'Your card was declined.', nextAttemptOn: '2026-11-25' },
  subscription_created: {
    accountName: 'Acme',
    planName: 'Team',
    price: { amount: 9_900, currency: 'USD' },
    interval: 'month',
    includedCredits: 5_000,
    renewsOn: '2026-12-22',
    trialEndsOn: null,
  },
  subscription_cancelled: { accountName: 'Acme', planName: 'Team', endsOn: '2026-12-22' },
  manual_payment_instructions: {
    ...invoice,
    amount,
    dueDate: '2026-11-29',
    methodName: 'Bank transfer',
    reference: 'RF18 INV2 0261 1000 42',
    instructions: 'Transfers within the EU take one working day.\nPlease send no cheques.',
    details: [
      { label: 'Account holder', value: 'Countinghouse GmbH' },
      { label: 'IBAN', value: 'DE89 3704 0044 0532 0130 00' },
      { label: 'BIC', value: 'COBADEFFXXX' },
    ],
  },
  manual_payment_approved: { ...invoice, amount, credits: 2_000 },
  manual_payment_rejected: {
    ...invoice,
    amount,
    reason: 'The proof shows another amount.\nPlease send the right one.',
  },
  refund: { accountName: 'Acme', amount, methodName: 'Card' },
  payment_bounced: { ...invoice, amount, reason: 'Returned by the bank' },
  team_invitation: {
    accountName: 'Acme',
    inviterName: 'Alice',
    role: 'billing',
    link: `${base}/invitations?token=secret-invitation`,
    expiresOn: '2026-11-29',
  },
  password_reset: { name: 'Alice', link: `${base}/reset-password?token=secret-reset` },
  email_verification: { name: 'Alice', link: `${base}/verify-email?token=secret-verify` },
  already_registered: { name: 'Alice', link: `${base}/sign-in` },
  staff_password_reset: { name: 'Sam', link: `${base}/admin/reset-password?token=secret-staff` },
  staff_invitation: { name: 'Sam', link: `${base}/admin/enrol?code=secret-code`, code: 'secret-code' },
  auto_recharge_paused: { accountName: 'Acme', why: 'declined' },
  low_credits: { accountName: 'Acme', balance: 120, threshold: 500 },
};
