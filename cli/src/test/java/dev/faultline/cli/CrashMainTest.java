package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ordinary programs, which know nothing of crashes; runs with the agent. */
class CrashMainTest {
  private static final String HERE = "dev.faultline.cli.CrashMainTest.";

  /** Appends a line to a log and then tells. */
  public static final class Log {
    public static void main(String[] arguments) throws Exception {
      append(arguments[0], true);
    }

    static void append(String directory, boolean sync) throws IOException {
      File file = new File(directory, "log");
      try (FileOutputStream out = new FileOutputStream(file);
          FileChannel folder = FileChannel.open(Path.of(directory), StandardOpenOption.READ)) {
        for (int i = 0; i < 3; i++) {
          out.write(("entry " + i + "\n").getBytes(StandardCharsets.UTF_8));
          if (sync) {
            out.getFD().sync();
            folder.force(true);
          }
          System.out.println("entry " + i);
        }
      }
    }
  }

  /** Tells without a sync, from a thread of its own, and ends the JVM. */
  public static final class Hasty {
    public static void main(String[] arguments) throws Exception {
      Thread worker =
          new Thread(() -> {
            try {
              Log.append(arguments[0], false);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      worker.start();
      worker.join();
      System.exit(0);
    }
  }

  /** Writes elsewhere, too. */
  public static final class Elsewhere {
    public static void main(String[] arguments) throws Exception {
      Log.append(arguments[0], true);
      Files.delete(Files.createTempFile("faultline", ".elsewhere"));
    }
  }

  /** Fails. */
  public static final class Failing {
    public static void main(String[] arguments) {
      System.exit(arguments.length + 6);
    }
  }

  /** Leaves a pool behind, as many do, and ends the JVM; in {@code log} is what was printed. */
  public static final class Pool {
    public static void main(String[] arguments) throws Exception {
      ExecutorService pool = Executors.newFixedThreadPool(2);
      try {
        pool.submit(
                () -> {
                  Log.append(arguments[0], true);
                  return true;
                })
            .get();
      } catch (ExecutionException e) {
        System.exit(1);
      }
      System.exit(0);
    }
  }

  /** Ends the JVM on a thread of a pool, where nobody sees what it throws. */
  public static final class PoolExits {
    public static void main(String[] arguments) throws Exception {
      Log.append(arguments[0], true);
      try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
        pool.submit(() -> System.exit(0)).get();
      } finally {
        Files.delete(Path.of(arguments[0], "log"));
      }
    }
  }

  /** Halts. */
  public static final class Halts {
    public static void main(String[] arguments) throws Exception {
      Log.append(arguments[0], true);
      Runtime.getRuntime().halt(0);
    }
  }

  /** As Check, in a pool, and halts. */
  public static final class CheckHalts {
    public static void main(String[] arguments) throws Exception {
      ExecutorService pool = Executors.newFixedThreadPool(2);
      pool.submit(
              () -> {
                Check.main(arguments);
                Runtime.getRuntime().halt(0);
                return true;
              })
          .get();
    }
  }

  /** Says yes whatever it finds, and halts. */
  public static final class CheckRefuses {
    public static void main(String[] arguments) {
      Runtime.getRuntime().halt(1);
    }
  }

  /** Prints a last line that has no end, before the sync. */
  public static final class NoLineEnd {
    public static void main(String[] arguments) throws Exception {
      Log.append(arguments[0], false);
      System.out.print("the end");
    }
  }

  /** Refuses a log that lacks something. */
  public static final class Check {
    public static void main(String[] arguments) throws Exception {
      List<String> found = new ArrayList<>();
      File log = new File(arguments[0], "log");
      if (log.exists()) {
        try (BufferedReader in = new BufferedReader(new FileReader(log, StandardCharsets.UTF_8))) {
          in.lines().forEach(found::add);
        }
        try (FileInputStream in = new FileInputStream(log)) {
          if (in.readAllBytes().length != log.length()) {
            throw new IllegalStateException("the length is wrong");
          }
        }
      }
      for (int i = 1; i < arguments.length; i++) {
        if (!found.contains(arguments[i])) {
          System.exit(1);
        }
      }
    }
  }

  private static Run crash(String program, String... more) {
    List<String> arguments = new ArrayList<>(List.of("crash", HERE + program, "--profile", "xfs"));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--check")) {
      arguments.addAll(List.of("--check", HERE + "Check"));
    }
    return Run.faultline(arguments.toArray(String[]::new));
  }

