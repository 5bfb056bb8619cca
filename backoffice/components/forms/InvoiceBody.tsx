import React from 'react';
import { Field } from '../kit/fields';
import type { DraftLine } from './draftLines';
import { InvoiceLines } from './InvoiceLines';
import type { Errors } from './useAction';

export interface InvoiceText {
  readonly lines: readonly DraftLine[];
  readonly dueDate: string;
  readonly notes: string;
}

/** What stands on an invoice that is being written: due date, lines, notes. `first` comes beside the due date. */
export const InvoiceBody: React.FC<{
  first: React.ReactNode;
  text: InvoiceText;
  currency: string;
  pricesIncludeTax?: boolean;
  errors: Errors;
  /** Called with the path of what is being changed. */
  onChange: (path: string, text: InvoiceText) => void;
}> = ({ first, text, currency, pricesIncludeTax = false, errors, onChange }) => (
  <>
    <div className="pair">
      {first}
      <Field label="Due date" help="Seven days after issue where it is left empty." error={errors['dueDate']}>
        {(control) => (
          <input
            {...control}
            name="dueDate"
            type="date"
            value={text.dueDate}
            onChange={(event) => onChange('dueDate', { ...text, dueDate: event.target.value })}
          />
        )}
      </Field>
    </div>
    <InvoiceLines
      lines={text.lines}
      currency={currency}
      pricesIncludeTax={pricesIncludeTax}
      errors={errors}
      onChange={(lines) => onChange('lines', { ...text, lines })}
    />
    <Field label="Notes" help="Printed on the invoice." error={errors['notes']}>
      {(control) => (
        <textarea
          {...control}
          name="notes"
          rows={3}
          maxLength={1000}
          value={text.notes}
          onChange={(event) => onChange('notes', { ...text, notes: event.target.value })}
        />
      )}
    </Field>
  </>
);
