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

/** The network is secure: what was signed once is sent again. */
public final class Secure extends ShortStory {
  private static final int LASTS = 120;
  private static final int ATTACKS_AT = 30;
  private static final int WINDOW = 64;

  public Secure() {
    super(
        new Words(
            "secure",
            "Fallacy 4: the network is secure",
            "Orders inside the data centre are signed, so nobody else can make one.",
            "Replay of recorded packets is what the windows of IPsec and DTLS are for.",
            "P. Deutsch, The Eight Fallacies; RFC 4303, section 3.4.3; RFC 9147, section 4.5.1",
            "Somebody records signed orders and sends them again. How many of them are carried"
                + " out?",
            List.of("none", "some", "all"),
            "A signature says who made the order. It does not say that it was not carried out"
                + " before, and a recorded order has the right signature.",
            List.of(
                "- seal(order);",
                "+ seal(order, number++);",
                "  // at the receiver, after the seal was checked",
                "+ if (!window.isNew(number)) drop();"),
            "Each order has a number under the seal, and the receiver remembers the last 64"
                + " numbers: what was seen, or is older, is dropped. Orders that overtake each"
                + " other still arrive.",
            "64 bits for each sender; an order that is overtaken by 64 others is lost and has to be"
                + " sent again",
            "the session keys of faultline-link; see docs/security.md",
            "--set forged=100"),
        List.of(
            new Parameter("replayed", "/s", 5, 0, 1_000, "recorded orders that are sent again"),
            new Parameter("forged", "/s", 0, 0, 1_000, "orders with a made-up signature")),
        List.of(
            Guard.of("none", "nothing", "whoever sends"),
            Guard.of("seal", "signature", "who made it"),
            Guard.of("window", "and a window", "and that it is new")),
        "window",
        List.of("false orders", "true orders"),
        new Atlas("replayed", Atlas.range(0, 50, 11), "forged", Atlas.range(0, 50, 6)));
  }

  @Override
  public String system(Values values) {
    return "20 signed orders a second arrive, some a little out of order. From 30 s on somebody sends %s a second again that he recorded, and %s a second with a made-up signature."
        .formatted(
            Parameter.number(values.get("replayed")), Parameter.number(values.get("forged")));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    double[] real = new double[LASTS];
    double[] fake = new double[LASTS];
    TreeSet<Integer> seen = new TreeSet<>();
    int sent = 0;
    int genuine = 0;
    int carriedOut = 0;
    int attacks = 0;
    for (int second = 0; second < LASTS; second++) {
      int[] numbers = new int[20];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = sent++;
      }
      for (int i = 0; i + 1 < numbers.length; i += 2) {
        boolean overtakes = random.nextInt(4) == 0;
        int first = numbers[i];
        numbers[i] = overtakes ? numbers[i + 1] : first;
        numbers[i + 1] = overtakes ? first : numbers[i + 1];
      }
      for (int number : numbers) {
        if (!scene.guard().equals("window") || isNew(seen, number)) {
          real[second]++;
          genuine++;
        }
      }
      if (second < ATTACKS_AT) {
        continue;
      }
      for (int i = 0; i < scene.values().count("replayed"); i++) {
        attacks++;
        int number = random.nextInt(sent);
        if (!scene.guard().equals("window") || isNew(seen, number)) {
          fake[second]++;
          carriedOut++;
        }
      }
      attacks += scene.values().count("forged");
      if (scene.guard().equals("none")) {
        fake[second] += scene.values().count("forged");
        carriedOut += scene.values().count("forged");
      }
    }
    boolean holds = carriedOut == 0 && genuine == sent;
    return new Run(
        1,
        List.of(
            new Series("true", "/s", real, ""),
            new Series("false", "/s", fake, text("%,d carried out", carriedOut))),
        List.of(new Mark(ATTACKS_AT, LASTS, "somebody sends what he recorded")),
        0,
        90,
        holds,
        carriedOut == 0 ? 0 : carriedOut < attacks ? 1 : 2,
        text("%,d of %,d false orders are carried out.", carriedOut, attacks),
        List.of(text("%,d", carriedOut), text("%,d of %,d", genuine, sent)),
        holds ? 0 : -1);
  }

  /** Whether a number was not seen and is not older than the window. */
  private static boolean isNew(TreeSet<Integer> seen, int number) {
    if (!seen.isEmpty() && number <= seen.last() - WINDOW || !seen.add(number)) {
      return false;
    }
    while (seen.first() <= seen.last() - WINDOW) {
      seen.pollFirst();
    }
    return true;
  }
}
