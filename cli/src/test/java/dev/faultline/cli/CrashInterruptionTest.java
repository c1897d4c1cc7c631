package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.crash.CrashChecker;
import dev.faultline.disk.crash.CrashProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

public final class CrashInterruptionTest {
  @Test
  void a_search_that_is_told_to_end_says_how_far_it_was() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "crash",
                Stuck.class.getName(),
                "--profile=ext4-ordered",
                "--states=1000",
                "--check-limit=10m")
            .start();
    try (BufferedReader out = process.inputReader();
        BufferedReader err = process.errorReader()) {
      assertThat(out.readLine()).isEqualTo("checks the third state");
      // As Ctrl-C does; not destroy() of the process itself, which closes our end of the pipes.
      Process signal = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
      assertThat(signal.waitFor()).isZero();
      assertThat(err.lines().filter(line -> line.startsWith("faultline: ")))
          .singleElement()
          .asString()
          .startsWith(
              "faultline: interrupted, without a result; ext4-ordered: 3 states, at most 1,000; ");
      assertThat(process.waitFor()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
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
