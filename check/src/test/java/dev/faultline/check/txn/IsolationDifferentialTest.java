package dev.faultline.check.txn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.check.Budget;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Graphs and saturation against every order there is, on small transactions full of coincidences.
 */
class IsolationDifferentialTest {

  private static final int HISTORIES = 6_000;
  private static final Budget BUDGET = Budget.deterministic(1_000_000);

  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = TxnLevel.class,
      names = {
        "PREFIX",
        "STRONG_SESSION_PREFIX",
        "SNAPSHOT_ISOLATION",
        "STRONG_SESSION_SNAPSHOT_ISOLATION",
        "STRONG_SNAPSHOT_ISOLATION",
        "SERIALIZABLE",
        "STRONG_SESSION_SERIALIZABLE",
        "STRICT_SERIALIZABLE"
      })
  void orders_of_list_transactions_agree_with_brute_force(TxnLevel level) {
    compare(level, true);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = TxnLevel.class,
      names = {
        "READ_COMMITTED",
        "READ_ATOMIC",
        "CAUSAL",
        "PREFIX",
        "STRONG_SESSION_PREFIX",
        "SNAPSHOT_ISOLATION",
        "STRONG_SESSION_SNAPSHOT_ISOLATION",
        "STRONG_SNAPSHOT_ISOLATION",
        "SERIALIZABLE",
        "STRONG_SESSION_SERIALIZABLE",
        "STRICT_SERIALIZABLE"
      })
  void orders_of_register_transactions_agree_with_brute_force(TxnLevel level) {
    compare(level, false);
  }

  private static void compare(TxnLevel level, boolean lists) {
    long base = new Random().nextLong();
    int valid = 0;
    int unknown = 0;
    for (int i = 0; i < HISTORIES; i++) {
      var history = history(new Random(base + i), lists);
      boolean axiomatic = level.ordinal() <= TxnLevel.CAUSAL.ordinal();
      boolean expected =
          axiomatic ? TxnBruteForce.axioms(history, level) : TxnBruteForce.holds(history, level);
      var verdict = Isolation.check(history, level, BUDGET);
      var about = level + " seed " + (base + i) + " " + all(history) + " " + verdict;
      if (verdict instanceof Verdict.Unknown) {
        unknown++;
        continue;
      }
      if (axiomatic && verdict.isInvalid() && expected) {
        // Brute force leaves out what one transaction alone shows.
        assertThat(verdict.summary()).as(about).containsAnyOf("internal", "G1b", "future read");
        continue;
      }
      assertThat(verdict.isValid()).as(about).isEqualTo(expected);
      if (verdict instanceof Verdict.Valid(Witness.Serial(var order), var _)) {
        assertThat(order).as(about).hasSize(history.size);
      }
      valid += expected ? 1 : 0;
    }
    assertThat(valid).as("valid of " + level).isBetween(HISTORIES / 20, HISTORIES * 19 / 20);
    assertThat(unknown).as("unknown of " + level).isLessThan(HISTORIES / 50);
  }

  private static String all(TxnHistory h) {
    var text = new StringBuilder();
    for (int t = 0; t < h.size; t++) {
      text.append('\n').append(h.describe(t));
      text.append(" [" + h.called[t] + ", " + h.returned[t] + "]");
    }
    return text.toString();
  }

  /** Runs transactions one by one in a random order, and lies about some of the reads. */
  static TxnHistory history(Random random, boolean lists) {
    int n = 2 + random.nextInt(3);
    int clients = 1 + random.nextInt(3);
    double lies = random.nextInt(4) * 0.15;
    record Op(boolean read, int key, int value) {}
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
