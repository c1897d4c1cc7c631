package dev.faultline.stories.agreement;

import dev.faultline.guard.version.Reception;
import dev.faultline.guard.version.Stamped;
import dev.faultline.guard.version.VersionGate;
import dev.faultline.guard.version.VersionVector;
import dev.faultline.guard.version.View;
import dev.faultline.stories.Atlas;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.base.ShortStory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** State is consistent: two coordinators place the same key with different owners. */
public final class DivergentRing extends ShortStory {
  private static final int LASTS = 120;
  private static final int JOINS_AT = 20;

  /** Who is in the ring; more with time. */
  private record Ring(List<String> members) {
    Ring and(Ring others) {
      TreeSet<String> all = new TreeSet<>(members);
      all.addAll(others.members);
      return new Ring(List.copyOf(all));
    }

    boolean has(String member) {
      return members.contains(member);
    }
  }

  /** What a node believes. */
  private static final class Server {
    private final View<Ring> ring =
        new View<>(
            "ring",
            Ring.class,
            new View.Saved<>(VersionVector.EMPTY, new Ring(List.of("a", "b", "c"))),
            Ring::and,
            _ -> {});
    private final VersionGate gate = new VersionGate(List.of(ring));

    void hears() {
      ring.change("joining", ring.content().and(new Ring(List.of("d"))));
    }
  }

  public DivergentRing() {
    super(
        new Words(
            "divergent-ring",
            "State is consistent: the ring",
            "Gossip tells all nodes within seconds who owns what.",
            "In Cassandra a node with an old ring had writes stored by nodes that no longer owned"
                + " them: acknowledged, and then not to be found.",
            "CASSANDRA-13704, CASSANDRA-18758",
            "A node joins. Of 4,000 writes, how many are acknowledged and then not found?",
            List.of("none", "fewer than 20", "20 or more"),
            "The coordinator that has not heard of the new node writes to the old owner, who takes"
                + " whatever comes. Readers ask the new owner, which never saw it.",
            List.of(
                "  // at each owner",
                "- store.put(key, value);",
                "+ switch (gate.receive(message)) {",
                "+   case Accepted(var write) -> store.put(write);",
                "+   case Refused(var refusal) -> send(from, refusal);",
                "+ }"),
            "Who knows a newer ring refuses a message of an older one, and says which: mine has"
                + " seen more than yours. The coordinator learns it there and then, and writes to"
                + " the right owner.",
            "a version in each message",
            "dev.faultline.guard.version.VersionGate",
            "--set late=0"),
        List.of(
            new Parameter("late", " s", 5, 0, 90, "when the coordinator hears of the new node"),
            new Parameter("writes", "/s", 40, 1, 1_000, "writes through it")),
        List.of(
            Guard.of("none", "take it all", "whoever owns it"),
            Guard.of("gate", "with version", "or refused by name")),
        "gate",
        List.of("not found", "refused"),
        new Atlas(
            "late",
            List.of(0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 90.0),
            "writes",
            List.of(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)));
  }

  @Override
  public String system(Values values) {
    return "Three nodes hold all keys; at 20 s a fourth joins and takes a quarter of them. A coordinator with %s hears of it after %s. All others know at once."
        .formatted(values.text("writes"), values.text("late"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    double late = scene.values().get("late");
    Server coordinator = new Server();
    Server owners = new Server();
    Tally tally = new Tally("found", "not found", LASTS);
    tally.mark(JOINS_AT, JOINS_AT + late, "an old ring");
    int refused = 0;
    for (double at = 0; at < LASTS; at += 1 / scene.values().get("writes")) {
      if (at >= JOINS_AT && !owners.ring.content().has("d")) {
        owners.hears();
      }
      if (at >= JOINS_AT + late && !coordinator.ring.content().has("d")) {
        coordinator.hears();
      }
      Stamped<String> write = coordinator.gate.stamp("write");
      if (scene.guard().equals("gate")
          && owners.gate.receive(write) instanceof Reception.Refused<String>(var refusal)) {
        refused++;
        coordinator.gate.refused(refusal).ifPresent(owners.gate::learn);
      }
      boolean isMoved = random.nextInt(4) == 0;
      boolean isOfNew = isMoved && owners.ring.content().has("d");
      if (isOfNew && !coordinator.ring.content().has("d")) {
        tally.wrong(at);
      } else {
        tally.well(at);
      }
    }
    return tally.run(
        20,
        text("All acknowledged writes are found; refused and sent again: %d.", refused),
        text("%,d acknowledged writes are not found by those who read.", tally.wrongs()),
        text("%d", refused));
  }
}
