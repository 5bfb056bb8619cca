import { MOST_NAMED, type NumberSeriesView } from './invoices.numbers.contract.js';
import type { SeriesReport } from './invoices.numbers.service.js';
import { invoiceNumber } from './invoices.rules.js';

export function numberSeriesView({ key, document, count, ...series }: SeriesReport): NumberSeriesView {
  const numberAt = (place: number) => (place === 0 ? null : invoiceNumber(key, place));
  const named = (places: readonly number[]) => ({
    count: places.length,
    numbers: places.slice(0, MOST_NAMED).map((place) => invoiceNumber(key, place)),
  });
  const [missing, duplicates, datesBack] = [
    named(series.missing),
    named(series.duplicates),
    named(series.datesBack),
  ];
  return {
    key,
    document,
    first: numberAt(series.first),
    last: numberAt(series.last),
    count,
    isComplete: missing.count + duplicates.count + datesBack.count === 0,
    missing,
    duplicates,
    datesBack,
  };
}
