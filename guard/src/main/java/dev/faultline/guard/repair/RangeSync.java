package dev.faultline.guard.repair;

import dev.faultline.core.Checks;
import dev.faultline.guard.record.Entry;
import dev.faultline.guard.repair.RepairMessage.Compare;
import dev.faultline.guard.repair.RepairMessage.Digests;
import dev.faultline.guard.repair.RepairMessage.Exchange;
import dev.faultline.guard.repair.RepairMessage.Exchanged;
import dev.faultline.guard.repair.RepairMessage.Question;
import dev.faultline.guard.repair.RepairMessage.Scan;
import dev.faultline.guard.repair.RepairMessage.Scanned;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes two stores equal: descends where the digests differ, and exchanges missing entries, range
 * by range. One question is outstanding at a time and is repeated until it is answered. The other
 * side is stateless, so questions and answers may be lost, duplicated and reordered. Concurrent
 * writes may or may not be included.
 *
 * <p>Its traffic can be limited; update the limit regularly from {@code
 * plan.Coordinator.recoveryRate} to keep repair from slowing user traffic.
 *
 * <p>Not thread-safe: its owner calls it. The caller passes the time, from any monotonic clock.
 */
public final class RangeSync {
  private static final int NODES = 64;
  private static final int LEAVES = 32;
  private static final int ENTRIES = 64;

  private final Ranges mine;
  private final long againNanos;
  private final ArrayDeque<Question> todo = new ArrayDeque<>();
  private final long first;
  private long number;
  private @Nullable Question out;
  private long outAt;
  private long notBefore;
  private double bytesPerSecond = Double.POSITIVE_INFINITY;
  private long bytes;
  private long differences;
  private long ignored;

  /**
   * Starts a sync.
   *
   * @param mine the local store
   * @param number of the first question. The next sync between the same nodes has to start at
   *     {@code number + questions()}, or it could accept late answers to this one
   * @param again how long to wait before a question is repeated
   * @param nowNanos the time
   * @throws IllegalArgumentException if the time is not positive
   */
  public RangeSync(Ranges mine, long number, Duration again, long nowNanos) {
    this.mine = mine;
    this.number = number;
    first = number;
    againNanos = Checks.positiveNanos("again", again);
    notBefore = nowNanos;
    todo.add(new Compare(0, 0, List.of(0)));
  }

  /**
   * Limits the traffic, both directions together.
   *
   * @param bytesPerSecond at least 1; infinity, the default, means no limit
   * @throws IllegalArgumentException if it is less than 1 or NaN
   */
  public void rate(double bytesPerSecond) {
    this.bytesPerSecond =
        Checks.within("bytesPerSecond", bytesPerSecond, 1, Double.POSITIVE_INFINITY);
  }

  /** The message to send now, if any: the next question, or the last one again. */
  public Optional<Question> next(long nowNanos) {
    if (nowNanos - notBefore < 0) {
      return Optional.empty();
    }
    Question question = out;
    if (question == null) {
      Question next = todo.poll();
      if (next == null) {
        return Optional.empty();
      }
      question = numbered(next);
      out = question;
    } else if (nowNanos - outAt < againNanos) {
      return Optional.empty();
    }
    outAt = nowNanos;
    count(question, nowNanos);
    return Optional.of(question);
  }

  private Question numbered(Question question) {
    long next = number++;
    return switch (question) {
      case Compare(_, var level, var nodes) -> new Compare(next, level, nodes);
      case Scan(_, var leaves) -> new Scan(next, leaves);
      case Exchange(_, var leaf, var wanted, var given, var withdrawn) ->
          new Exchange(next, leaf, wanted, given, withdrawn);
    };
  }

  private void count(RepairMessage message, long now) {
    bytes += message.bytes();
    long pause = (long) Math.min(message.bytes() * 1e9 / bytesPerSecond, Long.MAX_VALUE / 4.0);
    notBefore = (notBefore - now > 0 ? notBefore : now) + pause;
  }

  /**
   * Processes an answer; one that does not belong to the outstanding question is counted and
   * ignored.
   */
  public void received(RepairMessage answer, long nowNanos) {
    Question question = out;
    if (question == null || answer.number() != question.number() || !isAnswer(question, answer)) {
      ignored++;
      return;
    }
    count(answer, nowNanos);
    out = null;
    switch (answer) {
      case Digests(_, var digests) -> compared((Compare) question, digests);
      case Scanned(_, var digests) -> scanned((Scan) question, digests);
      case Exchanged(_, var given, var withdrawn) ->
          exchanged((Exchange) question, given, withdrawn);
      case Question _ -> throw new AssertionError(answer);
    }
  }

  /** Whether it has the kind and the size that the question asks for. */
  private static boolean isAnswer(Question question, RepairMessage answer) {
    return switch (question) {
      case Compare(_, _, var nodes) ->
          answer instanceof Digests(_, var digests)
              && digests.size() == nodes.size() * MerkleTree.CHILDREN;
      case Scan(_, var leaves) ->
          answer instanceof Scanned(_, var digests) && digests.size() == leaves.size();
      case Exchange _ -> answer instanceof Exchanged;
    };
  }

