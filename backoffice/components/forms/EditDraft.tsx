import React from 'react';
import { useNavigate } from 'react-router-dom';
import { PageHeader } from '../app/Header';
import { type ScreenProps, text as say } from '../kit/admin';
import { recordPath, showAddress } from '../kit/api';
import { decimalOf } from '../kit/money';
import { Facts, RecordLink } from '../kit/ui';
import { type DraftLine, problemsOf, wireLines } from './draftLines';
import { Failure } from './FormFrame';
import { InvoiceBody, type InvoiceText } from './InvoiceBody';
import { useAction } from './useAction';

interface Related {
  readonly pricesIncludeTax: boolean;
  readonly account: { readonly id: string; readonly name: string };
  readonly lines: readonly {
    readonly id: string;
    readonly description: string;
    readonly quantity: number;
    readonly unitAmount: string;
    readonly discount: string;
    readonly taxBasisPoints: number;
    readonly isTaxChosen: boolean;
    readonly credits: string | null;
  }[];
}

const draftLine = (line: Related['lines'][number], index: number, currency: string): DraftLine => ({
  key: index + 1,
  id: line.id,
  description: line.description,
  quantity: String(line.quantity),
  price: decimalOf(line.unitAmount, currency),
  discount: line.discount === '0' ? '' : decimalOf(line.discount, currency),
  tax: line.isTaxChosen ? String(line.taxBasisPoints / 100) : '',
  credits: line.credits,
});

/** Changes an invoice that is not issued yet. */
const EditDraft: React.FC<ScreenProps<Related>> = ({ resource, action, record }) => {
  const { params, related } = record;
  const navigate = useNavigate();
  const currency = say(params['currency']);
  const details = showAddress(resource.id, record.id);
  const sending = useAction(recordPath(resource.id, record.id, action.name), {
    onDone: (redirectUrl) => navigate(redirectUrl ?? details),
  });
  const [text, setText] = React.useState<InvoiceText>(() => ({
    lines: related.lines.map((line, index) => draftLine(line, index, currency)),
    dueDate: say(params['dueDate']).slice(0, 10),
    notes: say(params['notes']),
  }));

  const save = (event: React.FormEvent) => {
    event.preventDefault();
    const problems = problemsOf(text.lines, currency);
    if (Object.keys(problems).length > 0) return sending.complain(problems);
    void sending.send({
      lines: wireLines(text.lines, currency),
      dueDate: text.dueDate || null,
      notes: text.notes.trim() || null,
    });
  };

  return (
    <div className="page">
      <PageHeader
        title="Edit draft"
        back={{ to: details, label: 'Back to the draft' }}
        lead="Nothing is booked, and the customer sees nothing, until the draft is issued. It is priced again with the tax of that day."
      />
      <form className="card form wide" onSubmit={save} noValidate aria-label="Edit draft">
        <Failure sending={sending} />
        <InvoiceBody
          first={
            <Facts
              facts={{
                Account: (
                  <RecordLink resource="accounts" id={related.account.id}>
                    {related.account.name}
                  </RecordLink>
                ),
                Currency: currency,
              }}
              columns={2}
            />
          }
          text={text}
          currency={currency}
          pricesIncludeTax={related.pricesIncludeTax}
          errors={sending.errors}
          onChange={(path, next) => {
            sending.touch(path);
            setText(next);
          }}
        />
        <div className="form-actions">
          <button type="button" className="button" onClick={() => navigate(details)}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={sending.isBusy} data-testid="confirm">
            Save draft
          </button>
        </div>
      </form>
    </div>
  );
};

export default EditDraft;
