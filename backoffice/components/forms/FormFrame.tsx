import React from 'react';
import type { Effect } from '../../kit/look';
import type { ActionJson } from '../kit/admin';
import { NoticeLink } from '../kit/notices';
import type { Sending } from './useAction';

/** What every form of an action has: what it is for, what it would do, what went wrong, and its two buttons. */
export const FormFrame: React.FC<{
  custom: ActionJson['custom'];
  subject?: string | undefined;
  sending: Sending;
  effects?: readonly Effect[];
  /** It would be refused as it is. */
  isStopped?: boolean;
  isWide?: boolean;
  onSubmit: () => void;
  onCancel?: (() => void) | undefined;
  children?: React.ReactNode;
}> = ({ custom, subject, sending, effects, isStopped, isWide, onSubmit, onCancel, children }) => (
  <form
    className={isWide ? 'form wide' : 'form'}
    noValidate
    onSubmit={(event) => {
      event.preventDefault();
      onSubmit();
    }}
  >
    {custom.message ? <p>{custom.message}</p> : null}
    {subject ? <p className="subject">{subject}</p> : null}
    <Failure sending={sending} />
    {children}
    {effects ? <Effects effects={effects} /> : null}
    <div className="form-actions">
      {onCancel ? (
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      ) : null}
      <button
        type="submit"
        className={`button ${custom.tone === 'danger' ? 'danger' : 'primary'}`}
        disabled={sending.isBusy || isStopped === true}
        data-testid="confirm"
      >
        {custom.verb}
      </button>
    </div>
  </form>
);

/** Why it was not done. */
export const Failure: React.FC<{ sending: Sending }> = ({ sending: { failure } }) =>
  failure ? (
    <p className="problem" role="alert" data-testid="form-problem">
      {failure.message}
      <NoticeLink notice={failure} />
    </p>
  ) : null;

/** What would happen, in plain sentences; read out as it changes. */
const Effects: React.FC<{ effects: readonly Effect[] }> = ({ effects }) => (
  <div className="effects" aria-live="polite" data-testid="effects">
    {effects.length > 0 ? (
      <>
        <p className="effects-title">What will happen</p>
        <ul>
          {effects.map(({ text, tone }) => (
            <li key={text} className={`effect-${tone}`}>
              {text}
            </li>
          ))}
        </ul>
      </>
    ) : null}
  </div>
);
