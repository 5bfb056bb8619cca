import { type Actor, authorize, confinedTo } from '../../kit/actors.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { notFound } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { toWire } from '../../kit/money.js';
import type { Clock } from '../../kit/time.js';
import type { Approvals } from '../approvals/approvals.service.js';
import type { Journal } from '../journal/journal.service.js';
import type { CreditBalanceView } from './credits.contract.js';
import { type CreditDesk, createCreditDesk } from './credits.desk.service.js';
import { createCreditLedger } from './credits.ledger.service.js';
import { createRebuild, type Rebuild } from './credits.rebuild.service.js';
import { LOT_PRIORITY, type LotSource, spendable, spendableOf } from './credits.rules.js';
import { createSoldCredits, type SoldCreditStories } from './credits.sold.service.js';
import { createSpending, type Spending } from './credits.spending.service.js';
import {
  listEntries,
  listOpenLots,
  listOpenLotsWithSale,
  readWallet,
  type ToldEntry,
} from './credits.store.js';
import { createTransfers, type Transfers } from './credits.transfer.service.js';

export type { SoldCredits, TakenBack } from './credits.sold.service.js';
export type { HoldRow } from './credits.spending.service.js';

export interface Credits extends SoldCreditStories, Spending, CreditDesk, Transfers, Rebuild {
  /** Credits given without a price (a welcome gift, a plan's bonus). Locks the wallet. */
  grantBonus(
    tx: Tx,
    bonus: { accountId: string; credits: bigint; reason: string; expiresAt: Date | null },
  ): Promise<void>;
  /** What can be spent now, by origin; what is set aside, disputed or owed; the lots in the order of spending. */
  balance(actor: Actor & { accountId: string }): Promise<CreditBalanceView>;
  /** Credits of an account that can be spent now. */
  spendableOf(accountId: string, reader?: Reader): Promise<bigint>;
  entries(actor: Actor, list: ListQuery): Promise<Page<ToldEntry>>;
}

export interface CreditsDeps {
  db: Db;
  clock: Clock;
  journal: Journal;
  approvals: Approvals;
  /** In which currency an account buys, and whether it is open. Throws `account_not_found`. */
  accountOf: (accountId: string) => Promise<{ currency: string; status: string }>;
}

export function createCredits({ db, clock, journal, approvals, accountOf }: CreditsDeps): Credits {
  const ledger = createCreditLedger(journal);
  return {
    ...createSoldCredits({ journal, ledger }),
    ...createSpending({ db, clock, ledger }),
    ...createCreditDesk({ db, clock, ledger, approvals, accountOf }),
    ...createTransfers({ db, journal, ledger, approvals, accountOf }),
    ...createRebuild({ db, ledger }),

    async grantBonus(tx, { accountId, credits, reason, expiresAt }) {
      const { wallet } = await ledger.open(tx, accountId);
      const lot = {
        accountId,
        source: 'bonus' as const,
        credits,
        price: null,
        priority: LOT_PRIORITY.bonus,
        expiresAt,
        invoiceLineId: null,
        paymentId: null,
      };
      await ledger.addLot(tx, wallet, lot, 'grant', { reason });
    },

    async balance(actor) {
      authorize(actor, 'credits.read');
      const [wallet, open] = await Promise.all([
        readWallet(db.prisma, actor.accountId),
        listOpenLotsWithSale(db.prisma, actor.accountId),
      ]);
      const now = clock.now();
      const lots = open.filter((lot) => lot.expiresAt === null || lot.expiresAt > now);
      const left = (sources: readonly LotSource[]) =>
        toWire(
          lots
            .filter((lot) => sources.includes(lot.source))
            .reduce((total, lot) => total + spendableOf(lot, now), 0n),
        );
      return {
        balance: toWire(spendable(lots, now)),
        included: left(['plan']),
        purchased: left(['package', 'transfer']),
        bonus: left(['bonus', 'adjustment']),
        reserved: toWire(wallet.reserved),
        disputed: toWire(wallet.frozen),
        debt: toWire(wallet.debt),
        lots: lots.slice(0, 500).map((lot) => ({
          id: lot.id,
          source: lot.source,
          granted: toWire(lot.granted),
          remaining: toWire(lot.remaining),
          reserved: toWire(lot.reserved),
          isDisputed: lot.frozenAt !== null,
          invoiceId: lot.invoiceLine?.invoiceId ?? null,
          createdAt: lot.createdAt.toISOString(),
          expiresAt: lot.expiresAt?.toISOString() ?? null,
          priority: lot.priority,
        })),
      };
    },

    async spendableOf(accountId, reader = db.prisma) {
      return spendable(await listOpenLots(reader, accountId), clock.now());
    },

    async entries(actor, list) {
      authorize(actor, 'credits.read');
      const accountId = confinedTo(actor);
      if (!accountId) throw notFound('account');
      return listEntries(db, accountId, list);
    },
  };
}
