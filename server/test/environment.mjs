// Node's own environment, with an ear for what the process warns of. Statements side by side on one connection are an error that
// pg only warns of (and queues, for now): here the test that did it fails.
import { TestEnvironment } from 'jest-environment-node';

const SIDE_BY_SIDE = /client\.query\(\) when the client is already executing a query/;

export default class ListeningEnvironment extends TestEnvironment {
  warnings = [];
  listen = (warning) => {
    if (SIDE_BY_SIDE.test(warning.message)) this.warnings.push(warning);
  };

  async setup() {
    await super.setup();
    process.on('warning', this.listen);
  }

  async teardown() {
    process.off('warning', this.listen);
    await super.teardown();
  }

  handleTestEvent({ name, test }, state) {
    if (name === 'test_done') test.errors.push(...this.heard());
    if (name === 'run_finish') state.unhandledErrors.push(...this.heard());
  }

  heard() {
    return this.warnings.splice(0).map(({ message, stack }) => new Error(`${message}\n${stack}`));
  }
}
