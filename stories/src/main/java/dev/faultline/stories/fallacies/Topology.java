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

/** Topology does not change: addresses that were looked up once. */
public final class Topology extends ShortStory {
  private static final int LASTS = 240;
  private static final int FIRST_MOVE = 40;
  private static final int CALLS = 50;

  public Topology() {
    super(
        new Words(
            "topology",
            "Fallacy 5: topology does not change",
            "The address of a server is looked up at the start, and stays what it is.",
            "The JVM kept addresses for ever under a security manager; such a service goes on"
                + " calling machines that are gone.",
            "P. Deutsch, The Eight Fallacies; JDK networkaddress.cache.ttl",
            "Servers are replaced one by one. How many calls fail in the end?",
            List.of("hardly any", "some", "all"),
            "A name is looked up once and the address is kept. Each replaced server takes its share"
                + " of the calls with it, and nothing ever asks where the new one is.",
            List.of(
                "  } catch (ConnectException e) {",
                "+   addresses = names.lookUp(service);",
                "+   return call(addresses.next());",
                "  }"),
            "Look again when a call fails, and now and then in any case. A time to live alone fails"
                + " until it is over.",
            "a lookup for each failed call",
            "none is needed; a circuit breaker keeps lookups few",
            "--set life=5"),
        List.of(
            new Parameter("servers", "", 4, 1, 50, "servers behind the name"),
            new Parameter("every", " s", 20, 1, 60, "between two replacements"),
            new Parameter("life", " s", 30, 1, 300, "time to live of an address")),
        List.of(
            Guard.of("none", "looked up once", "for ever"),
            Guard.of("life", "time to live", "until it is over"),
            Guard.of("retry", "and at failures", "at once")),
        "retry",
        List.of("failed", "at the end"),
        new Atlas(
            "servers", Atlas.range(1, 20, 20), "every", List.of(2.0, 5.0, 10.0, 20.0, 30.0, 60.0)));
  }

  @Override
  public String system(Values values) {
    return "50 calls a second go to one of %s servers each. From 40 s on a server is replaced every %s, and the new one has another address."
        .formatted(values.text("servers"), values.text("every"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    int servers = scene.values().count("servers");
    double every = scene.values().get("every");
    int[] real = new int[servers];
    int[] known = new int[servers];
    double[] failing = new double[LASTS];
    double[] good = new double[LASTS];
    int replaced = 0;
    int failed = 0;
    double lookedUp = 0;
    for (int second = 0; second < LASTS; second++) {
      while (second >= FIRST_MOVE + replaced * every) {
        real[replaced++ % servers]++;
      }
      if (scene.guard().equals("life") && second - lookedUp >= scene.values().get("life")) {
        known = real.clone();
        lookedUp = second;
      }
      for (int call = 0; call < CALLS; call++) {
        int server = random.nextInt(servers);
        if (known[server] != real[server] && scene.guard().equals("retry")) {
          known = real.clone();
        }
        if (known[server] == real[server]) {
          good[second]++;
        } else {
          failing[second]++;
          failed++;
        }
      }
    }
    double end = failing[LASTS - 1] / CALLS;
    boolean holds = failed < 0.01 * CALLS * LASTS;
    return new Run(
        1,
        List.of(
            new Series("good", "/s", good, ""),
            new Series("failing", "/s", failing, text("%,d in all", failed))),
        List.of(new Mark(FIRST_MOVE, LASTS, "servers are replaced")),
        20,
        LASTS,
        holds,
        holds ? 0 : end < 0.95 ? 1 : 2,
        text("%,d of %,d calls fail; at the end %.0f of 100.", failed, CALLS * LASTS, 100 * end),
        List.of(text("%,d", failed), text("%.0f %%", 100 * end)),
        holds ? failed : -1);
  }
}
