package dev.faultline.sim.processes;

import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.agent.Agent;
import dev.faultline.core.Address;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes log is theirs, and what others log goes where it always goes. */
final class LogsTest {
  private static final Logger JUL = Logger.getLogger("bank.jul");
  private static final System.Logger SYSTEM = System.getLogger("bank.system");

  private final List<String> usual = new ArrayList<>();
  private final Handler usualHandler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          if (isLoggable(record)) {
            usual.add(record.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    Logger.getLogger("").addHandler(usualHandler);
  }

  @AfterEach
  void listenNoMore() {
    Logger.getLogger("").removeHandler(usualHandler);
  }

  private static List<String> lines(Rig rig) {
    return rig.trace.of(TraceEvent.Remarked.class).stream()
        .map(e -> e.nanos() / 1_000_000 + " " + e.node() + " " + e.text())
        .toList();
  }

  @Test
  void what_handlers_log_are_their_lines_at_their_time() {
    Rig rig =
        Rig.quiet()
            .node(
                "a",
                new Scripted()
                    .onStart(env -> env.timer(millis(30), "log"))
                    .onTimer((env, tag) -> {
                      JUL.log(Level.INFO, "charged {0} of {1}", new Object[] {3, "ann"});
                      JUL.fine("not loggable");
                      JUL.log(Level.WARNING, "failed", new IllegalStateException("no money"));
                      SYSTEM.log(System.Logger.Level.ERROR, "lost {0}", 7);
                      env.send(env.address("b"), "x");
                    }))
            .node(
                "b",
                new Scripted()
                    .onReceive(
                        (env, from, message) -> SYSTEM.log(System.Logger.Level.INFO, "got it")));

    rig.runWell();

    assertThat(lines(rig))
        .containsExactly(
            "30 a INFO bank.jul: charged 3 of ann",
            "30 a WARNING bank.jul: failed: java.lang.IllegalStateException: no money",
            "30 a SEVERE bank.system: lost 7",
            "31 b INFO bank.system: got it");
    assertThat(usual).isEmpty();
  }

  @Test
  void what_threads_of_a_blocking_node_log_are_its_lines() {
    if (!Agent.isPresent()) {
      return;
    }
    Rig rig = Rig.quiet();
    Address a =
        rig.world.blockingNode(
            "a",
            env -> {
              Thread other = Thread.startVirtualThread(() -> JUL.info("other thread"));
              Thread.sleep(20);
              other.join();
              SYSTEM.log(System.Logger.Level.WARNING, "main thread");
            });

    rig.runWell();

    assertThat(lines(rig))
        .containsExactly(
            "0 " + a.name() + " INFO bank.jul: other thread",
            "20 " + a.name() + " WARNING bank.system: main thread");
    assertThat(usual).isEmpty();
  }

  @Test
  void what_the_experiment_and_others_log_goes_where_it_always_goes() {
    Rig rig = Rig.quiet().node("a", new Scripted());
    JUL.info("before");
    rig.at(10, () -> JUL.info("of the experiment"));

    rig.runWell();
    JUL.info("after");

    assertThat(lines(rig)).isEmpty();
    assertThat(usual).containsExactly("before", "of the experiment", "after");
  }

  @Test
  void lines_are_no_part_of_the_trace_hash() {
    assertThat(loggingHash("one")).isEqualTo(loggingHash("another"));
  }

  private static long loggingHash(String text) {
    Rig rig = Rig.quiet().node("a", new Scripted().onStart(env -> JUL.info(text)));
    return rig.runWell().traceHash();
  }
}
