import { packagePrice } from './price.js';

const of = (price: number, discountPercentage: number) =>
  packagePrice({
    id: 'pkg_1',
    slug: 'pro',
    name: 'Pro',
    credits: 2000,
    price,
    currency: 'USD',
    discountPercentage,
    isFeatured: false,
  });

test.each([
  [2900, 10, 2610],
  [900, 0, 900],
  // Half a cent is rounded in the customer's favour, as on the invoice.
  [5, 10, 4],
  [99, 15, 84],
  [0, 50, 0],
  [1, 100, 0],
])('%d less %d %% is %d minor units', (price, percentage, net) => {
  expect(of(price, percentage).net).toBe(net);
});

test('list price, discount and price add up', () => {
  const { list, discount, net } = of(7777, 33);
  expect(discount + net).toBe(list);
});
