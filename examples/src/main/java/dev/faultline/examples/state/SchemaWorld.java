package dev.faultline.examples.state;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.version.Lesson;
import dev.faultline.guard.version.Reception.Accepted;
import dev.faultline.guard.version.Reception.Refused;
import dev.faultline.guard.version.Refusal;
import dev.faultline.guard.version.Stamped;
import dev.faultline.guard.version.VersionGate;
import dev.faultline.guard.version.VersionVector;
import dev.faultline.guard.version.View;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator reads rows from a replica, which sends the cells in the order of its columns, while
 * both add columns. Where the two have not heard of all columns yet, a cell is read as another
 * column's (CASSANDRA-13004).
 */
final class SchemaWorld {
  private static final Duration READS = Duration.ofMillis(50);
  private static final Duration GOSSIPS = Duration.ofSeconds(1);
  private static final int ALL = 4;

  private record Read(int row) {}

  private record Row(int row, List<String> cells) {}

  private record Columns(List<String> names) {
    static final Columns FIRST = new Columns(List.of("a", "c"));

    Columns with(List<String> others) {
      TreeSet<String> all = new TreeSet<>(names);
      all.addAll(others);
      return new Columns(List.copyOf(all));
    }
  }

  private SchemaWorld() {}

  static void build(World world, boolean naive) {
    world.model(SystemModel.partiallySynchronous().crashRecovery(1).fairLossLinks());
    NodeHandle<Member> coordinator =
        world.node("coordinator", () -> new Member("replica", "b", naive));
    NodeHandle<Member> replica = world.node("replica", () -> new Member("coordinator", "d", naive));
    world.always("no value is read as another column's", coordinator, m -> m.wrong == null);
    world.healAfter(Duration.ofSeconds(25));
    world.eventually(
        "all columns are read",
        Duration.ofSeconds(60),
        () ->
            // One that is down by then is down for good.
            coordinator.isDownOr(
                c -> replica.isDownOr(r -> c.cells == ALL && r.columns().names().size() == ALL)));
  }

  /** The coordinator asks, the replica answers; each adds a column. */
  private static final class Member implements Node {
    private final String other;
    private final String added;
    private final boolean naive;
    private @Nullable View<Columns> view;
    private @Nullable VersionGate gate;

    /** What was read as what, if that is wrong. */
    private @Nullable String wrong;

    private int cells;

    Member(String other, String added, boolean naive) {
      this.other = other;
      this.added = added;
      this.naive = naive;
    }

    private boolean isCoordinator() {
      return other.equals("replica");
    }

    Columns columns() {
      return view == null ? Columns.FIRST : view.content();
    }

    @Override
    @SuppressWarnings("unchecked")
    public void start(Env env) {
      // What is read here may be there and still not be durable: acted on, it has to be.
      env.store().sync();
      View.Saved<Columns> saved =
          env.store().get("columns") instanceof View.Saved<?> kept
              ? (View.Saved<Columns>) kept
              : new View.Saved<>(VersionVector.EMPTY, Columns.FIRST);
      View<Columns> made =
          new View<>(
              "schema",
              Columns.class,
              saved,
              (first, second) -> first.with(second.names()),
              next -> {
                env.store().put("columns", next);
                env.store().sync();
              });
      view = made;
      gate = new VersionGate(List.of(made));
      env.timer(env.random().nextLong(Duration.ofSeconds(8).toNanos()), "alter");
      env.timer(READS, "read");
      env.timer(GOSSIPS, "gossip");
    }

    @Override
    public void timer(Env env, Object tag) {
      Address to = env.address(other);
      VersionGate stamps = gate;
      if (view == null || stamps == null) {
        return;
      }
      switch ((String) tag) {
        case "alter" -> {
          if (!columns().names().contains(added)) {
            view.change(env.self().name(), columns().with(List.of(added)));
          }
        }
        case "read" -> {
          env.timer(READS, "read");
          if (isCoordinator()) {
            Read read = new Read(env.random().nextInt(100));
            env.send(to, naive ? read : stamps.stamp(read));
          }
        }
        default -> {
          env.timer(GOSSIPS, "gossip");
          if (naive) {
            env.send(to, columns());
          }
        }
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      VersionGate stamps = gate;
      if (view == null || stamps == null) {
        return;
      }
      switch (message) {
        case Columns(var names) -> {
          if (!columns().names().containsAll(names)) {
            view.change(env.self().name(), columns().with(names));
          }
        }
        case Stamped<?> stamped -> {
          switch (stamps.receive(stamped)) {
            case Accepted<?>(var content) -> take(env, from, content);
            case Refused<?>(var refusal) -> env.send(from, refusal);
          }
        }
        case Refusal refusal -> stamps.refused(refusal).ifPresent(lesson -> env.send(from, lesson));
        case Lesson lesson -> stamps.learn(lesson);
        default -> take(env, from, message);
      }
    }

    private void take(Env env, Address from, Object message) {
      VersionGate stamps = gate;
      if (message instanceof Read(int row) && stamps != null) {
        Row answer = new Row(row, columns().names().stream().map(name -> name + row).toList());
        env.send(from, naive ? answer : stamps.stamp(answer));
      } else if (message instanceof Row(int row, var values)) {
        List<String> names = columns().names();
        for (int i = 0; i < values.size() && i < names.size(); i++) {
          if (!values.get(i).equals(names.get(i) + row)) {
            wrong = values.get(i) + " as " + names.get(i);
          }
        }
        cells = values.size();
      }
    }
  }
}
