package dev.faultline.sim.storage;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.DiskTrouble;
import dev.faultline.core.Fault;
import dev.faultline.sim.setup.DiskSetup;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 15: a disk that hangs holds its calls as long as the fault lasts, and no longer. */
final class EndedHangTest {
  private final List<String> log = new ArrayList<>();
  private final Rig rig =
      Rig.quiet()
          .model(
              partiallySynchronous()
                  .crashRecovery(1)
                  .diskTroubles(0, DiskTrouble.HANG, DiskTrouble.SLOW));

  /** A thread reads at 20 ms, and another goes on meanwhile. */
  private void reader(String name) {
    rig.world.disk(DiskSetup.DEFAULT.withLatency(Duration.ZERO).withBytesPerSecond(0));
    rig.world.blockingNode(
        name,
        env -> {
          Path file = env.disk().getPath("/f");
          Files.writeString(file, "content");
          Thread.sleep(millis(20));
          say(Files.readString(file));
          Thread.sleep(millis(10));
          say(Files.readString(file));
        });
  }

  private void say(String what) {
    log.add(rig.world.nowNanos() / 1_000_000 + " " + what);
  }

  private void hang(long atMillis, Duration duration) {
    rig.at(
        atMillis,
        () ->
            assertThat(rig.world.strike(new Fault.Disk("a", DiskTrouble.HANG, duration))).isTrue());
  }

  @Test
  void a_thread_s_call_goes_on_when_the_program_ends_the_hang() {
    reader("a");
    hang(5, Fault.FOREVER);
    rig.at(40, rig.world::endFaults);

    rig.runWell();

    assertThat(log).containsExactly("40 content", "50 content");
  }

  @Test
  void a_store_s_sync_goes_on_when_the_program_ends_the_hang() {
    rig.world.syncTime(Duration.ZERO);
    rig.world.blockingNode(
        "a",
        env -> {
          env.store().put("x", 1);
          env.store().sync();
          Thread.sleep(millis(20));
          env.store().put("x", 2);
          env.store().sync();
          say("synced");
        });
    hang(5, Duration.ofSeconds(5));
    rig.at(40, rig.world::endFaults);

    rig.runWell();

    assertThat(log).containsExactly("40 synced");
  }

  @Test
  void the_end_of_one_of_two_hangs_leaves_the_other() {
    reader("a");
    rig.fault(5, new Fault.Disk("a", DiskTrouble.HANG, millis(55)));
    hang(6, Fault.FOREVER);
    rig.at(40, rig.world::endFaults);

    rig.runWell();

    assertThat(log).containsExactly("60 content", "70 content");
  }

  @Test
  void a_hang_that_begins_while_a_call_hangs_holds_it_too() {
    reader("a");
    hang(5, millis(30));
    hang(30, millis(30));

    rig.runWell();

    assertThat(log).containsExactly("60 content", "70 content");
  }

  @Test
  void what_hung_when_the_machine_crashed_is_not_woken() {
    rig.world.disk(DiskSetup.DEFAULT.withLatency(Duration.ZERO));
    rig.world.blockingNode(
        "a",
        env -> {
          Files.createFile(env.disk().getPath("/f" + env.incarnation()));
          Thread.sleep(millis(5));
          Files.writeString(env.disk().getPath("/g"), "content");
          say("written");
        });
    hang(3, Fault.FOREVER);
    rig.fault(10, new Fault.Crash("a", millis(10), Fault.Crash.Extent.MACHINE));
    rig.at(40, rig.world::endFaults);

    rig.runWell();

    // The second incarnation hangs before it has made its file.
    assertThat(log).containsExactly("45 written");
  }

  /** A handler's step is one whole: what it did behind the call has happened already. */
  @Test
  void of_a_handler_s_step_the_hang_that_it_began_with_is_kept_and_the_trace_says_so() {
    rig.world.disk(DiskSetup.DEFAULT.withLatency(Duration.ZERO));
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              DiskTest.io(() -> Files.createFile(env.disk().getPath("/f")));
              env.timer(millis(20), "write");
            })
            .onTimer((env, tag) -> {
              DiskTest.io(() -> Files.writeString(env.disk().getPath("/f"), "content"));
              say("handler");
              env.timer(millis(1), "write");
            }));
    hang(5, millis(95));
    rig.at(40, rig.world::endFaults);

    rig.runWell();

    assertThat(log.subList(0, 2)).containsExactly("20 handler", "101 handler");
    assertThat(rig.trace.of(TraceEvent.Remarked.class).toString())
        .contains("a's handler waits for its disk until 0.100s though the hang is over");
  }
}
