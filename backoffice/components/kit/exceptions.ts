import { wordFor } from './words';

export interface ExceptionWords {
  readonly title: string;
  /** What has happened, in plain words. */
  readonly meaning: string;
  readonly todo: string;
  /** It goes on at the customer's money on account. */
  readonly leadsToMoney?: true;
}

const KINDS: Readonly<Record<string, ExceptionWords>> = {
  amount_mismatch: {
    title: 'Another amount than asked for',
    meaning: 'The gateway took another amount or currency than we had asked for. Nothing is booked yet.',
    todo: 'Accept it to book what really came, if the currency is right. Otherwise refund it at the gateway.',
  },
  more_than_due: {
    title: 'More arrived than was due',
    meaning: 'The invoice was settled another way meanwhile. What is over is kept as money on account.',
    todo: 'Ask the customer: use it for another invoice, or pay it out.',
    leadsToMoney: true,
  },
  refund_failed: {
    title: 'A refund failed late',
    meaning:
      'The gateway took the refund on and could not deliver it. The money is on the customer’s account.',
    todo: 'Pay it out another way: “Pay out” at the customer’s money on account.',
    leadsToMoney: true,
  },
  refund_made_elsewhere: {
    title: 'A refund made at the gateway',
    meaning: 'Somebody refunded at the gateway itself, not here. Where it fitted our books, it is booked.',
    todo: 'Look whether it should have been, and tell the colleague to refund here.',
  },
  refund_without_paper: {
    title: 'A refund that no invoice explains',
    meaning:
      'More was sent back than invoices and money on account cover. The rest is booked against revenue.',
    todo: 'Find out what it was for, and write a credit note where one is missing.',
  },
  chargeback_without_paper: {
    title: 'A chargeback that no invoice explains',
    meaning: 'The payer’s bank took more than our invoices cover. The rest is booked against revenue.',
    todo: 'Look at the dispute at the gateway, and whether the customer owes the difference.',
  },
  dispute_not_bookable: {
    title: 'A dispute that cannot be booked',
    meaning: 'It is in another currency than the payment, or its payment is not in the books.',
    todo: 'Look at it at the gateway. Replay its webhook event once the payment is in the books.',
  },
  dispute_won_after_loss: {
    title: 'A dispute won after it was lost',
    meaning: 'The sale had been credited, and now the money is back: it is on the customer’s account.',
    todo: 'Ask the customer whether they want to buy again, and write a new invoice if so.',
    leadsToMoney: true,
  },
  dispute_lost_after_win: {
    title: 'A dispute lost after it was won',
    meaning: 'The gateway changed its mind. Nothing is booked.',
    todo: 'Look at the dispute at the gateway and book the loss by hand if the money is gone.',
  },
  audit_failed: {
    title: 'The nightly proof of the books failed',
    meaning: 'Two figures that must agree do not. The detail says which, and in which rows.',
    todo: 'Tell the people who run Countinghouse at once; they find the rows with “npm run audit”.',
  },
};

/** An exception's kind in plain words. */
export const exceptionWords = (kind: string): ExceptionWords =>
  KINDS[kind] ?? { title: wordFor(kind), meaning: '', todo: '' };

export const EXCEPTION_KINDS = Object.keys(KINDS);
