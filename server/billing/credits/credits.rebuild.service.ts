import { type Actor, authorize } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import type { CreditLedger } from './credits.ledger.service.js';
import { type Difference, differences, flaws, type LotSums, retell } from './credits.rebuild.rules.js';
import { readLedger, writeSums } from './credits.rebuild.store.js';

export type { Difference } from './credits.rebuild.rules.js';

export interface Rebuild {
  /**
   * Tells wallet and lots again from the ledger, which is the truth, and answers where the cached figures are others; an empty
   * list is what should come. Locks the wallet. Only with `repair` are the figures written, with a row in the audit log; the ledger itself is
   * never touched.
   */
  rebuild(command: { actor: Actor; accountId: string; repair?: boolean }): Promise<Difference[]>;
}

export function createRebuild({ db, ledger }: { db: Db; ledger: CreditLedger }): Rebuild {
  return {
    async rebuild({ actor, accountId, repair = false }) {
      authorize(actor, repair ? 'credits.transfer' : 'books.read');
      return db.transaction(async (tx) => {
        const { wallet } = await ledger.open(tx, accountId);
        const { rows, lots, asides } = await readLedger(tx.prisma, accountId);
        const frozenLotIds = lots.filter(({ frozenAt }) => frozenAt !== null).map(({ id }) => id);
        const told = retell({ rows, asides, frozenLotIds });
        const lotOf = (id: string): LotSums =>
          told.lots.get(id) ?? { remaining: 0n, reserved: 0n, revoked: 0n, owed: 0n };
        const wrong = [
          ...differences(accountId, wallet, told.wallet),
          ...lots.flatMap((lot) => differences(lot.id, lot, lotOf(lot.id))),
        ];
        if (repair && wrong.length > 0) {
          await writeSums(
            tx,
            accountId,
            told.wallet,
            lots.map(({ id }) => ({ id, ...lotOf(id) })),
          );
          tx.live({ accountId, resource: 'credits', ids: [accountId] });
          tx.audit({
            actor,
            action: 'credits.rebuild',
            subject: { type: 'account', id: accountId },
            accountId,
            after: {
              differences: wrong.map((one) => ({ ...one, kept: `${one.kept}`, told: `${one.told}` })),
            },
          });
        }
        return [...flaws(accountId, rows), ...wrong];
      });
    },
  };
}
