import { BankOutlined, CreditCardOutlined, WalletOutlined } from '@ant-design/icons';
import { Checkbox } from 'antd';
import { Fragment, useId } from 'react';
import type { PaymentMethodWord } from '../../../server/billing/payments/payments.contract.js';
import { useFormats } from '../../app/account.js';
import { StatusTag } from '../../components/StatusTag.js';
import { cardExpiry, cardName } from './cardName.js';
import { type Choice, canBeTaken, isAtPaypal, methodOf } from './choices.js';
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

/** Beside saved ones of its kind, a method is another one. */
const nameOf = (choice: Choice, choices: readonly Choice[]): string => {
  if (choice.is === 'saved') return cardName(choice.saved);
  const { method, displayName } = choice.method;
  const hasSaved = choices.some((other) => other.is === 'saved' && other.saved.method === method);
  if (!hasSaved) return displayName;
  return method === 'stripe' ? words.newCard : words.newPaypal;
};

const useHint = (currency: string) => {
  const { money } = useFormats();
  return (choice: Choice): string => {
    if (choice.is === 'saved') {
      if (choice.saved.method === 'paypal') return words.savedPaypalHint;
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
  /** Whether the PayPal account that is about to pay is to be saved. */
  readonly keep: boolean;
  readonly onKeep: (keep: boolean) => void;
  readonly isDisabled?: boolean;
}

/** Asks beside PayPal whether its account is to be saved. */
const KeepPaypal = ({ keep, onKeep }: Pick<MethodChoiceProps, 'keep' | 'onKeep'>) => {
  const hint = useId();
  return (
    <div className="choice-more">
      <Checkbox checked={keep} aria-describedby={hint} onChange={(event) => onKeep(event.target.checked)}>
        {words.keepPaypal}
      </Checkbox>
      <span className="fine" id={hint}>
        {words.keepPaypalHint}
      </span>
    </div>
  );
};

/** How to pay, as a group of radio buttons named after the card or the method. */
export const MethodChoice = ({
  choices,
  chosen,
  currency,
  onChoose,
  keep,
  onKeep,
  isDisabled = false,
}: MethodChoiceProps) => {
  const group = useId();
  const hintOf = useHint(currency);
  if (choices.length === 0) return <p className="quiet">{words.none}</p>;
  return (
    <fieldset className="choices" disabled={isDisabled}>
      <legend className="visually-hidden">{words.title}</legend>
      {choices.map((choice) => {
        const id = `${group}-${choice.key}`;
        const isChosen = choice.key === chosen;
        return (
          <Fragment key={choice.key}>
            <label className="choice" htmlFor={id}>
              <input
                id={id}
                type="radio"
                name={group}
                value={choice.key}
                checked={isChosen}
                disabled={!canBeTaken(choice)}
                aria-label={nameOf(choice, choices)}
                aria-describedby={`${id}-hint`}
                onChange={() => onChoose(choice.key)}
              />
              <span className="choice-icon" aria-hidden="true">
                <MethodIcon method={methodOf(choice)} />
              </span>
              <span className="choice-text">
                <span className="choice-name">
                  {nameOf(choice, choices)}
                  {choice.is === 'saved' && choice.saved.isDefault ? (
                    <StatusTag tone="neutral">{words.isDefault}</StatusTag>
                  ) : null}
                </span>
                <span className="fine" id={`${id}-hint`}>
                  {hintOf(choice)}
                </span>
              </span>
            </label>
            {isChosen && isAtPaypal(choice) ? <KeepPaypal keep={keep} onKeep={onKeep} /> : null}
          </Fragment>
        );
      })}
    </fieldset>
  );
};
