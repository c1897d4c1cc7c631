package dev.faultline.check.model;

import dev.faultline.check.Direct;
import dev.faultline.check.engine.Polling;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Linearizability of a bank whose transfers all went well: a search that branches on reads only.
 *
 * <p>Transfers commute but for the rule that no balance goes below zero. So between two reads only
 * the set of transfers counts, and it must have the difference of what they read as its sum; that
 * some order of the set overdraws nothing is asked once, when the later read is placed. A transfer
 * is added when its return demands it, or when a read needs it.
 *
 * <p>Exact where it answers. It answers nothing if it meets a limit, or operations of other kinds.
 */
final class BankCuts {

  /** Steps from one configuration to another; more are left to the general search. */
  private static final int MOST_STEPS = 500_000;

  /**
   * Sets of so few transfers are tried before anything else: two reads are rarely further apart.
   */
  private static final int FEW = 2;

  /** What a configuration that was seen occupies, but for what it lists; roughly. */
  private static final long BYTES_OF_A_KEY = 160;

  private final BankPart part;
  private final Set<Key> seen = new HashSet<>();
  private final List<Node> path = new ArrayList<>();
  private final SubsetSums sums;
  private boolean complete = true;

  private BankCuts(BankPart part) {
    this.part = part;
    this.sums = new SubsetSums(part);
  }

  /** Decides a part; nothing if this algorithm is not made for it, or met a limit. */
  static Optional<Direct<BankOp, Object>> decide(BankPart part) {
    return new BankCuts(part).decide();
  }

  private Optional<Direct<BankOp, Object>> decide() {
    if (!part.totalsAgree()) {
      return Optional.of(new Direct.None<>());
    }
    var root = new Node(0, new int[0], part.initial(), part.initial(), new int[0], new int[0]);
    if (settle(root)) {
      return finish(root);
    }
    path.add(root);
    for (int step = 1; !path.isEmpty(); step++) {
      Polling.at(step);
      if (step > MOST_STEPS) {
        return Optional.empty();
      }
      var child = next(path.getLast());
      if (child == null) {
        path.removeLast();
        continue;
      }
      if (settle(child)) {
        path.add(child);
        var found = finish(child);
        if (found.isPresent()) {
          return found;
        }
        path.removeLast();
        complete = false; // A transfer that nobody knows the end of might have come to help.
        continue;
      }
      long[] told = part.initial() == null ? child.balances : new long[0];
      if (seen.add(new Key(child.pos, child.pending, child.group, told))) {
        Polling.occupy(
            BYTES_OF_A_KEY
                + (long) Integer.BYTES * (child.pending.length + child.group.length)
                + (long) Long.BYTES * told.length);
        path.add(child);
      }
    }
    return complete && sums.isComplete() && part.orders().isComplete()
        ? Optional.of(new Direct.None<>())
        : Optional.empty();
  }

  /**
   * A configuration: a place in the history, and what has been placed by then.
   *
   * <p>{@code balances} are those after all transfers placed; {@code closed} those after the last
   * read placed, and {@code group} the transfers since. Both balances are only changes while {@code
   * closed} is null: then nobody has told yet what there was at first.
   */
  private static final class Node {
    int pos;
    int[] pending;
    final long[] balances;
    final long @Nullable [] closed;
    final int[] group;
    int[] placed;
    int stage;
    int index;
    List<Choice> choices = List.of();

    Node(
        int pos,
        int[] pending,
        long @Nullable [] balances,
        long @Nullable [] closed,
        int[] group,
        int[] placed) {
      this.pos = pos;
      this.pending = pending;
      this.balances = balances == null ? new long[0] : balances;
      this.closed = closed;
      this.group = group;
      this.placed = placed;
    }
  }

  /** A read to place next, and the transfers to add before it. */
  private record Choice(int read, int[] transfers) {}

  /**
   * What a configuration is known by. What has been placed tells the balances only where somebody
   * told the first ones: else two orders of the same operations may begin, and so end, differently.
   */
  private record Key(int pos, int[] pending, int[] group, long[] balances) {
    Key {
      pending = pending.clone();
      group = group.clone();
      Arrays.sort(pending);
      Arrays.sort(group);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && pos == key.pos
          && Arrays.equals(pending, key.pending)
          && Arrays.equals(group, key.group)
          && Arrays.equals(balances, key.balances);
    }

    @Override
    public int hashCode() {
      int hash = (31 * pos + Arrays.hashCode(pending)) * 31 + Arrays.hashCode(group);
      return 31 * hash + Arrays.hashCode(balances);
    }
  }

