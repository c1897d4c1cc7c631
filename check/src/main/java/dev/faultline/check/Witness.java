package dev.faultline.check;

import dev.faultline.core.history.Operation;
import java.util.List;

/** Why a history is valid. In the tests an independent replayer confirms it. */
public sealed interface Witness {

  /**
   * One order that explains everything: each ok operation once, some indeterminate ones, and
   * nothing else. For linearizability it respects real time, for sequential consistency the order
   * of each client, for transactions the order that the level demands.
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

  /**
   * Numbers of transactions in an order of their commits that satisfies the level. For levels at
   * which a transaction need not see the state of a single moment: read uncommitted, read
   * committed, read atomic, causal.
   */
  record Commits(List<Integer> transactions) implements Witness {
    /** Copies the list. */
    public Commits {
      transactions = List.copyOf(transactions);
    }
  }

  /**
   * An order of the snapshots and the commits of transactions: each transaction saw the commits
   * before its snapshot.
   */
  record Moments(List<Moment> moments) implements Witness {
    /** Copies the list. */
    public Moments {
      moments = List.copyOf(moments);
    }
  }

  /**
   * A moment in the life of a transaction.
   *
   * @param transaction its number
   * @param commit true for its commit, false for its snapshot
   */
  record Moment(int transaction, boolean commit) {}
}
