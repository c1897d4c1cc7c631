package dev.faultline.chaos.monkey.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values of Chaos Monkey's own tests, and those where calendar days and 24 hours differ. */
class SpacingTest {
  private static final ZoneId LOS_ANGELES = ZoneId.of("America/Los_Angeles");
  private static final WorkCalendar NINE_TO_THREE =
      new WorkCalendar(LOS_ANGELES, new Hours(LocalTime.of(9, 0), LocalTime.of(15, 0)));

  @ParameterizedTest(name = "{0} days before {1}: {2}")
  @CsvSource({
    "0,  2015-12-17T11:35:00, 2015-12-17T15:00-08:00",
    "0,  2015-12-17T23:59:59, 2015-12-17T15:00-08:00",
    "1,  2015-12-17T00:00:00, 2015-12-16T15:00-08:00",
    "1,  2015-12-17T23:59:59, 2015-12-16T15:00-08:00",
    "2,  2015-12-17T15:18:30, 2015-12-15T15:00-08:00",
    "3,  2015-12-17T15:18:30, 2015-12-14T15:00-08:00",
    "4,  2015-12-17T15:18:30, 2015-12-11T15:00-08:00",
    "9,  2015-12-17T15:18:30, 2015-12-04T15:00-08:00",
    "2,  2015-12-14T00:00:00, 2015-12-10T15:00-08:00",
    "2,  2015-12-14T23:59:59, 2015-12-10T15:00-08:00",
    "1,  2016-03-14T12:35:46, 2016-03-11T15:00-08:00",
    "2,  2016-11-08T12:35:46, 2016-11-04T15:00-07:00",
    "1,  2016-01-01T12:05:00, 2015-12-31T15:00-08:00",
    "30, 2015-12-18T11:45:11, 2015-11-06T15:00-08:00",
    "1,  2015-12-19T12:00:00, 2015-12-17T15:00-08:00",
    "0,  2015-12-20T12:00:00, 2015-12-18T15:00-08:00"
  })
  void the_threshold_is_the_end_of_hours_so_many_work_days_ago(
      int days, String now, String threshold) {
    assertThat(threshold(NINE_TO_THREE, days, now)).isEqualTo(threshold);
  }

  @Test
  void a_holiday_is_no_day_of_work() {
    WorkCalendar calendar =
        new WorkCalendar(
            LOS_ANGELES,
            NINE_TO_THREE.hours(),
            NINE_TO_THREE.days(),
            Set.of(LocalDate.of(2016, 1, 1)));
    assertThat(threshold(calendar, 1, "2016-01-01T12:05:00")).isEqualTo("2015-12-30T15:00-08:00");
  }

  /**
   * Every day a day of work, at 0:30, around the hour that is skipped and the one that is there
   * twice: 24 hours before 0:30 of the next day is another date.
   */
  @Test
  void days_are_counted_by_the_calendar_where_clocks_change() {
    WorkCalendar calendar =
        new WorkCalendar(
            LOS_ANGELES, NINE_TO_THREE.hours(), EnumSet.allOf(DayOfWeek.class), Set.of());
    assertThat(threshold(calendar, 1, "2016-03-14T00:30:00")).isEqualTo("2016-03-13T15:00-07:00");
    assertThat(threshold(calendar, 1, "2016-11-06T23:30:00")).isEqualTo("2016-11-05T15:00-07:00");
  }

  @Test
  void hours_over_midnight_belong_to_the_day_on_which_they_start() {
    WorkCalendar nights =
        new WorkCalendar(LOS_ANGELES, new Hours(LocalTime.of(22, 0), LocalTime.of(4, 0)));
    // Tuesday, one o'clock, is Monday's night; the work day before is Friday, which ends on
    // Saturday.
    assertThat(threshold(nights, 1, "2015-12-15T01:00:00")).isEqualTo("2015-12-12T04:00-08:00");
    assertThat(threshold(nights, 1, "2015-12-15T22:30:00")).isEqualTo("2015-12-15T04:00-08:00");
  }

  @Test
  void a_plain_duration_is_counted_by_the_clock() {
    ZonedDateTime now = ZonedDateTime.parse("2016-03-13T04:00-07:00[America/Los_Angeles]");
    assertThat(new Spacing.Elapsed(Duration.ofHours(3)).threshold(NINE_TO_THREE, now.toInstant()))
        .isEqualTo(ZonedDateTime.parse("2016-03-13T00:00:00.000000001-08:00[America/Los_Angeles]"));
  }

  @Test
  void a_calendar_without_enough_days_of_work_is_said_to_be_one() {
    assertThatThrownBy(() -> threshold(NINE_TO_THREE, 100_000, "2015-12-17T12:00:00"))
        .hasMessageContaining("there are no 100000 days of work");
    assertThatThrownBy(() -> new Spacing.WorkDays(-1)).hasMessageContaining("-1");
  }

  private static String threshold(WorkCalendar calendar, int days, String local) {
    ZonedDateTime now = ZonedDateTime.of(LocalDateTime.parse(local), LOS_ANGELES);
    return new Spacing.WorkDays(days)
        .threshold(calendar, now.toInstant())
        .toOffsetDateTime()
        .toString();
  }
}
