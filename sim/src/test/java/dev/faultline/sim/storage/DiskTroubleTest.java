package dev.faultline.sim.storage;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.DiskTrouble;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.disk.Profile;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.setup.DiskSetup;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Issue 15, part 2: what goes wrong with files while they are used is a fault like all others. */
final class DiskTroubleTest {
  private static final int BYTES = 2048;

  private final List<String> log = new ArrayList<>();

  /**
   * Writes a file of ones at the start, and every ten milliseconds writes it again, and reads it.
   */
  private Scripted user(Rig rig) {
    return new Scripted()
        .onStart(env -> {
          attempt(rig, env);
          env.timer(millis(10), "again");
        })
        .onTimer((env, tag) -> {
          attempt(rig, env);
          if (rig.world.nowNanos() < 70_000_000) {
            env.timer(millis(10), "again");
          }
        });
  }

  private void attempt(Rig rig, Env env) {
    Path file = env.disk().getPath("/f");
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      byte[] fresh = new byte[BYTES];
      Arrays.fill(fresh, (byte) log.size());
      long begun = env.nanoTime();
      int written = channel.write(ByteBuffer.wrap(fresh), 0);
      channel.force(true);
      boolean late = env.nanoTime() - begun >= 1_000_000;
      ByteBuffer back = ByteBuffer.allocate(BYTES);
      int read = channel.read(back, 0);
      boolean same = read == BYTES && Arrays.equals(back.array(), fresh);
      log.add(written < BYTES || read < BYTES ? "short" : late ? "late" : same ? "ok" : "changed");
    } catch (IOException e) {
      log.add(String.valueOf(e.getMessage()));
    }
  }

  private Rig rig(String node) {
    Rig rig =
        Rig.quiet().model(asynchronous().crashRecovery(1).diskTroubles(1, DiskTrouble.values()));
    rig.world.disk(DiskSetup.DEFAULT.withLatency(Duration.ZERO).withBytesPerSecond(0));
    rig.node(node, user(rig));
    return rig;
  }

  @ParameterizedTest
  @CsvSource({
    "READ_ERROR, Input/output error, ok",
    "WRITE_ERROR, Input/output error, ok",
    "SHORT_TRANSFER, short, ok",
    "BIT_ROT, changed, ok",
    // What was written again as a whole can be read again.
    "LATENT_ERROR, Input/output error, ok",
    "LOST_WRITE, changed, ok",
    "MISDIRECTED_WRITE, changed, ok",
    "FLIPPED_READ, changed, ok"
  })
  void it_strikes_one_call_and_no_other(DiskTrouble trouble, String struck, String then) {
    Rig rig = rig("a");
    rig.fault(15, new Fault.Disk("a", trouble, Duration.ZERO));

    rig.runWell();

    assertThat(log.subList(0, 5)).containsExactly("ok", "ok", struck, then, "ok");
  }

  @ParameterizedTest
  @CsvSource({
    "FULL, No space left on device",
    "SLOW, late",
    "HANG, late",
    "READ_ONLY, /f: Read-only file system"
  })
  void it_lasts_as_long_as_it_says(DiskTrouble trouble, String struck) {
    Rig rig = rig("a");
    rig.fault(15, new Fault.Disk("a", trouble, millis(20)));

    rig.runWell();

    assertThat(log.subList(0, 3)).containsExactly("ok", "ok", struck);
    assertThat(log.getLast()).isEqualTo("ok");
  }

  /** Appends a block, syncs it, and says what became of that and how long the file is. */
  private void append(Env env) {
    Path file = env.disk().getPath("/f");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      byte[] ones = new byte[4096];
      Arrays.fill(ones, (byte) 1);
      channel.write(ByteBuffer.wrap(ones), channel.size());
      channel.force(true);
      log.add("synced " + channel.size() / 4096);
    } catch (IOException e) {
      log.add(String.valueOf(e.getMessage()));
    }
  }

  @Test
  void a_disk_without_room_for_what_waits_in_memory_says_so_at_the_sync_and_loses_it() {
    Rig rig =
        Rig.quiet()
            .model(asynchronous().crashRecovery(1).diskTroubles(0, DiskTrouble.FULL_AT_SYNC));
    rig.world.disk(DiskSetup.DEFAULT.withProfile(Profile.EXT4_ORDERED).withLatency(Duration.ZERO));
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              if (env.incarnation() == 2) {
                DiskTest.io(() -> {
                  byte[] left = Files.readAllBytes(env.disk().getPath("/f"));
                  byte[] whole = new byte[4096];
                  Arrays.fill(whole, (byte) 1);
                  log.add("begins as it was: " + (Arrays.mismatch(left, whole) == 4096));
                });
                return;
              }
              append(env);
              env.timer(millis(10), "again");
              env.timer(millis(40), "again");
            })
            .onTimer((env, tag) -> append(env)));
    rig.fault(5, new Fault.Disk("a", DiskTrouble.FULL_AT_SYNC, millis(20)));
    rig.fault(30, new Fault.Crash("a", millis(5), Fault.Crash.Extent.MACHINE));

    rig.runWell();

    assertThat(log)
        .containsExactly("synced 1", "No space left on device", "begins as it was: true");
  }

  @Test
  void a_stale_write_is_seen_until_the_machine_crashes_and_no_longer() {
    Rig rig =
        Rig.quiet().model(asynchronous().crashRecovery(1).diskTroubles(1, DiskTrouble.STALE_WRITE));
    rig.world.disk(DiskSetup.DEFAULT.withLatency(Duration.ZERO));
    rig.node(
        "a",
        new Scripted()
            .onStart(env ->
                DiskTest.io(() -> {
                  Path file = env.disk().getPath("/f");
                  log.add(Files.exists(file) ? "byte " + Files.readAllBytes(file)[0] : "new");
                  if (log.size() == 1) {
                    synced(file, 1);
                    env.timer(millis(10), "again");
                  }
                }))
            .onTimer((env, tag) ->
                DiskTest.io(() -> {
                  Path file = env.disk().getPath("/f");
                  synced(file, 2);
                  log.add("byte " + Files.readAllBytes(file)[0]);
                })));
    rig.fault(5, new Fault.Disk("a", DiskTrouble.STALE_WRITE, Duration.ZERO));
    rig.fault(20, new Fault.Crash("a", millis(5), Fault.Crash.Extent.MACHINE));

    rig.runWell();

    assertThat(log).containsExactly("new", "byte 2", "byte 1");
  }

  private static void synced(Path file, int content) throws IOException {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) content}), 0);
      channel.force(true);
      directory.force(true);
    }
  }

  @Test
  void a_call_that_hangs_returns_when_the_world_heals_at_the_latest() {
    Rig rig = rig("a");
    rig.world.healAfter(millis(17));
    rig.fault(5, new Fault.Disk("a", DiskTrouble.HANG, Duration.ofDays(9)));
    rig.fault(6, new Fault.Disk("a", DiskTrouble.HANG, millis(1)));

    rig.runWell();

    assertThat(log.subList(0, 3)).containsExactly("ok", "late", "ok");
    assertThat(log).hasSizeGreaterThan(5);
  }

  @Test
  void what_has_not_struck_when_the_world_heals_never_does() {
    Rig rig = rig("a");
    rig.world.healAfter(millis(17));
    rig.fault(15, new Fault.Disk("a", DiskTrouble.READ_ERROR, Duration.ZERO));
    rig.fault(15, new Fault.Disk("a", DiskTrouble.FULL, Duration.ofSeconds(9)));

    rig.runWell();

    assertThat(log).containsOnly("ok");
  }

  @Test
  void no_more_disks_are_damaged_than_the_model_says_and_those_may_be_again() {
    Rig rig = rig("a");
    rig.node("b", user(rig));
    rig.fault(15, new Fault.Disk("a", DiskTrouble.BIT_ROT, Duration.ZERO));
    rig.fault(25, new Fault.Disk("a", DiskTrouble.LOST_WRITE, Duration.ZERO));
    rig.fault(35, new Fault.Disk("b", DiskTrouble.READ_ERROR, Duration.ZERO));
    rig.fault(45, new Fault.Disk("b", DiskTrouble.LATENT_ERROR, Duration.ZERO));

    assertThatThrownBy(rig::run)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("1 disks are damaged already");
  }

  @ParameterizedTest
  @CsvSource({"HANG, 4", "SLOW, 1"})
  void a_store_lies_on_the_same_disk_and_waits_for_it(DiskTrouble trouble, long leastMillis) {
    List<Long> took = new ArrayList<>();
    Rig rig = Rig.quiet().model(asynchronous().diskTroubles(0, trouble));
    rig.world.syncTime(Duration.ZERO);
    Consumer<Env> sync =
        env -> {
          env.store().put("x", took.size());
          long begun = env.nanoTime();
          env.store().sync();
          took.add((env.nanoTime() - begun) / 1_000_000);
        };
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              sync.accept(env);
              env.timer(millis(16), "again");
              env.timer(millis(200), "again");
            })
            .onTimer((env, tag) -> sync.accept(env)));
    rig.fault(15, new Fault.Disk("a", trouble, millis(5)));

    rig.runWell();

    assertThat(took).hasSize(3);
    assertThat(took.get(0)).isZero();
    assertThat(took.get(1)).isGreaterThanOrEqualTo(leastMillis);
    assertThat(took.get(2)).isZero();
  }

  @Test
  void a_disk_that_hung_for_a_store_still_has_no_files_that_could_be_damaged() {
    Rig rig =
        Rig.quiet().model(asynchronous().diskTroubles(1, DiskTrouble.HANG, DiskTrouble.BIT_ROT));
    rig.node("a", new Scripted().onStart(env -> env.store().put("x", 1)));
    rig.fault(15, new Fault.Disk("a", DiskTrouble.HANG, millis(5)));
    rig.fault(25, new Fault.Disk("a", DiskTrouble.BIT_ROT, Duration.ZERO));

    assertThatThrownBy(rig::run)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("a has no files");
  }

  @Test
  void a_node_without_files_has_no_trouble_with_them() {
    Rig rig = Rig.quiet().model(asynchronous().diskTroubles(1, DiskTrouble.BIT_ROT));
    rig.node("a", new Scripted());
    rig.fault(15, new Fault.Disk("a", DiskTrouble.BIT_ROT, Duration.ZERO));

    assertThatThrownBy(rig::run)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("a has no files");
  }

  @Test
  void what_was_damaged_stays_so_over_a_crash() {
    Rig rig =
        Rig.quiet().model(asynchronous().crashRecovery(1).diskTroubles(1, DiskTrouble.values()));
    rig.world.disk(DiskSetup.DEFAULT.withLatency(Duration.ZERO));
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              DiskTest.io(() -> {
                Path file = env.disk().getPath("/f");
                if (env.incarnation() == 1) {
                  Files.write(file, new byte[BYTES]);
                  return;
                }
                try {
                  log.add("read " + Files.readAllBytes(file).length);
                } catch (IOException e) {
                  log.add(String.valueOf(e.getMessage()));
                }
              });
              env.timer(millis(20), "read");
            })
            .onTimer((env, tag) -> {
              try {
                Files.readAllBytes(env.disk().getPath("/f"));
              } catch (IOException e) {
                log.add("first " + e.getMessage());
              }
            }));
    rig.fault(10, new Fault.Disk("a", DiskTrouble.LATENT_ERROR, Duration.ZERO));
    rig.fault(30, new Fault.Crash("a", millis(10)));

    rig.runWell();

    assertThat(log.subList(0, 2)).containsExactly("first Input/output error", "Input/output error");
  }
}
