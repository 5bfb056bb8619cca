import type { Tx } from '../../server/kit/db.js';
import { newId } from '../../server/kit/ids.js';
import { dateToInstant } from '../../server/kit/time.js';
import { TAX_RATES } from './tax-rates.js';

/** List prices in minor units per currency; USD and EUR are the same figure. */
const prices = (usd: number) => [
  { currency: 'USD', amount: BigInt(usd) },
  { currency: 'EUR', amount: BigInt(usd) },
  { currency: 'GBP', amount: BigInt(Math.round(usd * 0.85)) },
  { currency: 'PKR', amount: BigInt(usd * 280) },
  { currency: 'JPY', amount: BigInt(Math.round(usd * 1.5)) },
];

const PACKAGES = [
  { slug: 'starter', name: 'Starter', credits: 500n, usd: 900, discountPercentage: 0, isFeatured: false },
  { slug: 'pro', name: 'Pro', credits: 2_000n, usd: 2_900, discountPercentage: 10, isFeatured: true },
  {
    slug: 'business',
    name: 'Business',
    credits: 6_000n,
    usd: 7_900,
    discountPercentage: 10,
    isFeatured: false,
  },
  {
    slug: 'enterprise',
    name: 'Enterprise',
    credits: 25_000n,
    usd: 29_900,
    discountPercentage: 15,
    isFeatured: false,
  },
];

const PLANS = [
  {
    slug: 'basic',
    name: 'Basic',
    usd: 1_900,
    includedCredits: 300n,
    maxSites: 1,
    maxUsers: 2,
    trialDays: 14,
  },
  {
    slug: 'growth',
    name: 'Growth',
    usd: 4_900,
    includedCredits: 1_000n,
    maxSites: 5,
    maxUsers: 10,
    trialDays: 14,
  },
  {
    slug: 'scale',
    name: 'Scale',
    usd: 14_900,
    includedCredits: 5_000n,
    maxSites: null,
    maxUsers: null,
    trialDays: 0,
  },
];

export const OPERATIONS = [
  { operation: 'article_generation', displayName: 'Article generation', unit: 'article', credits: 10n },
  { operation: 'image_generation', displayName: 'Image generation', unit: 'image', credits: 5n },
  { operation: 'seo_audit', displayName: 'SEO audit', unit: 'page', credits: 8n },
  { operation: 'translation', displayName: 'Translation', unit: '1,000 words', credits: 2n },
];

const BANK = {
  bankName: 'Berliner Volksbank',
  bankHolder: 'Countinghouse GmbH',
  bankIban: 'DE88100900001234567892',
  bankBic: 'BEVODEBB',
};

const METHODS = [
  { country: 'US', method: 'stripe', displayName: 'Card', sortOrder: 1 },
  { country: 'US', method: 'paypal', displayName: 'PayPal', sortOrder: 2 },
  { country: 'DE', method: 'stripe', displayName: 'Card', sortOrder: 1 },
  { country: 'DE', method: 'paypal', displayName: 'PayPal', sortOrder: 2 },
  {
    country: 'DE',
    method: 'bank_transfer',
    displayName: 'Bank transfer (SEPA)',
    sortOrder: 3,
    currencies: ['EUR'],
    instructions: 'Transfer the amount to the account below and give the payment reference exactly as shown.',
    ...BANK,
  },
  {
    country: 'PK',
    method: 'bank_transfer',
    displayName: 'Bank transfer',
    sortOrder: 1,
    currencies: ['PKR', 'USD'],
    instructions:
      'Transfer the amount through your bank or its app and give the payment reference exactly as shown.',
    bankName: 'Meezan Bank',
    bankHolder: 'Countinghouse (Pvt) Ltd',
    bankIban: 'PK36SCBL0000001123456702',
    bankBic: 'MEZNPKKA',
  },
  {
    country: 'PK',
    method: 'local_wallet',
    displayName: 'JazzCash',
    sortOrder: 2,
    currencies: ['PKR'],
    maximumAmount: 5_000_000n,
    instructions: 'Send the amount to the wallet below and give the payment reference as the message.',
    walletType: 'JazzCash',
    walletId: '0300 1234567',
  },
  { country: '*', method: 'stripe', displayName: 'Card', sortOrder: 1 },
] as const;

/** What is on sale, what work costs, how it can be paid, and the taxes. */
export async function seedCatalogue(tx: Tx): Promise<void> {
  const { prisma } = tx;
  for (const [index, { usd, ...row }] of PACKAGES.entries()) {
    const own = prices(usd).map((price) => ({ id: newId('pkp'), ...price }));
    await prisma.creditPackage.create({
      data: { id: newId('pkg'), ...row, sortOrder: index + 1, createdAt: tx.at, prices: { create: own } },
    });
  }
  for (const [index, { usd, ...row }] of PLANS.entries()) {
    const own = prices(usd).map((price) => ({ id: newId('plp'), ...price }));
    await prisma.plan.create({
      data: {
        id: newId('pln'),
        ...row,
        interval: 'month',
        sortOrder: index + 1,
        createdAt: tx.at,
        prices: { create: own },
      },
    });
  }
  await prisma.creditCost.createMany({
    data: OPERATIONS.map((row) => ({ id: newId('ccs'), ...row, createdAt: tx.at })),
  });
  await prisma.paymentMethodConfig.createMany({
    data: METHODS.map((row) => ({
      id: newId('pmc'),
      createdAt: tx.at,
      ...row,
      currencies: 'currencies' in row ? [...row.currencies] : [],
    })),
  });
  await prisma.taxRate.createMany({
    data: TAX_RATES.map(({ validFrom, validTo, ...row }) => ({
      id: newId('tax'),
      ...row,
      validFrom: dateToInstant(validFrom),
      validTo: validTo === null ? null : dateToInstant(validTo),
      createdAt: tx.at,
    })),
  });
}
