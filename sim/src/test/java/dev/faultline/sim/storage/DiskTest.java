package dev.faultline.sim.storage;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.disk.Profile;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.FaultView;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.setup.DiskSetup;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Issue 15, part 2: files of nodes, in simulated time; what a crash leaves is the adversary's. */
final class DiskTest {
  /** Takes from a disk what it may; the machine crashes each time, but for the processes named. */
  private static final class Taking extends QuietAdversary {
    private final List<Integer> processesOnly;

    Taking(Integer... processesOnly) {
      super(1);
      this.processesOnly = List.of(processesOnly);
    }

    @Override
    public long choose(Decision kind, long subject, long ordinal, long bound) {
      return switch (kind) {
        case MACHINE_LIVES -> processesOnly.contains((int) ordinal) ? 1 : 0;
        case DISK_TIME -> bound - 1;
        default -> super.choose(kind, subject, ordinal, bound);
      };
    }

    @Override
    public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
      return kind == Decision.OPERATION_LOST || super.strikes(kind, subject, ordinal, odds);
    }
  }

  private final List<String> log = new ArrayList<>();

  interface Work {
    void run() throws IOException;
  }

  static void io(Work work) {
    try {
      work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String listed(Env env) {
    List<String> found = new ArrayList<>();
    io(() -> {
      try (Stream<Path> files = Files.walk(env.disk().getPath("/"))) {
        for (Path each : files.filter(Files::isRegularFile).toList()) {
          found.add(each + "=" + Files.readString(each));
        }
      }
    });
    return found.toString();
  }

  private static void durably(Env env, String name, String text) {
    io(() -> {
      Path file = env.disk().getPath(name);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        channel.force(true);
      }
      try (FileChannel directory = FileChannel.open(file.getParent())) {
        directory.force(true);
      }
    });
  }

  private static long ms(long nanos) {
    return nanos / 1_000_000;
  }

  @Test
  void a_crash_of_the_machine_takes_what_was_not_synced_and_leaves_the_rest() {
    Rig rig = Rig.with(new Taking()).model(asynchronous().crashRecovery(1));
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              log.add(listed(env));
              if (env.incarnation() == 1) {
                durably(env, "/kept", "1");
                io(() -> Files.writeString(env.disk().getPath("/lost"), "2"));
              }
            }));
    rig.fault(10, new Fault.Crash("a", millis(10)));

    rig.runWell();

    assertThat(log).containsExactly("[]", "[/kept=1]");
    assertThat(rig.trace.of(TraceEvent.Crashed.class).getFirst().lostOnDisk())
        .extracting(Object::toString)
        .containsExactly("create /lost", "append /lost (1 bytes at 0)");
  }

  /**
   * What a crash loses after a failed sync of a write at an offset, and one that went well where
   * that was no append.
   */
  private static List<TraceEvent.LostOperation> lostAfterFailedSync(long offset) {
    Rig rig = Rig.with(new Taking()).model(asynchronous().crashRecovery(1).failingSyncs());
    rig.world.disk(DiskSetup.DEFAULT.withProfile(Profile.EXT4_ORDERED));
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              if (env.incarnation() == 1) {
                durably(env, "/f", "1");
                env.timer(millis(40), "write");
              }
            })
            .onTimer((env, tag) ->
                io(() -> {
                  try (FileChannel file =
                      FileChannel.open(env.disk().getPath("/f"), StandardOpenOption.WRITE)) {
                    file.write(ByteBuffer.wrap("2".getBytes(StandardCharsets.UTF_8)), offset);
                    assertThatThrownBy(() -> file.force(true)).isInstanceOf(IOException.class);
                    if (offset == 0) {
                      file.force(true);
                    }
                  }
                })));
    rig.fault(30, new Fault.SyncFailure("a")).fault(90, new Fault.Crash("a", millis(10)));

    rig.runWell();

    return rig.trace.of(TraceEvent.Crashed.class).getFirst().lostOnDisk();
  }

  @Test
  void a_crash_names_what_a_failed_sync_had_dropped_before() {
    List<TraceEvent.LostOperation> lost = lostAfterFailedSync(0);

    assertThat(lost)
        .extracting(Object::toString)
        .containsExactly("write /f (1 bytes at 0) (never written out)");
    assertThat(TraceEvent.LostOperation.taken(lost)).isZero();
  }

  @Test
  void a_crash_that_takes_a_new_block_whose_data_a_failed_sync_had_dropped_says_so_once() {
    List<TraceEvent.LostOperation> lost = lostAfterFailedSync(4096);

    assertThat(lost)
        .extracting(Object::toString)
        .containsExactly("append /f (1 bytes at 4096) (never written out)");
    assertThat(TraceEvent.LostOperation.taken(lost)).isEqualTo(1);
  }

  @Test
  void a_crash_of_the_process_keeps_what_a_later_one_of_the_machine_takes() {
    Rig rig = Rig.with(new Taking(1)).model(asynchronous().crashRecovery(1));
    rig.world.blockingNode(
        "a",
        env -> {
          log.add(listed(env));
          if (env.incarnation() == 1) {
            Files.writeString(env.disk().getPath("/f"), "1");
          }
        });
    rig.fault(10, new Fault.Crash("a", millis(10)));
    rig.fault(30, new Fault.Crash("a", millis(10)));

    rig.runWell();

    assertThat(log).containsExactly("[]", "[/f=1]", "[]");
  }

  @Test
  void all_that_a_thread_does_to_files_waits_for_the_device_only_where_it_has_to() {
    Rig rig = Rig.with(new Taking()).model(asynchronous().crashRecovery(1));
    rig.world.disk(DiskSetup.DEFAULT.withLatency(millis(5)).withBytesPerSecond(1_000_000));
    rig.world.blockingNode(
        "a",
        env -> {
          Path file = env.disk().getPath("/f");
          if (env.incarnation() > 1) {
            long begun = rig.world.nowNanos();
            Files.readAllBytes(file);
            log.add("read in " + ms(rig.world.nowNanos() - begun));
            begun = rig.world.nowNanos();
            Files.readAllBytes(file);
            log.add("read again in " + ms(rig.world.nowNanos() - begun));
            return;
          }
          Thread.startVirtualThread(() -> {
            try {
              Thread.sleep(7);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            log.add("other at " + ms(rig.world.nowNanos()));
          });
          Files.write(file, new byte[20_000]);
          log.add("written at " + ms(rig.world.nowNanos()));
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
            log.add("synced at " + ms(rig.world.nowNanos()));
            channel.force(true);
            log.add("nothing to sync at " + ms(rig.world.nowNanos()));
          }
          try (FileChannel root = FileChannel.open(env.disk().getPath("/"))) {
            root.force(true);
          }
        });
    rig.fault(100, new Fault.Crash("a", millis(10)));

    rig.runWell();

    assertThat(log)
        .containsExactly(
            "written at 0",
            "other at 7",
            "synced at 25",
            "nothing to sync at 25",
            // Five blocks of 4,096 bytes.
            "read in 25",
            "read again in 0");
  }

  @Test
  void a_handler_stands_still_while_its_file_is_synced() {
    Rig rig = Rig.with(new Taking());
    rig.world.disk(DiskSetup.DEFAULT.withLatency(millis(5)).withBytesPerSecond(0));
    rig.node(
        "b",
        new Scripted()
            .onReceive((env, from, message) -> log.add(message + "@" + ms(rig.world.nowNanos()))));
    rig.node(
        "a",
        new Scripted()
            .onStart(env -> {
              env.send(rig.addresses.getFirst(), "before");
              durably(env, "/f", "1");
              env.send(rig.addresses.getFirst(), "after");
            }));

    rig.runWell();

    // The file and its directory, and a millisecond on the way.
    assertThat(log).containsExactly("before@1", "after@11");
  }

  @Test
  void what_an_incarnation_that_is_over_still_tries_fails() {
    List<FileSystem> old = new ArrayList<>();
    Rig rig = Rig.with(new Taking()).model(asynchronous().crashRecovery(1));
    rig.node("a", new Scripted().onStart(env -> old.add(env.disk())));
    rig.fault(10, new Fault.Crash("a", millis(10)));
    rig.at(
        15,
        () -> {
          try {
            Files.writeString(old.getFirst().getPath("/f"), "late");
          } catch (ClosedFileSystemException e) {
            log.add("closed");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });

    rig.runWell();

    assertThat(log).containsExactly("closed");
    assertThat(old.getLast().isOpen()).isTrue();
  }

  @Test
  void every_subset_that_the_profile_allows_comes_up() {
    TreeSet<String> found = new TreeSet<>();
    for (long seed = 0; seed < 300; seed++) {
      Rig rig = Rig.with(new ByChance(seed)).model(asynchronous().crashRecovery(1));
      rig.world.disk(DiskSetup.DEFAULT.withProfile(Profile.BTRFS));
      rig.node(
          "a",
          new Scripted()
              .onStart(env -> {
                if (env.incarnation() > 1) {
                  found.add(listed(env));
                  return;
                }
                io(() -> Files.writeString(env.disk().getPath("/x"), "1"));
                io(() -> Files.writeString(env.disk().getPath("/y"), "2"));
              }));
      rig.fault(10, new Fault.Crash("a", millis(10)));
      rig.runWell();
    }

    assertThat(found)
        .contains("[]", "[/x=1]", "[/y=2]", "[/x=1, /y=2]", "[/x=, /y=2]", "[/x=, /y=]");
  }

  /** Strikes as often as the world says. */
  private static final class ByChance extends QuietAdversary {
    ByChance(long seed) {
      super(seed);
    }

    @Override
    public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
      return (hash(kind, subject, ordinal) >>> 11) < odds;
    }
  }

  @Test
  void a_crash_comes_between_two_calls_of_one_step() {
    Rig rig =
        Rig.with(
                new QuietAdversary(1) {
                  @Override
                  public long nextPoint(long node, long from) {
                    return from;
                  }

                  @Override
                  public @Nullable Fault faultAt(String node, long point, FaultView view) {
                    return point == (node.equals("handler") ? 3 : 4)
                        ? new Fault.Crash(node, Duration.ofMillis(10))
                        : null;
                  }
                })
            .model(asynchronous().crashRecovery(2));
    for (String name : List.of("handler", "blocking")) {
      Scripted script =
          new Scripted()
              .onStart(env -> {
                log.add(name + " " + listed(env));
                if (env.incarnation() == 1) {
                  io(() -> Files.createDirectory(env.disk().getPath("/1")));
                  io(() -> Files.createFile(env.disk().getPath("/1/2")));
                  io(() -> Files.createFile(env.disk().getPath("/1/3")));
                  log.add(name + " goes on");
                }
              });
      if (name.equals("handler")) {
        rig.node(name, script);
      } else {
        rig.world.blockingNode(name, script::start);
      }
    }
    rig.runWell();

    assertThat(log)
        .containsExactlyInAnyOrder(
            "handler []", "blocking []", "handler [/1/2=]", "blocking [/1/2=]");
  }
}
