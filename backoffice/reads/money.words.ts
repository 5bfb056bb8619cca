import type { Effect } from '../kit/look.js';
import { moneyWords } from '../kit/moneyWords.js';
import type { RefundPreview } from '../kit/ports.money.js';

/** Sentences about what a deed would do, for whoever is about to do it. */
const say = (text: string, tone: Effect['tone'] = 'plain'): Effect => ({ text, tone });
const count = (credits: bigint): string =>
  `${new Intl.NumberFormat('en').format(credits)} ${credits === 1n ? 'credit' : 'credits'}`;

/** `limit`: up to which amount one person acts alone, null where nobody does. */
export function limitEffect(
  limit: bigint | null,
  amount: bigint,
  inWords: (minor: bigint) => string,
): Effect[] {
  if (limit === null)
    return [say('This always waits for a second person: it is filed, and somebody else decides.', 'warn')];
  if (amount <= limit) return [];
  return [
    say(
      `Above ${inWords(limit)} it waits for a second person: it is filed, and somebody else decides.`,
      'warn',
    ),
  ];
}

export function refundEffects(
  preview: RefundPreview,
  asked: { amount: bigint; isManual: boolean; limit: bigint | null },
): Effect[] {
  const inWords = (minor: bigint) => moneyWords(minor, preview.currency);
  if (preview.refusal) return [say(refusalText(preview, inWords), 'stop')];
  const { amount, isManual, limit } = asked;
  const effects = [
    say(
      isManual
        ? `${inWords(amount)} is booked as sent back. Make the transfer at your bank: nothing is sent from here.`
        : `${inWords(amount)} goes back the way it came.`,
    ),
  ];
  for (const { invoiceNumber, amount: credited, creditsTaken, creditsOwed } of preview.credited) {
    effects.push(say(`${invoiceNumber} gets a credit note of ${inWords(credited)}.`));
    if (creditsTaken > 0n) effects.push(say(`${count(creditsTaken)} of ${invoiceNumber} are taken back.`));
    if (creditsOwed > 0n)
      effects.push(
        say(`${count(creditsOwed)} of ${invoiceNumber} were used already: the account owes them.`, 'warn'),
      );
  }
  if (preview.fromAccount > 0n)
    effects.push(
      say(
        `${inWords(preview.fromAccount)} comes out of the customer’s money on account, where ${inWords(preview.moneyOnAccount)} is.`,
      ),
    );
  return [...effects, ...limitEffect(limit, amount, inWords)];
}

function refusalText(preview: RefundPreview, inWords: (minor: bigint) => string): string {
  switch (preview.refusal) {
    case 'payment_not_refundable':
      return 'Only a payment that has succeeded can be refunded.';
    case 'more_than_refundable':
      return `At most ${inWords(preview.refundable)} can be refunded yet.`;
    case 'invoice_still_due': {
      const names = preview.credited.filter(({ isStillDue }) => isStillDue).map((one) => one.invoiceNumber);
      return `${names.join(', ')} is paid in part only. Write a credit note first, then pay out money on account.`;
    }
    case 'money_on_account_short':
      return `There is not that much to take back: the invoices cover ${inWords(
        preview.credited.reduce((sum, { amount }) => sum + amount, 0n),
      )}, and ${inWords(preview.moneyOnAccount)} is on account.`;
    case null:
      return '';
  }
}

interface Share {
  readonly kind: string;
  readonly amount: bigint;
  readonly invoice: { readonly number: string | null; readonly currency: string };
}

const KEPT: Readonly<Record<string, string>> = { bank_fee: ' (bank fee)', withholding: ' (tax withheld)' };

/** `rest`: what the payment left on account. */
export function bounceEffects(
  shares: readonly Share[],
  payment: { currency: string; amountCaptured: bigint },
): Effect[] {
  const inWords = (minor: bigint) => moneyWords(minor, payment.currency);
  const cash = shares.filter(({ kind }) => kind === 'cash').reduce((sum, { amount }) => sum + amount, 0n);
  const rest = payment.amountCaptured - cash;
  return [
    ...shares.map(({ kind, amount, invoice }) =>
      say(`${invoice.number}: ${inWords(amount)}${KEPT[kind] ?? ''} is due again.`),
    ),
    ...(shares.length > 0
      ? [say('Credits that they had granted are taken back until they are paid again.')]
      : []),
    ...(rest > 0n ? [say(`${inWords(rest)} leaves the customer’s money on account.`)] : []),
    say('The customer gets a mail that says so, with your reason.'),
  ];
}
