package dev.faultline.chaos.monkey.schedule;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;

/**
 * The hours of a day in which the monkey acts: from {@code start} on and before {@code end}. Where
 * the end is not after the start it is on the next day, and the hours belong to the day on which
 * they start. Where both are the same they last 24 hours.
 */
public record Hours(LocalTime start, LocalTime end) {
  private static final int MINUTES_OF_DAY = 24 * 60;

  /** Whether they go on after midnight. */
  public boolean overMidnight() {
    return !end.isAfter(start);
  }

  /** Whole minutes from start to end by the clock on the wall. */
  public int minutes() {
    int minutes = (end.toSecondOfDay() - start.toSecondOfDay()) / 60;
    return overMidnight() ? minutes + MINUTES_OF_DAY : minutes;
  }

  /** The day that a time belongs to: over midnight, the one before until the end. */
  public LocalDate dayOf(ZonedDateTime time) {
    return overMidnight() && time.toLocalTime().isBefore(end)
        ? time.toLocalDate().minusDays(1)
        : time.toLocalDate();
  }

  /** Whether a time of day is inside. */
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
