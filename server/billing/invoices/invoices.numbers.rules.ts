/** A number of a series that is in use, with the date of its paper. */
export interface Numbered {
  readonly key: string;
  readonly place: number;
  readonly issueDate: string;
}

/** What an auditor asks of a number series. Numbers that are missing, twice there or out of date are named. */
export interface SeriesReport {
  readonly key: string;
  readonly document: 'invoice' | 'credit_note';
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly missing: readonly number[];
  readonly duplicates: readonly number[];
  /** Papers that are dated before one with a lower number. */
  readonly datesBack: readonly number[];
}

/**
 * One report per series, in the order of the keys. A series runs from 1 to what its counter gave out last; papers beyond
 * that are reported by `last`.
 */
export function reportSeries(
  counters: readonly { key: string; last: number }[],
  papers: readonly Numbered[],
): SeriesReport[] {
  const byKey = new Map<string, Numbered[]>();
  for (const { key } of counters) byKey.set(key, []);
  for (const paper of papers) byKey.set(paper.key, [...(byKey.get(paper.key) ?? []), paper]);
  const given = new Map(counters.map(({ key, last }) => [key, last]));
  return [...byKey.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, own]) => reportOne(key, given.get(key) ?? 0, own));
}

function reportOne(key: string, given: number, papers: readonly Numbered[]): SeriesReport {
  const sorted = [...papers].sort((a, b) => a.place - b.place);
  const places = sorted.map(({ place }) => place);
  const there = new Set(places);
  const last = Math.max(given, places.at(-1) ?? 0);
  let latest = '';
  const datesBack: number[] = [];
  for (const { place, issueDate } of sorted) {
    if (issueDate < latest) datesBack.push(place);
    else latest = issueDate;
  }
  return {
    key,
    document: key.startsWith('CRN-') ? 'credit_note' : 'invoice',
    first: places[0] ?? 0,
    last,
    count: places.length,
    missing: Array.from({ length: last }, (_item, index) => index + 1).filter((place) => !there.has(place)),
    duplicates: [...new Set(places.filter((place, index) => place === places[index - 1]))],
    datesBack,
  };
}
