import { Button } from 'antd';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Notice } from '../components/Notice.js';
import { texts } from './texts.js';

interface Props {
  readonly children: ReactNode;
  /** Another page means another try. */
  readonly resetKey?: string;
}

interface State {
  readonly error: Error | null;
  readonly resetKey: string | undefined;
}

/** The browser's words for a chunk that is not there (any more). */
const isMissingChunk = (error: Error): boolean =>
  /dynamically imported module|module script|preload CSS|ChunkLoadError/i.test(error.message);

/** Catches what a page throws while it is drawn: a sentence and a way on, never a white page. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.resetKey ? null : { error: null, resetKey: props.resetKey };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error('A page could not be drawn.', error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const words = isMissingChunk(error) ? texts.outdated : texts.crashed;
    return (
      <Notice
        as={this.props.resetKey === undefined ? 'main' : 'section'}
        title={words.title}
        body={words.body}
        action={
          <Button type="primary" onClick={() => window.location.reload()}>
            {texts.crashed.reload}
          </Button>
        }
      />
    );
  }
}
