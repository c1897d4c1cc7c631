package dev.faultline.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.faultline.check.generate.HistoryGenerator;
import dev.faultline.check.generate.UniqueWorkloads;
import dev.faultline.check.generate.Workload;
import dev.faultline.check.generate.Workloads;
import dev.faultline.check.model.Models;
import dev.faultline.check.model.Nil;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.core.history.History;
import dev.faultline.core.history.HistoryRecorder;
import dev.faultline.core.history.Operation;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnlineLinearizabilityTest {

  private static final int HISTORIES = 300;

  static Stream<Named<Workload<?, ?, ?>>> workloads() {
    return Stream.concat(Workloads.all().stream(), UniqueWorkloads.all().stream())
        .map(workload -> Named.of(workload.name(), workload));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("workloads")
  void a_violation_is_known_at_the_first_event_that_makes_it_certain(Workload<?, ?, ?> workload) {
    long base = new Random().nextLong();
    int violations = 0;
    for (int i = 0; i < HISTORIES; i++) {
      violations += compare(workload, base + i) ? 1 : 0;
    }
    assertThat(violations).as(workload.name()).isGreaterThan(HISTORIES / 50);
  }

  private static <S, I, O> boolean compare(Workload<S, I, O> workload, long seed) {
    var history = new HistoryGenerator(7, 3, 0.2, 0.2).generate(workload, seed);
    var online = new OnlineLinearizability<>(workload.spec(), Budget.deterministic(1));
    for (var event : events(history).entrySet()) {
      long position = event.getKey();
      var op = event.getValue();
      if (op.called() == position) {
        online.called(op.client(), op.input());
        continue;
      }
      online.ended(op.client(), op.outcome());
      boolean expected = BruteForce.linearizable(history.until(position), workload.spec());
      if (online.violation().isPresent() == expected) {
        fail(
            workload.name()
                + " seed "
                + seed
                + " at "
                + position
                + " "
                + history
                + online.verdict());
      }
      if (!expected) {
        assertThat(online.violation().orElseThrow().failing().input()).isEqualTo(op.input());
        return true;
      }
    }
    return false;
  }

  private static <I, O> Map<Long, Operation<I, O>> events(History<I, O> history) {
    var events = new TreeMap<Long, Operation<I, O>>();
    for (var op : history.operations()) {
      events.put(op.called(), op);
      if (!op.isIndeterminate()) {
        events.put(op.returned(), op);
      }
    }
    return events;
  }

  @Test
  void memory_does_not_grow_with_the_history() {
    var workload = Workloads.casRegister(5);
    var history = new HistoryGenerator(20_000, 6, 0, 0).generate(workload, 1);
    var online = new OnlineLinearizability<>(workload.spec(), Budget.deterministic(1));
    long most = 0;
    for (var event : events(history).entrySet()) {
      var op = event.getValue();
      if (op.called() == event.getKey()) {
        online.called(op.client(), op.input());
      } else {
        online.ended(op.client(), op.outcome());
      }
      most = Math.max(most, online.configurations());
    }
    assertThat(online.verdict().word()).isEqualTo("valid");
    assertThat(most).isLessThan(5_000);
  }

  @Test
  void a_recorder_tells_the_check_of_a_stale_read_when_it_returns() {
    var online = new OnlineLinearizability<>(Models.register(), Budget.deterministic(1));
    var recorder = new HistoryRecorder<RegisterOp, Object>(online);
    assertThat(online.verdict().word()).isEqualTo("unknown");
    int write = recorder.invoke(0, new RegisterOp.Write(1L), 0);
    recorder.ok(write, Nil.NIL, 1);
    assertThat(online.verdict().word()).isEqualTo("valid");
    int read = recorder.invoke(1, new RegisterOp.Read(), 2);
    assertThat(online.violation()).isEmpty();
    recorder.ok(read, Nil.NIL, 3);
    assertThat(online.verdict().summary())
        .contains("read -> ok nil of client 1", "the state could be 1");
  }

  @Test
  void running_out_of_memory_is_unknown() {
    var online = new OnlineLinearizability<>(Models.register(), Budget.DEFAULT.withMemory(512 * 8));
    for (int client = 0; client < 8; client++) {
      online.called(client, new RegisterOp.Write((long) client));
    }
    online.ended(0, new dev.faultline.core.history.Outcome.Ok<>(Nil.NIL));
    assertThat(online.verdict().summary()).contains("unknown", "more than 8 configurations");
  }
}
