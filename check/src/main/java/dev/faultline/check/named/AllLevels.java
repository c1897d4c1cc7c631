package dev.faultline.check.named;

import dev.faultline.check.Budget;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.engine.Meter;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.Skipped;
import dev.faultline.check.txn.Isolation;
import dev.faultline.check.txn.TxnHistory;
import dev.faultline.check.txn.TxnLevel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which consistency levels of a model a history satisfies.
 *
 * @param operations the number of operations
 * @param transactions the transactions; null for single operations
 * @param verdicts the verdict at each level, the strongest first. A history that is valid at a
 *     level is valid at all levels that it includes; a history that is invalid at a level is
 *     invalid, with the same evidence, at all levels that include it
 * @param strongest the valid levels that no other valid level includes
 * @param weakest the invalid levels that include no other invalid level
 * @param places the places in the file of the single operations that evidence names, by their calls
 */
public record AllLevels(
    int operations,
    @Nullable TxnHistory transactions,
    Map<String, Verdict> verdicts,
    List<String> strongest,
    List<String> weakest,
    Map<Long, Place> places) {

  /** Copies the collections, in their order. */
  public AllLevels {
    verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
    strongest = List.copyOf(strongest);
    weakest = List.copyOf(weakest);
    places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
  }

  /** The levels whose verdict matches, the strongest first. */
  public List<String> having(Predicate<Verdict> verdict) {
    return verdicts.entrySet().stream()
        .filter(entry -> verdict.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Checks all levels of a model in the time of one check.
   *
   * @throws IllegalArgumentException if there is no such model
   * @throws MalformedHistoryException if the model cannot understand the history at any level
   */
  public static AllLevels check(String model, RawHistory raw, Budget budget)
      throws MalformedHistoryException {
    return check(model, raw, budget, UnaryOperator.identity());
  }

  /**
   * The same, with additional settings for the check of each level, such as the balances of a bank.
   *
   * @throws IllegalArgumentException if there is no such model
   * @throws MalformedHistoryException if the model cannot understand the history at any level
   */
  public static AllLevels check(
      String model, RawHistory raw, Budget budget, UnaryOperator<NamedCheck> terms)
      throws MalformedHistoryException {
    var work = new EveryLevel(model, terms);
    return work.isTransactional()
        ? ofTransactions(raw, work.ofLists(), budget)
        : ofOperations(model, raw, new Clock(budget), terms);
  }

  /**
   * The result for a file.
   *
   * @param file the file that was read, as it is named in messages
   * @param skipped the entries of the file that are not operations
   */
  public record OfFile(String file, AllLevels levels, Skipped skipped) {}

  /**
   * Checks all levels for a file, or for the history in a folder of Jepsen's store. The budget
   * includes reading it; if it does not suffice for that, all levels are unknown.
   *
   * @throws IllegalArgumentException if there is no such model
   * @throws MalformedHistoryException if the file is not a history, or the model cannot understand
   *     it
   * @throws IOException if it cannot be read
   */
  public static OfFile check(
      String model, Path file, Budget budget, UnaryOperator<NamedCheck> terms)
      throws IOException, MalformedHistoryException {
    return ofFile(new BoundedCheck<>(new EveryLevel(model, terms), budget).check(file));
  }

  /** Like {@link #check(String, Path, Budget, UnaryOperator)}, for a stream. */
  public static OfFile check(
      String model, String name, InputStream in, Budget budget, UnaryOperator<NamedCheck> terms)
      throws IOException, MalformedHistoryException {
    return ofFile(new BoundedCheck<>(new EveryLevel(model, terms), budget).check(name, in));
  }

  private static OfFile ofFile(BoundedCheck.Answer<AllLevels> answer) {
    return new OfFile(answer.file(), answer.result(), answer.skipped());
  }

  /** Divides the remaining time among the levels. */
  private static final class Clock {
    private final Budget budget;
    private final Meter meter;

    Clock(Budget budget) {
      this.budget = budget;
      this.meter = new Meter(budget);
    }

    /** A share of the remaining time for the search and for evidence. */
    Budget left(int shares) {
      // At least a nanosecond: a budget must be positive, and the check itself reports that the
      // time was not enough.
      long share = Math.max(1, meter.left().toNanos() / shares);
      return budget.withSearch(Duration.ofNanos(share)).withReport(budget.report().dividedBy(4));
    }
  }

  private static AllLevels ofTransactions(RawHistory raw, boolean lists, Budget budget)
      throws MalformedHistoryException {
    return ofTransactions(raw, TxnConverter.convert(raw, lists), lists, budget);
  }

  static AllLevels ofTransactions(
      RawHistory raw, TxnHistory history, boolean lists, Budget budget) {
    var clock = new Clock(budget);
    boolean timed = raw.format() != RawHistory.Format.TRANSACTION_TEXT;
    var levels =
        Stream.of(TxnLevel.values())
            .filter(level -> timed || !Isolation.needsRealTime(level))
            .toList()
            .reversed();
    var verdicts = new EnumMap<TxnLevel, Verdict>(TxnLevel.class);
    // The cheap levels first; of those that may have to search, the strongest first.
    for (var level : levels.reversed()) {
      if (Isolation.decidesWithoutSearch(level, lists)) {
        settle(history, level, clock.left(1), levels, verdicts);
      }
    }
    for (var level : levels) {
      settle(history, level, clock.left(2), levels, verdicts);
    }
    var named = new LinkedHashMap<String, Verdict>();
    for (var level : levels) {
      var verdict = verdicts.get(level);
      if (verdict != null) {
        named.put(level.lowerCaseName(), verdict);
      }
    }
    return new AllLevels(
        history.transactions(),
        history,
        named,
        levels.stream()
            .filter(level -> word(level, verdicts).equals("valid"))
            .filter(level -> isOnly(level, levels, other -> other.includes(level), verdicts))
            .map(TxnLevel::lowerCaseName)
            .toList(),
        levels.stream()
            .filter(level -> word(level, verdicts).equals("invalid"))
            .filter(level -> isOnly(level, levels, level::includes, verdicts))
            .map(TxnLevel::lowerCaseName)
            .toList(),
        Map.of());
  }

  /** Whether no other related level has the same verdict, apart from equivalent levels. */
  private static boolean isOnly(
      TxnLevel level,
      List<TxnLevel> levels,
      Predicate<TxnLevel> related,
      Map<TxnLevel, Verdict> verdicts) {
    String word = word(level, verdicts);
    return levels.stream()
        .filter(other -> !(other.includes(level) && level.includes(other)))
        .filter(related)
        .noneMatch(other -> word(other, verdicts).equals(word));
  }

  private static String word(TxnLevel level, Map<TxnLevel, Verdict> verdicts) {
    var verdict = verdicts.get(level);
    return verdict == null ? "unknown" : verdict.word();
  }

  private static void settle(
      TxnHistory history,
      TxnLevel level,
      Budget budget,
      List<TxnLevel> levels,
      Map<TxnLevel, Verdict> verdicts) {
    if (!word(level, verdicts).equals("unknown")) {
      return;
    }
    var verdict = Isolation.check(history, level, budget);
    verdicts.put(level, verdict);
    for (var other : levels) {
      boolean open = word(other, verdicts).equals("unknown");
      boolean follows =
          verdict.isValid() && level.includes(other)
              || verdict.isInvalid() && other.includes(level);
      if (open && follows) {
        verdicts.put(other, verdict);
      }
    }
  }

  /**
   * Checks the strongest level first; levels whose verdict follows from another are not checked.
   */
  private static AllLevels ofOperations(
      String model, RawHistory raw, Clock clock, UnaryOperator<NamedCheck> terms)
      throws MalformedHistoryException {
    var verdicts = new LinkedHashMap<String, Verdict>();
    int operations = raw.operations().size();
    MalformedHistoryException refused = null;
    var places = new TreeMap<Long, Place>();
    var levels = NamedCheck.levels(model).stream().filter(name -> name.length() > 3).toList();
    for (int i = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      var known = following(level, verdicts);
      try {
        if (known != null) {
          verdicts.put(level, known);
          continue;
        }
        var check = terms.apply(NamedCheck.of(model, level));
        var result = check.check(raw, clock.left(i == 0 ? 2 : levels.size() - i));
        verdicts.put(level, result.verdict());
        places.putAll(result.places());
      } catch (MalformedHistoryException e) {
        refused = e;
        verdicts.put(level, unknown(operations, String.valueOf(e.getMessage())));
      } catch (IllegalArgumentException e) {
        // A level that does not accept the settings; the command has tried them with the first
        // level.
        verdicts.put(level, unknown(operations, String.valueOf(e.getMessage())));
      }
    }
    if (refused != null && verdicts.values().stream().allMatch(v -> v instanceof Verdict.Unknown)) {
      throw refused;
    }
    spread(verdicts);
    return new AllLevels(
        operations,
        null,
        verdicts,
        outermost(verdicts, "valid", OperationLevels::includes),
        outermost(verdicts, "invalid", (other, level) -> OperationLevels.includes(level, other)),
        places);
  }

  private static Verdict unknown(int operations, String reason) {
    return new Verdict.Unknown(reason, List.of(), new Statistics(operations, 0, 0, "none"));
  }

  /** The verdict of a level that includes this one and holds. */
  private static @Nullable Verdict following(String level, Map<String, Verdict> verdicts) {
    for (var other : verdicts.entrySet()) {
      if (other.getValue().isValid() && OperationLevels.includes(other.getKey(), level)) {
        return other.getValue();
      }
    }
    return null;
  }

  /** A level without another result is invalid if a level that it includes is invalid. */
  private static void spread(Map<String, Verdict> verdicts) {
    for (var entry : verdicts.entrySet()) {
      for (var other : verdicts.entrySet()) {
        boolean follows =
            other.getValue().isInvalid()
                && OperationLevels.includes(entry.getKey(), other.getKey());
        if (follows && entry.getValue() instanceof Verdict.Unknown) {
          entry.setValue(other.getValue());
        }
      }
    }
  }

  /** The levels with a verdict, without those that follow from another of them. */
  private static List<String> outermost(
      Map<String, Verdict> verdicts, String word, BiPredicate<String, String> follows) {
    var all =
        verdicts.entrySet().stream()
            .filter(entry -> entry.getValue().word().equals(word))
            .map(Map.Entry::getKey)
            .toList();
    return all.stream()
        .filter(level -> all.stream().noneMatch(other -> follows.test(other, level)))
        .toList();
  }
}
