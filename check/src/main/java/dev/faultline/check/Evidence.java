package dev.faultline.check;

import dev.faultline.check.txn.Anomaly;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Why a history is invalid. A user's own check gives a {@link Reason}. */
public sealed interface Evidence {

  /** What is wrong, in words. */
  String explanation();

  /** The operations that show it. */
  History<?, ?> operations();

  /**
   * No order of the operations fits.
   *
   * @param failing the earliest return at which no order was possible any more
   * @param operations the smallest sub-history found that still has no order: reads are deleted;
   *     writes are made indeterminate, and never deleted
   * @param longest the longest prefix of an order found: as far as the operations can be explained
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
   * The results of all independent parts, from a check of every part.
   *
   * @param invalid evidence for each invalid part, by the part's key; at least one
   * @param valid keys of the parts that have an order
   * @param undecided keys of the parts for which the budget ran out
   */
  record Parts(Map<Object, NoOrder> invalid, List<Object> valid, List<Object> undecided)
      implements Evidence {
    /** Copies the collections, in their order. */
    public Parts {
      invalid = Collections.unmodifiableMap(new LinkedHashMap<>(invalid));
      valid = List.copyOf(valid);
      undecided = List.copyOf(undecided);
    }

    @Override
    public String explanation() {
      var first = invalid.entrySet().iterator().next();
      return invalid.size()
          + " of "
          + (invalid.size() + valid.size() + undecided.size())
          + (invalid.size() == 1 ? " parts is invalid" : " parts are invalid")
          + (undecided.isEmpty() ? "" : ", " + undecided.size() + " undecided")
          + "; part "
          + first.getKey()
          + ": "
          + first.getValue().explanation();
    }

    /** The operations of the first invalid part. */
    @Override
    public History<?, ?> operations() {
      return invalid.values().iterator().next().operations();
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
   * The result of a user's own check.
   *
   * @param explanation in words, with values; not blank
   * @param operations the operations that show it; empty if it is not about operations
   */
  record Reason(String explanation, History<?, ?> operations) implements Evidence {
    /**
     * Requires an explanation.
     *
     * @throws IllegalArgumentException when it is blank
     */
    public Reason {
      if (explanation.isBlank()) {
        throw new IllegalArgumentException(
            "the explanation is blank, expected the reason, such as 'order 10 was charged"
                + " twice'");
      }
    }
  }

  /**
   * The anomalies that the level forbids, the worst first; at least one.
   *
   * @param anomalies the anomalies found, one of each name
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
