package dev.faultline.check;

import dev.faultline.check.txn.Anomaly;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.util.List;

/** Why a history is invalid. */
public sealed interface Evidence {

  /** What is wrong, in words. */
  String explanation();

  /** The operations to look at. */
  History<?, ?> operations();

  /**
   * No order fits.
   *
   * @param failing the earliest return at which no order was left
   * @param operations the smallest sub-history found that still has no order: reads deleted, writes
   *     demoted to indeterminate, never deleted
   * @param longest the longest partial order of it: as far as the operations can be explained
   * @param states the state after each of them, for people; may be empty
   * @param explanation in words
   */
  record NoOrder(
      Operation<?, ?> failing,
      History<?, ?> operations,
      List<Operation<?, ?>> longest,
      List<String> states,
      String explanation)
      implements Evidence {
    /** Copies the lists. */
    public NoOrder {
      longest = List.copyOf(longest);
      states = List.copyOf(states);
    }
  }

  /**
   * A forbidden pattern.
   *
   * @param name the pattern's name in the literature
   * @param operations the operations that form it
   * @param explanation in words
   */
  record Pattern(String name, History<?, ?> operations, String explanation) implements Evidence {}

  /**
   * What transactions did that their level forbids, the worst first; at least one.
   *
   * @param anomalies what was found, one of each name
   */
  record Forbidden(List<Anomaly> anomalies) implements Evidence {
    /** Copies the list. */
    public Forbidden {
      anomalies = List.copyOf(anomalies);
    }

    @Override
    public String explanation() {
      var worst = anomalies.getFirst();
      return worst.name() + ": " + worst.explanation();
    }

    @Override
    public History<?, ?> operations() {
      return History.empty();
    }
  }
}
