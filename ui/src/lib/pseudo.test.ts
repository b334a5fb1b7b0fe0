// The test language: strange letters, untouched placeables.
import { expect, test } from 'vitest';
import { pseudo } from './pseudo';

test('the made-up language is longer than English and leaves marks alone', () => {
  expect(pseudo('Block <b>Acme</b>')).toBe('Ɓļööçķ <b>ÅÅçɱéé</b>');
});
