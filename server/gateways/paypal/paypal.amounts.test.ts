import { money } from '../../kit/money.js';
import { fromPaypalAmount, toPaypalAmount } from './paypal.amounts.js';

test.each([
  [2900n, 'USD', '29.00'],
  [1n, 'EUR', '0.01'],
  [99n, 'GBP', '0.99'],
  [500n, 'JPY', '500'],
  [150_000n, 'HUF', '1500'],
  [90_000n, 'TWD', '900'],
  [99_999_999_999_999_999n, 'USD', '999999999999999.99'],
] as const)('%s of %s is written %s, and read back', (minor, currency, value) => {
  const amount = money(minor, currency);
  expect(toPaypalAmount(amount)).toEqual({ currencyCode: currency, value });
  expect(fromPaypalAmount({ currencyCode: currency, value })).toEqual(amount);
});

test.each([
  ['a currency that PayPal does not take', money(1230, 'KWD')],
  ['another one', money(100, 'PKR')],
  ['a part of a forint', money(150_050, 'HUF')],
  ['a part of a Taiwan dollar', money(1, 'TWD')],
  ['nothing', money(0, 'USD')],
  ['less than nothing', money(-1, 'USD')],
  ['more than PayPal can write', money(100_000_000_000_000_000n, 'USD')],
])('%s is not sent', (_what, amount) => {
  expect(toPaypalAmount(amount)).toBeNull();
});

test.each([
  ['JPY', '500.00', money(500, 'JPY')],
  ['USD', '7', money(700, 'USD')],
  ['USD', '7.5', money(750, 'USD')],
  ['USD', '7.505', null],
  ['USD', '-7.00', null],
  ['USD', 'seven', null],
] as const)('%s %s is read as what it is, or not at all', (currencyCode, value, expected) => {
  expect(fromPaypalAmount({ currencyCode, value })).toEqual(expected);
});
