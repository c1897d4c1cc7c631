package dev.faultline.stories.fallacies;

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
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** The network is reliable: a receipt is lost, and the order is charged again. */
public final class UnreliableNetwork extends ShortStory {
  private static final int LASTS = 120;
  private static final int LOSES_AT = 20;
  private static final int ORDERS = 50;

  public UnreliableNetwork() {
    super(
        new Words(
            "unreliable",
            "Fallacy 1: the network is reliable",
            "When no receipt comes, the shop asks the bank once more; then all is well.",
            "Payment services give each request a key for this reason; without one, each lost"
                + " answer is a second charge.",
            "P. Deutsch, The Eight Fallacies; the example payments in this repository",
            "Of every 100 messages the network loses 2. How many orders of 1,000 are charged"
                + " twice?",
            List.of("none", "1 to 5", "more than 5"),
            "Who sends and hears nothing cannot know whether the question was lost or the answer."
                + " When it was the answer, the work is done already, and asking again does it"
                + " again.",
            List.of(
                "- bank.charge(order);",
                "+ bank.charge(order, key);       // the same key for each try",
                "  // at the bank",
                "+ if (done.containsKey(key)) return done.get(key);"),
            "With a key for each order the bank knows what it has done, and answers again without"
                + " doing it again. Not to retry at all loses orders instead.",
            "the bank remembers keys for as long as anybody may ask again",
            "the idempotency keys of dev.faultline.guard.call",
            "--set loss=20"),
        List.of(
            new Parameter("loss", " %", 2, 0, 60, "messages that are lost"),
            new Parameter("tries", "", 10, 1, 20, "how often the shop asks at most")),
        List.of(
            Guard.of("none", "retry", "charges again"),
            Guard.of("once", "no retry", "loses orders"),
            Guard.of("key", "key", "once, for sure")),
        "key",
        List.of("twice", "unpaid"),
        new Atlas(
            "loss",
            Atlas.range(0, 40, 21),
            "tries",
            List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0)));
  }

  @Override
  public String system(Values values) {
    return "A shop places 50 orders a second with a bank, and asks again after a second without a receipt, up to %s times in all. From 20 s on the network loses %s of all messages."
        .formatted(values.text("tries"), values.text("loss"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    double loss = scene.values().get("loss") / 100;
    double[] orders = new double[LASTS];
    double[] twice = new double[LASTS];
    TreeSet<Integer> keys = new TreeSet<>();
    int doubled = 0;
    int unpaid = 0;
    for (int order = 0; order < LASTS * ORDERS; order++) {
      int second = order / ORDERS;
      double lost = second >= LOSES_AT ? loss : 0;
      int charges = 0;
      boolean hasReceipt = false;
      int tries = scene.guard().equals("once") ? 1 : scene.values().count("tries");
      for (int i = 0; i < tries && !hasReceipt; i++) {
        boolean arrives = random.nextDouble() >= lost;
        if (arrives && (!scene.guard().equals("key") || keys.add(order))) {
          charges++;
        }
        hasReceipt = arrives && random.nextDouble() >= lost;
      }
      orders[second]++;
      unpaid += hasReceipt ? 0 : 1;
      if (charges > 1) {
        twice[second]++;
        doubled++;
      }
    }
    double perMille = 1_000.0 * doubled / ((LASTS - LOSES_AT) * ORDERS);
    boolean holds = doubled == 0 && (unpaid == 0 || scene.guard().equals("key"));
    return new Run(
        1,
        List.of(
            new Series("orders", "/s", orders, ""),
            new Series("twice", "/s", twice, text("%,d in all", doubled))),
        List.of(new Mark(LOSES_AT, LASTS, "messages are lost")),
        0,
        LASTS,
        holds,
        doubled == 0 ? 0 : perMille <= 5 ? 1 : 2,
        holds
            ? "No order is charged twice."
            : text(
                "Of 1,000 orders %.0f are charged twice, and %,d of all get no receipt.",
                perMille, unpaid),
        List.of(text("%,d", doubled), text("%,d", unpaid)),
        holds ? 0 : -1);
  }
}
