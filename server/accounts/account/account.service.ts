import type { ReadTaxId } from '../../billing/tax/tax-id.js';
import { type Actor, authorize, type CustomerActor } from '../../kit/actors.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { conflict, invalid, notFound } from '../../kit/errors.js';
import { newId } from '../../kit/ids.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { isTimeZone } from '../../kit/time.js';
import { addressLines, currencyFor, localeFor, slugOf } from './account.rules.js';
import {
  type AccountChange,
  type AccountRow,
  type AdminAccountRow,
  findAccount,
  findByStripeCustomer,
  findForStaff,
  findMembership,
  insertAccount,
  keepStripeCustomer,
  listAccounts,
  lockAccount,
  slugExists,
  updateAccount,
} from './account.store.js';
import { type AccountTax, createAccountTax, taxIdColumns } from './account.tax.service.js';

/** What billing needs to know of an account. */
export interface Buyer {
  id: string;
  name: string;
  status: 'active' | 'suspended' | 'closed';
  currency: string;
  country: string;
  state: string | null;
  locale: string;
  timeZone: string;
  taxExempt: boolean;
  taxId: { number: string; state: AccountRow['taxIdState'] } | null;
  billingEmail: string;
  stripeCustomerId: string | null;
  /** As it is frozen into an invoice. */
  party: { name: string; lines: string[]; country: string; taxId: string | null; email: string | null };
}

export interface SettingsChange {
  name?: string | undefined;
  billingEmail?: string | undefined;
  billingAddress?:
    | {
        line1: string | null;
        line2: string | null;
        city: string | null;
        state: string | null;
        postalCode: string | null;
        country: string;
      }
    | undefined;
  taxId?: string | null | undefined;
  locale?: string | undefined;
  timeZone?: string | undefined;
}

export interface Accounts extends AccountTax {
  /** The account a person acts for, with their role; null until they opened or joined one. */
  membershipOf(userId: string): ReturnType<typeof findMembership>;
  /** Refuses with `account_exists` (one account per person here), `currency_not_offered`. */
  open(command: {
    user: { userId: string; email: string };
    name: string;
    country: string;
    currency?: string | undefined;
  }): Promise<AccountRow>;
  settings(actor: CustomerActor): Promise<AccountRow>;
  /**
   * Reads the tax id anew when it or the country changes. Refuses with `forbidden`, `invalid_time_zone`, `invalid_tax_id`
   * (wrong format or check digits), `account_closed`.
   */
  update(actor: CustomerActor, change: SettingsChange): Promise<AccountRow>;
  /** Refuses with `account_not_found`. */
  getBuyer(accountId: string, reader?: Reader): Promise<Buyer>;
  keepStripeCustomer(accountId: string, customerId: string): Promise<string>;
  findByStripeCustomer(customerId: string): Promise<string | null>;
  list(actor: Actor, list: ListQuery): Promise<Page<AdminAccountRow>>;
  get(actor: Actor, accountId: string): Promise<AdminAccountRow>;
  /** Nothing is sold or charged to a suspended account. Refuses with `account_not_active`. */
  suspend(command: { actor: Actor; accountId: string; reason: string }): Promise<void>;
  /** Refuses with `account_not_suspended`. */
  activate(command: { actor: Actor; accountId: string }): Promise<void>;
}

export interface AccountsDeps {
  db: Db;
  currencies: readonly string[];
  readTaxId: ReadTaxId;
}

