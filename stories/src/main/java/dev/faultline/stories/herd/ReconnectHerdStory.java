package dev.faultline.stories.herd;

import dev.faultline.guard.retry.Backoff;
import dev.faultline.guard.retry.Backoff.Kind;
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
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** All clients come back at once, and keep each other out. */
public final class ReconnectHerdStory implements Story {
  /** Seconds within which all are to be back. */
  private static final int ENOUGH = 180;

  private static final Duration BASE = Duration.ofSeconds(1);
  private static final Duration CAP = Duration.ofSeconds(32);

  @Override
  public Words words() {
    return new Words(
        "reconnect-herd",
        "The herd that comes back at once",
        "Clients that lose their connection should try again until they have one.",
        "AWS showed that clients which back off in step collide again, and simulated what jitter"
            + " does about it.",
        "M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog, 2015",
        "How long does it take until all clients are connected again?",
        List.of("under 30 seconds", "a few minutes", "forever"),
        "The server connects clients in turn, and most of them have given up when theirs comes."
            + " They are behind the others again, all at the same moment. Waiting longer without"
            + " jitter only moves the herd.",
        List.of(
            "- Backoff again = Backoff.NONE;",
            "+ Backoff again = Backoff.fullJitter(",
            "+     Duration.ofSeconds(1), Duration.ofSeconds(32));",
            "  wait = again.delayNanos(retry++, wait, random.nextLong());"),
        "Jitter breaks the step: each second about as many come as the server can take. A server"
            + " that leaves out those who have given up needs less of it.",
        "a few clients wait longer than they would have had to",
        "dev.faultline.guard.retry.Backoff",
        "--set clients=80");
  }

  @Override
  public String system(Values values) {
    return "%s clients lose their connection in the same instant. The server makes %s connections a second, first come, first served. A client gives up after %s and tries again."
        .formatted(
            values.text("clients"),
            values.text("connects").replace("/s", ""),
            values.text("timeout"));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("clients", "", 1_000, 1, 5_000, "clients that come back"),
        new Parameter("connects", "/s", 100, 1, 2_000, "connections that the server can make"),
        new Parameter("timeout", " s", 1, 0.1, 30, "after which a client gives up"));
  }

  @Override
  public List<Guard> guards() {
    return List.of(
        Guard.of("none", "at once", "all of them, every time"),
        Guard.of("fixed", "after 1 s", "the same, later"),
        Guard.of("exponential", "exponential", "in step, ever less often"),
        Guard.of("jitter", "full jitter", "spread evenly"),
        Guard.of("decorrelated", "decorrelated", "spread, from 1 s on"),
        Guard.of("late", "late dropped", "the server helps"));
  }

  @Override
  public String cure() {
    return "jitter";
  }

  @Override
  public List<String> columns() {
    return List.of("all after", "attempts");
  }

  @Override
  public Run run(Scene scene) {
    Herd herd = play(scene);
    double after = herd.allAfter();
    int clients = scene.values().count("clients");
    String all = after < 0 ? "never" : String.format(Locale.ROOT, "%.1f s", after);
    return new Run(
        1,
        List.of(
            new Series("attempts", "/s", herd.attempts(), ""),
            new Series("connected", "", herd.online(), herd.connected() + " of " + clients)),
        List.of(new Mark(Herd.BREAKS_AT, Herd.BREAKS_AT, "all connections break")),
        0,
        Math.min(Herd.LASTS, after < 0 ? 60 : Math.max(30, Herd.BREAKS_AT + after + 10)),
        after >= 0 && after <= ENOUGH,
        after < 0 ? 2 : after < 30 ? 0 : 1,
        after < 0
            ? "%,d of %,d clients are connected after six minutes."
                .formatted(herd.connected(), clients)
            : "All are connected after " + all + ".",
        List.of(all, String.format(Locale.ROOT, "%,d", herd.made())),
        after > ENOUGH ? -1 : after);
  }

  private static Herd play(Scene scene) {
    Values values = scene.values();
    Backoff backoff =
        switch (scene.guard()) {
          case "none", "late" -> Backoff.NONE;
          case "fixed" -> Backoff.fixed(BASE);
          case "exponential" -> Backoff.of(Kind.EXPONENTIAL, BASE, CAP);
          case "jitter" -> Backoff.fullJitter(BASE, CAP);
          case "decorrelated" -> Backoff.of(Kind.DECORRELATED_JITTER, BASE, CAP);
          default -> throw new AssertionError("no guard " + scene.guard());
        };
    return new Herd(
            scene.seed(),
            values.count("clients"),
            values.get("connects"),
            values.get("timeout"),
            backoff,
            scene.guard().equals("late"))
        .run();
  }

  @Override
  public Atlas atlas() {
    return new Atlas(
        "clients",
        Atlas.range(50, 1_000, 20),
        "connects",
        List.of(25.0, 50.0, 75.0, 100.0, 150.0, 200.0, 300.0, 400.0, 600.0, 800.0));
  }

  @Override
  public List<Check> moreChecks(long seed) {
    Run fixed = run(scene(seed).with("fixed"));
    Run exponential = run(scene(seed).with("exponential"));
    Run late = run(scene(seed).with("late"));
    return List.of(
        new Check("a fixed wait: never", fixed.verdict(), fixed.answer() == 2),
        new Check(
            "exponential without jitter: more than four minutes",
            exponential.verdict(),
            exponential.answer() == 2 || play(scene(seed).with("exponential")).allAfter() > 240),
        new Check("late ones dropped: under 30 seconds", late.verdict(), late.answer() == 0));
  }
}
