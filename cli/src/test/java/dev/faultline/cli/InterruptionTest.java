package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InterruptionTest {
  @TempDir Path temporary;

  @Test
  void the_process_stays_until_all_is_reported() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    Interruption interruption = Interruption.of(interrupted::countDown);

    interruption.hook().start();
    interrupted.await();
    assertThat(interruption.hook().isAlive()).isTrue();
    interruption.close();
    interruption.hook().join();
  }

  @Test
  void work_that_begins_when_the_process_is_ending_already_is_interrupted_at_once()
      throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LateWork.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.lines()).containsExactly("told to end", "has happened: true");
    }
  }

  /** Begins work while the JVM ends. */
  static final class LateWork {
    private LateWork() {}

    public static void main(String[] args) {
      Runtime.getRuntime().addShutdownHook(new Thread(LateWork::begin));
    }

    private static void begin() {
      try (Interruption late = Interruption.of(() -> System.out.println("told to end"))) {
        System.out.println("has happened: " + late.hasHappened());
      }
    }
  }

  @Test
  void a_campaign_that_is_told_to_end_writes_its_findings_and_says_how_to_go_on()
      throws IOException {
    Path out = temporary.resolve("out.json");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "explore",
                "violating",
                "--all",
                "--json",
                "--seed=100",
                "--worlds=2000000000",
                "--set",
                "pings=30",
                "--out",
                temporary.toString())
            .redirectOutput(out.toFile())
            .start();
    try (BufferedReader err = process.errorReader()) {
      // The first line of progress: by then there are findings.
      assertThat(err.lines().filter(line -> line.contains(" findings, ETA ")).findFirst())
          .isPresent();
      // Not destroy() of the process itself, which would close our end of the pipe as well.
      process.toHandle().destroy();
      assertThat(err.lines().toList()).contains("to go on where this was interrupted:");
      JsonObject json = JsonParser.parseString(Files.readString(out)).getAsJsonObject();
      assertThat(json.get("interrupted").getAsBoolean()).isTrue();
      assertThat(json.get("exitCode").getAsInt()).isEqualTo(130);
      assertThat(json.get("violations").getAsJsonArray()).isNotEmpty();
      int worlds = json.get("worlds").getAsInt();
      assertThat(json.get("resume").getAsString())
          .isEqualTo(
              "./faultline explore violating --seed "
                  + (100 + worlds)
                  + " --worlds "
                  + (2_000_000_000 - worlds)
                  + " --all --json --out "
                  + temporary
                  + " --set pings=30");
      assertThat(temporary).isDirectoryContaining("glob:**.replay");
    } finally {
      process.destroyForcibly();
    }
  }
}
