package dev.faultline.sim.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Issue 23: threads of programs are the world's. */
final class ThreadsTest {
  private static JvmRig rig(long seed) {
    JvmRig rig = new JvmRig(seed, Duration.ofSeconds(60));
    rig.program("a", "Workers");
    return rig;
  }

  @Test
  void programs_use_threads_of_all_kinds() {
    JvmRig rig = rig(1);

    rig.runWell();

    assertThat(rig.lines("a"))
        .contains(
            "main Thread[#1,main,5,main] daemon false virtual false",
            "groups java.lang.ThreadGroup[name=main,maxpri=10] in"
                + " java.lang.ThreadGroup[name=system,maxpri=10]",
            "before NEW false",
            "after TERMINATED false was current true",
            "starts once",
            "unnamed Thread-0",
            "joined in time true",
            "counted 40",
            "blocker true",
            "barrier",
            "sleeper TIMED_WAITING true",
            "interrupted, flag false",
            "flag true true",
            "early true",
            "own stack begins with getStackTrace",
            "heir none from main",
            "next from heir",
            "main has main's from main",
            "ended true",
            "ticks 123",
            "later and async",
            "per task each-0",
            "per virtual true",
            "fork-join 4950",
            "worker ForkJoinPool-1-worker-1",
            "scheduled in a pool",
            "common 1225 parallel 36",
            "timer in Timer-0",
            "its handler throwing",
            "default handler other For input string: \"y\"",
            "default handler light For input string: \"z\"",
            "default is set true",
            "light true",
            "alive [main] active 1 1");
    assertThat(rig.lines("a"))
        .anyMatch(line -> line.endsWith("[Locked by thread main] queued true WAITING"))
        .endsWith("last", "hook");
    assertThat(rig.lines("a").stream().filter(line -> line.startsWith("pool ")))
        .hasSize(5)
        .allMatch(line -> line.matches("pool \\dpool-1-thread-[123]"));
  }
}
