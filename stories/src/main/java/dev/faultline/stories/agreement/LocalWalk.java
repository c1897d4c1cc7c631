package dev.faultline.stories.agreement;

import dev.faultline.guard.page.Cursor;
import dev.faultline.guard.page.PageMessage.Ask;
import dev.faultline.guard.page.PageMessage.Consistency;
import dev.faultline.guard.page.PageMessage.Entry;
import dev.faultline.guard.page.Pages;
import dev.faultline.guard.page.RemoteIterator;
import dev.faultline.guard.page.RemoteIterator.Settings;
import dev.faultline.stories.Atlas;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.base.ShortStory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Local equals remote: an iterator over a map that others change, a page at a time. */
public final class LocalWalk extends ShortStory {
  private static final int LASTS = 120;
  private static final int KEYS = 200;
  private static final List<String> NAMES =
      IntStream.range(0, KEYS).mapToObj(key -> text("%05d", 10 * key)).toList();

  public LocalWalk() {
    super(
        new Words(
            "local-walk",
            "Local equals remote: an iterator",
            "A map on another node has an iterator like any map.",
            "In Hazelcast iterating while a member joined or keys were added could return keys"
                + " twice and leave others out; results of a stream engine were silently wrong.",
            "Waldo et al., A Note on Distributed Computing, 1994; hazelcast #11106",
            "One walk a second, 120 in all. How many keys are skipped or come twice?",
            List.of("none", "fewer than 100", "100 or more"),
            "The next page begins at a number: so many entries on. When an entry before that place"
                + " comes or goes, all later ones move by one, and one is repeated or never seen."
                + " An iterator in memory would have thrown an exception.",
            List.of("- page(offset, 20);", "+ page(cursor.partition(), cursor.after(), 20);"),
            "The next page begins after a key, whatever comes or goes before it. Keys that are"
                + " there all along are returned once, and a page that does not come by the"
                + " deadline is an error, never an early end.",
            "entries in order at the node, and an interface that is not Iterator",
            "dev.faultline.guard.page.RemoteIterator",
            "--set changes=0"),
        List.of(
            new Parameter("changes", "", 4, 0, 100, "keys added and removed during a page"),
            new Parameter("page", "", 20, 1, 500, "entries of a page")),
        List.of(
            Guard.of("none", "by position", "entries move"),
            Guard.of("cursor", "by key", "keys do not")),
        "cursor",
        List.of("wrong keys", "walks"),
        new Atlas(
            "changes",
            List.of(0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0),
            "page",
            List.of(5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)));
  }

  @Override
  public String system(Values values) {
    return "A map of 200 keys is walked once a second in pages of %s. From 20 s on others add and remove %s keys of their own during each page; the 200 stay."
        .formatted(values.text("page"), values.text("changes"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    int size = scene.values().count("page");
    Tally tally = new Tally("right", "wrong keys", LASTS);
    tally.mark(20, LASTS, "others change it");
    TreeMap<String, Integer> map = new TreeMap<>();
    for (int key = 0; key < KEYS; key++) {
      map.put(NAMES.get(key), key);
    }
    for (int second = 0; second < LASTS; second++) {
      int changes = second < 20 ? 0 : scene.values().count("changes");
      List<String> seen =
          scene.guard().equals("cursor")
              ? byKey(map, size, changes, second, random)
              : byPosition(map, size, changes, random);
      TreeMap<String, Integer> counts = new TreeMap<>();
      seen.forEach(key -> counts.merge(key, 1, Integer::sum));
      for (int key = 0; key < KEYS; key++) {
        if (counts.getOrDefault(NAMES.get(key), 0) == 1) {
          tally.well(second);
        } else {
          tally.wrong(second);
        }
      }
    }
    return tally.run(
        100,
        "Each key that is there throughout comes once in each walk.",
        text("%,d times a key is skipped or comes twice, without any error.", tally.wrongs()),
        text("%d", LASTS));
  }

  /** Others add a key of theirs or remove one, anywhere. */
  private static void change(TreeMap<String, Integer> map, int changes, SplittableRandom random) {
    for (int i = 0; i < changes; i++) {
      String key = text("%05d", 10 * random.nextInt(KEYS) + 1);
      if (map.remove(key) == null) {
        map.put(key, -1);
      }
    }
  }

  private static List<String> byPosition(
      TreeMap<String, Integer> map, int size, int changes, SplittableRandom random) {
    List<String> seen = new ArrayList<>();
    for (int offset = 0; offset < map.size(); offset += size) {
      List<String> keys = List.copyOf(map.keySet());
      seen.addAll(keys.subList(offset, Math.min(keys.size(), offset + size)));
      change(map, changes, random);
    }
    return seen;
  }

  private static List<String> byKey(
      TreeMap<String, Integer> map, int size, int changes, int walk, SplittableRandom random) {
    ArrayDeque<Ask<Integer>> asked = new ArrayDeque<>();
    Settings settings =
        new Settings(size, Duration.ofSeconds(10), Duration.ofSeconds(1), Consistency.OWNER);
    RemoteIterator<Integer> keys =
        new RemoteIterator<>(
            Cursor.START, walk, 1, settings, _ -> "owner", (_, ask) -> asked.add(ask), 0);
    List<String> seen = new ArrayList<>();
    while (!asked.isEmpty()) {
      keys.receive(Pages.answer(map, asked.remove()), 0);
      change(map, changes, random);
      for (Entry<Integer> entry = keys.poll(0); entry != null; entry = keys.poll(0)) {
        seen.add(entry.key());
      }
    }
    return seen;
  }
}
