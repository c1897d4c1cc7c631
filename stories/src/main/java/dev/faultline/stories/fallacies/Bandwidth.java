package dev.faultline.stories.fallacies;

import dev.faultline.guard.admission.RateLimiter;
import dev.faultline.stories.Atlas;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Mark;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Series;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.base.ShortStory;
import java.time.Duration;
import java.util.List;

/** Bandwidth is infinite: heartbeats wait behind a copy. */
public final class Bandwidth extends ShortStory {
  private static final int LASTS = 180;
  private static final int STEPS = 100;
  private static final int COPIES_AT = 20;
  private static final double COPIES_AS_FAST = 1_000;

  public Bandwidth() {
    super(
        new Words(
            "bandwidth",
            "Fallacy 3: bandwidth is infinite",
            "A copy in the background takes what the network has to spare.",
            "Redpanda, Ceph and Elasticsearch limit the traffic of recovery, so that it leaves room"
                + " for the rest.",
            "P. Deutsch, The Eight Fallacies; redpanda #5958",
            "A node sends a copy as fast as it can. What becomes of its heartbeats?",
            List.of("they arrive in time", "some are late", "it is declared dead"),
            "The copy is written into the socket at once and waits in the queue of the link. The"
                + " heartbeats wait behind it, and those who expect them take the node for dead.",
            List.of(
                "  for (Chunk chunk : copy) {",
                "+   long wait = limiter.acquireOrWait(now);",
                "+   if (wait > 0) { later(chunk, wait); continue; }",
                "    socket.send(chunk);",
                "  }"),
            "A limit of half of the link for copies leaves room for all that is urgent. It has to"
                + " be held where the copy is sent, before the queue.",
            "the copy takes longer than the link would need for it",
            "dev.faultline.guard.admission.RateLimiter",
            "--set copy=50"),
        List.of(
            new Parameter("copy", " MB", 500, 1, 5_000, "size of the copy"),
            new Parameter("link", " MB/s", 12, 1, 1_000, "what the link can carry")),
        List.of(
            Guard.of("none", "full speed", "all into the queue"),
            Guard.of("limit", "rate limit", "half of the link")),
        "limit",
        List.of("longest wait", "declared dead"),
        new Atlas(
            "copy",
            List.of(5.0, 10.0, 20.0, 30.0, 50.0, 70.0, 100.0, 200.0, 300.0, 500.0, 700.0, 1_000.0),
            "link",
            List.of(5.0, 12.0, 25.0, 50.0, 125.0, 250.0)));
  }

  @Override
  public String system(Values values) {
    return "A node sends a heartbeat each second over a link of %s. At 20 s it begins to send a copy of %s, which it reads at 1,000 MB/s. After 5 s without a heartbeat it is taken for dead."
        .formatted(values.text("link"), values.text("copy"));
  }

  @Override
  public Run run(Scene scene) {
    double link = scene.values().get("link");
    double left = scene.values().get("copy");
    // In pieces of a hundredth of what the link carries in a second.
    double piece = link / 100;
    RateLimiter limiter = new RateLimiter(50, Duration.ofSeconds(1), 5, 0);
    double queued = 0;
    double[] wait = new double[LASTS];
    double[] copied = new double[LASTS];
    double longest = 0;
    int deadAt = -1;
    for (int step = 0; step < LASTS * STEPS; step++) {
      long nanos = step * 10_000_000L;
      if (step >= COPIES_AT * STEPS) {
        double sent = 0;
        while (left > 0 && sent < COPIES_AS_FAST / STEPS) {
          if (scene.guard().equals("limit") && limiter.acquireOrWait(nanos) > 0) {
            break;
          }
          double next = Math.min(piece, left);
          left -= next;
          sent += next;
        }
        queued += sent;
      }
      copied[step / STEPS] += Math.min(queued, link / STEPS);
      queued = Math.max(0, queued - link / STEPS);
      if (step % STEPS == 0) {
        wait[step / STEPS] = queued / link;
        longest = Math.max(longest, queued / link);
        if (queued / link > 4 && deadAt < 0) {
          deadAt = step / STEPS + 5;
        }
      }
    }
    boolean holds = longest <= 1;
    return new Run(
        1,
        List.of(
            new Series("copied", " MB/s", copied, ""),
            new Series("they wait", " s", wait, text("%.1f s at most", longest))),
        List.of(new Mark(COPIES_AT, COPIES_AT, "the copy begins")),
        0,
        90,
        holds,
        holds ? 0 : deadAt < 0 ? 1 : 2,
        deadAt >= 0
            ? text(
                "Heartbeats wait for up to %.0f s; the node is taken for dead at %d s.",
                longest, deadAt)
            : text("Heartbeats wait for %.2f s at most.", longest),
        List.of(text("%.2f s", longest), deadAt < 0 ? "no" : "at " + deadAt + " s"),
        holds ? longest : -1);
  }
}
