package dev.faultline.threads;

import static dev.faultline.threads.Searched.FIELDS;
import static dev.faultline.threads.Searched.isNamed;
import static dev.faultline.threads.Searched.isProved;
import static dev.faultline.threads.Searched.node;
import static dev.faultline.threads.Searched.pair;

import dev.faultline.sim.setup.Interleaving;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Issue 11: threads took no turns before calls by which they see each other, such as a join that
 * does not wait, and before what the JDK keeps for all of them.
 */
@Timeout(60)
final class ThreadTurnsTest {
  @Test
  void a_join_that_does_not_wait_is_a_place() {
    isProved(
        node(
            Interleaving.LOCKS,
            world ->
                env -> {
                  Thread other = Thread.startVirtualThread(() -> {});
                  boolean first = other.join(Duration.ZERO);
                  boolean second = other.join(Duration.ofMillis(-1));
                  other.join();
                  world.outcome(first + " " + second);
                }),
        "false false",
        "false true",
        "true true");
  }

  private static final class Plain {
    private int value;
  }

  @Test
  void whether_a_thread_lives_depends_on_whatever_it_does() {
    isProved(
        node(
            FIELDS,
            world ->
                env -> {
                  Plain plain = new Plain();
                  Thread other = Thread.startVirtualThread(() -> plain.value = 1);
                  boolean first = other.isAlive();
                  boolean second = other.isAlive();
                  other.join();
                  world.outcome(first + " " + second);
                }),
        "true true",
        "true false",
        "false false");
  }

  @Test
  void threads_see_each_others_names() {
    isProved(
        node(
            Interleaving.LOCKS,
            world ->
                env -> {
                  Thread self = Thread.currentThread();
                  self.setName("");
                  Thread other =
                      Thread.startVirtualThread(() -> self.setName(self.getName() + "x"));
                  self.setName(self.getName() + "y");
                  other.join();
                  world.outcome(self.getName());
                }),
        "x",
        "y",
        "xy",
        "yx");
  }

  @Test
  void one_of_two_starts_of_a_thread_fails() {
    isProved(
        pair(
            Interleaving.LOCKS,
            () -> new Thread[] {Thread.ofVirtual().unstarted(() -> {}), null},
            t -> start(t, "first"),
            t -> start(t, "second"),
            t -> t[1].getName()),
        "first",
        "second");
  }

  private static void start(Thread[] threads, String by) {
    try {
      threads[0].start();
      threads[1] = Thread.ofVirtual().name(by).unstarted(() -> {});
    } catch (IllegalThreadStateException e) {
      // The other one was first.
    }
  }

  @Test
  void a_property_is_read_under_other_names() {
    isProved(
        pair(
            Interleaving.LOCKS,
            () -> {
              System.clearProperty("faultline.test");
              return new String[] {""};
            },
            s -> {
              int first = Integer.getInteger("faultline.test", 0);
              s[0] = first + " " + Integer.getInteger("faultline.test", 0);
            },
            s -> System.setProperty("faultline.test", "1"),
            s -> s[0]),
        "0 0",
        "0 1",
        "1 1");
  }

  @Test
  void what_the_jdk_keeps_for_all_is_named_where_it_is_set() {
    Locale before = Locale.getDefault();
    try {
      isNamed(
          pair(
              Interleaving.LOCKS,
              () -> new String[] {""},
              s -> s[0] = String.format("%.1f", 0.5),
              s -> Locale.setDefault(Locale.GERMANY),
              s -> s[0]),
          "calls that depend on java.util.Locale.setDefault");
    } finally {
      Locale.setDefault(before);
    }
  }
}
