import type { CreditBalanceView } from '../../../server/billing/credits/credits.contract.js';

type Lot = CreditBalanceView['lots'][number];

/** Lots that still hold credits, in the server's order: the order in which they are used. */
export const openLots = ({ lots }: CreditBalanceView): readonly Lot[] =>
  lots.filter(({ remaining }) => remaining > 0);

export interface Part {
  readonly name: 'included' | 'purchased' | 'bonus';
  readonly credits: number;
  /** Of what there is altogether, 0 to 1. */
  readonly share: number;
}

/** The balance by origin, for a bar that is as wide as the whole. */
export const partsOf = ({ included, purchased, bonus }: CreditBalanceView): readonly Part[] => {
  const total = included + purchased + bonus;
  const part = (name: Part['name'], credits: number): Part => ({
    name,
    credits,
    share: total > 0 ? credits / total : 0,
  });
  return [part('included', included), part('purchased', purchased), part('bonus', bonus)];
};
