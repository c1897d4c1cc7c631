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
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** There is one administrator: two change a configuration, and one change is undone in silence. */
public final class Administrator extends ShortStory {
  private static final int LASTS = 600;
  private static final int SECOND_AT = 60;

  /** An administrator who has read a version and writes it, changed, later. */
  private record Edit(double at, long order, int who, int version) {}

  public Administrator() {
    super(
        new Words(
            "administrator",
            "Fallacy 6: there is one administrator",
            "Whoever changes the configuration reads it, changes a line, and writes it back.",
            "Kubernetes gives each object a resourceVersion and refuses an update that was made"
                + " from an older one, for this reason.",
            "P. Deutsch, The Eight Fallacies; Kubernetes API Concepts, Resource Versions",
            "Two do so, each every half a minute on average. How many changes are undone in ten"
                + " minutes?",
            List.of("none", "one or two", "three or more"),
            "Both read, both change another line, both write the whole. The second write has the"
                + " first one's line as it was before: a change is gone, and nobody was told.",
            List.of(
                "- store.put(config);",
                "+ if (!store.putIf(config, version)) {",
                "+   config = change(store.get());   // read again",
                "+ }"),
            "The store takes a write only when it was made from the newest version. Who comes"
                + " second reads again, and sees the other's change first.",
            "a version for each object, and now and then a change that is made again",
            "none is needed; compare and set",
            "--set takes=1"),
        List.of(
            new Parameter("every", " s", 30, 5, 600, "between two changes of one administrator"),
            new Parameter("takes", " s", 20, 0.1, 300, "from reading to writing"),
            new Parameter("people", "", 2, 1, 20, "administrators")),
        List.of(
            Guard.of("none", "last one wins", "the whole is written"),
            Guard.of("version", "with version", "or read again")),
        "version",
        List.of("undone", "made again"),
        new Atlas(
            "takes",
            List.of(0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0),
            "people",
            List.of(1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0)));
  }

  @Override
  public String system(Values values) {
    return "%s administrators change one configuration, each every %s on average; from reading to writing takes %s. The second one comes after a minute."
        .formatted(values.text("people"), values.text("every"), values.text("takes"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    Values values = scene.values();
    PriorityQueue<Edit> edits =
        new PriorityQueue<>(
            (a, b) -> a.at != b.at ? Double.compare(a.at, b.at) : Long.compare(a.order, b.order));
    long order = 0;
    for (int who = 0; who < values.count("people"); who++) {
      double from = (who == 0 ? 0 : SECOND_AT) + pause(random, values);
      edits.add(new Edit(from, order++, who, -1));
    }
    double[] changes = new double[LASTS];
    double[] undone = new double[LASTS];
    int version = 0;
    int lost = 0;
    int again = 0;
    while (!edits.isEmpty() && edits.element().at < LASTS) {
      Edit edit = edits.remove();
      if (edit.version < 0) {
        // Reads now, and writes when the change is made.
        edits.add(new Edit(edit.at + values.get("takes"), order++, edit.who, version));
        continue;
      }
      boolean isOld = edit.version != version;
      if (isOld && scene.guard().equals("version")) {
        again++;
        edits.add(new Edit(edit.at, order++, edit.who, -1));
        continue;
      }
      lost += version - edit.version;
      version = edit.version + 1;
      changes[(int) edit.at]++;
      for (int i = (int) edit.at; i < LASTS; i++) {
        undone[i] = lost;
      }
      edits.add(new Edit(edit.at + pause(random, values), order++, edit.who, -1));
    }
    return new Run(
        1,
        List.of(
            new Series("changes", "/s", changes, ""),
            new Series("undone", "", undone, lost + " in all")),
        List.of(new Mark(SECOND_AT, LASTS, "a second administrator")),
        0,
        LASTS,
        lost == 0,
        lost == 0 ? 0 : lost <= 2 ? 1 : 2,
        lost == 0
            ? "No change is undone; %d were made again.".formatted(again)
            : (lost == 1 ? "A change is" : lost + " changes are") + " undone, and nobody is told.",
        List.of(text("%d", lost), text("%d", again)),
        lost == 0 ? 0 : -1);
  }

  private static double pause(SplittableRandom random, Values values) {
    return -StrictMath.log(1 - random.nextDouble()) * values.get("every");
  }
}
