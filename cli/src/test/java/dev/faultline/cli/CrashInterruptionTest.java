package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.crash.CrashChecker;
import dev.faultline.disk.crash.CrashProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

public final class CrashInterruptionTest {
  @Test
  void a_search_that_is_told_to_end_says_how_far_it_was() throws Exception {
    assertThat(interrupted(Stuck.class, "checks the third state", "--states=1000"))
        .startsWith("ext4-ordered: 3 states, at most 1,000; ");
  }

  @Test
  void a_recording_that_is_told_to_end_says_how_far_it_was() throws Exception {
    assertThat(interrupted(StuckRun.class, "waits"))
        // It creates a file, writes to it, and closes it.
        .startsWith("recording: the program has made 2 calls; ");
  }

  @Test
  void a_recording_under_faults_that_is_told_to_end_says_how_far_it_was() throws Exception {
    assertThat(interrupted(StuckRun.class, "waits", "--fault=fail fsync errno=EIO"))
        .startsWith("recording: the program has made 3 calls; ");
  }

  @Test
  void a_sweep_that_is_told_to_end_says_how_far_it_was() throws Exception {
    assertThat(interrupted(StuckSweep.class, "waits", "--sweep"))
        .matches(
            "ext4-ordered: 1 runs with a failure are over, [1-9][0-9]* states checked;"
                + " now call 2 of 9 fails, once; [0-9]+ s");
  }

  /** What the command says last, and that it exits with 130. */
  private static String interrupted(Class<?> program, String sign, String... options)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "crash",
                program.getName(),
                "--profile=ext4-ordered",
                "--check-limit=10m"));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).start();
    try (BufferedReader out = process.inputReader();
        BufferedReader err = process.errorReader()) {
      assertThat(out.readLine()).isEqualTo(sign);
      // As Ctrl-C does; not destroy() of the process itself, which closes our end of the pipes.
      Process signal = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
      assertThat(signal.waitFor()).isZero();
      String before = "faultline: interrupted, without a result; ";
      List<String> said = err.lines().filter(line -> line.startsWith("faultline: ")).toList();
      assertThat(said).singleElement().asString().startsWith(before);
      assertThat(process.waitFor()).isEqualTo(130);
      return said.getFirst().substring(before.length());
    } finally {
      process.destroyForcibly();
    }
  }

  private static void stop() throws InterruptedException {
    System.out.println("waits");
    new CountDownLatch(1).await();
  }

  /** Does not come to its end. */
  public static final class StuckRun implements CrashProgram, CrashChecker {
    public StuckRun() {}

    @Override
    public void run(Path directory) throws Exception {
      Files.writeString(directory.resolve("a"), "a");
      stop();
    }

    @Override
    public String check(Path directory, List<String> acknowledged) {
      return "";
    }
  }

  /** Does not come to the end of its third run: that without a failure is the first. */
  public static final class StuckSweep implements CrashProgram, CrashChecker {
    private int runs;

    public StuckSweep() {}

    @Override
    public void run(Path directory) throws Exception {
      int number = ++runs;
      try {
        for (String name : List.of("a", "b", "c")) {
          Files.writeString(directory.resolve(name), name);
        }
      } finally {
        if (number == 3) {
          stop();
        }
      }
    }

    @Override
    public String check(Path directory, List<String> acknowledged) {
      return "";
    }
  }

  /** Its third check does not end. */
  public static final class Stuck implements CrashProgram, CrashChecker {
    private int checks;

    public Stuck() {}

    @Override
    public void run(Path directory) throws IOException {
      for (String name : List.of("a", "b", "c")) {
        Files.writeString(directory.resolve(name), name);
      }
    }

    @Override
    public String check(Path directory, List<String> acknowledged) throws InterruptedException {
      if (++checks == 3) {
        System.out.println("checks the third state");
        new CountDownLatch(1).await();
      }
      return "";
    }
  }
}
