package dev.faultline.check.model;

import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Operations with the instants at which they take effect, to be put in order.
 *
 * <p>An instant is the position of the event that it follows. Of what follows the same event, what
 * leaves comes first, then what looks, then what enters; and else what was added first.
 */
final class Instants<I, O> {

  /** What an operation does at its instant; the order of the constants is that in time. */
  enum Deed {
    LEAVE,
    LOOK,
    ENTER
  }

  private record Instant<I, O>(long after, Deed deed, List<Operation<I, O>> operations) {}

  private final List<Instant<I, O>> instants = new ArrayList<>();

  void add(long after, Deed deed, Operation<I, O> operation) {
    instants.add(new Instant<>(after, deed, List.of(operation)));
  }

  /** Two operations with nothing between them, as if one that only leaves. */
  void addTogether(long after, Operation<I, O> first, Operation<I, O> second) {
    instants.add(new Instant<>(after, Deed.LEAVE, List.of(first, second)));
  }

  List<Operation<I, O>> inOrder() {
    instants.sort(
        Comparator.<Instant<I, O>>comparingLong(Instant::after).thenComparing(Instant::deed));
    return instants.stream().flatMap(instant -> instant.operations().stream()).toList();
  }
}
