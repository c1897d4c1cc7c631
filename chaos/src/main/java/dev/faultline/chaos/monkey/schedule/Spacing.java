package dev.faultline.chaos.monkey.schedule;

import dev.faultline.chaos.monkey.process.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;

/** A time between terminations of one group: in work days, or as a plain duration. */
public sealed interface Spacing {
  /**
   * Returns the time after which a past termination is too recent to allow another one now.
   *
   * @throws IllegalArgumentException if the calendar does not reach that far back
   */
  ZonedDateTime threshold(WorkCalendar calendar, Instant now);

  /**
   * A number of work days. The threshold is the end of the hours that many work days ago.
   *
   * @param count the number of work days; 0 is the end of today's hours
   */
  record WorkDays(int count) implements Spacing {
    public WorkDays {
      if (count < 0) {
        throw new IllegalArgumentException("the days are " + count + ", expected 0 or more");
      }
    }

    @Override
    public ZonedDateTime threshold(WorkCalendar calendar, Instant now) {
      ZonedDateTime time = now.atZone(calendar.zone());
      return calendar.endOf(calendar.workDayBefore(calendar.hours().dayOf(time), count));
    }

    @Override
    public String toString() {
      return count + (count == 1 ? " work day" : " work days");
    }
  }

  /** A plain duration. */
  record Elapsed(Duration duration) implements Spacing {
    public Elapsed {
      if (duration.isNegative()) {
        throw new IllegalArgumentException(
            "the duration is " + duration + ", expected zero or longer");
      }
    }

    @Override
    public ZonedDateTime threshold(WorkCalendar calendar, Instant now) {
      // One that is exactly so long ago is long enough ago.
      return now.minus(duration).plusNanos(1).atZone(calendar.zone());
    }

    @Override
    public String toString() {
      return DurationText.text(duration);
    }
  }
}
