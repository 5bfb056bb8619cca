import { allContracts } from '../../test/contracts.js';
import { type Client, type House, openHouse } from '../../test/house.js';
import { inLanes } from '../../test/house.waits.js';
import type { EndpointSpec } from '../endpoint.contract.js';

/** Each door lets in its own people only: asked of every address of the house. */
let house: House;
let specs: EndpointSpec[];
beforeAll(async () => {
  [house, specs] = await Promise.all([openHouse(), allContracts()]);
}, 60_000);
afterAll(() => house.close());

const urlOf = ({ path }: EndpointSpec): string => path.replace(/:\w+/g, 'inv_00000000000000000000000000');

/** The addresses of a door that answered a wrong person with something else than 401, and what. */
async function openTo(person: Client, door: EndpointSpec['door']): Promise<string[]> {
  const own = specs.filter((spec) => spec.door === door);
  expect(own.length).toBeGreaterThan(3);
  const answers = await inLanes(8, own, async (spec) => {
    const answer = await person.send(spec.method, urlOf(spec), spec.method === 'GET' ? {} : { body: {} });
    return answer.status === 401 ? null : `${spec.id}: ${answer.status}`;
  });
  return answers.filter((answer) => answer !== null);
}

test.each(['customer', 'staff', 'apiKey', 'user'] as const)(
  'nobody comes in at the door %s',
  async (door) => {
    expect(await openTo(house.stranger(), door)).toEqual([]);
  },
);

test.each(['staff', 'apiKey'] as const)('customers do not come in at the door %s', async (door) => {
  expect(await openTo(house.alice, door)).toEqual([]);
});

test.each(['customer', 'apiKey', 'user'] as const)('staff do not come in at the door %s', async (door) => {
  expect(await openTo(house.root, door)).toEqual([]);
});
