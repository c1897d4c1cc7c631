package dev.faultline.explore.exhaustive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import dev.faultline.core.SystemModel;
import dev.faultline.disk.Caller;
import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.disk.fs.DiskFileSystem;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Program;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.Toys;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.setup.DiskSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issue 15, part 2: a search over schedules goes through all that a crash may leave of a disk. */
final class DiskSearchTest {
  interface Call {
    void on(FileSystem disk) throws IOException;
  }

  private static final List<Call> CALLS =
      List.of(
          disk -> Files.write(disk.getPath("/x"), new byte[] {'1'}),
          disk -> Files.createDirectory(disk.getPath("/d")),
          disk ->
              Files.move(disk.getPath("/x"), disk.getPath("/d/y"), StandardCopyOption.ATOMIC_MOVE));

  private static void make(Call call, FileSystem disk) {
    try {
      call.on(disk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String content(FileSystem disk) {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(disk.getPath("/"))) {
      for (Path each : files.toList()) {
        found.add(
            Files.isRegularFile(each) ? each + "=" + hex(Files.readAllBytes(each)) : each + "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return String.join(" ", found);
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte each : bytes) {
      text.append(String.format("%02x", each));
    }
    return text.toString();
  }

  /** What is there in the second life of a node that made the calls in its first. */
  private static Program program(DiskSetup setup, int calls) {
    return world -> {
      world.model(SystemModel.asynchronous().crashRecovery(1, 0));
      world.disk(setup);
      world.node(
          "a",
          () ->
              (Node)
                  env -> {
                    if (env.incarnation() == 1) {
                      CALLS.subList(0, calls).forEach(call -> make(call, env.disk()));
                    } else if (env.incarnation() == 2) {
                      world.outcome(content(env.disk()));
                      world.stop();
                    }
                  });
    };
  }

  private static CampaignResult search(Program program, Strategy strategy) {
    return new Campaign(
            Toys.plan(program, 1, 400_000).withStrategy(strategy).withAll(true).withJobs(1))
        .run();
  }

  /** What may be left where the machine crashes between any two of the micro-operations' calls. */
  private static TreeSet<String> expected(DiskSetup setup, int calls) {
    TreeSet<String> left = new TreeSet<>();
    for (int made = 0; made <= calls; made++) {
      add(left, setup, CALLS.subList(0, made));
      if (made == 0 && calls > 0) {
        // Between the creation of the file and what is written to it.
        add(left, setup, List.of(disk -> Files.createFile(disk.getPath("/x"))));
      }
    }
    return left;
  }

  private static void add(TreeSet<String> left, DiskSetup setup, List<Call> made) {
    DiskFileSystem disk = DiskFileSystem.create(setup.profile(), setup.device());
    made.forEach(call -> make(call, disk));
    left.add(content(disk));
    disk.crash(states -> {
      states.forEach(state -> {
        left.add(content(DiskFileSystem.of(state.image(), Caller.counting(), entry -> {})));
        return true;
      });
      return states.mildest();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix-minimal", "ext4-ordered", "ext4-writeback", "xfs", "btrfs"})
  void it_comes_to_every_state_that_the_model_has_and_to_no_other(String profile) {
    DiskSetup setup =
        DiskSetup.DEFAULT
            .withProfile(Profile.named(profile))
            .withLatency(Duration.ZERO)
            .withBytesPerSecond(0);

    CampaignResult result = search(program(setup, 3), Strategy.EXHAUSTIVE);

    assertThat(result.findings()).isEmpty();
    assertThat(result.outcomes().keySet()).containsExactlyInAnyOrderElementsOf(expected(setup, 3));
    Exploration exploration = Objects.requireNonNull(result.exploration());
    assertThat(exploration.complete()).isTrue();
    assertThat(exploration.limits())
        .containsExactly("nodes that omit to send or receive were faulty from the start on");
  }

  @Test
  void where_it_does_not_try_all_it_says_so() {
    DiskSetup fast = DiskSetup.DEFAULT.withLatency(Duration.ZERO).withBytesPerSecond(0);
    DiskSetup unsafe = fast.withDevice(new Device(512, false, false));

    noProof(search(program(unsafe, 1), Strategy.EXHAUSTIVE), "in the place of lost data");
    noProof(
        search(program(fast.withLatency(Duration.ofMillis(1)), 1), Strategy.EXHAUSTIVE),
        "disk devices took no time");
  }

  private static void noProof(CampaignResult result, String untried) {
    Exploration exploration = Objects.requireNonNull(result.exploration());
    assertThat(exploration.complete()).isTrue();
    assertThat(exploration.summary()).contains(untried).doesNotContain("proof");
  }

  @Test
  void a_search_over_states_refuses_files() {
    Program program =
        world -> {
          world.model(SystemModel.asynchronous());
          world.node("a", Keeper::new);
        };

    assertThatThrownBy(
            () -> search(program, Strategy.EXHAUSTIVE.overStates(EventOrder.PENDING_SET)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the files on the disk of a; search over schedules instead");
  }

  /** Has a state, and a file. */
  private static final class Keeper implements Node, Restorable {
    @Override
    public void start(Env env) {
      make(disk -> Files.createFile(disk.getPath("/f")), env.disk());
      env.timer(1, "t");
    }

    @Override
    public Object state() {
      return 1;
    }

    @Override
    public void restore(Object state) {}
  }

  /** Issue 11: a proof, though the time at which a file was written is that of the shortest run. */
  @Test
  void where_the_program_looks_at_the_times_of_files_it_is_no_proof() {
    assertThat(exploration(path -> Files.getLastModifiedTime(path).toMillis()).limits())
        .anySatisfy(limit -> assertThat(limit).contains("the program reads clocks"));
    assertThat(exploration(path -> Files.getAttribute(path, "creationTime")).limits())
        .anySatisfy(limit -> assertThat(limit).contains("the program reads clocks"));
    assertThat(exploration(Files::size).proof()).isTrue();
  }

  interface Look {
    Object at(Path path) throws IOException;
  }

  private static Exploration exploration(Look look) {
    Program program =
        world -> {
          world.model(SystemModel.asynchronous());
          world.node(
              "node",
              () ->
                  (Node)
                      env ->
                          make(
                              disk -> {
                                Path path = Files.writeString(disk.getPath("/x"), "x");
                                world.outcome(look.at(path).toString());
                              },
                              env.disk()));
        };
    return Objects.requireNonNull(
        new Campaign(Toys.plan(program, 1, 100).withStrategy(Strategy.EXHAUSTIVE))
            .run()
            .exploration());
  }
}
