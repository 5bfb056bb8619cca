/** Length of an IBAN by country: SWIFT's registry for ISO 13616. */
const IBAN_LENGTHS: Readonly<Record<string, number>> = {
  ...lengths(15, 'NO'),
  ...lengths(16, 'BE'),
  ...lengths(18, 'DK FI FK FO GL NL SD'),
  ...lengths(19, 'MK SI'),
  ...lengths(20, 'AT BA EE KZ LT LU MN XK'),
  ...lengths(21, 'CH HR LI LV'),
  ...lengths(22, 'BG BH CR DE GB GE IE ME RS VA'),
  ...lengths(23, 'AE GI IL IQ OM SO TL'),
  ...lengths(24, 'AD CZ ES MD PK RO SA SE SK TN VG'),
  ...lengths(25, 'LY PT ST'),
  ...lengths(26, 'IS TR'),
  ...lengths(27, 'BI DJ FR GR IT MC MR SM'),
  ...lengths(28, 'AL AZ BY CY DO GT HN HU LB NI PL SV'),
  ...lengths(29, 'BR EG PS QA UA'),
  ...lengths(30, 'JO KW MU YE'),
  ...lengths(31, 'MT SC'),
  ...lengths(32, 'LC'),
  ...lengths(33, 'RU'),
};

function lengths(length: number, countries: string): Record<string, number> {
  return Object.fromEntries(countries.split(' ').map((country) => [country, length]));
}

/** Without blanks and in capitals, as it is sent; people write both otherwise. */
export const compact = (typed: string): string => typed.replace(/\s/g, '').toUpperCase();

/** ISO 7064, MOD 97-10: letters count from A = 10. Exact for any length, since the remainder is carried along. */
export function mod97(text: string): number {
  let remainder = 0;
  for (const letter of text) remainder = Number(`${remainder}${Number.parseInt(letter, 36)}`) % 97;
  return remainder;
}

/** ISO 13616: known country, its length, and check digits that come out as 1 (mod 97). Blanks and small letters are fine. */
export function isIban(typed: string): boolean {
  const iban = compact(typed);
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(iban)) return false;
  if (IBAN_LENGTHS[iban.slice(0, 2)] !== iban.length) return false;
  return mod97(iban.slice(4) + iban.slice(0, 4)) === 1;
}

/** ISO 9362: bank, country, place, perhaps the branch. */
export const isBic = (typed: string): boolean =>
  /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(compact(typed));

/** ISO 11649: `RF`, two check digits, up to 21 letters and digits. */
export function isCreditorReference(typed: string): boolean {
  const reference = compact(typed);
  return /^RF\d{2}[A-Z0-9]{1,21}$/.test(reference) && mod97(reference.slice(4) + reference.slice(0, 4)) === 1;
}
