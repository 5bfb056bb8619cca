/** `Müller & Söhne GmbH` → `muller-sohne-gmbh`; never empty. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48)
    .replace(/-+$/, '');
  return slug || 'account';
}

const CURRENCY_OF: Readonly<Record<string, string>> = {
  US: 'USD',
  GB: 'GBP',
  JP: 'JPY',
  PK: 'PKR',
  AT: 'EUR',
  BE: 'EUR',
  BG: 'EUR',
  CY: 'EUR',
  DE: 'EUR',
  EE: 'EUR',
  ES: 'EUR',
  FI: 'EUR',
  FR: 'EUR',
  GR: 'EUR',
  HR: 'EUR',
  IE: 'EUR',
  IT: 'EUR',
  LT: 'EUR',
  LU: 'EUR',
  LV: 'EUR',
  MT: 'EUR',
  NL: 'EUR',
  PT: 'EUR',
  SI: 'EUR',
  SK: 'EUR',
};

/** The currency that a new account of a country buys in, among those that are sold in; else the first of them. */
export function currencyFor(country: string, offered: readonly string[]): string {
  const own = CURRENCY_OF[country];
  return own && offered.includes(own) ? own : (offered[0] ?? 'USD');
}

export const localeFor = (country: string): string => (['DE', 'AT'].includes(country) ? 'de' : 'en');

/** Where the postal code stands behind the city and the state (Universal Postal Union, addressing systems). */
const CITY_STATE_CODE: ReadonlySet<string> = new Set(['US', 'CA', 'AU', 'GB', 'IN', 'PK']);

/** An address as it is written on paper, empty lines left out. */
export function addressLines(address: {
  line1: string | null;
  line2: string | null;
  city: string | null;
  state: string | null;
  postalCode: string | null;
  country: string;
}): string[] {
  const { city, state, postalCode } = address;
  const join = (parts: readonly (string | null)[], between: string) => parts.filter(Boolean).join(between);
  const place = CITY_STATE_CODE.has(address.country)
    ? [join([city, join([state, postalCode], ' ')], ', ')]
    : [join([postalCode, city], ' '), state];
  const country = new Intl.DisplayNames('en', { type: 'region' }).of(address.country) ?? address.country;
  return [address.line1, address.line2, ...place, country].filter((line): line is string => Boolean(line));
}
