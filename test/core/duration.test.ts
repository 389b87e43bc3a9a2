import { duration, secondsOf } from '../../src';

test.each([[30, 30], ['30', 30], ['90s', 90], ['5m', 300], ['1h30m', 5400], ['soon', undefined], ['', undefined], ['1d', undefined], [-1, undefined]])(
  '%p is %p seconds', (given, seconds) => expect(secondsOf(given)).toBe(seconds));

test.each([0, '0s', 'soon', 1.5])('%p is refused', given => {
  const [fails] = duration('period', given);
  expect((fails as (value: unknown) => boolean)(given)).toBe(true);
});
