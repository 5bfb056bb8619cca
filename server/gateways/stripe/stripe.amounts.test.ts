import fc from 'fast-check';
import { money } from '../../kit/money.js';
import { fromStripeAmount, toStripeAmount } from './stripe.amounts.js';

test.each([
  ['cents are cents', money(2900, 'USD'), 2900],
  ['a yen has no decimals', money(500, 'JPY'), 500],
  ['a dinar has three, of which the cards carry two', money(1230, 'KWD'), 1230],
  ['an Icelandic crown has none, and two on the wire', money(500, 'ISK'), 50_000],
  ['so has a Ugandan shilling', money(7, 'UGX'), 700],
  ['an ariary has two, and none on the wire', money(300, 'MGA'), 3],
  ['a forint keeps its two', money(17_500, 'HUF'), 17_500],
])('%s', (_why, amount, wire) => {
  expect(toStripeAmount(amount)).toBe(wire);
  expect(fromStripeAmount(wire, amount.currency.toLowerCase())).toEqual(amount);
});

test.each([
  ['a third decimal that is not 0', money(1234, 'KWD')],
  ['a part of a coin', money(350, 'MGA')],
  ['four decimals', money(10_000, 'CLF')],
  ['nothing', money(0, 'USD')],
  ['less than nothing', money(-1, 'USD')],
  ['more than a number can hold', money(2n ** 53n, 'USD')],
])('is never rounded or sent: %s', (_why, amount) => {
  expect(toStripeAmount(amount)).toBeNull();
});

test('an amount of Stripe’s that the currency cannot express is none, not a smaller one', () => {
  expect(fromStripeAmount(550, 'isk')).toBeNull();
});

test('what is sent is what comes back, for every amount and currency', () => {
  const currency = fc.constantFrom('USD', 'JPY', 'KWD', 'ISK', 'UGX', 'MGA', 'EUR', 'TND', 'PKR');
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 12n }), currency, (minor, code) => {
      const wire = toStripeAmount({ minor, currency: code });
      if (wire !== null)
        expect(fromStripeAmount(wire, code.toLowerCase())).toEqual({ minor, currency: code });
    }),
  );
});
