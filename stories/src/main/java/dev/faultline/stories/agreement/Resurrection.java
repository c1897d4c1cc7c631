package dev.faultline.stories.agreement;

import dev.faultline.guard.record.Entry;
import dev.faultline.guard.repair.EntryStore;
import dev.faultline.guard.repair.RangeSync;
import dev.faultline.guard.repair.RepairRound;
import dev.faultline.guard.repair.RepairRound.Order;
import dev.faultline.guard.repair.RepairRound.Outgoing;
import dev.faultline.guard.version.Stamp;
import dev.faultline.stories.Atlas;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.base.ShortStory;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Resurrection of the deleted: a replica that missed a tombstone brings the value back. */
public final class Resurrection extends ShortStory {
  private static final int LASTS = 120;
  private static final int STEPS = 10;
  private static final int AWAY_AT = 20;
  private static final int DEPTH = 1;
  private static final List<String> NAMES = List.of("a", "b", "c");

  public Resurrection() {
    super(
        new Words(
            "resurrection",
            "The deleted come back",
            "Ten days after a deletion all replicas have heard of it, and its marker can go.",
            "In Cassandra and ScyllaDB data that was deleted came back when a repair was later than"
                + " the grace period of the markers.",
            "scylladb #3560, #8970; Cassandra documentation, gc_grace_seconds",
            "A key a second is deleted while a replica is away. How many come back?",
            List.of("none", "fewer than 10", "10 or more"),
            "The marker of a deletion is dropped by the clock. A replica that was away for longer"
                + " has the value and no marker, the others have neither: to the repair that is a"
                + " value which they have missed.",
            List.of(
                "- if (age(tombstone) > grace) { drop(tombstone); }",
                "+ var round = new RepairRound(store, others, time, number, again);",
                "+ // drops them when all have answered that they have them"),
            "Markers go when all replicas have them, and not before: a round of repair says so."
                + " What comes later from a backup and is older than the round is withdrawn.",
            "markers stay for as long as any replica is away",
            "dev.faultline.guard.repair.RepairRound",
            "--set away=5"),
        List.of(
            new Parameter("away", " s", 40, 0, 80, "how long a replica is away"),
            new Parameter("grace", " s", 10, 1, 100, "after which markers are dropped")),
        List.of(
            Guard.of("none", "by time", "after the grace period"),
            Guard.of("round", "by repair", "when all have them")),
        "round",
        List.of("came back", "most markers"),
        new Atlas("away", Atlas.range(0, 72, 10), "grace", List.of(1.0, 5.0, 10.0, 20.0, 40.0)));
  }

  @Override
  public String system(Values values) {
    return "Three replicas that repair each other, 120 keys, of which one a second is deleted. At 20 s a replica goes away for %s. Markers of deletions are dropped after %s."
        .formatted(values.text("away"), values.text("grace"));
  }

  /** Stores of three replicas, of which the last may be away. */
  private static final class Replicas {
    private EntryStore[] stores = {
      new EntryStore(DEPTH), new EntryStore(DEPTH), new EntryStore(DEPTH)
    };
    private boolean isAway;
    private @Nullable RepairRound round;
    private long number;

    private void write(Entry entry) {
      for (int i = 0; i < NAMES.size(); i++) {
        if (i < 2 || !isAway) {
          stores[i].write(entry);
        }
      }
    }

    /** Each takes what the other has. */
    private void repair() {
      for (int i = 1; i < NAMES.size(); i++) {
        if (i < 2 || !isAway) {
          stores[i].entries().forEach(stores[0]::take);
          stores[0].entries().forEach(stores[i]::take);
        }
      }
    }

    private void dropBefore(long time) {
      for (int i = 0; i < NAMES.size(); i++) {
        if (i == 2 && isAway) {
          continue;
        }
        EntryStore kept = new EntryStore(DEPTH);
        for (Entry entry : stores[i].entries()) {
          if (!entry.isDeleted() || entry.stamp().time() >= time) {
            kept.take(entry);
          }
        }
        stores[i] = kept;
      }
    }

    private void round(long now) {
      if (round == null || round.isDone()) {
        number = round == null ? 1 : round.number();
        round =
            new RepairRound(
                stores[0], NAMES.subList(1, 3), now - 1, number, Duration.ofMillis(200));
      }
      for (Outgoing out = round.next(now).orElse(null);
          out != null && !(isAway && out.to().equals("c"));
          out = round.next(now).orElse(null)) {
        EntryStore store = stores[NAMES.indexOf(out.to())];
        switch (out) {
          case Outgoing.Tell tell -> {
            switch (tell.order()) {
              case Order.Promise(var time) -> store.promise(time, now);
              case Order.Settle(var time) -> store.settle(time);
            }
            round.acknowledged(tell.to(), tell.order());
          }
          case Outgoing.Ask ask ->
              round.answered(ask.to(), RangeSync.answer(store, ask.question()), now);
        }
      }
    }

    private int markers() {
      return (int) stores[0].entries().stream().filter(Entry::isDeleted).count();
    }
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    double away = scene.values().get("away");
    long grace = Math.round(scene.values().get("grace") * 1e9);
    Replicas replicas = new Replicas();
    Tally tally = new Tally("deleted", "came back", LASTS);
    tally.mark(AWAY_AT, AWAY_AT + away, "a replica is away");
    for (int key = 0; key < LASTS; key++) {
      replicas.write(Entry.of("key-" + key, new Stamp(1, "client"), new byte[] {1}));
    }
    TreeSet<String> deleted = new TreeSet<>();
    TreeSet<String> back = new TreeSet<>();
    int most = 0;
    for (int step = 1; step < LASTS * STEPS; step++) {
      double at = (double) step / STEPS;
      long now = Math.round(1e9 * at);
      replicas.isAway = at >= AWAY_AT && at < AWAY_AT + away;
      if (random.nextInt(STEPS) == 0 && deleted.size() < LASTS) {
        String key = "key-" + deleted.size();
        replicas.write(Entry.deleted(key, new Stamp(now, "client")));
        deleted.add(key);
        tally.well(at);
      }
      if (step % STEPS != 0) {
        continue;
      }
      // They repair each other in any case; the guard decides when markers go.
      replicas.repair();
      if (scene.guard().equals("round")) {
        replicas.round(now);
      } else {
        replicas.dropBefore(now - grace);
      }
      most = Math.max(most, replicas.markers());
      for (String key : deleted) {
        Entry entry = replicas.stores[0].get(key);
        if (entry != null && !entry.isDeleted() && back.add(key)) {
          tally.wrong(at);
        }
      }
    }
    return tally.run(
        10,
        text("Nothing comes back; there were up to %d markers.", most),
        text("%d deleted keys come back, on all replicas.", tally.wrongs()),
        text("%d", most));
  }
}
