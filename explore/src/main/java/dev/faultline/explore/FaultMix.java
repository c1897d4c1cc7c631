package dev.faultline.explore;

import dev.faultline.explore.tape.FaultMixText;
import dev.faultline.sim.adversary.FaultRates;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which faults a strategy may draw from, and how often and how long they strike.
 *
 * @param rates of the small faults, and the time between two opportunities for a big one
 * @param chance from 0 to 1, that an opportunity is used
 * @param kinds those that may strike, as far as the system model has them, in a fixed order
 * @param shortest fault
 * @param longest fault
 * @param pace how often faults strike at points in what nodes do, before a message is sent, before
 *     a write or a sync, at the end of a step: the chance that an incarnation comes through its
 *     first N points is (8 / (N + 8)) to that power, so that what takes ten steps is struck as well
 *     as what takes a million; 0 for never
 */
public record FaultMix(
    FaultRates rates,
    double chance,
    List<FaultKind> kinds,
    Duration shortest,
    Duration longest,
    double pace) {
  /**
   * Every fault that the model allows: 1 % of the messages lost, 0.5 % duplicated, 0.1 % corrupted,
   * and each half second with a probability of 0.2 a bigger fault that lasts from 50 ms to 15 s.
   * One in three incarnations is struck within its first thousand points.
   */
  public static final FaultMix DEFAULT =
      new FaultMix(
          new FaultRates(0.01, 0.005, 0.001, Duration.ofMillis(500)),
          0.2,
          Arrays.asList(FaultKind.values()),
          Duration.ofMillis(50),
          Duration.ofSeconds(15),
          0.2);

  public FaultMix {
    if (!(chance >= 0 && chance <= 1)) {
      throw new IllegalArgumentException("chance is " + chance + ", expected 0 to 1");
    }
    if (!(pace >= 0 && pace <= 1000)) {
      throw new IllegalArgumentException("pace is " + pace + ", expected 0 to 1000");
    }
    Set<FaultKind> distinct = EnumSet.noneOf(FaultKind.class);
    distinct.addAll(kinds);
    // An EnumSet iterates in the order of declaration, whatever the order of the argument.
    kinds = List.copyOf(distinct);
    if (shortest.isNegative() || shortest.isZero() || longest.compareTo(shortest) < 0) {
      throw new IllegalArgumentException(
          "faults that last from "
              + shortest
              + " to "
              + longest
              + ", expected 0 < shortest <= longest");
    }
  }

  public FaultMix withKinds(List<FaultKind> kinds) {
    return new FaultMix(rates, chance, kinds, shortest, longest, pace);
  }

  public FaultMix withRates(FaultRates rates) {
    return new FaultMix(rates, chance, kinds, shortest, longest, pace);
  }

  public FaultMix withChance(double chance) {
    return new FaultMix(rates, chance, kinds, shortest, longest, pace);
  }

  public FaultMix withDurations(Duration shortest, Duration longest) {
    return new FaultMix(rates, chance, kinds, shortest, longest, pace);
  }

  public FaultMix withPace(double pace) {
    return new FaultMix(rates, chance, kinds, shortest, longest, pace);
  }

  /**
   * This mix with changes that are given as text, names and values with commas between them: {@code
   * kinds=crash+pause, loss=0.05, every=200ms, longest=2s}. The names are {@code kinds} (of {@link
   * FaultKind}, or {@code none}), {@code loss}, {@code duplication}, {@code corruption}, {@code
   * every}, {@code chance}, {@code shortest}, {@code longest} and {@code pace}.
   *
   * @throws UsageException when the text says something else
   */
  public FaultMix changed(String text) {
    return FaultMixText.changed(this, text);
  }

  /** The pace, or 0 where no big fault strikes at all. */
  public double effectivePace() {
    return chance == 0 || rates.faultInterval().isZero() ? 0 : pace;
  }
}
