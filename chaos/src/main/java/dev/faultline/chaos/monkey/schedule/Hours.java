package dev.faultline.chaos.monkey.schedule;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;

/**
 * The hours of a day in which the monkey acts: from {@code start} on and before {@code end}. If the
 * end is not after the start, it is on the next day, and the hours belong to the day on which they
 * start. If both are equal, the hours last 24 hours.
 */
public record Hours(LocalTime start, LocalTime end) {
  /** Whether the hours extend past midnight. */
  public boolean overMidnight() {
    return !end.isAfter(start);
  }

  /**
   * The day to which a time belongs. If the hours extend past midnight, times before the end belong
   * to the day before.
   */
  public LocalDate dayOf(ZonedDateTime time) {
    return overMidnight() && time.toLocalTime().isBefore(end)
        ? time.toLocalDate().minusDays(1)
        : time.toLocalDate();
  }

  /** Whether a time of day is within the hours. */
  public boolean contains(LocalTime time) {
    boolean afterStart = !time.isBefore(start);
    boolean beforeEnd = time.isBefore(end);
    return overMidnight() ? afterStart || beforeEnd : afterStart && beforeEnd;
  }

  @Override
  public String toString() {
    return start + "-" + end;
  }
}
