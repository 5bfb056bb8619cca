import { type Actor, authorize } from '../../kit/actors.js';
import { type Db, isUniqueViolation, type Prisma, type Tx } from '../../kit/db.js';
import { conflict, invalid, notFound } from '../../kit/errors.js';
import type { ListQuery, Page } from '../../kit/list.js';
import type { Approvals } from '../approvals/approvals.service.js';
import { isBic, isIban } from './methods.bank.rules.js';
import { redirectsMoney } from './methods.rules.js';
import {
  allConfigs,
  type ConfigColumns,
  deleteConfig,
  findConfig,
  hasConfig,
  insertConfig,
  listConfigs,
  lockConfig,
  type PaymentMethodConfigRow,
  updateConfig,
} from './methods.store.js';
import { isUpiId, pixKeyOf, walletSchemeOf } from './methods.wallet.rules.js';

export interface MethodConfigs {
  listConfigs(actor: Actor): Promise<PaymentMethodConfigRow[]>;
  pageOfConfigs(actor: Actor, list: ListQuery): Promise<Page<PaymentMethodConfigRow>>;
  /**
   * A second person must agree to bank and wallet details. Refuses with `method_config_exists`, `bank_details_missing`,
   * `wallet_details_missing`, `limits_crossed`, `invalid_iban` (check digits, length by country), `invalid_bic`, `invalid_upi_id`,
   * `invalid_pix_key`, `second_approval_needed`, `approval_pending`.
   */
  createConfig(command: { actor: Actor; config: ConfigColumns }): Promise<PaymentMethodConfigRow>;
  /**
   * A second person must agree where bank or wallet details change (or instructions that name an account); everything else is one
   * person's. Refuses as `createConfig`, and with `payment_method_config_not_found`, `method_config_changed`.
   */
  updateConfig(command: {
    actor: Actor;
    configId: string;
    change: Partial<ConfigColumns>;
  }): Promise<PaymentMethodConfigRow>;
  deleteConfig(command: { actor: Actor; configId: string }): Promise<PaymentMethodConfigRow>;
}

/** What a configuration must hold before a customer may see it. */
function check(config: ConfigColumns): void {
  if (
    config.method === 'bank_transfer' &&
    config.isEnabled &&
    !config.bankIban &&
    !config.bankAccountNumber
  ) {
    throw invalid('bank_details_missing', 'A bank transfer needs an IBAN or an account number.', {
      'bankDetails.iban': ['Give an IBAN or an account number'],
    });
  }
  if (config.method === 'local_wallet' && config.isEnabled && (!config.walletType || !config.walletId)) {
    throw invalid('wallet_details_missing', 'A local wallet needs its kind and its number.', {
      'walletDetails.id': ['Give the wallet and its number'],
    });
  }
  checkIdentifiers(config);
  const { minimumAmount, maximumAmount } = config;
  if (minimumAmount !== null && maximumAmount !== null && minimumAmount > maximumAmount) {
    throw invalid('limits_crossed', 'The minimum is above the maximum.', {
      minimumAmount: ['Above the maximum'],
    });
  }
}

/** A customer would send money after a mistyped number, and a QR code would carry it on: so check digits are checked here. */
function checkIdentifiers({ bankIban, bankBic, walletType, walletId }: ConfigColumns): void {
  if (bankIban && !isIban(bankIban)) {
    throw invalid('invalid_iban', 'This is no IBAN: a letter or digit is wrong, missing or too many.', {
      'bankDetails.iban': ['Check the digits: this IBAN cannot be'],
    });
  }
  if (bankBic && !isBic(bankBic)) {
    throw invalid('invalid_bic', 'This is no BIC.', {
      'bankDetails.bic': ['8 or 11 letters and digits, such as COBADEFF'],
    });
  }
  const scheme = walletSchemeOf(walletType);
  if (walletId && scheme === 'upi' && !isUpiId(walletId)) {
    throw invalid('invalid_upi_id', 'This is no UPI id.', {
      'walletDetails.id': ['A UPI id such as merchant@bank'],
    });
  }
  if (walletId && scheme === 'pix' && pixKeyOf(walletId) === null) {
    throw invalid('invalid_pix_key', 'This is no Pix key.', {
      'walletDetails.id': ['CPF, CNPJ, telephone with +, e-mail address or random key'],
    });
  }
}

const forAudit = (config: Partial<ConfigColumns>): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, value === null ? null : String(value)]),
  );

const alreadyThere = () =>
  conflict('method_config_exists', 'This method is configured for the country already.');

/** JSON of a command: amounts as texts. */
const asPayload = (config: Partial<ConfigColumns>) =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === 'bigint' ? String(value) : value]),
  );

export function createMethodConfigs({ db, approvals }: { db: Db; approvals: Approvals }): MethodConfigs {
  const requireTwo = (actor: Actor, subjectId: string, payload: Prisma.InputJsonObject) =>
    approvals.require(actor, {
      action: 'payment_method.bank_details',
      amount: null,
      subject: { type: 'payment_method_config', id: subjectId },
      accountId: null,
      payload,
      reason: null,
    });

  async function get(tx: Tx, id: string): Promise<PaymentMethodConfigRow> {
    const config = await lockConfig(tx, id);
    if (!config) throw notFound('payment_method_config');
    return config;
  }

  return {
    async listConfigs(actor) {
      authorize(actor, 'methods.read');
      return allConfigs(db.prisma);
    },
    async pageOfConfigs(actor, list) {
      authorize(actor, 'methods.read');
      return listConfigs(db, list);
    },
    async createConfig({ actor, config }) {
      authorize(actor, 'methods.configure');
      check(config);
      if (await hasConfig(db.prisma, config)) throw alreadyThere();
      if (redirectsMoney(null, config)) {
        await requireTwo(actor, `${config.country}:${config.method}`, { create: asPayload(config) });
      }
      try {
        return await db.transaction(async (tx) => {
          await approvals.sign(tx);
          const row = await insertConfig(tx, config);
          const subject = { type: 'payment_method_config', id: row.id };
          tx.audit({
            actor,
            action: 'method_config.create',
            subject,
            accountId: null,
            after: forAudit(config),
          });
          return row;
        });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        throw alreadyThere();
      }
    },
    async updateConfig({ actor, configId, change }) {
      authorize(actor, 'methods.configure');
      const found = await findConfig(db.prisma, configId);
      if (!found) throw notFound('payment_method_config');
      check({ ...found, ...change });
      const agreed = redirectsMoney(found, change);
      if (agreed) await requireTwo(actor, configId, { change: asPayload(change) });
      return db.transaction(async (tx) => {
        await approvals.sign(tx);
        const before = await get(tx, configId);
        if (!agreed && redirectsMoney(before, change)) {
          throw conflict('method_config_changed', 'Somebody else has changed the details. Look again.');
        }
        check({ ...before, ...change });
        const row = await updateConfig(tx, configId, change);
        const was = Object.fromEntries(
          Object.keys(change).map((key) => [key, before[key as keyof ConfigColumns]]),
        );
        tx.audit({
          actor,
          action: 'method_config.update',
          subject: { type: 'payment_method_config', id: configId },
          accountId: null,
          before: forAudit(was),
          after: forAudit(change),
        });
        return row;
      });
    },
    async deleteConfig({ actor, configId }) {
      authorize(actor, 'methods.configure');
      return db.transaction(async (tx) => {
        const row = await get(tx, configId);
        await deleteConfig(tx, configId);
        const subject = { type: 'payment_method_config', id: configId };
        tx.audit({ actor, action: 'method_config.delete', subject, accountId: null, before: forAudit(row) });
        return row;
      });
    },
  };
}
