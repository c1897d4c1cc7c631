package dev.faultline.chaos.monkey.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.monkey.schedule.DaySchedule.Planned;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DayScheduleTest {
  private static final WorkCalendar CALENDAR =
      new WorkCalendar(
          ZoneId.of("Europe/Berlin"), new Hours(LocalTime.of(9, 0), LocalTime.of(15, 0)));
  private static final List<String> HOURS =
      List.of(
          "09:00-15:00",
          "22:00-04:30",
          "22:00-02:30",
          "01:00-02:30",
          "02:30-05:00",
          "02:10-02:20",
          "23:30-00:30",
          "00:00-00:00",
          "12:00-12:00");

  private static final LocalDate TUESDAY = LocalDate.of(2026, 12, 1);

  @Test
  void the_same_seed_and_day_give_the_same_plan_whoever_else_is_there() {
    List<Planned> two = List.of(daily("a", 1), daily("b", 1));
    DaySchedule plan = DaySchedule.of(TUESDAY, CALENDAR, two, 7);
    assertThat(DaySchedule.of(TUESDAY, CALENDAR, two, 7)).isEqualTo(plan);
    assertThat(plan.entries())
        .containsAll(DaySchedule.of(TUESDAY, CALENDAR, List.of(daily("b", 1)), 7).entries());
    assertThat(plan.entries()).hasSize(2).isSortedAccordingTo((x, y) -> x.at().compareTo(y.at()));
    assertThat(plan.entries()).extracting(DaySchedule.Entry::at).doesNotHaveDuplicates();
    assertThat(DaySchedule.of(TUESDAY, CALENDAR, two, 8)).isNotEqualTo(plan);
    assertThat(DaySchedule.of(TUESDAY.plusDays(1), CALENDAR, two, 7).entries().getFirst().at())
        .isNotEqualTo(plan.entries().getFirst().at().plusDays(1));
  }

  @Test
  void a_mean_of_one_day_strikes_every_work_day_and_only_then() {
    for (int day = 0; day < 28; day++) {
      LocalDate date = TUESDAY.plusDays(day);
      assertThat(DaySchedule.of(date, CALENDAR, List.of(daily("a", 1)), 7).entries())
          .as(date.toString())
          .hasSize(CALENDAR.isWorkDay(date) ? 1 : 0);
    }
  }

  /** 2,000 work days and a mean of 4: 500, with a standard deviation of 19.4; ten of them. */
  @Test
  void a_mean_of_four_days_strikes_about_every_fourth() {
    long seed = 20261201;
    int struck = 0;
    int days = 0;
    TreeSet<LocalTime> times = new TreeSet<>();
    for (LocalDate date = TUESDAY; days < 2_000; date = date.plusDays(1)) {
      days += CALENDAR.isWorkDay(date) ? 1 : 0;
      for (DaySchedule.Entry entry :
          DaySchedule.of(date, CALENDAR, List.of(daily("a", 4)), seed).entries()) {
        struck++;
        times.add(entry.at().toLocalTime());
      }
    }
    assertThat(struck).as("seed " + seed).isBetween(306, 694);
    assertThat(times.getFirst()).isBetween(LocalTime.of(9, 0), LocalTime.of(9, 20));
    assertThat(times.getLast()).isBetween(LocalTime.of(14, 40), LocalTime.of(14, 59));
  }

  @Test
  void a_mean_of_minutes_strikes_several_times_a_day() {
    Planned often = new Planned("a", new Spacing.Elapsed(Duration.ofMinutes(10)));
    DaySchedule plan = DaySchedule.of(TUESDAY, CALENDAR, List.of(often), 7);
    assertThat(plan.entries()).hasSizeBetween(10, 70);
    Planned eachMinute = new Planned("a", new Spacing.Elapsed(Duration.ofSeconds(1)));
    assertThat(DaySchedule.of(TUESDAY, CALENDAR, List.of(eachMinute), 7).entries()).hasSize(360);
  }

  /** Where clocks go forward at two, the night has an hour less; where they go back, one more. */
  @Test
  void a_plan_stays_inside_hours_where_clocks_change() {
    WorkCalendar nights =
        new WorkCalendar(
            ZoneId.of("Europe/Berlin"),
            new Hours(LocalTime.of(22, 0), LocalTime.of(4, 0)),
            new TreeSet<>(List.of(DayOfWeek.values())),
            new TreeSet<>());
    Planned eachMinute = new Planned("a", new Spacing.Elapsed(Duration.ofSeconds(1)));
    List<ZonedDateTime> times = new ArrayList<>();
    DaySchedule.of(LocalDate.of(2027, 3, 27), nights, List.of(eachMinute), 7)
        .entries()
        .forEach(entry -> times.add(entry.at()));
    assertThat(times).hasSize(5 * 60);
    assertThat(times.getLast()).isEqualTo("2027-03-28T03:59+02:00[Europe/Berlin]");
  }

  /** Half an hour, midnight, a whole day, and seasons of the south: what clocks do somewhere. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-01-01",
    "America/New_York, 2026-01-01",
    "America/Havana, 2026-01-01",
    "Asia/Beirut, 2026-01-01",
    "Australia/Lord_Howe, 2026-01-01",
    "Pacific/Apia, 2011-06-01"
  })
  void a_plan_has_each_minute_in_which_the_monkey_may_act_and_no_other_also_where_clocks_change(
      ZoneId zone, LocalDate from) {
    Planned eachMinute = new Planned("a", new Spacing.Elapsed(Duration.ofSeconds(1)));
    ZoneOffsetTransition change =
        zone.getRules().nextTransition(from.atStartOfDay(zone).toInstant());
    for (int i = 0; i < 2; i++, change = zone.getRules().nextTransition(change.getInstant())) {
      LocalDate day = change.getDateTimeBefore().toLocalDate();
      for (String text : HOURS) {
        String[] ends = text.split("-");
        Hours hours = new Hours(LocalTime.parse(ends[0]), LocalTime.parse(ends[1]));
        WorkCalendar all =
            new WorkCalendar(
                zone, hours, new TreeSet<>(List.of(DayOfWeek.values())), new TreeSet<>());
        List<ZonedDateTime> planned = new ArrayList<>();
        for (LocalDate date : List.of(day.minusDays(1), day, day.plusDays(1))) {
          List<ZonedDateTime> times =
              DaySchedule.of(date, all, List.of(eachMinute), 7).entries().stream()
                  .map(DaySchedule.Entry::at)
                  .toList();
          // So that none of this day is within one day of work of the next one.
          assertThat(times)
              .as("%s, %s, %s", zone, date, text)
              .allSatisfy(at -> assertThat(at).isBefore(all.endOf(date)));
          assertThat(planned)
              .allSatisfy(at ->
                  assertThat(at).isBefore(times.isEmpty() ? at.plusDays(1) : times.getFirst()));
          planned.addAll(times);
        }
        assertThat(planned).as("%s, %s, %s", zone, day, text).isEqualTo(open(all, day));
      }
    }
  }

  /** The minutes in which the monkey may act that belong to this day and those beside it. */
  private static List<ZonedDateTime> open(WorkCalendar calendar, LocalDate day) {
    List<ZonedDateTime> open = new ArrayList<>();
    ZonedDateTime end = day.plusDays(3).atStartOfDay(calendar.zone());
    for (ZonedDateTime at = day.minusDays(2).atStartOfDay(calendar.zone());
        at.isBefore(end);
        at = at.plusMinutes(1)) {
      LocalDate of = calendar.hours().dayOf(at);
      if (!of.isBefore(day.minusDays(1))
          && !of.isAfter(day.plusDays(1))
          && calendar.closed(at.toInstant()).isEmpty()) {
        open.add(at);
      }
    }
    return open;
  }

  @Test
  void a_mean_that_is_not_above_zero_is_refused() {
    assertThatThrownBy(() -> DaySchedule.of(TUESDAY, CALENDAR, List.of(daily("a", 0)), 7))
        .hasMessageContaining("the mean is 0 work days, expected 1 or more");
  }

  private static Planned daily(String name, int mean) {
    return new Planned(name, new Spacing.WorkDays(mean));
  }
}
