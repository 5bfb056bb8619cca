import type { Reader } from '../../kit/db.js';
import { type Money, money } from '../../kit/money.js';

export interface PackageOnSale {
  id: string;
  slug: string;
  name: string;
  credits: bigint;
  discountPercentage: number;
  isFeatured: boolean;
  listPrice: Money;
}

const include = (currency: string) => ({ prices: { where: { currency } } });

export async function listOnSale(reader: Reader, currency: string): Promise<PackageOnSale[]> {
  const rows = await reader.creditPackage.findMany({
    where: { isActive: true, prices: { some: { currency } } },
    include: include(currency),
    orderBy: [{ sortOrder: 'asc' }, { credits: 'asc' }, { id: 'asc' }],
    take: 100,
  });
  return rows.map((row) => toPackage(row, currency)).filter((row) => row !== null);
}

export async function findOnSale(
  reader: Reader,
  id: string,
  currency: string,
): Promise<PackageOnSale | null> {
  const row = await reader.creditPackage.findFirst({
    where: { id, isActive: true },
    include: include(currency),
  });
  return row ? toPackage(row, currency) : null;
}

type Row = Omit<PackageOnSale, 'listPrice'> & { prices: { amount: bigint }[] };

function toPackage({ prices, ...row }: Row, currency: string): PackageOnSale | null {
  const [price] = prices;
  return price ? { ...row, listPrice: money(price.amount, currency) } : null;
}
