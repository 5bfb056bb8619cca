import { adminApplyMoneyOnAccount } from '../../server/billing/balance/balance.contract.js';
import type { Effect } from '../kit/look.js';
import { moneyWords } from '../kit/moneyWords.js';
import type { Room } from '../kit/ports.js';
import { recordAction } from './recordAction.js';

/** Settles an invoice with the customer's money on account. */
export const applyBalance = ({ services, db, logger }: Room) =>
  recordAction({
    permission: 'payments.apply',
    look: {
      label: 'Use money on account',
      verb: 'Use money on account',
      tone: 'neutral',
      message: 'The invoice is settled with what the customer has on account, as far as it goes.',
      fields: [
        {
          name: 'amount',
          label: 'Amount',
          kind: 'money',
          isRequired: false,
          help: 'Leave empty to use as much as is there and due.',
        },
      ],
    },
    schema: adminApplyMoneyOnAccount.body,
    logger,
    fits: ({ status, amountDue }) =>
      (status === 'pending' || status === 'uncollectible') && BigInt(String(amountDue ?? 0)) > 0n,
    prepare: async ({ id }) => ({ effects: await balanceEffects({ db }, id) }),
    run: async ({ actor, id, input, requestKey }) => {
      const amountMinor = input.amount === undefined ? null : BigInt(input.amount);
      await services.payments.applyBalance({ actor, invoiceId: id, amountMinor, requestKey });
      return 'The money is used for the invoice.';
    },
  });

async function balanceEffects({ db }: Pick<Room, 'db'>, invoiceId: string): Promise<Effect[]> {
  const invoice = await db.prisma.invoice.findUniqueOrThrow({
    where: { id: invoiceId },
    select: { accountId: true, currency: true, amountDue: true, number: true },
  });
  const { accountId, currency, amountDue, number } = invoice;
  const there = await db.prisma.moneyOnAccount.findUnique({
    where: { accountId_currency: { accountId, currency } },
    select: { balance: true },
  });
  const balance = there?.balance ?? 0n;
  const inWords = (minor: bigint) => moneyWords(minor, currency);
  if (balance === 0n) return [{ text: `There is no money in ${currency} on account.`, tone: 'stop' }];
  const used = balance < amountDue ? balance : amountDue;
  return [
    { text: `${inWords(balance)} is on account, ${inWords(amountDue)} is due on ${number}.`, tone: 'plain' },
    {
      text: `At most ${inWords(used)} is used; then ${inWords(amountDue - used)} is due, and ${inWords(balance - used)} is left on account.`,
      tone: 'plain',
    },
    {
      text: 'A transfer that the customer was asked for and has not declared is no longer waited for.',
      tone: 'plain',
    },
  ];
}
