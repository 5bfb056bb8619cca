import { Alert, Button } from 'antd';
import type { ApiError } from '../api/problem.js';
import { texts } from '../app/texts.js';

interface LoadFailureProps {
  readonly error: ApiError;
  readonly onRetry?: () => void;
}

/** In place of what could not be read: why, and a way to try again. */
export const LoadFailure = ({ error, onRetry }: LoadFailureProps) => (
  <Alert
    type="error"
    showIcon
    message={texts.failed.title}
    description={
      <>
        {error.message}
        {error.requestId === null ? null : <div className="fine">{texts.failed.withId(error.requestId)}</div>}
      </>
    }
    action={
      onRetry === undefined ? null : (
        <Button size="small" onClick={onRetry}>
          {texts.retry}
        </Button>
      )
    }
  />
);
