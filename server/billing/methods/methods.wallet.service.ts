import type { Accounts } from '../../accounts/account/account.service.js';
import { authorize, type CustomerActor } from '../../kit/actors.js';
import { type Db, insideTransaction } from '../../kit/db.js';
import { conflict, DomainError, invalid } from '../../kit/errors.js';
import { newId } from '../../kit/ids.js';
import {
  type Gateways,
  GatewayUnavailable,
  known,
  type WalletGateway,
  type WalletSetup,
} from '../gateway.js';
import { gatewayUnavailable, notOffered } from './methods.errors.js';
import {
  changeVaultId,
  findSavedByVaultId,
  insertSaved,
  lockSaved,
  makeDefault,
  markRemoved,
  type PaymentMethodConfigRow,
  type SavedMethodRow,
} from './methods.store.js';

/** PayPal accounts that are kept for later. */
export interface WalletMethods {
  /**
   * Without a setup of the gateway's: begins one, and answers where the customer agrees. With one: keeps the account that the
   * customer has agreed to; asked again, the same. Refuses with `account_suspended`, `method_not_available`,
   * `invalid_payment_method` (a setup of another account, or none), a decline, `gateway_unavailable`.
   */
  addWallet(
    actor: CustomerActor,
    setupId: string | null,
  ): Promise<{ saved: SavedMethodRow | null; nextAction: { type: 'redirect'; url: string } | null }>;
  /** The gateway's half of removing one, as a job. Harmless twice. */
  forgetAtGateway(vaultId: string): Promise<void>;
  /**
   * The gateway has kept an account: told by its event, or by the payment that it paid for `accountId`. Keeps it here too, unless it
   * was removed since. False: not ours.
   */
  noteKept(vaultId: string, accountId: string | null): Promise<boolean>;
  /** The gateway says that an account is gone. */
  noteForgotten(vaultId: string): Promise<void>;
}

export interface WalletMethodsDeps {
  db: Db;
  accounts: Accounts;
  gateways: Gateways;
  available: (country: string) => Promise<PaymentMethodConfigRow[]>;
  baseUrl: string;
}

type Kept = Pick<Extract<WalletSetup, { state: 'succeeded' }>, 'vaultId' | 'email'>;

const EXPIRED = 'What you agreed to at PayPal cannot be found. Start again.';

export function createWalletMethods(deps: WalletMethodsDeps): WalletMethods {
  const { db, accounts, baseUrl } = deps;

  const gateway = (): WalletGateway => {
    if (!deps.gateways.paypal) throw conflict('method_not_available', 'PayPal is not accepted here.');
    if (insideTransaction()) throw new Error('A gateway must not be called inside a transaction');
    return deps.gateways.paypal;
  };

  async function reach<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      throw error instanceof GatewayUnavailable ? gatewayUnavailable(error) : error;
    }
  }

  const isOurs = (accountId: string): Promise<boolean> =>
    accounts.getBuyer(accountId).then(
      () => true,
      (error: unknown) => {
        if (error instanceof DomainError && error.kind === 'not_found') return false;
        throw error;
      },
    );

  const begin = (accountId: string): Promise<WalletSetup> =>
    gateway().startSaving({
      key: `setup_${newId('req')}`,
      accountId,
      returnUrl: `${baseUrl}/account/billing?paypal=agreed`,
      cancelUrl: `${baseUrl}/account/billing?paypal=canceled`,
    });

  /** A setup of another account looks like a missing one. */
  async function finish(accountId: string, setupId: string): Promise<WalletSetup> {
    const setup = await known(gateway().completeSaving(setupId));
    if (setup === null || setup.accountId !== accountId) {
      throw invalid('invalid_payment_method', EXPIRED, { setupToken: ['Unknown'] });
    }
    return setup;
  }

  /**
   * One row per account at the gateway, however often it is told; who agrees again with the same account keeps the row, with the new
   * agreement. What was removed or replaced does not come back because an old word of it comes late. Null: it is gone.
   */
  async function keep(
    accountId: string,
    { vaultId, email }: Kept,
    { isLate }: { isLate: boolean },
  ): Promise<SavedMethodRow | null> {
    return db.transaction(async (tx) => {
      const saved = await lockSaved(tx, accountId);
      const row = await findSavedByVaultId(tx.prisma, vaultId);
      if (row) return row.accountId === accountId && !row.removedAt ? row : null;
      const twin = saved.find((one) => one.method === 'paypal' && email !== null && one.email === email);
      if (twin && isLate) return twin;
      tx.live({ accountId, resource: 'payment-methods', ids: [vaultId] });
      if (!twin) {
        const isDefault = saved.length === 0;
        return insertSaved(tx, { accountId, method: 'paypal', paypalVaultId: vaultId, email, isDefault });
      }
      if (twin.paypalVaultId) await tx.job('methods.forget', { vaultId: twin.paypalVaultId });
      return changeVaultId(tx, twin.id, vaultId);
    });
  }

  async function keepNow(accountId: string, kept: Kept): Promise<SavedMethodRow> {
    const saved = await keep(accountId, kept, { isLate: false });
    if (saved === null) throw invalid('invalid_payment_method', EXPIRED, { setupToken: ['Unknown'] });
    return saved;
  }

  async function settle(accountId: string, setup: WalletSetup) {
    switch (setup.state) {
      case 'succeeded':
        return { saved: await keepNow(accountId, setup), nextAction: null };
      case 'requires_action':
        return { saved: null, nextAction: { type: 'redirect' as const, url: setup.url } };
      case 'declined':
        throw new DomainError('declined', setup.code, setup.message);
      case 'unknown':
        throw gatewayUnavailable(setup.reason);
    }
  }

  return {
    async addWallet(actor, setupId) {
      authorize(actor, 'methods.save');
      const buyer = await accounts.getBuyer(actor.accountId);
      if (buyer.status !== 'active') throw conflict('account_suspended', 'The account is not active.');
      const offered = await deps.available(buyer.country);
      if (!offered.some((row) => row.method === 'paypal' && row.currencies.includes(buyer.currency))) {
        throw notOffered('PayPal is not available in your country or currency.');
      }
      const setup = setupId === null ? begin(buyer.id) : finish(buyer.id, setupId);
      return settle(buyer.id, await reach(setup));
    },

    forgetAtGateway: (vaultId) => reach(gateway().forgetAccount(vaultId)),

    async noteKept(vaultId, accountId) {
      const account = await reach(known(gateway().fetchAccount(vaultId)));
      const owner = account?.accountId ?? accountId;
      if (account === null || owner === null || (accountId !== null && accountId !== owner)) return false;
      if (!(await isOurs(owner))) return false;
      await keep(owner, account, { isLate: true });
      return true;
    },

    async noteForgotten(vaultId) {
      const row = await findSavedByVaultId(db.prisma, vaultId);
      if (!row || row.removedAt) return;
      const { id, accountId } = row;
      await db.transaction(async (tx) => {
        const saved = await lockSaved(tx, accountId);
        const gone = saved.find((one) => one.id === id);
        if (!gone) return;
        await markRemoved(tx, id);
        const next = saved.find((one) => one.id !== id);
        if (gone.isDefault && next) await makeDefault(tx, accountId, next.id);
        tx.live({ accountId, resource: 'payment-methods', ids: [id] });
      });
    },
  };
}
