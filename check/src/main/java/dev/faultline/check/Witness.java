package dev.faultline.check;

import dev.faultline.core.history.Operation;
import java.util.List;

/** Why a history is valid; an independent replayer confirms it in the tests. */
public sealed interface Witness {

  /**
   * One order that explains everything: each ok operation once, some indeterminate ones, and
   * nothing else. For linearizability it respects real time, for sequential consistency the order
   * of each client, for transactions what the level demands.
   */
  record Order(List<Operation<?, ?>> operations) implements Witness {
    /** Copies the list. */
    public Order {
      operations = List.copyOf(operations);
    }
  }

  /** No single order exists or is needed; the reason says what was established instead. */
  record Established(String reason) implements Witness {}

  /** Numbers of transactions in an order in which they could have run one after another. */
  record Serial(List<Integer> transactions) implements Witness {
    /** Copies the list. */
    public Serial {
      transactions = List.copyOf(transactions);
    }
  }
}
