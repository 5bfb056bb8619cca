/** What a tax id is, by who gave it. `other` stands for all whose rules are not known here. */
export type TaxIdType = 'eu_vat' | 'gb_vat' | 'ch_vat' | 'no_vat' | 'other';

export interface TaxIdFinding {
  /** Without blanks, dots and dashes, in capitals, with its country's prefix: `ATU33864707`, `EL094019245`. Other ids as they were typed. */
  number: string;
  type: TaxIdType;
  /** ISO 3166 code of the country that gave it; null where nobody can tell. */
  country: string | null;
  /** Format and check digits only: whether a tax office knows the number is another question. */
  state: 'valid' | 'invalid' | 'unverified';
}

/** The port to whoever knows the tax ids of many countries: reads what a company of a country typed. Never throws. */
export type ReadTaxId = (typed: string, country: string) => TaxIdFinding;

/** How the ids of a country look, for people who have mistyped one. */
export const TAX_ID_EXAMPLES: Readonly<Record<string, string>> = {
  AT: 'ATU33864707',
  BE: 'BE0203201340',
  BG: 'BG831641791',
  CH: 'CHE-116.281.710 MWST',
  CY: 'CY10259033P',
  CZ: 'CZ00177041',
  DE: 'DE136695976',
  DK: 'DK54562519',
  EE: 'EE100931558',
  ES: 'ESA28015865',
  FI: 'FI01120389',
  FR: 'FR40303265045',
  GB: 'GB220430231',
  GR: 'EL094019245',
  HR: 'HR27759560625',
  HU: 'HU10537914',
  IE: 'IE6388047V',
  IT: 'IT00905811006',
  LT: 'LT119511515',
  LU: 'LU26375245',
  LV: 'LV40003009497',
  MT: 'MT11679112',
  NL: 'NL803441526B01',
  NO: 'NO974760673MVA',
  PL: 'PL7342867148',
  PT: 'PT500273170',
  RO: 'RO1590082',
  SE: 'SE556703748501',
  SI: 'SI82646716',
  SK: 'SK2020317068',
};
