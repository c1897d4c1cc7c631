package dev.faultline.chaos.skew;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Clocks of a JVM that runs. What it says is held between two looks at this JVM's own clock. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class JvmClockTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private Process jvm;
  private BufferedWriter to;
  private BufferedReader from;

  /**
   * What the JVM said.
   *
   * @param before this JVM's clock when it was asked
   * @param after and when it had answered
   */
  private record Said(
      long nanos,
      long reference,
      List<Long> wall,
      long before,
      long after,
      long wallBefore,
      long wallAfter) {
    void assertOffBy(long millis) {
      assertThat(wall)
          .allSatisfy(shown ->
              assertThat(shown).isBetween(wallBefore + millis - 1, wallAfter + millis + 1));
    }
  }

  @BeforeEach
  void start() throws IOException {
    jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                System.getProperty("java.class.path"),
                AskedTime.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    to = jvm.outputWriter();
    from = jvm.inputReader();
    assertThat(from.readLine()).isEqualTo("ready");
  }

  @AfterEach
  void end() throws IOException {
    to.close();
    from.close();
    jvm.destroyForcibly();
  }

  private int pid() {
    return (int) jvm.pid();
  }

  private String answer(String question) throws IOException {
    to.write(question + "\n");
    to.flush();
    return String.valueOf(from.readLine());
  }

  private Said ask(String question) throws IOException {
    long wallBefore = System.currentTimeMillis();
    long before = System.nanoTime();
    long[] words = Arrays.stream(answer(question).split(" ")).mapToLong(Long::parseLong).toArray();
    return new Said(
        words[0],
        words[1],
        Arrays.stream(words).skip(2).filter(word -> word != 0).boxed().toList(),
        before,
        System.nanoTime(),
        wallBefore,
        System.currentTimeMillis());
  }

  @Test
  void an_offset_is_seen_by_all_that_ask_for_the_wall_clock_until_it_is_set_right()
      throws IOException {
    ask("now").assertOffBy(0);
    JvmClock.set(pid(), Duration.ofHours(-1), 1);
    Said late = ask("late");
    assertThat(late.wall()).as("a class that was loaded since, too").hasSize(4);
    late.assertOffBy(-HOUR);
    JvmClock.set(pid(), Duration.ofHours(2), 1);
    ask("late").assertOffBy(2 * HOUR);
    JvmClock.set(pid(), Duration.ZERO, 1);
    ask("late").assertOffBy(0);
  }

  @Test
  void an_offset_does_not_move_the_clock_that_only_goes_forward() throws IOException {
    Said first = ask("now");
    JvmClock.set(pid(), Duration.ofHours(5), 1);
    Said second = ask("now");
    assertThat(second.nanos() - first.nanos())
        .isBetween(second.before() - first.after(), second.after() - first.before());
  }

  /** Waits until so much has passed by this JVM's clock. */
  private static void pass(long since, long nanos) {
    while (System.nanoTime() - since < nanos) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_rate_makes_both_clocks_gain_and_setting_it_right_takes_nothing_back() throws IOException {
    JvmClock.set(pid(), Duration.ZERO, 3);
    Said first = ask("now");
    pass(first.after(), 300_000_000);
    Said second = ask("now");
    assertThat(second.nanos() - first.nanos())
        .isBetween(3 * (second.before() - first.after()), 3 * (second.after() - first.before()));
    assertThat(second.reference()).as("System::nanoTime").isBetween(0L, 5_000_000_000L);
    long gained = second.wall().getFirst() - second.wallBefore();
    assertThat(gained).isGreaterThan(550);
    JvmClock.set(pid(), Duration.ZERO, 1);
    Said third = ask("now");
    third.assertOffBy(0);
    assertThat(third.nanos()).isGreaterThan(second.nanos());
    Said fourth = ask("now");
    assertThat(fourth.nanos() - third.nanos())
        .isBetween(fourth.before() - third.after(), fourth.after() - third.before());
  }

  @Test
  void a_wrong_clock_counts_what_the_program_has_read_and_a_right_one_nothing() throws IOException {
    ask("now");
    assertThat(JvmClock.set(pid(), Duration.ofHours(1), 1)).as("right so far").isZero();
    assertThat(JvmClock.set(pid(), Duration.ofHours(1), 1)).as("it waits for a line").isZero();
    ask("now");
    assertThat(JvmClock.set(pid(), Duration.ZERO, 3))
        .as("of the wall clock three times, of the other one twice, which was right")
        .isEqualTo(3);
    ask("now");
    assertThat(JvmClock.set(pid(), Duration.ZERO, 1)).as("both were wrong").isEqualTo(5);
    ask("now");
    assertThat(JvmClock.set(pid(), Duration.ZERO, 1)).isZero();
  }

  @Test
  void waits_end_whatever_the_clock_shows() throws IOException {
    JvmClock.set(pid(), Duration.ofHours(-1), 0.5);
    assertThat(answer("wait")).isEqualTo("waited false");
    JvmClock.set(pid(), Duration.ofHours(1), 2);
    assertThat(answer("wait")).isEqualTo("waited false");
  }
}
