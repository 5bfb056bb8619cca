import type { Accounts, Buyer } from '../../accounts/account/account.service.js';
import { authorize, type CustomerActor } from '../../kit/actors.js';
import { type Db, insideTransaction } from '../../kit/db.js';
import { conflict, DomainError, invalid, notFound } from '../../kit/errors.js';
import { newId } from '../../kit/ids.js';
import type { Approvals } from '../approvals/approvals.service.js';
import {
  type CardGateway,
  type GatewayMethod,
  type GatewayName,
  type Gateways,
  GatewayUnavailable,
  known,
  type SetupOutcome,
} from '../gateway.js';
import { createMethodConfigs, type MethodConfigs } from './methods.config.service.js';
import { gatewayUnavailable, notOffered } from './methods.errors.js';
import { createMethodOffers, type MethodOffers } from './methods.offers.service.js';
import {
  findSaved,
  findSavedByGatewayId,
  insertSaved,
  isInUse,
  listSaved,
  lockSaved,
  makeDefault,
  markRemoved,
  type PaymentMethodConfigRow,
  type SavedMethodRow,
} from './methods.store.js';
import { createWalletMethods, type WalletMethods } from './methods.wallet.service.js';

export { gatewayUnavailable, type PaymentMethodConfigRow, type SavedMethodRow };

export type NextStep = { type: 'confirm_card'; clientSecret: string } | { type: 'redirect'; url: string };

export interface Methods extends MethodConfigs, MethodOffers, WalletMethods {
  saved(actor: CustomerActor): Promise<SavedMethodRow[]>;
  /** Refuses with `payment_method_not_found`. */
  getSaved(accountId: string, id: string): Promise<SavedMethodRow>;
  /**
   * What the gateway calls a saved method, to pay with it. Refuses with `payment_method_not_found`, and with
   * `invalid_payment_method` where it is none of `method`.
   */
  savedAtGateway(accountId: string, id: string, method: GatewayName): Promise<string>;
  /** The account's customer at the gateway, made on first use. Calls the gateway. Refuses with `gateway_unavailable`. */
  customerOf(buyer: Buyer): Promise<string>;
  /** A token of the browser, looked at before anything is written. Refuses with `invalid_payment_method`. */
  checkToken(token: string, customerId: string | null): Promise<GatewayMethod>;
  /** Saves a card. Refuses with `method_not_available`, `invalid_payment_method`, a decline, `gateway_unavailable`. */
  add(
    actor: CustomerActor,
    token: string | null,
  ): Promise<{ saved: SavedMethodRow | null; nextAction: NextStep | null }>;
  /** What a webhook about a SetupIntent leads to. False: not ours. */
  settleSetup(setupId: string): Promise<boolean>;
  /** The gateway's half of `remove`, as a job. Harmless twice. */
  detachAtGateway(methodId: string): Promise<void>;
  /** The gateway says that a card is gone. False: not ours. */
  noteDetached(methodId: string): Promise<boolean>;
  makeDefault(actor: CustomerActor, id: string): Promise<SavedMethodRow>;
  /** Refuses with `payment_method_in_use`. */
  remove(actor: CustomerActor, id: string): Promise<SavedMethodRow>;
}

export interface MethodsDeps {
  db: Db;
  accounts: Accounts;
  approvals: Approvals;
  gateways: Gateways;
  /** The portal's address, for the way back from a bank's page. */
  baseUrl: string;
}

