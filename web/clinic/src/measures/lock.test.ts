import { beforeEach, expect, it } from 'vitest';
import { forget, handOver, takeBack } from './lock';

beforeEach(forget);

it('opens with the code and with no other', async () => {
  await handOver('client', 'plan', '2468');
  expect(localStorage.getItem('tablet-lock')).not.toContain('2468');
  expect(await takeBack('0000')).toBe(false);
  expect(localStorage.getItem('tablet-lock')).not.toBeNull();
  expect(await takeBack('2468')).toBe(true);
  expect(localStorage.getItem('tablet-lock')).toBeNull();
});
