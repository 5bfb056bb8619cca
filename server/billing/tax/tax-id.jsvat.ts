import {
  austria,
  belgium,
  bulgaria,
  type Country,
  checkVAT,
  croatia,
  cyprus,
  czechRepublic,
  denmark,
  estonia,
  finland,
  france,
  germany,
  greece,
  hungary,
  ireland,
  italy,
  latvia,
  lithuania,
  luxembourg,
  malta,
  netherlands,
  norway,
  poland,
  portugal,
  romania,
  slovakiaRepublic,
  slovenia,
  spain,
  sweden,
  switzerland,
  unitedKingdom,
} from 'jsvat';
import { vatTerritory } from './tax.places.rules.js';
import type { ReadTaxId, TaxIdType } from './tax-id.js';

// Since 2023 Belgium gives out numbers that begin with 1 too, with the same check digits (mod 97); jsvat 2.5.4 knows 0 only.
const belgiumOfToday: Country = {
  ...belgium,
  calcFn: (digits: string) => {
    const number = digits.padStart(10, '0');
    return 97 - (Number(number.slice(0, 8)) % 97) === Number(number.slice(8)) && !number.startsWith('00');
  },
  rules: { ...belgium.rules, regex: [/^(BE)([01]?\d{9})$/] },
};

interface Office {
  readonly library: Country;
  /** What its ids begin with, where that is not the ISO code. */
  readonly prefix?: string;
  readonly type: TaxIdType;
}

const inEu = (library: Country, prefix?: string): Office => ({
  library,
  type: 'eu_vat',
  ...(prefix ? { prefix } : {}),
});

const OFFICES: Readonly<Record<string, Office>> = {
  AT: inEu(austria),
  BE: inEu(belgiumOfToday),
  BG: inEu(bulgaria),
  CY: inEu(cyprus),
  CZ: inEu(czechRepublic),
  DE: inEu(germany),
  DK: inEu(denmark),
  EE: inEu(estonia),
  ES: inEu(spain),
  FI: inEu(finland),
  FR: inEu(france),
  GR: inEu(greece, 'EL'),
  HR: inEu(croatia),
  HU: inEu(hungary),
  IE: inEu(ireland),
  IT: inEu(italy),
  LT: inEu(lithuania),
  LU: inEu(luxembourg),
  LV: inEu(latvia),
  MT: inEu(malta),
  NL: inEu(netherlands),
  PL: inEu(poland),
  PT: inEu(portugal),
  RO: inEu(romania),
  SE: inEu(sweden),
  SI: inEu(slovenia),
  SK: inEu(slovakiaRepublic),
  GB: { library: unitedKingdom, type: 'gb_vat' },
  CH: { library: switzerland, prefix: 'CHE', type: 'ch_vat' },
  NO: { library: norway, type: 'no_vat' },
};

/**
 * Tax ids by `jsvat` (MIT, no dependencies): format and check digits of the EU, Britain, Switzerland and Norway. An id may
 * lack its country's prefix; `GR` is read as `EL`. `XI` (Northern Ireland) counts for goods only, so for our services it is a
 * British id. Where the account's country has no rules here, an id that fits nobody's is `other`.
 */
export const readTaxId: ReadTaxId = (typed, country) => {
  const compact = typed.toUpperCase().replace(/[^0-9A-Z+*]/g, '');
  const home = vatTerritory(country);
  for (const [place, office] of candidates(compact, home)) {
    const number = asWritten(compact, place, office);
    if (isRight(number, place, office)) return { number, type: office.type, country: place, state: 'valid' };
  }
  const office = OFFICES[home];
  if (office) return { number: typed, type: office.type, country: null, state: 'invalid' };
  return { number: typed, type: 'other', country: null, state: 'unverified' };
};

/** Who may have given the id: the country that it names, then the company's own. */
function candidates(compact: string, home: string): [string, Office][] {
  const named = Object.entries(OFFICES).filter(([place, office]) =>
    prefixesOf(place, office).some((prefix) => compact.startsWith(prefix)),
  );
  const own = OFFICES[home];
  return own ? [...named, [home, own]] : named;
}

const prefixesOf = (place: string, { prefix }: Office): string[] => [
  ...(prefix ? [prefix] : []),
  place,
  ...(place === 'GB' ? ['XI'] : []),
];

/** With the prefix that its tax office writes. */
function asWritten(compact: string, place: string, office: Office): string {
  const prefix = office.prefix ?? place;
  if (compact.startsWith(prefix) || (place === 'GB' && compact.startsWith('XI'))) return compact;
  return compact.startsWith(place) ? prefix + compact.slice(place.length) : prefix + compact;
}

const isRight = (number: string, place: string, { library }: Office): boolean =>
  checkVAT(place === 'GB' ? number.replace(/^XI/, 'GB') : number, [library]).isValid;
