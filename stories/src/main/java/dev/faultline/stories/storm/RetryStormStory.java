package dev.faultline.stories.storm;

import dev.faultline.stories.Atlas;
import dev.faultline.stories.Check;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Mark;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Series;
import dev.faultline.stories.Story;
import dev.faultline.stories.Turning;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.storm.RetryStorm.Protection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A retry storm goes on long after what began it is over. */
public final class RetryStormStory implements Story {
  private static final int LASTS = 660;

  @Override
  public Words words() {
    return new Words(
        "retry-storm",
        "The retry storm that outlives its trigger",
        "A server that was healthy before a short fault is healthy again after it.",
        "Outages that stayed when their trigger was gone: four or more of 15 major outages of AWS"
            + " in ten years, and 22 at eleven organisations.",
        "Bronson et al., Metastable Failures, HotOS 2021; Huang et al., OSDI 2022",
        "The server works again. When are requests answered in time again?",
        List.of("within ten seconds", "after a while", "never"),
        "The queue holds requests whose clients have given up and asked again. The server answers"
            + " each of them, too late, and each answer that is too late makes another request. The"
            + " fault is over; the work that it made is not.",
        List.of(
            "  Request next = queue.remove();",
            "+ if (next.deadline(now).isTooShortFor(work)) {",
            "+   continue;                // nobody waits for it any more",
            "+ }",
            "  answer(next);"),
        "Jitter spreads retries and does not lessen them. A budget (a tenth of the requests, 100"
            + " saved up) cuts the peak and moves the edge to capacity / 1.1. What ends the storm"
            + " is not to do work that nobody waits for.",
        "12 bytes with each request, one comparison before the work",
        "dev.faultline.guard.retry.Deadline",
        "--set requests=140");
  }

  @Override
  public String system(Values values) {
    return "%s requests/s reach a server that can do %s/s, first in, first out. Clients give up after %s and ask %s more. After a minute the server stands still for %s."
        .formatted(
            values.text("requests").replace("/s", ""),
            values.text("capacity").replace("/s", ""),
            values.text("timeout"),
            switch (values.count("retries")) {
              case 0 -> "never";
              case 1 -> "once";
              default -> "up to " + values.count("retries") + " times";
            },
            values.text("stall"));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("requests", "/s", 280, 10, 2_000, "first attempts of all clients"),
        new Parameter("stall", " s", 10, 0.1, 120, "how long the server stands still"),
        new Parameter("capacity", "/s", 300, 10, 2_000, "what the server can do"),
        new Parameter("timeout", " s", 1, 0.1, 30, "after which a client gives up"),
        new Parameter("retries", "", 1, 0, 5, "how often a client asks again"));
  }

  @Override
  public List<Guard> guards() {
    return List.of(
        new Guard("none", "as it is", values -> load(values, values.count("retries"))),
        Guard.of("jitter", "jitter", "spreads, does not lessen"),
        new Guard(
            "budget", "budget 10 %", values -> load(values, Math.min(0.1, values.get("retries")))),
        Guard.of("deadline", "deadline", "late work is not done"),
        Guard.of("together", "all three", "and the peak is lower"));
  }

  /** The law of the paper: it may stay down when the load with retries is above the capacity. */
  private static String load(Values values, double retries) {
    double load = values.get("requests") * (1 + retries);
    return "%s x %s = %s %s %s"
        .formatted(
            Parameter.number(values.get("requests")),
            Parameter.number(1 + retries),
            Parameter.number(Math.rint(load)),
            load > values.get("capacity") ? ">" : "<=",
            Parameter.number(values.get("capacity")));
  }

  @Override
  public String cure() {
    return "deadline";
  }

  @Override
  public List<String> columns() {
    return List.of("peak", "well after", "at the end");
  }

  @Override
  public Run run(Scene scene) {
    StormRecord storm = play(scene, LASTS);
    int recovery = storm.recovery();
    double stall = scene.values().get("stall");
    double healed = RetryStorm.STALLS_AT + stall;
    double rate = scene.values().get("requests");
    return new Run(
        1,
        List.of(
            new Series("offered", "/s", storm.offered(), "peak " + rate(storm.peak())),
            new Series("answered", "/s", storm.answered(), ""),
            new Series("their age", " s", storm.age(), ""),
            new Series("in time", "/s", storm.inTime(), rate(storm.goodput()) + " at the end")),
        List.of(new Mark(RetryStorm.STALLS_AT, healed, "the server stands still")),
        RetryStorm.STALLS_AT - 10,
        Math.min(LASTS, recovery < 0 ? healed + 40 : healed + recovery + 30),
        recovery >= 0,
        recovery < 0 ? 2 : recovery <= 10 ? 0 : 1,
        recovery < 0
            ? String.format(
                Locale.ROOT,
                "Never: %.0f of %.0f a second are answered in time, %.0f minutes after the fault.",
                storm.goodput(),
                rate,
                Math.floor((LASTS - healed) / 60))
            : "Well again " + after(recovery) + " after the fault.",
        List.of(rate(storm.peak()), after(recovery), rate(storm.goodput())),
        recovery);
  }

  private static StormRecord play(Scene scene, int lasts) {
    Values values = scene.values();
    return new RetryStorm(
            scene.seed(),
            new RetryStorm.Numbers(
                values.get("requests"),
                values.get("capacity"),
                values.get("stall"),
                values.get("timeout"),
                values.count("retries")),
            Protection.valueOf(scene.guard().toUpperCase(Locale.ROOT)),
            lasts)
        .run();
  }

  private static String rate(double rate) {
    return String.format(Locale.ROOT, "%,.0f/s", rate);
  }

  private static String after(int recovery) {
    return recovery < 0 ? "never" : recovery <= 1 ? "a second" : recovery + " s";
  }

  /** What has not recovered after a minute is taken as lost: enough near the point of no return. */
  @Override
  public boolean holds(Scene scene) {
    int healed = (int) Math.ceil(RetryStorm.STALLS_AT + scene.values().get("stall"));
    return play(scene, healed + 60).recovery() >= 0;
  }

  @Override
  public Optional<Turning> turning() {
    return Optional.of(
        new Turning("stall", List.of(0.8, 0.9, 1.0, 1.1, 1.2), "How long may the fault last?"));
  }

  @Override
  public Atlas atlas() {
    return new Atlas(
        "requests",
        Atlas.range(100, 290, 20),
        "stall",
        List.of(0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0));
  }

  @Override
  public List<Check> moreChecks(long seed) {
    List<Check> checks = new ArrayList<>();
    checks.add(check(seed, 140, "none", true));
    checks.add(check(seed, 160, "none", false));
    checks.add(check(seed, 280, "jitter", false));
    checks.add(check(seed, 280, "budget", false));
    checks.add(check(seed, 265, "budget", true));
    checks.add(check(seed, 275, "budget", false));
    StormRecord cured = play(scene(seed).with("deadline"), LASTS);
    checks.add(
        new Check(
            "280/s with deadlines: within a second, at 95 % or more",
            after(cured.recovery()) + ", " + rate(cured.goodput()),
            cured.recovery() >= 0 && cured.recovery() <= 1 && cured.goodput() >= 0.95 * 280));
    return checks;
  }

  private Check check(long seed, int requests, String guard, boolean recovers) {
    Run run = run(scene(seed).with("requests", requests).with(guard));
    return new Check(
        "%d/s, %s: %s".formatted(requests, guard, recovers ? "recovers" : "never"),
        run.verdict(),
        run.holds() == recovers);
  }
}
