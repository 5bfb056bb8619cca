import { adminAdjustCredits, adminTransferCredits } from '../../server/billing/credits/credits.contract.js';
import { component } from '../catalogue.js';
import type { Room } from '../kit/ports.js';
import { limitOf } from '../reads/desk.reads.js';
import { recordAction } from './recordAction.js';

/** Limits on credits have no currency. */
const CREDITS = '*';

/** What staff do with the credits of an account. */
export const creditActions = (room: Room) => ({ adjustCredits: adjust(room), moveCredits: move(room) });

/** What can be spent now, what is owed, and how many credits one person may move alone. */
async function creditTerms({ db }: Pick<Room, 'db'>, accountId: string, action: string) {
  const [wallet, limit] = await Promise.all([
    db.prisma.wallet.findUnique({
      where: { accountId },
      select: { balance: true, reserved: true, frozen: true, debt: true },
    }),
    limitOf({ db }, action, CREDITS),
  ]);
  const { balance = 0n, reserved = 0n, frozen = 0n, debt = 0n } = wallet ?? {};
  return {
    balance: String(balance),
    spendable: String(balance - reserved - frozen),
    debt: String(debt),
    limit,
  };
}

const adjust = ({ services, db, logger }: Room) =>
  recordAction({
    permission: 'credits.adjust',
    look: {
      label: 'Adjust credits',
      verb: 'Adjust credits',
      tone: 'primary',
      message:
        'Gives credits as a gift that never expires, or takes some out in the order in which they would be spent.',
      fields: [],
      form: component('CreditsForm'),
    },
    schema: adminAdjustCredits.body,
    logger,
    fits: () => true,
    prepare: ({ id }) => creditTerms({ db }, id, 'credits.adjust'),
    run: async ({ actor, id, input, requestKey }) => {
      const { balance } = await services.credits.adjust({
        actor,
        accountId: id,
        credits: BigInt(input.credits),
        reason: input.reason,
        requestKey,
      });
      return `The balance is ${new Intl.NumberFormat('en').format(balance)} credits now.`;
    },
  });

const move = ({ services, db, logger }: Room) =>
  recordAction({
    permission: 'credits.transfer',
    look: {
      label: 'Move credits',
      verb: 'Move credits',
      tone: 'danger',
      message:
        'For an account that is closed or merged: the credits go to another account of the same currency, with what they were sold for and until when they are good.',
      fields: [],
      form: component('MoveCreditsForm'),
    },
    schema: adminTransferCredits.body,
    logger,
    fits: () => true,
    prepare: ({ id }) => creditTerms({ db }, id, 'credits.transfer'),
    run: async ({ actor, id, input, requestKey }) => {
      const { toAccountId, credits, reason } = input;
      await services.credits.transfer({
        actor,
        fromAccountId: id,
        toAccountId,
        credits: BigInt(credits),
        reason,
        requestKey,
      });
      return 'The credits are moved.';
    },
  });
