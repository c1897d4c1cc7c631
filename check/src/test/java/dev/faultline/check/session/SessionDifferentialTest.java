package dev.faultline.check.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.faultline.check.model.KeyedOp;
import dev.faultline.check.model.Nil;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Saturation and bad patterns against every order there is, on small histories. */
class SessionDifferentialTest {

  private static final int HISTORIES = Integer.getInteger("faultline.check.sessions", 3_000);

  @ParameterizedTest
  @EnumSource(SessionLevel.class)
  void a_level_agrees_with_brute_force(SessionLevel level) {
    long base = new Random().nextLong();
    int valid = 0;
    for (int i = 0; i < HISTORIES; i++) {
      var history = history(new Random(base + i));
      boolean expected = SessionBruteForce.holds(history, level);
      var verdict = SessionConsistency.check(history, level);
      if (verdict.isValid() != expected) {
        fail(level + " seed " + (base + i) + " expected " + expected + all(history) + verdict);
      }
      valid += expected ? 1 : 0;
    }
    assertThat(valid).as("valid of " + level).isBetween(HISTORIES / 50, HISTORIES * 49 / 50);
  }

  private static String all(History<KeyedOp<RegisterOp>, Object> history) {
    var text = new StringBuilder();
    for (var op : history.operations()) {
      text.append("\n  client " + op.client() + " " + op.input() + " " + op.outcome());
    }
    return text.append('\n').toString();
  }

  /** Writes of unique values; each read sees a write of its key at random, or the initial value. */
  private static History<KeyedOp<RegisterOp>, Object> history(Random random) {
    int n = 3 + random.nextInt(5);
    int clients = 2 + random.nextInt(2);
    int keys = 1 + random.nextInt(2);
    long[] valueOf = new long[n];
    int[] keyOf = new int[n];
    boolean[] write = new boolean[n];
    for (int i = 0; i < n; i++) {
      write[i] = random.nextBoolean();
      keyOf[i] = random.nextInt(keys);
      valueOf[i] = i + 1;
    }
    var operations = new ArrayList<Operation<KeyedOp<RegisterOp>, Object>>();
    for (int i = 0; i < n; i++) {
      RegisterOp op = write[i] ? new RegisterOp.Write(valueOf[i]) : new RegisterOp.Read();
      Object output = Nil.NIL;
      if (!write[i]) {
        var seen = new ArrayList<Object>(List.of(Nil.NIL));
        for (int w = 0; w < n; w++) {
          if (write[w] && keyOf[w] == keyOf[i]) {
            seen.add(valueOf[w]);
          }
        }
        output = seen.get(random.nextInt(seen.size()));
      }
      operations.add(
          Operation.of(
              random.nextInt(clients),
              new KeyedOp<>(keyOf[i], op),
              new Outcome.Ok<>(output),
              2L * i,
              2L * i + 1));
    }
    return History.of(operations);
  }
}