  /** Walks on to the next return that lacks its operation; true at the end of the history. */
  private boolean settle(Node node) {
    int[] events = part.events();
    for (; node.pos < events.length; node.pos++) {
      int event = events[node.pos];
      if (event < 0) {
        if (contains(node.pending, ~event)) {
          return false;
        }
      } else if (fitsHere(node, event)) {
        node.placed = with(node.placed, event);
      } else {
        node.pending = with(node.pending, event);
      }
    }
    return true;
  }

  /**
   * Directly after a read is placed, another of the same balances is too: wherever it stands in an
   * order, it may be moved here. Not so while transfers wait for their order: one that comes later
   * may have to come before them, and not after this read.
   */
  private boolean fitsHere(Node node, int op) {
    return node.closed != null
        && node.group.length == 0
        && part.isRead(op)
        && Arrays.equals(part.read(op), node.balances);
  }

  private @Nullable Node next(Node node) {
    int demanded = ~part.events()[node.pos];
    while (true) {
      while (node.index < node.choices.size()) {
        var child = read(node, node.choices.get(node.index++));
        if (child != null) {
          return child;
        }
      }
      node.index = 0;
      switch (node.stage++) {
        case 0 -> node.choices = choices(node, demanded, 0, FEW);
        case 1 -> {
          node.choices = List.of();
          if (!part.isRead(demanded)) {
            return transfer(node, demanded);
          }
        }
        case 2 -> node.choices = choices(node, demanded, FEW + 1, Integer.MAX_VALUE);
        default -> {
          return null;
        }
      }
    }
  }

  private List<Choice> choices(Node node, int demanded, int least, int most) {
    var choices = new ArrayList<Choice>();
    int[] open =
        Arrays.stream(node.pending).filter(op -> !part.isRead(op) && op != demanded).toArray();
    for (int read : node.pending) {
      if (part.isRead(read)) {
        long[] difference = part.read(read).clone();
        if (node.closed != null) {
          for (int i = 0; i < difference.length; i++) {
            difference[i] -= node.balances[i];
          }
        }
        for (int[] set : sums.of(open, node.closed == null ? null : difference, least, most)) {
          choices.add(new Choice(read, set));
        }
      }
    }
    choices.sort((a, b) -> Integer.compare(a.transfers.length, b.transfers.length));
    return choices;
  }

  private Node transfer(Node node, int op) {
    long[] after = before(node).clone();
    part.move(after, op);
    return new Node(
        node.pos + 1,
        without(node.pending, op),
        after,
        node.closed,
        with(node.group, op),
        new int[0]);
  }

  private long[] before(Node node) {
    return node.balances.length == 0 ? new long[part.accounts()] : node.balances;
  }

  private @Nullable Node read(Node node, Choice choice) {
    int[] group = Arrays.copyOf(node.group, node.group.length + choice.transfers.length);
    System.arraycopy(choice.transfers, 0, group, node.group.length, choice.transfers.length);
    long[] told = part.read(choice.read);
    long[] from = node.closed;
    if (from == null) {
      from = told.clone();
      for (int op : group) {
        part.moveBack(from, op);
      }
    }
    int[] order = part.orders().of(from, group);
    if (order == null) {
      return null;
    }
    int[] pending = without(node.pending, choice.read);
    for (int op : choice.transfers) {
      pending = without(pending, op);
    }
    int[] placed = with(order, choice.read);
    for (int op : pending) {
      if (part.isRead(op) && Arrays.equals(part.read(op), told)) {
        placed = with(placed, op);
        pending = without(pending, op);
      }
    }
    return new Node(node.pos, pending, told, told, new int[0], placed);
  }

  private Optional<Direct<BankOp, Object>> finish(Node last) {
    if (last.closed == null) {
      return Optional.empty();
    }
    int[] order = part.orders().of(last.closed, last.group);
    if (order == null) {
      return Optional.empty();
    }
    var operations = new ArrayList<Operation<BankOp, Object>>();
    for (Node node : path.isEmpty() ? List.of(last) : path) {
      for (int op : node.placed) {
        operations.add(part.operation(op));
      }
    }
    for (int op : order) {
      operations.add(part.operation(op));
    }
    return Optional.of(new Direct.Order<>(operations));
  }

  private static boolean contains(int[] all, int one) {
    for (int each : all) {
      if (each == one) {
        return true;
      }
    }
    return false;
  }

  private static int[] with(int[] all, int one) {
    int[] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = one;
    return more;
  }

  private static int[] without(int[] all, int one) {
    int[] fewer = new int[all.length];
    int kept = 0;
    for (int each : all) {
      if (each != one) {
        fewer[kept++] = each;
      }
    }
    return Arrays.copyOf(fewer, kept);
  }
}