export function createMethods(deps: MethodsDeps): Methods {
  const { db, accounts } = deps;
  const offers = createMethodOffers(deps);

  const gateway = (): CardGateway => {
    if (!deps.gateways.stripe) throw conflict('method_not_available', 'Cards are not accepted here.');
    if (insideTransaction()) throw new Error('A gateway must not be called inside a transaction');
    return deps.gateways.stripe;
  };

  async function reach<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      throw error instanceof GatewayUnavailable ? gatewayUnavailable(error) : error;
    }
  }

  async function customerOf(buyer: Buyer): Promise<string> {
    if (buyer.stripeCustomerId) return buyer.stripeCustomerId;
    const { customerId } = await reach(
      gateway().createCustomer({
        key: `customer_${buyer.id}`,
        accountId: buyer.id,
        email: buyer.billingEmail,
        name: buyer.name,
      }),
    );
    return accounts.keepStripeCustomer(buyer.id, customerId);
  }

  /**
   * One row per card, however often it is told. A card that was removed comes back where the customer adds it again, never
   * because an old event comes late.
   */
  async function keep(
    accountId: string,
    method: GatewayMethod,
    { isLate }: { isLate: boolean },
  ): Promise<SavedMethodRow> {
    return db.transaction(async (tx) => {
      const others = await lockSaved(tx, accountId);
      const known = await findSavedByGatewayId(tx.prisma, method.methodId);
      if (known && known.accountId !== accountId) throw notFound('payment_method');
      if (known && (isLate || !known.removedAt)) return known;
      tx.live({ accountId, resource: 'payment-methods', ids: [method.methodId] });
      if (known) return makeDefault(tx, accountId, known.id);
      const { brand, last4, expMonth, expYear } = method;
      return insertSaved(tx, {
        accountId,
        method: 'stripe',
        stripePaymentMethodId: method.methodId,
        brand,
        last4,
        expMonth,
        expYear,
        isDefault: others.length === 0,
      });
    });
  }

  async function settle(accountId: string, outcome: SetupOutcome) {
    switch (outcome.state) {
      case 'succeeded':
        return { saved: await keep(accountId, outcome.method, { isLate: false }), nextAction: null };
      case 'requires_action':
        return { saved: null, nextAction: outcome.action };
      case 'declined':
        throw new DomainError('declined', outcome.code, outcome.message);
      case 'processing':
      case 'canceled':
        return { saved: null, nextAction: null };
      case 'unknown':
        throw gatewayUnavailable(outcome.reason);
    }
  }

  async function checkToken(token: string, customerId: string | null): Promise<GatewayMethod> {
    const method = await reach(gateway().fetchMethod(token));
    // A card of another customer looks like a missing one.
    if (!method || (method.customerId !== null && method.customerId !== customerId)) {
      throw invalid('invalid_payment_method', 'The card form has expired. Enter the card again.', {
        paymentMethodToken: ['Unknown'],
      });
    }
    return method;
  }

  return {
    ...offers,
    ...createWalletMethods({ ...deps, available: offers.available }),
    ...createMethodConfigs({ db, approvals: deps.approvals }),
    customerOf,
    checkToken,

    async saved(actor) {
      authorize(actor, 'methods.read');
      return listSaved(db.prisma, actor.accountId);
    },

    async getSaved(accountId, id) {
      const row = await findSaved(db.prisma, id, accountId);
      if (!row) throw notFound('payment_method');
      return row;
    },

    async savedAtGateway(accountId, id, method) {
      const row = await findSaved(db.prisma, id, accountId);
      if (!row) throw notFound('payment_method');
      const gatewayId = method === 'stripe' ? row.stripePaymentMethodId : row.paypalVaultId;
      if (gatewayId !== null) return gatewayId;
      throw invalid('invalid_payment_method', 'What was saved pays in another way.', {
        savedPaymentMethodId: ['Not of this method'],
      });
    },

    async add(actor, token) {
      authorize(actor, 'methods.save');
      const buyer = await accounts.getBuyer(actor.accountId);
      if (buyer.status !== 'active') throw conflict('account_suspended', 'The account is not active.');
      const offered = await offers.available(buyer.country);
      if (!offered.some((row) => row.method === 'stripe')) {
        throw notOffered('Cards are not available in your country.');
      }
      const customerId = await customerOf(buyer);
      if (token) await checkToken(token, customerId);
      const returnUrl = `${deps.baseUrl}/account/billing?card=added`;
      const key = `setup_${newId('req')}`;
      return settle(
        actor.accountId,
        await reach(gateway().saveMethod({ key, customerId, token, returnUrl })),
      );
    },

    async settleSetup(setupId) {
      const outcome = await reach(known(gateway().fetchSetup(setupId)));
      if (!outcome) return false;
      if (outcome.state !== 'succeeded' || !outcome.customerId) return outcome.state !== 'unknown';
      const accountId = await accounts.findByStripeCustomer(outcome.customerId);
      if (!accountId) return false;
      await keep(accountId, outcome.method, { isLate: true });
      return true;
    },

    detachAtGateway: (methodId) => reach(gateway().detachMethod(methodId)),

    async noteDetached(methodId) {
      const row = await findSavedByGatewayId(db.prisma, methodId);
      if (!row) return false;
      if (!row.removedAt) {
        await db.transaction(async (tx) => {
          await lockSaved(tx, row.accountId);
          await markRemoved(tx, row.id);
          tx.live({ accountId: row.accountId, resource: 'payment-methods', ids: [row.id] });
        });
      }
      return true;
    },

    async makeDefault(actor, id) {
      authorize(actor, 'methods.save');
      return db.transaction(async (tx) => {
        await lockSaved(tx, actor.accountId);
        if (!(await findSaved(tx.prisma, id, actor.accountId))) throw notFound('payment_method');
        tx.live({ accountId: actor.accountId, resource: 'payment-methods', ids: [id] });
        return makeDefault(tx, actor.accountId, id);
      });
    },

    async remove(actor, id) {
      authorize(actor, 'methods.save');
      return db.transaction(async (tx) => {
        const all = await lockSaved(tx, actor.accountId);
        const row = all.find((saved) => saved.id === id);
        if (!row) throw notFound('payment_method');
        if (await isInUse(tx.prisma, id)) {
          throw conflict('payment_method_in_use', 'A subscription or a payment under way uses it.');
        }
        const gone = await markRemoved(tx, id);
        const next = all.find((saved) => saved.id !== id);
        if (row.isDefault && next) await makeDefault(tx, actor.accountId, next.id);
        tx.live({ accountId: actor.accountId, resource: 'payment-methods', ids: [id] });
        tx.audit({
          actor,
          action: 'payment_method.remove',
          subject: { type: 'payment_method', id },
          accountId: actor.accountId,
        });
        if (row.stripePaymentMethodId)
          await tx.job('methods.detach', { methodId: row.stripePaymentMethodId });
        if (row.paypalVaultId) await tx.job('methods.forget', { vaultId: row.paypalVaultId });
        return gone;
      });
    },
  };
}
