import { expect, it } from 'vitest';
import { placeOf } from './ImportMeasure';

it('puts the same instrument in the same place, and another elsewhere', async () => {
  const place = await placeOf({ id: 'site-ours' });
  expect(place).toMatch(/^[0-9a-f]{32}$/);
  expect(await placeOf({ id: 'site-ours', schemaVersion: 1 })).toBe(place);
  expect(await placeOf({ id: 'site-other' })).not.toBe(place);
});
