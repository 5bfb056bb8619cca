import { toWire } from '../../kit/money.js';
import type { AvailableMethodView, MethodConfigView, SavedMethodView } from './methods.contract.js';
import type { ConfigColumns, PaymentMethodConfigRow, SavedMethodRow } from './methods.store.js';

const wire = (minor: bigint | null): number | null => (minor === null ? null : toWire(minor));

export const availableView = (row: PaymentMethodConfigRow): AvailableMethodView => ({
  method: row.method,
  displayName: row.displayName,
  instructions: row.instructions,
  currencies: row.currencies,
  minimumAmount: wire(row.minimumAmount),
  maximumAmount: wire(row.maximumAmount),
});

export const savedView = (row: SavedMethodRow): SavedMethodView => ({
  id: row.id,
  method: row.method,
  brand: row.brand,
  last4: row.last4,
  expMonth: row.expMonth,
  expYear: row.expYear,
  email: row.email,
  isDefault: row.isDefault,
});

export const configView = (row: PaymentMethodConfigRow): MethodConfigView => ({
  id: row.id,
  country: row.country,
  method: row.method,
  isEnabled: row.isEnabled,
  displayName: row.displayName,
  instructions: row.instructions,
  bankDetails:
    row.bankIban || row.bankAccountNumber || row.bankName
      ? {
          bankName: row.bankName,
          holder: row.bankHolder,
          iban: row.bankIban,
          accountNumber: row.bankAccountNumber,
          bic: row.bankBic,
          routing: row.bankRouting,
        }
      : null,
  walletDetails: row.walletType && row.walletId ? { type: row.walletType, id: row.walletId } : null,
  currencies: row.currencies,
  minimumAmount: wire(row.minimumAmount),
  maximumAmount: wire(row.maximumAmount),
  sortOrder: row.sortOrder,
});

type ConfigWire = Omit<MethodConfigView, 'id'>;
/** A change as the contract leaves it: what is not given is not touched. */
export type ConfigChangeWire = { [K in keyof ConfigWire]?: ConfigWire[K] | undefined };

const minor = (amount: number | null): bigint | null => (amount === null ? null : BigInt(amount));

/** Wire to columns; only what was given. */
export function configColumns(change: ConfigChangeWire): Partial<ConfigColumns> {
  const { bankDetails, walletDetails, minimumAmount, maximumAmount, ...plain } = change;
  const columns: Record<string, unknown> = { ...plain };
  if (minimumAmount !== undefined) columns.minimumAmount = minor(minimumAmount);
  if (maximumAmount !== undefined) columns.maximumAmount = minor(maximumAmount);
  if (bankDetails !== undefined) {
    columns.bankName = bankDetails?.bankName ?? null;
    columns.bankHolder = bankDetails?.holder ?? null;
    columns.bankIban = bankDetails?.iban ?? null;
    columns.bankAccountNumber = bankDetails?.accountNumber ?? null;
    columns.bankBic = bankDetails?.bic ?? null;
    columns.bankRouting = bankDetails?.routing ?? null;
  }
  if (walletDetails !== undefined) {
    columns.walletType = walletDetails?.type ?? null;
    columns.walletId = walletDetails?.id ?? null;
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

/** A whole configuration from the wire, with everything said. */
export const newConfigColumns = (config: ConfigWire): ConfigColumns => configColumns(config) as ConfigColumns;
