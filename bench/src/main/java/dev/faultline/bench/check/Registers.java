package dev.faultline.bench.check;

import dev.faultline.check.model.Nil;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Honest histories of a register with compare-and-set in which every value is written once. */
final class Registers {

  private static final class Open {
    int client;
    long called;
    RegisterOp input = new RegisterOp.Read();
    @Nullable Outcome<Object> outcome;
  }

  private Registers() {}

  static History<RegisterOp, Object> unique(int operations, int clients, long seed) {
    var random = new Random(seed);
    var done = new ArrayList<Operation<RegisterOp, Object>>(operations);
    List<Integer> free = new ArrayList<>();
    for (int c = 0; c < clients; c++) {
      free.add(c);
    }
    List<Open> open = new ArrayList<>();
    Object value = Nil.NIL;
    long position = 0;
    long next = 0;
    for (int called = 0; called < operations || !open.isEmpty(); ) {
      if (called < operations && !free.isEmpty() && (open.isEmpty() || random.nextBoolean())) {
        var op = new Open();
        op.client = free.remove(random.nextInt(free.size()));
        op.called = position++;
        int kind = random.nextInt(10);
        op.input =
            kind < 4
                ? new RegisterOp.Read()
                : kind < 7 ? new RegisterOp.Write(next++) : new RegisterOp.Cas(value, next++);
        open.add(op);
        called++;
        continue;
      }
      int at = random.nextInt(open.size());
      var op = open.get(at);
      if (op.outcome == null) {
        switch (op.input) {
          case RegisterOp.Read() -> op.outcome = new Outcome.Ok<>(value);
          case RegisterOp.Write(var written) -> {
            value = written;
            op.outcome = new Outcome.Ok<>(Nil.NIL);
          }
          case RegisterOp.Cas(var expected, var written) -> {
            boolean matches = value.equals(expected);
            value = matches ? written : value;
            op.outcome = matches ? new Outcome.Ok<>(true) : new Outcome.Fail<>("mismatch");
          }
        }
        continue;
      }
      open.remove(at);
      free.add(op.client);
      done.add(Operation.of(op.client, op.input, op.outcome, op.called, position++));
    }
    done.sort(java.util.Comparator.comparingLong(Operation::called));
    return History.of(done);
  }
}
