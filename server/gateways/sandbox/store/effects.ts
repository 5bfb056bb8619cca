import type { Transactions } from './transaction.js';
import { type EffectKind, forgetPending, type Work } from './work.js';

/** What happens when an effect is due, by its kind. */
export type Effects = Readonly<Record<EffectKind, (work: Work, objectId: string) => Promise<void>>>;

/** What the outside world does by itself: banks dispute, refunds come through or fail. Due effects run one by one. */
export async function runDueEffects(
  transactions: Transactions,
  effects: Effects,
  /** A refusal of the gateway's rules, as opposed to a fault of ours. */
  isRefusal: (error: unknown) => boolean,
): Promise<number> {
  return transactions.run({ requestId: null, idempotencyKey: null }, async (work) => {
    // Deleted with the effect's own commit, so that it happens once even where the process dies in between.
    const { rows } = await work.query<{ kind: EffectKind; object_id: string }>(
      `delete from sandbox.effects where id = (
         select id from sandbox.effects where due_at <= now() order by due_at, id limit 1 for update skip locked)
       returning kind, object_id`,
    );
    const effect = rows[0];
    if (effect === undefined) return 0;
    await effects[effect.kind](work, effect.object_id).catch((error: unknown) => {
      // What became impossible meanwhile does not happen, and must not block what is due after it.
      if (!isRefusal(error)) throw error;
      forgetPending(work);
    });
    return 1;
  });
}
