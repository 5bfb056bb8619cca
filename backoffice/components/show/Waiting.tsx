import React from 'react';
import { Link } from 'react-router-dom';
import { showAddress } from '../kit/api';
import { figureText } from '../kit/approvals';
import { wordFor } from '../kit/words';

export interface WaitingRequest {
  readonly id: string;
  readonly action: string;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly requestedBy: { readonly name: string };
}

/** What has been asked for here and waits for a second person. */
export const Waiting: React.FC<{ requests: readonly WaitingRequest[] }> = ({ requests }) => (
  <>
    {requests.map(({ id, action, amount, currency, requestedBy }) => (
      <p key={id} className="hint info" data-testid="waiting-request">
        <strong>
          {[wordFor(action), figureText(amount, currency)].filter(Boolean).join(' · ')} waits for a second
          person.
        </strong>{' '}
        {requestedBy.name} asked for it.{' '}
        <Link className="notice-link" to={showAddress('approvals', id)}>
          Open the request
        </Link>
      </p>
    ))}
  </>
);
