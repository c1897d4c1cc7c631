package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.mount.sys.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signals that come while a fault holds a call up: who is killed ends, others wait on. */
@Timeout(120)
final class SignalsTest {
  /** The JVM handles it, and does nothing. */
  private static final int SIGPIPE = 13;

  @TempDir Path folder;
  private Path source = Path.of("");
  private Path point = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    source = Files.createDirectory(folder.resolve("source"));
    point = Files.createDirectory(folder.resolve("point"));
  }

  @Test
  void a_call_that_is_delayed_is_made_though_its_thread_handles_signals() throws Throwable {
    MethodHandle signalThread = handle("tgkill", 3);
    MethodHandle self = handle("gettid", 0);
    int process = (int) ProcessHandle.current().pid();
    try (MountProcess mount = MountProcess.start(source, point, "delay fsync time=300ms")) {
      CompletableFuture<Integer> thread = new CompletableFuture<>();
      CompletableFuture<String> synced = new CompletableFuture<>();
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try (Arena arena = Arena.ofConfined()) {
              Libc libc = new Libc(arena);
              int file =
                  libc.openat(
                      -1,
                      arena.allocateFrom(point.resolve("a").toString()).address(),
                      Flags.O_CREAT | 2,
                      0600);
              thread.complete((int) self.invokeExact());
              long begin = System.nanoTime();
              int result = libc.fsync(file);
              boolean waited = System.nanoTime() - begin >= 300_000_000;
              libc.close(file);
              synced.complete(result + " " + waited);
            } catch (Throwable e) {
              synced.completeExceptionally(e);
            }
          });
      int number = thread.get();
      while (!synced.isDone()) {
        int result = (int) signalThread.invokeExact(process, number, SIGPIPE);
        Thread.sleep(10);
      }
      assertThat(synced.get()).isEqualTo("0 true");
      assertThat(mount.end()).containsExactly("1");
    }
  }

  private static MethodHandle handle(String name, int arguments) {
    ValueLayout[] layouts = new ValueLayout[arguments];
    java.util.Arrays.fill(layouts, ValueLayout.JAVA_INT);
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts));
  }

  /** Tests that were started in the background hand on that they ignore INT, and nohup HUP. */
  private static boolean isIgnored(String signal) throws IOException {
    int number =
        switch (signal) {
          case "HUP" -> 1;
          case "INT" -> 2;
          default -> 0;
        };
    String ignored =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow();
    long mask = Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16);
    return number > 0 && (mask >> (number - 1) & 1) == 1;
  }

  @Test
  void who_is_told_to_end_by_a_signal_that_he_does_not_handle_ends() throws Exception {
    Files.writeString(source.resolve("slow"), "slow");
    try (MountProcess mount = MountProcess.start(source, point, "hang read path=/slow")) {
      for (String signal : new String[] {"KILL", "TERM", "INT", "HUP", "QUIT", "SEGV"}) {
        if (isIgnored(signal)) {
          continue;
        }
        for (int i = 0; i < 4; i++) {
          Process reader = new ProcessBuilder("cat", point.resolve("slow").toString()).start();
          // Some are told before they are held up, some after.
          Thread.sleep(10 * i);
          Client.run("kill", "-" + signal, Long.toString(reader.pid()));
          assertThat(reader.waitFor(20, TimeUnit.SECONDS)).as("%s %d", signal, i).isTrue();
          assertThat(reader.exitValue()).isGreaterThan(128);
        }
      }
      assertThat(mount.said()).isEmpty();
    }
  }

  @Test
  void who_handled_a_signal_and_is_killed_then_ends() throws Exception {
    Files.writeString(source.resolve("slow"), "slow");
    try (MountProcess mount = MountProcess.start(source, point, "hang read path=/slow")) {
      String said =
          Client.run(
              "sh",
              "-c",
              "(trap : USR1; read x < '%s') & p=$!; sleep 0.2; kill -USR1 $p; sleep 0.2; kill -KILL $p;"
                      .formatted(point.resolve("slow"))
                  + " wait $p; echo $?");
      assertThat(said).endsWith("137");
      assertThat(mount.said()).isEmpty();
    }
  }
}
