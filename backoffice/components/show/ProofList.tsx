import React from 'react';
import { numberText } from '../kit/money';
import { Empty, When } from '../kit/ui';
import { wordFor } from '../kit/words';
import type { PaymentRelated } from './related';

type Proof = PaymentRelated['proofs'][number];

/** What the customer uploaded. It is fetched only when somebody wants to see it: that somebody looked is written down. */
export const ProofList: React.FC<{ paymentId: string; proofs: readonly Proof[] }> = ({
  paymentId,
  proofs,
}) => {
  const [shown, setShown] = React.useState<string | null>(null);
  if (proofs.length === 0) return <Empty>No proof was uploaded.</Empty>;
  const address = ({ id }: Proof, disposition: 'inline' | 'attachment') =>
    `/v1/admin/payments/${paymentId}/proofs/${id}?disposition=${disposition}`;
  return (
    <ul className="stack" data-testid="proofs">
      {proofs.map((proof) => (
        <li key={proof.id}>
          <p className="proof-head">
            <strong>{proof.fileName}</strong>{' '}
            <span className="soft">
              {numberText(Math.ceil(proof.sizeBytes / 1024))} kB, by {proof.uploadedBy.name},{' '}
              <When at={proof.createdAt} />
              {proof.scan === 'clean' ? ', no virus found' : `, ${wordFor(proof.scan).toLowerCase()}`}
            </span>
            <span className="proof-actions">
              {proof.mediaType.startsWith('image/') ? (
                <button
                  type="button"
                  className="button small"
                  aria-expanded={shown === proof.id}
                  onClick={() => setShown(shown === proof.id ? null : proof.id)}
                >
                  {shown === proof.id ? 'Hide' : 'View'}
                  <span className="unseen"> {proof.fileName}</span>
                </button>
              ) : (
                <a className="button small" href={address(proof, 'inline')} target="_blank" rel="noreferrer">
                  Open<span className="unseen"> {proof.fileName} in a new tab</span>
                </a>
              )}
              <a className="button small" href={address(proof, 'attachment')} download>
                Download<span className="unseen"> {proof.fileName}</span>
              </a>
            </span>
          </p>
          {shown === proof.id ? (
            <img
              className="proof"
              src={address(proof, 'inline')}
              alt={`Proof of payment ${proof.fileName}`}
            />
          ) : null}
        </li>
      ))}
    </ul>
  );
};
