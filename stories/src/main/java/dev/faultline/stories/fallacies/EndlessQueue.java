package dev.faultline.stories.fallacies;

import dev.faultline.guard.queue.CoDel;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/** Queues are infinite: after a burst everybody waits, long after it. */
public final class EndlessQueue extends ShortStory {
  private static final int LASTS = 420;
  private static final int BURST_AT = 30;
  private static final int BURST = 30;
  private static final double CAPACITY = 100;
  private static final double PATIENCE = 1;

  public EndlessQueue() {
    super(
        new Words(
            "endless-queue",
            "Queues are infinite",
            "A long queue only makes a few wait during a burst; nothing is lost.",
            "Facebook drops what has waited too long and takes the newest first under load, since"
                + " whoever waits longest has often given up. HBase has such a queue, too.",
            "B. Maurer, Fail at Scale, ACM Queue 13(8), 2015; AdaptiveLifoCoDelCallQueue of HBase",
            "The burst is over. When are requests answered within a second again?",
            List.of("within ten seconds", "later", "never"),
            "The queue never forgets. It holds what came in the burst, and as the load is near what"
                + " the server can do, it shrinks slowly; all that time each answer comes when its"
                + " client has gone.",
            List.of(
                "- Queue<Request> queue = new LinkedBlockingQueue<>();",
                "+ Queue<Request> queue = new ArrayBlockingQueue<>(50);",
                "+ if (!queue.offer(request)) refuse(request);"),
            "A queue has room for what is served within half of the clients' patience; who finds it"
                + " full hears so at once. CoDel needs no such number: it drops while even the"
                + " shortest wait is too long.",
            "some are refused in the burst, who would have been answered too late",
            "dev.faultline.guard.queue.CoDel",
            "--set load=60"),
        List.of(
            new Parameter("load", "/s", 90, 1, 99, "requests before and after the burst"),
            new Parameter("burst", "/s", 150, 1, 1_000, "requests in the burst")),
        List.of(
            Guard.of("none", "no bound", "all are kept"),
            Guard.of("bounded", "bound of 50", "half of their patience"),
            Guard.of("codel", "CoDel", "100 ms target, 500 ms")),
        "bounded",
        List.of("well after", "late answers", "refused"),
        new Atlas(
            "load",
            Atlas.range(10, 98, 12),
            "burst",
            List.of(80.0, 100.0, 110.0, 120.0, 150.0, 200.0, 250.0, 300.0)));
  }

  @Override
  public String system(Values values) {
    return "%s requests/s reach a server that can do 100/s, first in, first out; for half a minute it is %s/s. Clients wait for 1 s and do not ask again."
        .formatted(Parameter.number(values.get("load")), Parameter.number(values.get("burst")));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    boolean isBounded = scene.guard().equals("bounded");
    CoDel codel = new CoDel(Duration.ofMillis(100), Duration.ofMillis(500));
    double[] inTime = new double[LASTS];
    double[] waiting = new double[LASTS];
    double[] asked = new double[LASTS];
    Deque<Double> queue = new ArrayDeque<>();
    double free = 0;
    double next = 0;
    int late = 0;
    int refused = 0;
    while (next < LASTS) {
      double start = queue.isEmpty() ? LASTS : Math.max(free, queue.element());
      if (start < next) {
        double came = queue.remove();
        long nanos = (long) (start * 1e9);
        if (scene.guard().equals("codel")
            && codel.shouldDrop((long) ((start - came) * 1e9), queue.isEmpty(), nanos)) {
          refused++;
          continue;
        }
        free = start + 1 / CAPACITY;
        if (free - came <= PATIENCE) {
          inTime[(int) Math.min(LASTS - 1, free)]++;
        } else {
          late++;
        }
        continue;
      }
      asked[(int) next]++;
      if (isBounded && queue.size() >= 50) {
        refused++;
      } else {
        queue.add(next);
      }
      waiting[(int) next] = queue.size();
      boolean isBurst = next >= BURST_AT && next < BURST_AT + BURST;
      next +=
          -StrictMath.log(1 - random.nextDouble()) / scene.values().get(isBurst ? "burst" : "load");
    }
    int after = recovery(inTime, asked);
    String when = after < 0 ? "not in 6 min" : after + " s";
    return new Run(
        1,
        List.of(
            new Series("asked", "/s", asked, ""),
            new Series("waiting", "", waiting, ""),
            new Series("in time", "/s", inTime, text("%,d late", late))),
        List.of(new Mark(BURST_AT, BURST_AT + BURST, "a burst")),
        0,
        after < 0 ? LASTS : Math.min(LASTS, BURST_AT + BURST + after + 60),
        after >= 0 && after <= 10,
        after < 0 ? 2 : after <= 10 ? 0 : 1,
        after < 0
            ? "Answers are late six minutes after the burst; %,d in all.".formatted(late)
            : "Well again %s after the burst; %,d answers were late.".formatted(when, late),
        List.of(when, text("%,d", late), text("%,d", refused)),
        after <= 10 ? after : -1);
  }

  /** Seconds after the burst from which ten are answered in time, at nine tenths. */
  private static int recovery(double[] inTime, double[] asked) {
    for (int from = BURST_AT + BURST; from + 10 <= LASTS; from++) {
      double answered = 0;
      double came = 0;
      for (int i = from; i < from + 10; i++) {
        answered += inTime[i];
        came += asked[i];
      }
      if (answered >= 0.85 * came) {
        return from - BURST_AT - BURST;
      }
    }
    return -1;
  }
}