  @Test
  void a_main_that_syncs_before_it_prints_survives() {
    Run run = crash("Log");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).startsWith("xfs: survives; ").hasLineCount(1);
  }

  @Test
  void a_main_that_prints_before_it_syncs_is_found_with_its_own_line() {
    Run run = crash("Hasty");
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out())
        .contains("acknowledged by then: 1, the last was \"entry 0\"")
        .contains("CrashMainTest$Log.append(CrashMainTest.java:")
        .doesNotContain("at dev.faultline.cli.MainMethod")
        .doesNotContain("at dev.faultline.hook");
  }

  @Test
  void what_is_not_seen_makes_the_result_partial() {
    Run run = crash("Elsewhere");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .startsWith("xfs: survives, as far as was seen; ")
        .contains("partial: it changes ")
        .contains(".elsewhere, which is outside of its directory");
  }

  @Test
  void a_main_that_fails_is_one_line() {
    Run run = crash("Failing");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains("the program called System.exit(7)");
  }

  @Test
  void a_command_checks_a_main_too(@TempDir Path folder) throws IOException {
    Path script = folder.resolve("check.sh");
    Files.writeString(
        script, "while read -r line; do grep -qx \"$line\" \"$1/log\" || exit 1; done < \"$2\"\n");
    String[] check = {"--profile", "xfs", "--check-command", "sh " + script};
    Run good =
        Run.faultline(
            "crash", HERE + "Log", check[0], check[1], check[2], check[3], "--states", "40");
    assertThat(good.exitCode()).as(good.out() + good.err()).isZero();
    Run bad = Run.faultline("crash", HERE + "Hasty", check[0], check[1], check[2], check[3]);
    assertThat(bad.exitCode()).as(bad.out() + bad.err()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Pool", "PoolExits", "Halts"})
  @Timeout(60)
  void a_main_that_ends_the_jvm_in_its_own_way_survives(String program) {
    Run run = crash(program);
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).startsWith("xfs: survives; 10 calls, ").hasLineCount(1);
  }

  @Test
  @Timeout(60)
  void a_checker_that_ends_the_jvm_says_by_its_status_what_it_found() {
    Run good = crash("Log", "--check", HERE + "CheckHalts");
    assertThat(good.exitCode()).as(good.out() + good.err()).isZero();
    Run lost = crash("Hasty", "--check", HERE + "CheckHalts");
    assertThat(lost.exitCode()).as(lost.out() + lost.err()).isEqualTo(1);
    assertThat(lost.out()).contains("the check says: ").contains("System.exit(1)");
    Run bad = crash("Log", "--check", HERE + "CheckRefuses");
    assertThat(bad.exitCode()).as(bad.out() + bad.err()).isEqualTo(1);
    assertThat(bad.out()).contains("Runtime.halt(1)");
  }

  @Test
  @Timeout(60)
  void a_last_line_without_an_end_is_acknowledged_at_the_end() {
    Run run = crash("NoLineEnd", "--check", HERE + "CheckRefusesTheEnd");
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out()).contains("acknowledged by then: 4, the last was \"the end\"");
  }

  /** Refuses whatever comes after the end. */
  public static final class CheckRefusesTheEnd {
    public static void main(String[] arguments) {
      if (arguments[arguments.length - 1].equals("the end")) {
        throw new IllegalStateException("refused");
      }
    }
  }

  @Test
  @Timeout(60)
  void each_call_of_a_main_fails_in_turn() {
    Run run = crash("Pool", "--sweep");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).startsWith("xfs: survives each failed call; ").contains(" runs, ");
    Run hasty = crash("Hasty", "--sweep", "--sweep-calls", "write");
    assertThat(hasty.exitCode()).as(hasty.out() + hasty.err()).isEqualTo(1);
    assertThat(hasty.out())
        .startsWith("a failed call that the program does not survive, under xfs")
        .contains("CrashMainTest$Log.append(CrashMainTest.java:")
        .doesNotContain("at dev.faultline.cli.MainMethod");
  }

  @Test
  void an_exit_with_nothing_wrong_is_no_error_under_faults() {
    Run run = crash("Pool", "--fault", "delay fsync time=1us");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).startsWith("xfs: survives; ").hasLineCount(1);
  }
}
