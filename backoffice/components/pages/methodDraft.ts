import { decimalOf, minorOf } from '../kit/money';

type BankDetail = 'bankName' | 'holder' | 'iban' | 'accountNumber' | 'bic' | 'routing';

export interface MethodConfig {
  readonly id: string;
  readonly country: string;
  readonly method: string;
  readonly isEnabled: boolean;
  readonly displayName: string;
  readonly instructions: string | null;
  readonly bankDetails: Readonly<Record<BankDetail, string | null>> | null;
  readonly walletDetails: { readonly type: string; readonly id: string } | null;
  readonly currencies: readonly string[];
  readonly minimumAmount: number | null;
  readonly maximumAmount: number | null;
  readonly sortOrder: number;
}

/** What a change came to: null when it is done, else what is wrong by field. */
export type Outcome = { readonly message: string; readonly errors: Readonly<Record<string, string>> } | null;

export const BANK_FIELDS: readonly (readonly [BankDetail, string])[] = [
  ['bankName', 'Bank'],
  ['holder', 'Account holder'],
  ['iban', 'IBAN'],
  ['accountNumber', 'Account number'],
  ['bic', 'BIC'],
  ['routing', 'Routing number'],
];

/** The form's texts, by the paths that the server names in its refusals. */
export type Draft = Readonly<Record<string, string>>;

export function draftOf(config: Partial<MethodConfig>): Draft {
  const unit = config.currencies?.[0] ?? 'USD';
  const limit = (minor: number | null | undefined) =>
    minor === null || minor === undefined ? '' : decimalOf(minor, unit);
  const bank = BANK_FIELDS.map(
    ([name]) => [`bankDetails.${name}`, config.bankDetails?.[name] ?? ''] as const,
  );
  return {
    country: config.country ?? '',
    method: config.method ?? 'bank_transfer',
    displayName: config.displayName ?? '',
    instructions: config.instructions ?? '',
    currencies: config.currencies?.join(', ') ?? '',
    minimumAmount: limit(config.minimumAmount),
    maximumAmount: limit(config.maximumAmount),
    sortOrder: String(config.sortOrder ?? 0),
    'walletDetails.type': config.walletDetails?.type ?? '',
    'walletDetails.id': config.walletDetails?.id ?? '',
    ...Object.fromEntries(bank),
  };
}

export const currenciesOf = (typed: string): string[] =>
  typed
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter((code) => code !== '');

/** Limits are amounts of the first currency. */
export function changeOf(draft: Draft): { change: object; errors: Record<string, string> } {
  const at = (name: string) => (draft[name] ?? '').trim();
  const orNull = (value: string) => (value === '' ? null : value);
  const currencies = currenciesOf(at('currencies'));
  const errors: Record<string, string> = {};
  const limit = (name: string): number | null => {
    if (at(name) === '') return null;
    const minor = minorOf(at(name), currencies[0] ?? 'USD');
    if (minor === null) errors[name] = 'Not an amount of the first currency';
    return Number(minor ?? 0n);
  };
  if (at('displayName') === '') errors['displayName'] = 'Required';
  if (!/^\d{1,4}$/.test(at('sortOrder'))) errors['sortOrder'] = 'A whole number from 0 to 1000';
  const bank = Object.fromEntries(BANK_FIELDS.map(([name]) => [name, orNull(at(`bankDetails.${name}`))]));
  const hasBank = at('method') === 'bank_transfer' && Object.values(bank).some((value) => value !== null);
  const hasWallet =
    at('method') === 'local_wallet' && (at('walletDetails.type') !== '' || at('walletDetails.id') !== '');
  const change = {
    displayName: at('displayName'),
    instructions: orNull(at('instructions')),
    bankDetails: hasBank ? bank : null,
    walletDetails: hasWallet ? { type: at('walletDetails.type'), id: at('walletDetails.id') } : null,
    currencies,
    minimumAmount: limit('minimumAmount'),
    maximumAmount: limit('maximumAmount'),
    sortOrder: Number(at('sortOrder')),
  };
  return { change, errors };
}
