import { prometheusDuration, prometheusSeconds } from '../../src/monitoring/prometheus-duration';

test.each([['30s', 30], ['5m', 300], ['12h', 43_200], ['15d', 1_296_000], ['2w', 1_209_600], ['1y', 31_536_000], ['1d12h', 129_600], ['0s', 0]])(
  '%s is %d seconds', (text, seconds) => {
    expect(prometheusSeconds(text)).toBe(seconds);
  });

test.each(['', '5', 'm', '12h1d', '1.5h', '-5m', '5 m', '100ms'])('%j is no duration', text => {
  expect(prometheusSeconds(text)).toBeUndefined();
});

test('less than a second is refused', () => {
  const refused = (value: string) => (prometheusDuration('retention', value)[0] as (value: unknown) => boolean)(value);
  expect([refused('0s'), refused('1s'), refused('soon')]).toEqual([true, false, true]);
});
