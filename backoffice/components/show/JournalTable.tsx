import React from 'react';
import { Card, Money, RecordLink, Scroll, When } from '../kit/ui';

export interface JournalRow {
  readonly id: string;
  readonly kind: string;
  readonly description: string;
  readonly occurredAt: string;
  readonly lines: readonly {
    readonly position: number;
    readonly currency: string;
    readonly amount: string;
    readonly ledger: { readonly code: string; readonly name: string };
  }[];
}

/** What was booked, entry by entry: what was debited on the left, what was credited on the right. */
export const JournalCard: React.FC<{ entries: readonly JournalRow[] }> = ({ entries }) =>
  entries.length === 0 ? null : (
    <Card title="Journal" flush>
      <Scroll label="Table: Journal">
        <table className="table journal">
          <thead>
            <tr>
              <th scope="col">Entry</th>
              <th scope="col">Account</th>
              <th scope="col" className="number">
                Debit
              </th>
              <th scope="col" className="number">
                Credit
              </th>
            </tr>
          </thead>
          {entries.map((entry) => (
            <tbody key={entry.id}>
              {entry.lines.map((line, index) => (
                <tr key={line.position}>
                  {index === 0 ? (
                    <th scope="rowgroup" rowSpan={entry.lines.length}>
                      <RecordLink resource="journal-entries" id={entry.id}>
                        {entry.description}
                      </RecordLink>
                      <span className="soft block">
                        <When at={entry.occurredAt} />
                      </span>
                    </th>
                  ) : null}
                  <td>{line.ledger.name}</td>
                  <td className="number">{side(line, true)}</td>
                  <td className="number">{side(line, false)}</td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </Scroll>
    </Card>
  );

function side({ amount, currency }: JournalRow['lines'][number], isDebit: boolean): React.ReactNode {
  if (amount.startsWith('-') === isDebit) return '';
  return <Money minor={amount.replace('-', '')} currency={currency} />;
}
