import { z } from 'zod';
import { invalid } from '../kit/errors.js';

// Texts are cut, never refused: a mail must not undo the payment that it tells of. One line each, so that a name cannot
// bring paragraphs of its own into a mail to somebody else.
const text = z
  .string()
  .transform((value) => cut(value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim(), 160));
const longText = z.string().transform((value) => cut(value.trim(), 4_000));
const id = z.string().regex(/^[a-z]{3}_[0-9a-z]{1,40}$/);
const date = z.iso.date();
const money = z.strictObject({ amount: z.int(), currency: z.string().regex(/^[A-Z]{3}$/) });
/** A whole address below our own base URL; another one is refused when the mail is written. */
const link = z.url({ protocol: /^https?$/ }).max(2_000);
const credits = z.int().nonnegative();

const person = { name: text };
const account = { accountName: text };
const invoice = { ...account, invoiceId: id, invoiceNumber: text };

/** What every mail has to be told. Amounts are minor units; dates are calendar dates; null means "does not apply". */
export const MAIL_DATA = {
  invoice_created: z.strictObject({ ...invoice, total: money, dueDate: date }),
  payment_success: z.strictObject({ ...invoice, amount: money, paidOn: date, credits: credits.nullable() }),
  payment_failed: z.strictObject({
    ...invoice,
    amount: money,
    reason: text.nullable(),
    nextAttemptOn: date.nullable(),
  }),
  subscription_created: z.strictObject({
    ...account,
    planName: text,
    price: money,
    interval: z.enum(['month', 'year']),
    includedCredits: credits,
    /** The first day that is not paid for: the next billing date. */
    renewsOn: date,
    trialEndsOn: date.nullable(),
  }),
  subscription_cancelled: z.strictObject({
    ...account,
    planName: text,
    /** The first day without the plan. */
    endsOn: date,
  }),
  manual_payment_instructions: z.strictObject({
    ...invoice,
    amount: money,
    dueDate: date,
    methodName: text,
    reference: text,
    instructions: longText.nullable(),
    details: z.array(z.strictObject({ label: text, value: text })).max(20),
  }),
  manual_payment_approved: z.strictObject({ ...invoice, amount: money, credits: credits.nullable() }),
  manual_payment_rejected: z.strictObject({ ...invoice, amount: money, reason: longText }),
  refund: z.strictObject({
    ...account,
    amount: money,
    methodName: text,
  }),
  payment_bounced: z.strictObject({ ...invoice, amount: money, reason: longText }),
  team_invitation: z.strictObject({
    ...account,
    inviterName: text,
    role: z.enum(['owner', 'admin', 'billing', 'member']),
    link,
    expiresOn: date,
  }),
  password_reset: z.strictObject({ ...person, link }),
  email_verification: z.strictObject({ ...person, link }),
  already_registered: z.strictObject({ ...person, link }),
  staff_password_reset: z.strictObject({ ...person, link }),
  staff_invitation: z.strictObject({ ...person, link, code: text }),
  low_credits: z.strictObject({ ...account, balance: credits, threshold: credits }),
  auto_recharge_paused: z.strictObject({
    ...account,
    why: z.enum(['declined', 'confirmation_needed', 'no_longer_possible']),
  }),
} as const;

export type MailTemplate = keyof typeof MAIL_DATA;
export type MailData = { [T in MailTemplate]: z.output<(typeof MAIL_DATA)[T]> };

export const MAIL_TEMPLATES = Object.keys(MAIL_DATA) as readonly MailTemplate[];

const isTemplate = (name: string): name is MailTemplate => Object.hasOwn(MAIL_DATA, name);

/** A mail to be written: which template, to whom, in which language, with what. */
export type MailMessage = {
  [T in MailTemplate]: {
    readonly template: T;
    readonly to: string;
    /** BCP 47. German and English are spoken; every other language reads English. */
    readonly locale: string;
    readonly accountId: string | null;
    readonly data: MailData[T];
    /** The same key again is no second mail; null: always a mail of its own. */
    readonly dedupeKey: string | null;
  };
}[MailTemplate];

/**
 * Links and codes that open a door by themselves. Whoever reads such a mail can take the account over, so staff must
 * not: outside of a house that keeps its mails, they are never stored.
 */
const SECRETS: Partial<Record<MailTemplate, readonly ('link' | 'code')[]>> = {
  team_invitation: ['link'],
  password_reset: ['link'],
  email_verification: ['link'],
  staff_password_reset: ['link'],
  staff_invitation: ['link', 'code'],
};

export type MailSecrets = Readonly<Record<string, string>>;

// What an address is has been asked where it was taken in; here it only must not break the wire.
const address = z
  .string()
  .max(320)
  .regex(/^[^\s@<>,;"]+@[^\s@<>,;"]+$/);

export interface UncheckedMessage {
  readonly template: string;
  readonly to: string;
  readonly locale: string;
  readonly accountId: string | null;
  readonly data: unknown;
  readonly dedupeKey: string | null;
}

/** Checks a message of any origin; refuses (`invalid`) data that the template does not take and addresses that are none. */
export function checkMessage(message: UncheckedMessage): MailMessage {
  if (!isTemplate(message.template))
    throw invalid('mail_template_unknown', `There is no mail ${message.template}.`);
  const data = MAIL_DATA[message.template].safeParse(message.data);
  if (!data.success)
    throw invalid('mail_data_invalid', `${message.template}: ${z.prettifyError(data.error)}`);
  const to = address.safeParse(message.to);
  if (!to.success) throw invalid('mail_address_invalid', 'This is not an e-mail address.');
  // The template has just been matched with its own schema; TypeScript cannot follow the pair through the table.
  return { ...message, data: data.data } as MailMessage;
}

/** The secrets of a message, apart from its other data; `hidden` stands where they stood. */
export function splitSecrets(
  message: MailMessage,
  hidden: MailSecrets,
): { message: MailMessage; secrets: MailSecrets | null } {
  const names = SECRETS[message.template];
  if (!names) return { message, secrets: null };
  const data: Record<string, unknown> = { ...message.data };
  const secrets: Record<string, string> = {};
  for (const name of names) {
    secrets[name] = String(data[name]);
    data[name] = hidden[name];
  }
  return { message: checkMessage({ ...message, data }), secrets };
}

/** Whether a stored mail lacks the secrets that it has to carry. */
export const lacksSecrets = (message: MailMessage, hidden: MailSecrets): boolean =>
  (SECRETS[message.template] ?? []).some(
    (name) => (message.data as Record<string, unknown>)[name] === hidden[name],
  );

const cut = (value: string, length: number): string =>
  value.length > length ? `${value.slice(0, length - 1)}…` : value;
