import React from 'react';
import { Field } from '../kit/fields';
import type { Errors } from './useAction';

export interface CostDraft {
  readonly operation: string;
  readonly displayName: string;
  readonly unit: string;
  readonly credits: string;
  readonly isActive: boolean;
}

/** What is wrong with it, by field. A price of zero is allowed: the work is counted and costs nothing. */
export function costProblems(draft: CostDraft): Record<string, string> {
  const found: Record<string, string> = {};
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(draft.operation))
    found['operation'] = 'Small letters, digits and _, beginning with a letter';
  if (draft.displayName.trim() === '') found['displayName'] = 'Required';
  if (draft.unit.trim() === '') found['unit'] = 'Required';
  if (!/^\d{1,10}$/.test(draft.credits.trim())) found['credits'] = 'A whole number, zero or more';
  return found;
}

export const wireCost = ({ displayName, unit, credits, isActive }: CostDraft) => ({
  displayName,
  unit,
  credits: Number(credits),
  isActive,
});

/** The fields of a price in credits. */
export const CostFields: React.FC<{
  draft: CostDraft;
  isNew: boolean;
  errors: Errors;
  onChange: (change: Partial<CostDraft>, field: string) => void;
}> = ({ draft, isNew, errors, onChange }) => {
  const input = (
    name: 'operation' | 'displayName' | 'unit' | 'credits',
    label: string,
    help: string,
    max: number,
  ) => (
    <Field label={label} isRequired help={help} error={errors[name]}>
      {(control) => (
        <input
          {...control}
          name={name}
          type="text"
          inputMode={name === 'credits' ? 'numeric' : 'text'}
          autoComplete="off"
          maxLength={max}
          value={draft[name]}
          onChange={(event) => onChange({ [name]: event.target.value }, name)}
        />
      )}
    </Field>
  );
  return (
    <>
      {isNew
        ? input('operation', 'Operation', 'The name that programs send, such as article_generation.', 64)
        : null}
      {input('displayName', 'Name', 'What customers read.', 80)}
      <div className="pair">
        {input('credits', 'Credits', 'For one unit.', 10)}
        {input('unit', 'Unit', 'Such as article, image or page.', 40)}
      </div>
      <label className="check">
        <input
          type="checkbox"
          name="isActive"
          checked={draft.isActive}
          onChange={(event) => onChange({ isActive: event.target.checked }, 'isActive')}
        />
        <span>
          In use <span className="soft">Otherwise programs are refused when they record it.</span>
        </span>
      </label>
    </>
  );
};
