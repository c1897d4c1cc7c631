package dev.faultline.chaos.monkey.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Work days and hours in one time zone. Days are calendar days, not periods of 24 hours, so a day
 * with a clock change counts as one day.
 *
 * @param days the work days of the week, at least one
 * @param holidays dates that are not work days
 */
public record WorkCalendar(ZoneId zone, Hours hours, Set<DayOfWeek> days, Set<LocalDate> holidays) {
  /** The longest that is looked back for a day of work, in days. */
  private static final int FARTHEST = 40_000;

  public WorkCalendar {
    if (days.isEmpty()) {
      throw new IllegalArgumentException("there is no day of work, expected at least one");
    }
    days = EnumSet.copyOf(days);
    holidays = new TreeSet<>(holidays);
  }

  /** Monday to Friday, without holidays. */
  public WorkCalendar(ZoneId zone, Hours hours) {
    this(zone, hours, EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), Set.of());
  }

  /** Whether the monkey may act on this day. */
  public boolean isWorkDay(LocalDate day) {
    return days.contains(day.getDayOfWeek()) && !holidays.contains(day);
  }

  /** Why the monkey may not act now; empty if it may. */
  public Optional<String> closed(Instant now) {
    ZonedDateTime time = now.atZone(zone);
    LocalDate day = hours.dayOf(time);
    if (holidays.contains(day)) {
      return Optional.of(day + " is a holiday");
    }
    if (!days.contains(day.getDayOfWeek())) {
      return Optional.of(day + " is a " + day.getDayOfWeek() + ", no day of work");
    }
    if (!hours.contains(time.toLocalTime())) {
      return Optional.of(
          "it is %s in %s, and the hours are %s"
              .formatted(time.toLocalTime().withNano(0), zone, hours));
    }
    return Optional.empty();
  }

  /**
   * When the hours of this day end. An end that a change of clocks repeats is the later one, and
   * one that it skips is the change itself.
   */
  public ZonedDateTime endOf(LocalDate day) {
    LocalDate last = hours.overMidnight() ? day.plusDays(1) : day;
    return at(last.atTime(hours.end())).withLaterOffsetAtOverlap();
  }

  /** The time; the change of clocks itself for one that it skips. */
  private ZonedDateTime at(LocalDateTime time) {
    ZoneOffsetTransition change = zone.getRules().getTransition(time);
    return change != null && change.isGap()
        ? change.getInstant().atZone(zone)
        : time.atZone(zone).withEarlierOffsetAtOverlap();
  }

  /**
   * The minutes of this day's hours, in order: those in which the monkey may act, if it is a work
   * day. Where clocks change, they are more or fewer than on other days.
   */
  public List<ZonedDateTime> minutesOf(LocalDate day) {
    List<ZonedDateTime> minutes = new ArrayList<>();
    ZonedDateTime end = endOf(day);
    for (ZonedDateTime one = at(day.atTime(hours.start()));
        one.isBefore(end);
        one = one.plusMinutes(1)) {
      if (hours.contains(one.toLocalTime()) && hours.dayOf(one).equals(day)) {
        minutes.add(one);
      }
    }
    return minutes;
  }

  /** The day of work that is {@code count} before this day, from the last one if this is none. */
  LocalDate workDayBefore(LocalDate from, int count) {
    LocalDate day = from;
    int left = count;
    for (int looked = 0; looked <= FARTHEST; looked++) {
      if (isWorkDay(day)) {
        if (left == 0) {
          return day;
        }
        left--;
      }
      day = day.minusDays(1);
    }
    throw new IllegalArgumentException(
        "there are no %d days of work in the %d days before %s".formatted(count, FARTHEST, from));
  }
}