  private void compared(Compare question, List<Long> digests) {
    List<Integer> differing = new ArrayList<>();
    for (int i = 0; i < digests.size(); i++) {
      int child =
          question.nodes().get(i / MerkleTree.CHILDREN) * MerkleTree.CHILDREN
              + i % MerkleTree.CHILDREN;
      if (mine.tree().digest(question.level() + 1, child) != digests.get(i)) {
        differing.add(child);
      }
    }
    boolean areLeaves = question.level() + 1 == mine.tree().depth();
    int most = areLeaves ? LEAVES : NODES;
    // Down before across, so that what is still to do stays small.
    for (int end = differing.size(); end > 0; end -= most) {
      List<Integer> some = differing.subList(Math.max(0, end - most), end);
      todo.addFirst(areLeaves ? new Scan(0, some) : new Compare(0, question.level() + 1, some));
    }
  }

  private void scanned(Scan question, List<List<Long>> digests) {
    for (int i = 0; i < digests.size(); i++) {
      int leaf = question.leaves().get(i);
      Map<Long, Entry> here = new LinkedHashMap<>();
      mine.sound(leaf).forEach(entry -> here.put(MerkleTree.digestOf(entry), entry));
      TreeSet<Long> wanted = new TreeSet<>(digests.get(i));
      wanted.removeAll(here.keySet());
      digests.get(i).forEach(here::remove);
      differences += Math.max(wanted.size(), here.size());
      exchange(leaf, List.copyOf(wanted), List.copyOf(here.values()));
    }
  }

  private void exchange(int leaf, List<Long> wanted, List<Entry> given) {
    for (int i = 0; i < Math.max(wanted.size(), given.size()); i += ENTRIES) {
      todo.addFirst(new Exchange(0, leaf, part(wanted, i), part(given, i), List.of()));
    }
  }

  private static <T> List<T> part(List<T> all, int from) {
    return all.subList(Math.min(from, all.size()), Math.min(from + ENTRIES, all.size()));
  }

  private void exchanged(Exchange question, List<Entry> given, List<Entry> withdrawn) {
    withdrawn.forEach(mine::withdraw);
    List<Entry> gone = new ArrayList<>();
    for (Entry entry : given) {
      if (mine.take(entry) == Ranges.Taken.WITHDRAWN) {
        gone.add(entry);
      }
    }
    if (!gone.isEmpty()) {
      todo.addFirst(new Exchange(0, question.leaf(), List.of(), List.of(), gone));
    }
  }

  /**
   * The answer of the other side. It keeps no state except the entries that it receives.
   *
   * @throws IllegalArgumentException if the question is about a tree of another depth, or larger
   *     than any that is asked; the store was told so before ({@link Ranges#refused}), and nothing
   *     else was done
   */
  public static RepairMessage answer(Ranges mine, Question question) {
    try {
      check(mine.tree(), question);
    } catch (IllegalArgumentException e) {
      mine.refused(question);
      throw e;
    }
    return switch (question) {
      case Compare(var number, var level, var nodes) -> {
        List<Long> digests = new ArrayList<>();
        for (int node : nodes) {
          for (int child = 0; child < MerkleTree.CHILDREN; child++) {
            digests.add(mine.tree().digest(level + 1, node * MerkleTree.CHILDREN + child));
          }
        }
        yield new Digests(number, digests);
      }
      case Scan(var number, var leaves) ->
          new Scanned(
              number,
              leaves.stream()
                  .map(leaf -> mine.sound(leaf).stream().map(MerkleTree::digestOf).toList())
                  .toList());
      case Exchange(var number, var leaf, var wanted, var given, var withdrawn) -> {
        // What is asked for comes first: what is given may take its place.
        List<Entry> answer =
            mine.sound(leaf).stream()
                .filter(entry -> wanted.contains(MerkleTree.digestOf(entry)))
                .toList();
        withdrawn.forEach(mine::withdraw);
        List<Entry> gone =
            given.stream().filter(entry -> mine.take(entry) == Ranges.Taken.WITHDRAWN).toList();
        yield new Exchanged(number, answer, gone);
      }
    };
  }

  private static void check(MerkleTree tree, Question question) {
    switch (question) {
      case Compare(_, var level, var nodes) -> {
        Checks.within("nodes", nodes.size(), 0, NODES);
        Checks.within("level", level, 0, tree.depth() - 1);
        nodes.forEach(node -> Checks.within("node", node, 0, tree.nodes(level) - 1));
      }
      case Scan(_, var leaves) -> {
        Checks.within("leaves", leaves.size(), 0, LEAVES);
        leaves.forEach(leaf -> Checks.within("leaf", leaf, 0, tree.nodes(tree.depth()) - 1));
      }
      case Exchange(_, var leaf, var wanted, var given, var withdrawn) -> {
        Checks.within("wanted", wanted.size(), 0, ENTRIES);
        Checks.within("given", given.size(), 0, ENTRIES);
        Checks.within("withdrawn", withdrawn.size(), 0, ENTRIES);
        Checks.within("leaf", leaf, 0, tree.nodes(tree.depth()) - 1);
      }
    }
  }

  /** Whether the sync is complete: every difference that it found was exchanged. */
  public boolean isDone() {
    return out == null && todo.isEmpty();
  }

  /** How many bytes were sent and received, including repetitions. */
  public long bytes() {
    return bytes;
  }

  /** How many questions were asked, each counted once. */
  public long questions() {
    return number - first;
  }

  /** How many entries differed. */
  public long differences() {
    return differences;
  }

  /** How many answers were late, repeated, or did not fit the question. */
  public long ignored() {
    return ignored;
  }
}
