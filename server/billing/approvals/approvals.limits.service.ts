import { z } from 'zod';
import { type Actor, authorize, type StaffActor } from '../../kit/actors.js';
import type { Db, Tx } from '../../kit/db.js';
import { conflict, invalid } from '../../kit/errors.js';
import { allLimits, findLimit, lockLimit, putLimit } from './approvals.limits.store.js';
import { APPROVAL_ACTIONS, type ApprovalAction, CREDITS, isRaise, MEASURE } from './approvals.rules.js';
import type { ApprovalRow, Ask } from './approvals.service.js';
import type { LimitRow } from './approvals.store.js';

export type { LimitRow };

export interface ApprovalLimits {
  limits(actor: Actor): Promise<LimitRow[]>;
  /**
   * Sets up to which amount one person may act alone; null: never. Admins only. A lower limit holds at once; a higher one needs a
   * second person, or whoever sets limits could pass them (docs/decisions/0015). Answers all limits. Refuses with
   * `limit_not_possible`, `second_approval_needed`, `approval_limit_changed`.
   */
  setLimit(command: LimitChange & { actor: Actor }): Promise<LimitRow[]>;
}

export interface LimitChange {
  action: ApprovalAction;
  /** ISO 4217, or `*` for limits in credits. */
  currency: string;
  /** Minor units, or credits. */
  amount: bigint | null;
}

export interface LimitDeps {
  db: Db;
  require: (actor: Actor, ask: Ask) => Promise<void>;
  sign: (tx: Tx) => Promise<void>;
}

const payloadSchema = z.strictObject({
  action: z.enum(APPROVAL_ACTIONS),
  currency: z.string(),
  amount: z.string().regex(/^\d+$/),
});

export function createApprovalLimits({ db, require, sign }: LimitDeps) {
  function refuseSenseless({ action, currency }: LimitChange): void {
    const measure = MEASURE[action];
    if (measure === 'nothing') {
      throw invalid('limit_not_possible', 'This always needs a second person.', { action: ['Has no limit'] });
    }
    if ((measure === 'credits') !== (currency === CREDITS)) {
      throw invalid(
        'limit_not_possible',
        `This limit counts ${measure === 'credits' ? 'credits (*)' : 'money'}.`,
        {
          currency: [measure === 'credits' ? 'Must be *' : 'Must be a currency'],
        },
      );
    }
  }

  async function setLimit({ actor, ...change }: LimitChange & { actor: Actor }): Promise<LimitRow[]> {
    authorize(actor, 'approvals.configure');
    refuseSenseless(change);
    const { action, currency, amount } = change;
    const raises = isRaise(await findLimit(db.prisma, action, currency), amount);
    if (raises) {
      await require(actor, {
        action: 'approval_limit.raise',
        amount: null,
        subject: { type: 'approval_limit', id: `${action}:${currency}` },
        accountId: null,
        payload: { action, currency, amount: String(amount) },
        reason: null,
      });
    }
    await db.transaction(async (tx) => {
      await sign(tx);
      const before = await lockLimit(tx, action, currency);
      if (isRaise(before, amount) && !raises) {
        throw conflict('approval_limit_changed', 'Somebody else has changed this limit. Look again.');
      }
      await putLimit(tx, change);
      tx.audit({
        actor,
        action: 'approval_limit.set',
        subject: { type: 'approval_limit', id: `${action}:${currency}` },
        accountId: null,
        before: { amount: before === null ? null : String(before) },
        after: { amount: amount === null ? null : String(amount) },
      });
    });
    return allLimits(db.prisma);
  }

  return {
    async limits(actor: Actor): Promise<LimitRow[]> {
      authorize(actor, 'approvals.configure');
      return allLimits(db.prisma);
    },
    setLimit,
    carryOut: {
      'approval_limit.raise': (actor: StaffActor, request: ApprovalRow) => {
        const change = payloadSchema.parse(request.payload);
        return setLimit({ actor, ...change, amount: BigInt(change.amount) });
      },
    },
  };
}
