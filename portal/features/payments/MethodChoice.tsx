import { BankOutlined, CreditCardOutlined, WalletOutlined } from '@ant-design/icons';
import { useId } from 'react';
import type { PaymentMethodWord } from '../../../server/billing/payments/payments.contract.js';
import { useFormats } from '../../app/account.js';
import { StatusTag } from '../../components/StatusTag.js';
import { cardExpiry, cardName } from './cardName.js';
import { type Choice, canBeTaken, methodOf } from './choices.js';
import { texts } from './payments.texts.js';

const words = texts.choose;

const MethodIcon = ({ method }: { readonly method: PaymentMethodWord }) => {
  switch (method) {
    case 'stripe':
      return <CreditCardOutlined />;
    case 'bank_transfer':
      return <BankOutlined />;
    case 'paypal':
    case 'local_wallet':
      return <WalletOutlined />;
  }
};

const nameOf = (choice: Choice, hasSaved: boolean): string => {
  if (choice.is === 'saved') return cardName(choice.saved);
  return choice.method.method === 'stripe' && hasSaved ? words.newCard : choice.method.displayName;
};

const useHint = (currency: string) => {
  const { money } = useFormats();
  return (choice: Choice): string => {
    if (choice.is === 'saved') {
      const expiry = cardExpiry(choice.saved);
      if (expiry === null) return '';
      return choice.isExpired ? words.expired(expiry) : words.expires(expiry);
    }
    const { minimumAmount, maximumAmount, method } = choice.method;
    if (choice.outside === 'below' && minimumAmount !== null)
      return words.below(money(minimumAmount, currency));
    if (choice.outside === 'above' && maximumAmount !== null)
      return words.above(money(maximumAmount, currency));
    return words.otherWays[method];
  };
};

interface MethodChoiceProps {
  readonly choices: readonly Choice[];
  readonly chosen: string | null;
  readonly currency: string;
  readonly onChoose: (key: string) => void;
  readonly isDisabled?: boolean;
}

/** How to pay, as a group of radio buttons named after the card or the method. */
export const MethodChoice = ({
  choices,
  chosen,
  currency,
  onChoose,
  isDisabled = false,
}: MethodChoiceProps) => {
  const group = useId();
  const hintOf = useHint(currency);
  const hasSaved = choices.some(({ is }) => is === 'saved');
  if (choices.length === 0) return <p className="quiet">{words.none}</p>;
  return (
    <fieldset className="choices" disabled={isDisabled}>
      <legend className="visually-hidden">{words.title}</legend>
      {choices.map((choice) => {
        const id = `${group}-${choice.key}`;
        return (
          <label key={choice.key} className="choice" htmlFor={id}>
            <input
              id={id}
              type="radio"
              name={group}
              value={choice.key}
              checked={choice.key === chosen}
              disabled={!canBeTaken(choice)}
              aria-label={nameOf(choice, hasSaved)}
              aria-describedby={`${id}-hint`}
              onChange={() => onChoose(choice.key)}
            />
            <span className="choice-icon" aria-hidden="true">
              <MethodIcon method={methodOf(choice)} />
            </span>
            <span className="choice-text">
              <span className="choice-name">
                {nameOf(choice, hasSaved)}
                {choice.is === 'saved' && choice.saved.isDefault ? (
                  <StatusTag tone="neutral">{words.isDefault}</StatusTag>
                ) : null}
              </span>
              <span className="fine" id={`${id}-hint`}>
                {hintOf(choice)}
              </span>
            </span>
          </label>
        );
      })}
    </fieldset>
  );
};
