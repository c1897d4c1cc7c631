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
 * The terminations planned for one day. A group's entries are a pure function of the seed, the day
 * and the group. The day can therefore be printed before it begins, and adding a group does not
 * change the entries of the others.
 *
 * @param entries sorted by time, then by group
 */
public record DaySchedule(LocalDate day, long seed, List<Entry> entries) {
  public DaySchedule {
    entries = List.copyOf(entries);
  }

  /** One planned termination. */
  public record Entry(ZonedDateTime at, String group) {}

  /**
   * A group for which terminations are planned.
   *
   * @param name unique
   * @param mean the mean time between two terminations
   */
  public record Planned(String name, Spacing mean) {}

  /**
   * Returns the plan of a day; empty if it is not a work day.
   *
   * <p>With a mean in work days, a group is struck at most once a day, with probability one over
   * the mean, at a whole minute drawn uniformly from the hours. With a plain duration, each minute
   * of the hours is drawn independently, so a day may have several terminations. The minimum time
   * is not checked here, but at the time of acting.
   *
   * @throws IllegalArgumentException if a mean is not above zero
   */
  public static DaySchedule of(
      LocalDate day, WorkCalendar calendar, List<Planned> groups, long seed) {
    List<Entry> entries = new ArrayList<>();
    List<ZonedDateTime> minutes = calendar.minutesOf(day);
    for (Planned group : groups) {
      // Drawn on every day, so that a holiday shifts nothing.
      SplittableRandom random = random(seed, day, group.name());
      for (int minute : minutes(group.mean(), minutes.size(), random)) {
        if (calendar.isWorkDay(day)) {
          entries.add(new Entry(minutes.get(minute), group.name()));
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
        // A change of clocks may skip all of short hours.
        if (length > 0 && 1.0 / count >= draw) {
          minutes.add(random.nextInt(length));
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