export function createAccounts({ db, currencies, readTaxId }: AccountsDeps): Accounts {
  async function freeSlug(tx: Tx, name: string): Promise<string> {
    const base = slugOf(name);
    for (let n = 1; n <= 50; n += 1) {
      const slug = n === 1 ? base : `${base}-${n}`;
      if (!(await slugExists(tx.prisma, slug))) return slug;
    }
    return `${base}-${newId('acc').slice(-8)}`;
  }

  async function changeStatus(
    command: { actor: Actor; accountId: string; reason?: string },
    step: { from: 'active' | 'suspended'; to: 'active' | 'suspended'; refusal: string; action: string },
  ): Promise<void> {
    authorize(command.actor, 'account.suspend');
    await db.transaction(async (tx) => {
      const account = await lockAccount(tx, command.accountId);
      if (!account) throw notFound('account');
      if (account.status !== step.from) throw conflict(step.refusal, `The account is ${account.status}.`);
      await updateAccount(tx, account.id, { status: step.to, suspendedReason: command.reason ?? null });
      tx.live({ accountId: account.id, resource: 'account', ids: [account.id] });
      tx.audit({
        actor: command.actor,
        action: step.action,
        subject: { type: 'account', id: account.id },
        accountId: account.id,
        reason: command.reason ?? null,
        before: { status: step.from },
        after: { status: step.to },
      });
    });
  }

  return {
    ...createAccountTax(db),
    membershipOf: (userId) => findMembership(db.prisma, userId),

    async open({ user, name, country, currency }) {
      if (currency && !currencies.includes(currency)) {
        throw invalid('currency_not_offered', 'We do not sell in this currency.', {
          currency: ['Not offered'],
        });
      }
      return db.transaction(async (tx) => {
        // One person opens one account at a time: the second of two clicks waits here and then finds the first.
        await tx.prisma.$queryRaw`SELECT id FROM "user" WHERE id = ${user.userId} FOR UPDATE`;
        if (await findMembership(tx.prisma, user.userId))
          throw conflict('account_exists', 'You have an account already.');
        const clock = { now: () => tx.at };
        const id = newId('acc', clock);
        await insertAccount(tx, {
          id,
          name,
          slug: await freeSlug(tx, name),
          ownerId: user.userId,
          currency: currency ?? currencyFor(country, currencies),
          locale: localeFor(country),
          country,
          billingEmail: user.email,
          membershipId: newId('mbr', clock),
        });
        const account = await findAccount(tx.prisma, id);
        if (!account) throw new Error('The account vanished');
        tx.audit({
          actor: { kind: 'customer', userId: user.userId, accountId: id, role: 'owner' },
          action: 'account.open',
          subject: { type: 'account', id },
          accountId: id,
          after: { name, slug: account.slug, country, currency: account.currency },
        });
        return account;
      });
    },

    async settings(actor) {
      authorize(actor, 'account.read');
      const account = await findAccount(db.prisma, actor.accountId);
      if (!account) throw notFound('account');
      return account;
    },

    async update(actor, change) {
      authorize(actor, 'account.update');
      if (change.timeZone && !isTimeZone(change.timeZone)) {
        throw invalid('invalid_time_zone', 'There is no such time zone.', { timeZone: ['Not a time zone'] });
      }
      return db.transaction(async (tx) => {
        const before = await lockAccount(tx, actor.accountId);
        if (!before) throw notFound('account');
        if (before.status === 'closed') throw conflict('account_closed', 'The account is closed.');
        const columns = { ...toColumns(change), ...taxIdColumns(readTaxId, { before, change, at: tx.at }) };
        const after = await updateAccount(tx, before.id, columns);
        tx.live({ accountId: before.id, resource: 'account', ids: [before.id] });
        tx.audit({
          actor,
          action: 'account.update',
          subject: { type: 'account', id: before.id },
          accountId: before.id,
          before: pick(before, columns),
          after: pick(after, columns),
        });
        return after;
      });
    },

    async getBuyer(accountId, reader = db.prisma) {
      const account = await findAccount(reader, accountId);
      if (!account) throw notFound('account');
      return toBuyer(account);
    },

    keepStripeCustomer: (accountId, customerId) => keepStripeCustomer(db, accountId, customerId),
    findByStripeCustomer: (customerId) => findByStripeCustomer(db.prisma, customerId),

    async list(actor, list) {
      if (actor.kind === 'customer') authorize(actor, 'account.suspend');
      authorize(actor, 'account.read');
      return listAccounts(db, list);
    },

    async get(actor, accountId) {
      authorize(actor, 'account.read');
      const account = await findForStaff(db.prisma, accountId);
      if (!account || (actor.kind === 'customer' && actor.accountId !== accountId)) throw notFound('account');
      return account;
    },

    suspend: (command) =>
      changeStatus(command, {
        from: 'active',
        to: 'suspended',
        refusal: 'account_not_active',
        action: 'account.suspend',
      }),
    activate: (command) =>
      changeStatus(command, {
        from: 'suspended',
        to: 'active',
        refusal: 'account_not_suspended',
        action: 'account.activate',
      }),
  };
}

function toColumns({ billingAddress, taxId: _taxId, ...rest }: SettingsChange): AccountChange {
  return Object.fromEntries(
    Object.entries({ ...rest, ...billingAddress }).filter(([, value]) => value !== undefined),
  );
}

const pick = (row: AccountRow, columns: AccountChange) =>
  Object.fromEntries(Object.keys(columns).map((key) => [key, row[key as keyof AccountChange] ?? null]));

function toBuyer(account: AccountRow): Buyer {
  return {
    id: account.id,
    name: account.name,
    status: account.status,
    currency: account.currency,
    country: account.country,
    state: account.state,
    locale: account.locale,
    timeZone: account.timeZone,
    taxExempt: account.taxExempt,
    taxId: account.taxId === null ? null : { number: account.taxId, state: account.taxIdState },
    billingEmail: account.billingEmail,
    stripeCustomerId: account.stripeCustomerId,
    party: {
      name: account.name,
      lines: addressLines(account),
      country: account.country,
      taxId: account.taxId,
      email: account.billingEmail,
    },
  };
}
