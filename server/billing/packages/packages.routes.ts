import type { Endpoints } from '../../kit/http/router.js';
import { toWire } from '../../kit/money.js';
import { listPackages } from './packages.contract.js';
import type { Packages } from './packages.service.js';

export function packagesRoutes(endpoints: Endpoints, packages: Packages): void {
  endpoints.on(listPackages, async ({ actor }) => {
    const rows = await packages.list(actor);
    return rows.map((row) => ({
      id: row.id,
      slug: row.slug,
      name: row.name,
      credits: toWire(row.credits),
      price: toWire(row.listPrice.minor),
      currency: row.listPrice.currency,
      discountPercentage: row.discountPercentage,
      isFeatured: row.isFeatured,
    }));
  });
}
