package dev.faultline.check.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.faultline.check.Budget;
import dev.faultline.check.Evidence;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Graphs and saturation against every order there is, on small transactions full of coincidences.
 */
class IsolationDifferentialTest {

  private static final int HISTORIES = 6_000;
  private static final Budget BUDGET = Budget.deterministic(1_000_000);

  @ParameterizedTest(name = "{0}")
  @EnumSource(TxnLevel.class)
  void orders_of_list_transactions_agree_with_brute_force(TxnLevel level) {
    compare(level, true);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(TxnLevel.class)
  void orders_of_register_transactions_agree_with_brute_force(TxnLevel level) {
    compare(level, false);
  }

  /** Issue 3: the seed of the build that gave the false alarm. */
  @Test
  void
      what_a_transaction_sees_of_its_own_appends_does_not_order_them_where_conflicts_are_allowed() {
    var builder = new TxnHistory.Builder();
    builder.transaction(0, true, false, 8, 144, 1);
    builder.append(1, 1);
    builder.append(0, 2);
    builder.readList(0, List.of(2));
    builder.transaction(1, true, false, 89, 177, 2);
    builder.append(0, 4);
    builder.readList(1, List.of());
    builder.transaction(1, true, false, 202, 274, 3);
    builder.append(0, 6);
    builder.readList(1, List.of());
    builder.transaction(1, true, false, 291, 411, 4);
    builder.readList(1, List.of(1));
    builder.append(1, 9);
    var history = builder.build();

    for (var level : TxnLevel.values()) {
      boolean expected = !level.conflictsForbidden();
      assertThat(Isolation.check(history, level, BUDGET).isValid())
          .as(level.name())
          .isEqualTo(expected);
      assertThat(expected(history, level, true)).as(level.name()).isEqualTo(expected);
    }
  }

  private static void compare(TxnLevel level, boolean lists) {
    long base = new Random().nextLong();
    int valid = 0;
    int unknown = 0;
    for (int i = 0; i < HISTORIES; i++) {
      var agreed = agree(level, lists, base + i);
      valid += agreed == Agreed.VALID ? 1 : 0;
      unknown += agreed == Agreed.UNKNOWN ? 1 : 0;
    }
    assertThat(valid).as("valid of " + level).isBetween(HISTORIES / 20, HISTORIES * 19 / 20);
    assertThat(unknown).as("unknown of " + level).isLessThan(HISTORIES / 50);
  }

  enum Agreed {
    VALID,
    INVALID,
    UNKNOWN
  }

  /** Fails, with the seed and the history, if the check and brute force differ. */
  static Agreed agree(TxnLevel level, boolean lists, long seed) {
    var history = history(new Random(seed), lists);
    boolean expected = expected(history, level, lists);
    var verdict = Isolation.check(history, level, BUDGET);
    if (verdict instanceof Verdict.Unknown) {
      return Agreed.UNKNOWN;
    }
    if (verdict.isValid() != expected) {
      fail(level + " seed " + seed + " expected " + expected + all(history) + " " + verdict);
    }
    confirm(verdict, history, level, lists, level + " seed " + seed + all(history));
    return expected ? Agreed.VALID : Agreed.INVALID;
  }

  /** From the history alone: every order, and every anomaly that is a pattern. */
  private static void confirm(
      Verdict verdict, TxnHistory history, TxnLevel level, boolean lists, String about) {
    switch (verdict) {
      case Verdict.Valid(Witness.Serial(var order), var _) ->
          assertThat(TxnReplayer.confirmsSerial(history, level, order)).as(about + order).isTrue();
      case Verdict.Valid(Witness.Moments(var moments), var _) ->
          assertThat(TxnReplayer.confirms(history, level, moments)).as(about + moments).isTrue();
      case Verdict.Valid(Witness.Commits(var order), var _) ->
          assertThat(TxnReplayer.confirmsCommits(history, level, lists, order))
              .as(about + order)
              .isTrue();
      case Verdict.Valid(Witness.Established _, var _) ->
          assertThat(level.name()).as(about).contains("PARALLEL");
      case Verdict.Invalid(Evidence.Forbidden(var anomalies), var _) -> {
        var replayer = new AnomalyReplayer(history, level, lists);
        for (var anomaly : anomalies) {
          assertThat(replayer.confirm(anomaly))
              .as(about + anomaly)
              .isNotEqualTo(AnomalyReplayer.Answer.REFUTED);
        }
      }
      default -> fail(about + verdict);
    }
  }

  private static boolean expected(TxnHistory history, TxnLevel level, boolean lists) {
    boolean parallel = level.name().contains("PARALLEL");
    if (level.ordinal() > TxnLevel.CAUSAL.ordinal() && !parallel) {
      return TxnBruteForce.holds(history, level);
    }
    if (parallel && !lists) {
      return ParallelBruteForce.holds(history, level);
    }
    return lists ? ListBruteForce.holds(history, level) : TxnBruteForce.axioms(history, level);
  }

  private static String all(TxnHistory h) {
    var text = new StringBuilder();
    for (int t = 0; t < h.size; t++) {
      text.append('\n').append(h.describe(t));
      text.append(" [" + h.called[t] + ", " + h.returned[t] + "]");
    }
    return text.toString();
  }

  private record Op(boolean read, int key, int value) {}

  /** Some of what others appended, and then the transaction's own appends so far. */
  private static List<Integer> onStaleSnapshot(
      List<Op> program, Op read, List<Integer> truth, Random random) {
    var others = new ArrayList<>(truth);
    var own = new ArrayList<Integer>();
    for (var op : program) {
      others.remove((Integer) op.value());
      if (!op.read() && op.key() == read.key() && program.indexOf(op) < program.indexOf(read)) {
        own.add(op.value());
      }
    }
    var seen = new ArrayList<>(others.subList(0, random.nextInt(others.size() + 1)));
    seen.addAll(own);
    return seen;
  }

  /** Runs transactions one by one in a random order, and lies about some of the reads. */
  static TxnHistory history(Random random, boolean lists) {
    int n = 2 + random.nextInt(3);
    int clients = 1 + random.nextInt(3);
    double lies = random.nextInt(4) * 0.15;
    var programs = new ArrayList<List<Op>>();
    Map<Integer, List<Integer>> written = new HashMap<>();
    int next = 1;
    for (int t = 0; t < n; t++) {
      var ops = new ArrayList<Op>();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        ops.add(new Op(random.nextBoolean(), random.nextInt(2), next++));
      }
      programs.add(ops);
    }
    var order = new ArrayList<Integer>();
    for (int t = 0; t < n; t++) {
      order.add(random.nextInt(order.size() + 1), t);
    }
    Map<Op, List<Integer>> seen = new HashMap<>();
    for (int t : order) {
      for (var op : programs.get(t)) {
        var list = written.computeIfAbsent(op.key(), _ -> new ArrayList<>());
        if (op.read()) {
          seen.put(op, List.copyOf(list));
        } else {
          list.add(op.value());
        }
      }
    }
    var builder = new TxnHistory.Builder();
    long position = 0;
    long[] free = new long[clients];
    for (int t = 0; t < n; t++) {
      int client = random.nextInt(clients);
      long called = Math.max(position++ * 10, free[client] + 1) + random.nextInt(3);
      long returned = called + 1 + random.nextInt(25);
      free[client] = returned;
      position = Math.max(position, called / 10 + 1);
      builder.transaction(client, true, false, called * 8 + t, returned * 8 + t, t + 1);
      for (var op : programs.get(t)) {
        if (!op.read()) {
          if (lists) {
            builder.append(op.key(), op.value());
          } else {
            builder.write(op.key(), op.value());
          }
          continue;
        }
        var truth = seen.getOrDefault(op, List.of());
        var all = written.getOrDefault(op.key(), List.of());
        var told =
            random.nextDouble() < lies ? all.subList(0, random.nextInt(all.size() + 1)) : truth;
        if (lists) {
          if (random.nextDouble() < lies) {
            told = onStaleSnapshot(programs.get(t), op, truth, random);
          }
          if (told.size() > 1 && random.nextDouble() < 2 * lies) {
            told = new ArrayList<>(told); // All that the weakest level can be violated by.
            Collections.swap(told, 0, told.size() - 1);
          }
          builder.readList(op.key(), told);
        } else if (told.isEmpty()) {
          builder.readInitial(op.key());
        } else {
          builder.read(op.key(), told.getLast());
        }
      }
    }
    return builder.build();
  }
}
