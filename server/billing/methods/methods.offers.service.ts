import type { Accounts, Buyer } from '../../accounts/account/account.service.js';
import { authorize, type CustomerActor } from '../../kit/actors.js';
import type { Db, Reader } from '../../kit/db.js';
import { invalid } from '../../kit/errors.js';
import type { Money } from '../../kit/money.js';
import type { Gateways } from '../gateway.js';
import { accepts, isManual, narrowed, type PaymentMethodName, rowsFor } from './methods.rules.js';
import { configsFor, type PaymentMethodConfigRow } from './methods.store.js';

/** What may be paid with, where and in which currency. */
export interface MethodOffers {
  /** What a customer of a country may pay with: configured, switched on, and with a gateway behind it that takes the currencies. */
  available(country: string, reader?: Reader): Promise<PaymentMethodConfigRow[]>;
  /** The same for a customer: of a country that they look at, or of their own. */
  offered(actor: CustomerActor, country: string | null): Promise<PaymentMethodConfigRow[]>;
  /** Refuses with `method_not_available`: not offered in the buyer's country, currency or for this amount. */
  requireAvailable(buyer: Buyer, method: PaymentMethodName, amount: Money): Promise<PaymentMethodConfigRow>;
}

export interface MethodOffersDeps {
  db: Db;
  accounts: Accounts;
  gateways: Gateways;
}

export function createMethodOffers({ db, accounts, gateways }: MethodOffersDeps): MethodOffers {
  const hasGateway = (method: PaymentMethodName): boolean => isManual(method) || gateways[method] !== null;

  async function available(country: string, reader: Reader = db.prisma) {
    const rows = rowsFor(await configsFor(reader, country), country);
    return rows.filter((row) => row.isEnabled && hasGateway(row.method)).flatMap((row) => taken(row) ?? []);
  }

  const taken = (row: PaymentMethodConfigRow): PaymentMethodConfigRow | null =>
    row.method === 'paypal' && gateways.paypal ? narrowed(row, gateways.paypal.currencies) : row;

  /** What is left of a coin cannot be paid everywhere. */
  const isPayable = (method: PaymentMethodName, amount: Money): boolean =>
    method !== 'paypal' || gateways.paypal?.takes(amount) === true;

  return {
    available,

    async offered(actor, country) {
      authorize(actor, 'methods.read');
      return available(country ?? (await accounts.getBuyer(actor.accountId)).country);
    },

    async requireAvailable(buyer, method, amount) {
      const config = (await available(buyer.country)).find((row) => row.method === method);
      if (!config || !accepts(config, amount) || !isPayable(method, amount)) {
        throw invalid('method_not_available', 'This payment method is not available for this purchase.', {
          method: ['Not available for your country, currency or this amount'],
        });
      }
      return config;
    },
  };
}
