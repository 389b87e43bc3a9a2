import { numberOf } from '../../src';

test.each([
  ['10Gi', 10 * 1024 ** 3], ['1.5Mi', 1.5 * 1024 ** 2], ['2Ki', 2048], ['3Ei', 3 * 1024 ** 6], ['5G', 5e9], ['1k', 1000], ['500m', 0.5], ['2e3', 2000], ['1E', 1e18],
  ['+7', 7], ['8', 8],
])('%s is %d', (text, number) => {
  expect(numberOf(text)).toBe(number);
});

test.each(['', 'ten', '10Gb', '10K', '1.2.3'])('%j is no quantity', text => {
  expect(numberOf(text)).toBeNaN();
});
