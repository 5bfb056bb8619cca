/** The member states of the EU (ISO 3166; Greece is GR here, whatever its tax ids say). */
export const EU_STATES = [
  'AT',
  'BE',
  'BG',
  'CY',
  'CZ',
  'DE',
  'DK',
  'EE',
  'ES',
  'FI',
  'FR',
  'GR',
  'HR',
  'HU',
  'IE',
  'IT',
  'LT',
  'LU',
  'LV',
  'MT',
  'NL',
  'PL',
  'PT',
  'RO',
  'SE',
  'SI',
  'SK',
] as const;

export const isInEu = (country: string): boolean => (EU_STATES as readonly string[]).includes(country);

/** Places that are part of a neighbour's VAT territory (Article 7, Directive 2006/112/EC; Swiss VAT Act, Article 3 and 4). */
const WITHIN: Readonly<Record<string, string>> = { MC: 'FR', IM: 'GB', LI: 'CH' };
export const vatTerritory = (country: string): string => WITHIN[country] ?? country;

// Subdivisions of ISO 3166-2 by the names that people type into an address.
const REGIONS: Readonly<Record<string, string>> = {
  US: 'AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming',
  CA: 'AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia|NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon',
};

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim();

/**
 * The code of a region as rates name it (ISO 3166-2 without its country): `CA` for `California`, `ca` and `US-CA`. A name
 * that is not known stays as it is, in capitals.
 */
export function regionCode(country: string, state: string | null): string | null {
  const typed = plain(state ?? '');
  if (typed === '') return null;
  const known = REGIONS[country]?.split('|').find((row) => plain(row.slice(3)) === typed);
  return known?.slice(0, 2) ?? (typed.startsWith(`${country} `) ? typed.slice(country.length + 1) : typed);
}
