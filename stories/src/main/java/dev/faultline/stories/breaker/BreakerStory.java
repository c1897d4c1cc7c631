package dev.faultline.stories.breaker;

import dev.faultline.stories.Atlas;
import dev.faultline.stories.Check;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Mark;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Series;
import dev.faultline.stories.Story;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.breaker.Caller.Kind;
import java.util.List;
import java.util.Locale;

/** A circuit breaker that never opens, since a clock was set back by five seconds. */
public final class BreakerStory implements Story {
  @Override
  public Words words() {
    return new Words(
        "breaker",
        "The breaker that never opens",
        "When every call fails, the circuit breaker opens.",
        "The window of time of Resilience4j 2.4.0, in its default form, behaves like the one here"
            + " when the wall clock is set back.",
        "found by reading its source and with a clock of our own; no report of it was found",
        "From now on every call fails. When does the breaker open?",
        List.of("within a minute", "after more than that", "never"),
        "The window moves on to the second of each result. After the step its newest second lies in"
            + " the future, and still each result opens a new bucket: it has become a window of"
            + " sixty results, and a hundred are needed to open.",
        List.of(
            "- new Breaker(settings, Clock.systemUTC());",
            "+ new SharedBreaker(settings, 1, System.nanoTime());",
            "  ...",
            "+ long permit = breaker.tryAcquire(System.nanoTime());"),
        "Time is monotonic, and a reading that lies behind the last one moves nothing back. A"
            + " monotonic clock cures the published breaker as well.",
        "none",
        "dev.faultline.guard.breaker.CircuitBreaker",
        "--set step=0");
  }

  @Override
  public String system(Values values) {
    return "A service makes %s calls a second through a breaker with a window of 60 s, which opens for 10 s when half of at least 100 calls have failed. After 90 s its wall clock is set back by %s. From 100 s on every call fails."
        .formatted(values.text("calls").replace("/s", ""), values.text("step"));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("step", " s", 5, 0, 3_600, "by how much the clock is set back"),
        new Parameter("calls", "/s", 5, 1, 200, "calls of the service"));
  }

  @Override
  public List<Guard> guards() {
    return List.of(
        Guard.of("wall", "wall clock", "as the machine is set"),
        Guard.of("monotonic", "monotonic", "the same breaker"),
        Guard.of("ours", "CircuitBreaker", "and few probes"));
  }

  @Override
  public String cure() {
    return "ours";
  }

  @Override
  public List<String> columns() {
    return List.of("opens after", "let through");
  }

  @Override
  public Run run(Scene scene) {
    Caller caller =
        new Caller(
                scene.seed(),
                scene.values().get("calls"),
                scene.values().get("step"),
                Kind.valueOf(scene.guard().toUpperCase(Locale.ROOT)))
            .run();
    double opens = caller.opens();
    String when = opens < 0 ? "never" : String.format(Locale.ROOT, "%.0f s", opens);
    boolean holds = opens >= 0 && opens <= 130;
    return new Run(
        1,
        List.of(
            new Series("refused", "/s", caller.refused(), ""),
            new Series("sent", "/s", caller.sent(), ""),
            new Series(
                "failing",
                "/s",
                caller.failed(),
                String.format(Locale.ROOT, "%,d let through", caller.through()))),
        List.of(
            new Mark(Caller.STEPS_BACK_AT, Caller.STEPS_BACK_AT, "the clock is set back"),
            new Mark(Caller.FAILS_AT, Caller.LASTS, "every call fails")),
        80,
        opens < 0 ? 200 : Math.min(Caller.LASTS, 200 + opens),
        holds,
        opens < 0 ? 2 : opens <= 60 ? 0 : 1,
        opens < 0
            ? "Never: %,d failing calls go out in ten minutes.".formatted(caller.through())
            : "It opens after %s; %,d failing calls go out in ten minutes."
                .formatted(when, caller.through()),
        List.of(when, String.format(Locale.ROOT, "%,d", caller.through())),
        holds ? opens : -1);
  }

  @Override
  public Atlas atlas() {
    return new Atlas(
        "calls",
        List.of(
            2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0, 80.0, 100.0),
        "step",
        List.of(0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 600.0));
  }

  @Override
  public List<Check> moreChecks(long seed) {
    Run without = run(scene(seed).with("step", 0));
    Run monotonic = run(scene(seed).with("monotonic"));
    return List.of(
        new Check("no step: it opens within 30 s", without.verdict(), without.answer() == 0),
        new Check("a monotonic clock: the same", monotonic.verdict(), monotonic.answer() == 0));
  }
}
