package dev.faultline.chaos.monkey.schedule;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * When which group is struck on one day: a pure function of the seed, the day and the group, so
 * that the day can be printed before it begins and another group changes nothing.
 *
 * @param entries by time, then by group
 */
public record DaySchedule(LocalDate day, long seed, List<Entry> entries) {
  public DaySchedule {
    entries = List.copyOf(entries);
  }

  /** One termination to come. */
  public record Entry(ZonedDateTime at, String group) {}

  /**
   * A group to plan for.
   *
   * @param name unique
   * @param mean the mean time between two terminations
   */
  public record Planned(String name, Spacing mean) {}

  /**
   * The plan of a day; empty on a day that is no day of work.
   *
   * <p>With a mean in days of work, a group is struck on a day with probability one over the mean,
   * at a whole minute drawn evenly from the hours: at most once. With a plain duration each minute
   * of the hours is drawn by itself, and there may be several. The minimum time is not looked at
   * here, but when it comes to act.
   *
   * @throws IllegalArgumentException where a mean is not above zero
   */
  public static DaySchedule of(
      LocalDate day, WorkCalendar calendar, List<Planned> groups, long seed) {
    List<Entry> entries = new ArrayList<>();
    for (Planned group : groups) {
      // Drawn on every day, so that a holiday shifts nothing.
      SplittableRandom random = random(seed, day, group.name());
      for (int minute : minutes(group.mean(), calendar.hours().minutes(), random)) {
        if (calendar.isWorkDay(day)) {
          ZonedDateTime at = calendar.startOf(day).plusMinutes(minute);
          if (at.isBefore(calendar.endOf(day))) {
            entries.add(new Entry(at, group.name()));
          }
        }
      }
    }
    entries.sort(Comparator.comparing(Entry::at).thenComparing(Entry::group));
    return new DaySchedule(day, seed, entries);
  }

  private static List<Integer> minutes(Spacing mean, int length, SplittableRandom random) {
    List<Integer> minutes = new ArrayList<>();
    switch (mean) {
      case Spacing.WorkDays(int count) -> {
        if (count < 1) {
          throw new IllegalArgumentException(
              "the mean is " + count + " work days, expected 1 or more");
        }
        double draw = random.nextDouble();
        int minute = random.nextInt(length);
        if (1.0 / count >= draw) {
          minutes.add(minute);
        }
      }
      case Spacing.Elapsed(var duration) -> {
        if (duration.isZero()) {
          throw new IllegalArgumentException("the mean is 0, expected a longer time");
        }
        double share = Math.min(1, 60e9 / duration.toNanos());
        for (int minute = 0; minute < length; minute++) {
          if (random.nextDouble() < share) {
            minutes.add(minute);
          }
        }
      }
    }
    return minutes;
  }

  private static SplittableRandom random(long seed, LocalDate day, String group) {
    CRC32 hash = new CRC32();
    hash.update((day + "/" + group).getBytes(StandardCharsets.UTF_8));
    // The constant is the golden ratio's, of Steele, Lea and Flood's SplitMix: it spreads the bits.
    return new SplittableRandom(seed ^ (hash.getValue() * 0x9e3779b97f4a7c15L));
  }
}
