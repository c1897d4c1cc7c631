package dev.faultline.stories.agreement;

import dev.faultline.guard.version.Lesson;
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

/** State is consistent: cells are read under another schema than they were written under. */
public final class SchemaRace extends ShortStory {
  private static final int LASTS = 120;
  private static final int EVERY = 20;

  /** The columns of a table, in order. */
  private record Columns(List<String> names) {
    Columns and(Columns others) {
      TreeSet<String> all = new TreeSet<>(names);
      all.addAll(others.names);
      return new Columns(List.copyOf(all));
    }

    Columns with(String name) {
      return and(new Columns(List.of(name)));
    }
  }

  /** A node's schema, and the gate of its messages. */
  private static final class Server {
    private final View<Columns> schema =
        new View<>(
            "schema",
            Columns.class,
            new View.Saved<>(VersionVector.EMPTY, new Columns(List.of("a", "z"))),
            Columns::and,
            _ -> {});
    private final VersionGate gate = new VersionGate(List.of(schema));

    List<String> columns() {
      return schema.content().names();
    }
  }

  public SchemaRace() {
    super(
        new Words(
            "schema-race",
            "State is consistent: the schema",
            "A new column reaches all nodes within a second, and until then nobody uses it.",
            "In Cassandra adding or removing a column under load could corrupt the table.",
            "CASSANDRA-13004; CASSANDRA-21216 of 2026 is of the same kind",
            "A column is added every 20 s. How many of 6,000 reads give one column's value as"
                + " another's?",
            List.of("none", "fewer than 50", "50 or more"),
            "The replica lists its cells by position. For a second it has one column less than the"
                + " coordinator, which reads the cells by its own schema: every value behind the"
                + " new column is taken for its neighbour's.",
            List.of(
                "- send(replica, read);",
                "+ send(replica, gate.stamp(read));",
                "  // at the replica",
                "+ if (gate.receive(message) instanceof Refused<>(var refusal)) {",
                "+   send(from, refusal);          // which names the schema",
                "+ }"),
            "Messages carry the version of the schema. Who has another one refuses, and the refusal"
                + " and its answer bring both up to date; then the read is made again.",
            "a version in each message, and one more round trip after a change",
            "dev.faultline.guard.version.VersionGate",
            "--set late=0.1"),
        List.of(
            new Parameter("late", " s", 1, 0, 19, "when the replica hears of a column"),
            new Parameter("reads", "/s", 50, 1, 1_000, "reads")),
        List.of(
            Guard.of("none", "by position", "whoever's schema it is"),
            Guard.of("gate", "with version", "or refused by name")),
        "gate",
        List.of("mixed up", "made again"),
        new Atlas(
            "late",
            Atlas.range(0, 19, 20),
            "reads",
            List.of(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0)));
  }

  @Override
  public String system(Values values) {
    return "A coordinator reads rows from a replica, %s. Every 20 s a column is added at the coordinator; the replica hears of it after %s."
        .formatted(values.text("reads"), values.text("late"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    double late = scene.values().get("late");
    Server coordinator = new Server();
    Server replica = new Server();
    Tally tally = new Tally("right", "mixed up", LASTS);
    int again = 0;
    int added = 0;
    double learns = LASTS;
    for (double at = 0; at < LASTS; at += 1 / scene.values().get("reads")) {
      if (at >= (added + 1) * EVERY) {
        added++;
        // At a random place between the others.
        String name = (char) ('b' + random.nextInt(24)) + "-" + added;
        coordinator.schema.change("coordinator", coordinator.schema.content().with(name));
        tally.mark(added * EVERY, added * EVERY + late, "a new column");
        learns = added * EVERY + late;
      }
      if (at >= learns) {
        learn(replica, coordinator);
        learns = LASTS;
      }
      if (scene.guard().equals("gate")) {
        again += settle(coordinator, replica);
      }
      if (coordinator.columns().equals(replica.columns())) {
        tally.well(at);
      } else {
        tally.wrong(at);
      }
    }
    return tally.run(
        50,
        text("No value is read as another column's; %d reads were made again.", again),
        text("%,d reads give a value of another column, without any error.", tally.wrongs()),
        text("%d", again));
  }

  private static void learn(Server server, Server from) {
    server.gate.learn(new Lesson("schema", from.schema.version(), from.schema.content()));
  }

  /** A read through the gate; how often it is made again. */
  private static int settle(Server coordinator, Server replica) {
    Stamped<String> read = coordinator.gate.stamp("read");
    if (replica.gate.receive(read) instanceof Reception.Refused<String>(var refusal)) {
      coordinator.gate.refused(refusal).ifPresent(replica.gate::learn);
      return 1 + settle(coordinator, replica);
    }
    return 0;
  }
}
