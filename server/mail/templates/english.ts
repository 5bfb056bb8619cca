import type { Fact, Language, Say, Templates } from './content.js';

const ROLES = {
  owner: 'owner',
  admin: 'administrator',
  billing: 'billing manager',
  member: 'member',
} as const;
const PER = { month: 'per month', year: 'per year' } as const;

const hello = (name: string): string => (name === '' ? 'Hello,' : `Hello ${name},`);
const invoiceFact = (number: string): Fact => ({ label: 'Invoice', value: number });
const viewInvoice = (say: Say, id: string) => ({
  label: 'View invoice',
  link: say.link(`/account/invoices/${id}`),
});
const creditFacts = (say: Say, credits: number | null): Fact[] =>
  credits === null ? [] : [{ label: 'Credits added', value: say.number(credits) }];
const IGNORE = 'If you did not ask for this, you can ignore this mail. Nothing changes without the link.';

const templates: Templates = {
  invoice_created: ({ accountName, invoiceId, invoiceNumber, total, dueDate }, say) => ({
    subject: `Invoice ${invoiceNumber}: ${say.money(total)} due ${say.date(dueDate)}`,
    preview: `A new invoice for ${accountName}.`,
    heading: 'You have a new invoice',
    paragraphs: [
      `We have issued a new invoice for ${accountName}. You can read it, download it and pay it online.`,
    ],
    facts: [
      invoiceFact(invoiceNumber),
      { label: 'Amount', value: say.money(total) },
      { label: 'Due date', value: say.date(dueDate) },
    ],
    action: viewInvoice(say, invoiceId),
    notes: ['If you have paid already, or pay automatically, you need to do nothing.'],
  }),
  payment_success: ({ accountName, invoiceId, invoiceNumber, amount, paidOn, credits }, say) => ({
    subject: `Payment received: ${say.money(amount)} for ${invoiceNumber}`,
    preview: `Thank you. Your payment for ${accountName} has arrived.`,
    heading: 'Thank you for your payment',
    paragraphs: [`Your payment for ${accountName} has arrived.`],
    facts: [
      invoiceFact(invoiceNumber),
      { label: 'Amount', value: say.money(amount) },
      { label: 'Paid on', value: say.date(paidOn) },
      ...creditFacts(say, credits),
    ],
    action: viewInvoice(say, invoiceId),
  }),
  payment_failed: ({ accountName, invoiceId, invoiceNumber, amount, reason, nextAttemptOn }, say) => ({
    subject: `Payment failed for invoice ${invoiceNumber}`,
    preview: `We could not collect ${say.money(amount)} for ${accountName}.`,
    heading: 'Your payment did not go through',
    paragraphs: [
      `We could not collect ${say.money(amount)} for ${accountName}.`,
      nextAttemptOn === null
        ? 'Please pay the invoice with another payment method.'
        : `We will try again on ${say.date(nextAttemptOn)}. You can also pay now, or choose another payment method.`,
    ],
    facts: [
      invoiceFact(invoiceNumber),
      { label: 'Amount', value: say.money(amount) },
      ...(reason === null ? [] : [{ label: 'Reason', value: reason }]),
    ],
    action: { ...viewInvoice(say, invoiceId), label: 'Pay now' },
  }),
  subscription_created: (
    { accountName, planName, price, interval, includedCredits, renewsOn, trialEndsOn },
    say,
  ) => ({
    subject: `Welcome to ${planName}`,
    preview: `${planName} is active for ${accountName}.`,
    heading: `Welcome to ${planName}`,
    paragraphs: [`The plan ${planName} is now active for ${accountName}.`],
    facts: [
      { label: 'Plan', value: planName },
      { label: 'Price', value: `${say.money(price)} ${PER[interval]}` },
      { label: 'Included credits', value: say.number(includedCredits) },
      ...(trialEndsOn === null ? [] : [{ label: 'Trial ends', value: say.date(trialEndsOn) }]),
      { label: 'Next billing date', value: say.date(renewsOn) },
    ],
    action: { label: 'Plans & billing', link: say.link('/account/billing') },
  }),
  subscription_cancelled: ({ accountName, planName, endsOn }, say) => ({
    subject: `Your plan ${planName} is cancelled`,
    preview: `${planName} ends on ${say.date(endsOn)}.`,
    heading: 'Your plan is cancelled',
    paragraphs: [
      `The plan ${planName} of ${accountName} ends on ${say.date(endsOn)}. Until then you can use it as before.`,
      'Nothing more will be charged for it. If you change your mind, you can take it up again at any time.',
    ],
    action: { label: 'Plans & billing', link: say.link('/account/billing') },
  }),
  manual_payment_instructions: (data, say) => ({
    subject: `How to pay invoice ${data.invoiceNumber}`,
    preview: `${say.money(data.amount)} by ${data.methodName}, reference ${data.reference}`,
    heading: `Pay by ${data.methodName}`,
    paragraphs: [
      `Please pay ${say.money(data.amount)} for ${data.accountName} by ${say.date(data.dueDate)}. Give the reference exactly as it stands here, so that we can match your payment.`,
    ],
    facts: [
      invoiceFact(data.invoiceNumber),
      { label: 'Amount', value: say.money(data.amount) },
      { label: 'Reference', value: data.reference },
      ...data.details,
    ],
    quote: data.instructions,
    action: { ...viewInvoice(say, data.invoiceId), label: 'Upload proof of payment' },
    notes: ['We confirm your payment as soon as it has arrived.'],
  }),
  manual_payment_approved: ({ accountName, invoiceId, invoiceNumber, amount, credits }, say) => ({
    subject: `Payment confirmed: ${say.money(amount)} for ${invoiceNumber}`,
    preview: `Your payment for ${accountName} is confirmed.`,
    heading: 'Your payment is confirmed',
    paragraphs: [`We have confirmed your payment for ${accountName}. Thank you.`],
    facts: [
      invoiceFact(invoiceNumber),
      { label: 'Amount', value: say.money(amount) },
      ...creditFacts(say, credits),
    ],
    action: viewInvoice(say, invoiceId),
  }),
  manual_payment_rejected: ({ accountName, invoiceId, invoiceNumber, amount, reason }, say) => ({
    subject: `We could not confirm your payment for ${invoiceNumber}`,
    preview: `Please check your payment of ${say.money(amount)}.`,
    heading: 'We could not confirm your payment',
    paragraphs: [
      `You told us of a payment of ${say.money(amount)} for ${accountName}. We could not confirm it. Our team wrote:`,
    ],
    quote: reason,
    facts: [invoiceFact(invoiceNumber), { label: 'Amount', value: say.money(amount) }],
    action: viewInvoice(say, invoiceId),
    notes: ['The invoice is still open. You can send new evidence or pay in another way.'],
  }),
  refund: ({ accountName, amount, methodName }, say) => ({
    subject: `We have sent ${say.money(amount)} back to you`,
    preview: `A refund for ${accountName} is on its way.`,
    heading: 'Your refund is on its way',
    paragraphs: [
      `We have sent ${say.money(amount)} back to the ${accountName} payment method. Depending on the bank it takes up to ten days to arrive.`,
    ],
    facts: [
      { label: 'Amount', value: say.money(amount) },
      { label: 'Sent back by', value: methodName },
    ],
    action: { label: 'View invoices', link: say.link('/account/invoices') },
    notes: ['Credits that were bought with this money have been taken back in proportion.'],
  }),
  payment_bounced: ({ accountName, invoiceId, invoiceNumber, amount, reason }, say) => ({
    subject: `Your transfer for ${invoiceNumber} came back`,
    preview: `The invoice for ${accountName} is open again.`,
    heading: 'Your transfer came back',
    paragraphs: [
      `The bank took your transfer of ${say.money(amount)} for ${accountName} back, so the invoice is open again. Our team wrote:`,
    ],
    quote: reason,
    facts: [invoiceFact(invoiceNumber), { label: 'Amount', value: say.money(amount) }],
    action: viewInvoice(say, invoiceId),
    notes: ['Credits that the invoice had brought come back when it is paid.'],
  }),
  team_invitation: ({ accountName, inviterName, role, link, expiresOn }, say) => ({
    subject: `${inviterName} invites you to ${accountName}`,
    preview: `Join ${accountName} as ${ROLES[role]}.`,
    heading: `Join ${accountName}`,
    paragraphs: [`${inviterName} invites you to join ${accountName} as ${ROLES[role]}.`],
    action: { label: 'Accept invitation', link },
    notes: [
      `The invitation is valid until ${say.date(expiresOn)}. If you do not expect it, you can ignore this mail.`,
    ],
  }),
  password_reset: ({ name, link }) => ({
    subject: 'Choose a new password',
    preview: 'The link is valid for one hour.',
    heading: 'Choose a new password',
    paragraphs: [
      hello(name),
      'You asked for a new password. Open this link to choose it; it is valid for one hour.',
    ],
    action: { label: 'Choose new password', link },
    notes: [IGNORE],
  }),
  email_verification: ({ name, link }) => ({
    subject: 'Confirm your e-mail address',
    preview: 'One click, and your account is ready.',
    heading: 'Confirm your e-mail address',
    paragraphs: [hello(name), 'Please confirm that this address is yours. The link is valid for 24 hours.'],
    action: { label: 'Confirm address', link },
    notes: [IGNORE],
  }),
  already_registered: ({ name, link }) => ({
    subject: 'You have an account already',
    preview: 'Somebody tried to register with your address.',
    heading: 'You have an account already',
    paragraphs: [
      hello(name),
      'Somebody, probably you, tried to register with this address. It has an account already, so nothing was changed.',
    ],
    action: { label: 'Sign in', link },
    notes: ['If you have forgotten your password, you can choose a new one on the same page.'],
  }),
  staff_password_reset: ({ name, link }) => ({
    subject: 'Choose a new password for the back office',
    preview: 'The link is valid for one hour.',
    heading: 'Choose a new password',
    paragraphs: [
      hello(name),
      'You asked for a new password for the back office. The link is valid for one hour.',
    ],
    action: { label: 'Choose new password', link },
    notes: ['If you did not ask for this, tell your administrator. Nothing changes without the link.'],
  }),
  staff_invitation: ({ name, link, code }) => ({
    subject: 'Your access to the back office',
    preview: 'Set up your second factor to begin.',
    heading: 'Your access to the back office',
    paragraphs: [
      hello(name),
      'An account was made for you. Sign in and set up your second factor with this code.',
    ],
    facts: [{ label: 'Code', value: code }],
    action: { label: 'Set up access', link },
    notes: ['The code can be used once. Do not pass it on.'],
  }),
  auto_recharge_paused: ({ accountName, why }, say) => ({
    subject: `Automatic recharge for ${accountName} is paused`,
    preview: 'No credits are bought by themselves until you resume it.',
    heading: 'Automatic recharge is paused',
    paragraphs: [
      {
        declined: `We could not charge the saved payment method of ${accountName}: it was declined three times.`,
        confirmation_needed: `The bank of ${accountName} wants you to confirm the payment, which cannot be done without you.`,
        no_longer_possible: `What ${accountName} has set up for it, the package or the payment method, is no longer available.`,
      }[why],
      'Until you resume it, no credits are bought by themselves and nothing is charged.',
    ],
    action: { label: 'Open billing', link: say.link('/account/billing') },
  }),
  low_credits: ({ accountName, balance, threshold }, say) => ({
    subject: `${accountName} is running low on credits`,
    preview: `${say.number(balance)} credits are left.`,
    heading: 'Your credits are running low',
    paragraphs: [
      `${accountName} has ${say.number(balance)} credits left, fewer than the ${say.number(threshold)} at which we tell you.`,
    ],
    action: { label: 'Buy credits', link: say.link('/account/credits/purchase') },
  }),
};

export const english: Language = {
  frame: {
    language: 'en',
    buttonFails: 'If the button does not work, open this address:',
    reason: (seller) => `You receive this mail because you use the services of ${seller}.`,
    questions: (email) => `Questions? Write to ${email}.`,
  },
  templates,
};
