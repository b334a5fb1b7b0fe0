// The word or number that is typed before something grave is done.
import { expect, test } from 'vitest';
import { isTyped } from './confirmation';

test('what is typed to confirm fits whatever its case', () => {
  const word = { expected: 'remove', isNumber: false };
  expect(isTyped(' Remove ', word)).toBe(true);
  expect(isTyped('remov', word)).toBe(false);
  expect(isTyped('12', { expected: '12', isNumber: true })).toBe(true);
});
