import { partsOf } from '../../src/kubernetes';

const parts = (...sizes: number[]) => partsOf(sizes, 10, size => size);

test('entries are together, in order, up to the limit', () => {
  expect(parts(4, 6, 1, 9, 2)).toEqual([[4, 6], [1, 9], [2]]);
});

test('one that is larger than the limit is alone', () => {
  expect(parts(11, 1, 12)).toEqual([[11], [1], [12]]);
});

test('there is a part even without entries', () => {
  expect(parts()).toEqual([[]]);
});
